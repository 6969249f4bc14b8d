"""Cells of one column as tensors, wherever they lie: the three kinds of `Rows`, and rows picked out of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from intarsia.columns.base import Column
from intarsia.encoders.base import Cells, Encoder, Features
from intarsia.model.side_by_side import stacked_cells
from intarsia.training.base import Rows

KEPT = 512 * 2**20
"""Bytes of prepared cells that one column that is trained end to end keeps in memory between epochs."""


@dataclass(frozen=True)
class StoredRows:
    """Features of a frozen encoder: `tokens` (B, T, D) float16 and `mask` (B, T)."""

    features: Features

    def __len__(self) -> int:
        return len(self.features.mask)

    def present(self) -> npt.NDArray[np.bool_]:
        """Return (N,) bool: the row has a cell."""
        return np.array(self.features.mask.any(1), dtype=np.bool_)

    def take(self, rows: Tensor) -> Cells:
        """Return the stored features of these rows."""
        return {  # index_select copies whole rows: ten times as fast as indexing with a tensor
            "tokens": torch.from_numpy(self.features.tokens).index_select(0, rows),
            "mask": torch.from_numpy(self.features.mask).index_select(0, rows),
        }


@dataclass(frozen=True)
class TensorRows:
    """Tensors that are small enough to be made once."""

    cells: Cells

    def __len__(self) -> int:
        return len(next(iter(self.cells.values())))

    def take(self, rows: Tensor) -> Cells:
        """Return the tensors of these rows."""
        return {name: tensor.index_select(0, rows) for name, tensor in self.cells.items()}


@dataclass(frozen=True)
class LazyRows:
    """Cells loaded and made into tensors when a batch asks for them: pictures that are trained end to end.

    What the encoder prepared (a small picture) is kept up to `KEPT` bytes; beyond that it is loaded again.
    """

    encoder: Encoder
    column: Column
    load: Callable[[int], Any]
    length: int
    kept: dict[int, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.length

    def take(self, rows: Tensor) -> Cells:
        """Load these rows and make them into tensors."""
        return self.encoder.tensors(self.column.collate([self._value(row) for row in rows.tolist()]))

    def _value(self, row: int) -> Any:
        if row in self.kept:
            return self.kept[row]
        value = self.load(row)
        value = None if value is None else self.encoder.prepare(value)
        if (len(self.kept) + 1) * getattr(value, "nbytes", 0) <= KEPT:
            self.kept[row] = value
        return value


def side_by_side(rows: Mapping[str, Rows], groups: Sequence[Sequence[str]]) -> dict[str, Rows]:
    """Set the cells of each group of columns side by side, (N, C, ...), under the name of its first column."""
    stacked: dict[str, Rows] = dict(rows)
    for group in groups:
        everything = torch.arange(len(rows[group[0]]))
        whole = stacked_cells({column: rows[column].take(everything) for column in group}, group)
        stacked = {column: found for column, found in stacked.items() if column not in group}
        stacked[group[0]] = TensorRows(whole)
    return stacked


@dataclass(frozen=True)
class PickedRows:
    """Some rows of others, in a new order."""

    rows: Rows
    index: Tensor

    def __len__(self) -> int:
        return len(self.index)

    def take(self, rows: Tensor) -> Cells:
        """Return the tensors of these rows, as the picked rows number them."""
        return self.rows.take(self.index[rows])
