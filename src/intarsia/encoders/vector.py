"""Vectors that users bring, standardised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from intarsia.columns.base import Batch
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import DataError, OptionError
from intarsia.i18n import messages

say = messages(__package__)

FARTHEST = 8.0
"""Standardised numbers are held within ±FARTHEST deviations."""


@encoders.register("vector")
@dataclass(frozen=True)
class ScaledVector(Encoder):
    """(x - mean) / deviation of each number of a vector; a linear layer makes a token (B, 1, D) of them.

    Attributes:
        width: D of the token.
        mean: learned, of each number; None until learned, and empty when the training rows have no vector: then every
            cell counts as missing, for nothing was learned that could be said of it.
        scale: learned deviations; 1 for a constant number.
    """

    accepts: ClassVar[tuple[str, ...]] = ("vector",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("default", "vector"), ("plain", "vector"))

    width: int = 64
    mean: tuple[float, ...] | None = None
    scale: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.width < 1:
            raise OptionError(say("option.width", width=self.width))
        if len(self.mean or ()) != len(self.scale):
            raise OptionError(say("vector.statistics", mean=len(self.mean or ()), scale=len(self.scale)))

    def learn(self, batch: Batch) -> ScaledVector:
        """Take means and deviations from the training rows."""
        rows = [value for value in batch.values if value is not None]
        if not rows:
            return replace(self, mean=(), scale=())
        if len({len(row) for row in rows}) > 1:
            raise DataError(say("vector.lengths", lengths=sorted({len(row) for row in rows})))
        values = np.ma.masked_invalid(np.stack(rows).astype(np.float64))  # (n, L)
        mean = values.mean(0).filled(0.0)
        deviation = values.std(0).filled(0.0)
        # Digits of a constant's mean that float64 cannot hold are no deviation.
        scale = np.where(deviation > 1e-12 * np.abs(mean), deviation, 1.0)
        return replace(self, mean=tuple(mean.tolist()), scale=tuple(scale.tolist()))

    def tensors(self, batch: Batch) -> Cells:
        """`value` (B, L) float32, standardised, 0 where a number is missing; `present` (B,) bool. L is 1 at least.

        Raises `DataError` for a vector of another length.
        """
        mean = np.array(self._learned())
        if not len(mean):
            return {"value": torch.zeros(len(batch), 1), "present": torch.zeros(len(batch), dtype=torch.bool)}
        values = np.tile(mean, (len(batch), 1))  # (B, L)
        for row, value in enumerate(batch.values):
            if value is not None and len(value) != len(mean):  # which row of the table it is, the column would know
                raise DataError(say("vector.other_length", found=len(value), expected=len(mean)))
            if value is not None:
                values[row] = np.where(np.isnan(value), mean, value)
        standard = np.clip((values - mean) / np.array(self.scale), -FARTHEST, FARTHEST)
        return {"value": torch.from_numpy(standard.astype(np.float32)), "present": torch.from_numpy(batch.present)}

    def build(self) -> EncoderModule:
        """Build a fresh linear layer over the numbers."""
        return _ScaledVector(max(1, len(self._learned())), self.width)

    def matrix(self, batch: Batch) -> npt.NDArray[np.floating[Any]]:
        """Return (B, L + 1) float32, the numbers and a 1; zeros for a missing cell, so the 1 says that it is there."""
        cells = self.tensors(batch)
        return torch.cat([cells["value"], cells["present"].unsqueeze(1).float()], 1).numpy()

    def _learned(self) -> tuple[float, ...]:
        if self.mean is None:
            raise DataError(say("learned.nothing", encoder="vector", what=say("learned.mean")))
        return self.mean


class _ScaledVector(EncoderModule):
    """Maps standardised vectors to tokens (B, 1, D)."""

    def __init__(self, numbers: int, width: int) -> None:
        super().__init__()
        self.width = width
        self.linear = nn.Linear(numbers, width)

    def forward(self, cells: Cells) -> Encoded:
        return Encoded(self.linear(cells["value"]).unsqueeze(1), cells["present"].unsqueeze(1))
