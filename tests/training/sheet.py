"""A small table in memory, and one frozen encoder, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from intarsia.columns.base import Batch
from intarsia.encoders.base import Cells, Encoder, EncoderModule
from intarsia.model.design import Design, Part
from intarsia.training.base import Rows


@dataclass(frozen=True)
class Ready(Encoder):
    """Cells are vectors already: a frozen encoder that has nothing to do."""

    accepts: ClassVar[tuple[str, ...]] = ("number",)

    @property
    def frozen(self) -> bool:
        return True

    def tensors(self, batch: Batch) -> Cells:
        raise NotImplementedError

    def build(self) -> EncoderModule:
        raise NotImplementedError


class Gathered(Rows):
    """Rows of tensors in memory."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells

    def __len__(self) -> int:
        return len(next(iter(self.cells.values())))

    def take(self, rows: Tensor) -> Cells:
        return {name: tensor.index_select(0, rows) for name, tensor in self.cells.items()}


class Sheet:
    """`Data` of columns given as arrays: (N, T, D) features for `Ready`, (N,) values for the other encoders.

    A NaN anywhere in a row's features or value makes its cell missing.
    """

    def __init__(self, columns: dict[str, np.ndarray]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def batch(self, column: str, rows: Any = None) -> Batch:
        values = self.columns[column] if rows is None else self.columns[column][rows]
        present = np.array([value is not None and value == value for value in values], dtype=bool)
        return Batch(tuple(value if there else None for value, there in zip(values, present, strict=True)), present)

    def rows(self, part: Part) -> Rows:
        if not part.encoder.frozen:
            return Gathered(part.encoder.tensors(self.batch(part.column)))
        tokens = torch.from_numpy(self.columns[part.column])
        return Gathered({"tokens": tokens.nan_to_num(), "mask": ~tokens.isnan().any(-1)})

    def present(self, part: Part) -> np.ndarray:
        values = self.columns[part.column]
        if values.ndim == 1:
            return self.batch(part.column).present
        return ~np.isnan(values).any(-1).all(-1)  # (N,): a token is there

    def take(self, rows: Any) -> Sheet:
        return Sheet({name: values[rows] for name, values in self.columns.items()})


def ready(task: Any, fusion: Any, modalities: Sequence[str] = ("photo", "words")) -> Design:
    """A design over `Ready` features, one column per modality."""
    return Design(tuple(Part(name, name, Ready()) for name in modalities), fusion, task)


def blobs(rows: int = 200, classes: int = 3, noise: float = 1.0, seed: int = 0) -> tuple[Sheet, np.ndarray]:
    """Two modalities (one of 8 features, one of 2 tokens of 5) that each tell something of the class."""
    chance = np.random.default_rng(seed)
    y = np.arange(rows) % classes
    chance.shuffle(y)
    photo = np.eye(classes, 8)[y] * 2 + noise * chance.normal(size=(rows, 8))
    words = np.eye(classes, 10)[y] * 2 + noise * chance.normal(size=(rows, 10))
    columns = {"photo": photo.reshape(rows, 1, 8), "words": words.reshape(rows, 2, 5)}
    return Sheet({name: values.astype(np.float32) for name, values in columns.items()}), y
