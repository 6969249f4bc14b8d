"""A small frozen encoder whose answers a test can predict."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from intarsia.columns.base import Batch
from intarsia.encoders.base import Cells, Encoder, EncoderModule, Extractor, Features


@dataclass(frozen=True)
class Letters(Encoder):
    """Three tokens: the text's length, its first letter, and (only where there is one) its second letter."""

    accepts: ClassVar[tuple[str, ...]] = ("text", "number")
    batch_size: ClassVar[int] = 4
    scale: float = 1.0

    @property
    def frozen(self) -> bool:
        return True

    def size(self, cell: object) -> int:
        return len(str(cell))

    def tensors(self, batch: Batch) -> Cells:
        raise NotImplementedError

    def build(self) -> EncoderModule:
        raise NotImplementedError

    def extractor(self) -> Extractor:
        return self._extract

    def _extract(self, batch: Batch) -> Features:
        tokens, mask = np.zeros((len(batch), 3, 2), np.float32), np.zeros((len(batch), 3), bool)
        for row, value in enumerate(str(value) if value is not None else "" for value in batch.values):
            tokens[row, 0], mask[row, 0] = len(value) * self.scale, batch.present[row]
            for place, letter in enumerate(value[:2], start=1):
                tokens[row, place], mask[row, place] = ord(letter) % 2000 * self.scale, True
        return Features(tokens, mask)


@dataclass(frozen=True)
class Broken(Letters):
    """Says NaN of cells that hold an x."""

    def _extract(self, batch: Batch) -> Features:
        features = super()._extract(batch)
        features.tokens["x" in np.array(batch.values, dtype=str)] = np.nan
        return features
