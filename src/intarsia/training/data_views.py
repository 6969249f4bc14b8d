"""Two views of rows that are there already: two tables as one, and a table without one of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch import Tensor
from torch.nn import functional

from intarsia.columns.base import Batch, Column
from intarsia.columns.table import Table
from intarsia.encoders.base import Cells
from intarsia.model.design import Part
from intarsia.training.base import Data, Index, Rows
from intarsia.training.data import TableData


@dataclass(frozen=True, eq=False)
class JoinedData:
    """The rows of one table and then those of another, with the same columns (see `Data`).

    Attributes:
        first: N rows.
        second: M rows, numbered from N.
    """

    first: Data
    second: Data

    def __len__(self) -> int:
        return len(self.first) + len(self.second)

    def column(self, name: str) -> Column:
        """What the cells of a column are, as the first table has it."""
        return self.first.column(name)

    def batch(self, column: str, rows: Index | None = None) -> Batch:
        """Loaded cells of a column (of these rows)."""
        numbers = np.arange(len(self)) if rows is None else rows
        later = numbers >= len(self.first)
        parts = [
            self.first.batch(column, numbers[~later]),
            self.second.batch(column, numbers[later] - len(self.first)),
        ]
        order = np.argsort(np.concatenate([np.flatnonzero(~later), np.flatnonzero(later)]))
        values = (*parts[0].values, *parts[1].values)
        return Batch(values, np.concatenate([each.present for each in parts])).take(order)

    def rows(self, part: Part) -> Rows:
        """What the part's encoder makes of all cells; see `Data`."""
        return _JoinedRows(self.first.rows(part), self.second.rows(part))

    def present(self, part: Part) -> npt.NDArray[np.bool_]:
        """Return (N + M,) bool: the row has a cell in the part's column."""
        return np.concatenate([self.first.present(part), self.second.present(part)])

    def frame(self, columns: Sequence[str]) -> Any:
        """The raw cells of these columns as a pandas frame."""
        return pd.concat([self.first.frame(columns), self.second.frame(columns)], ignore_index=True)

    def take(self, rows: Index) -> Data:
        """The rows with these numbers: those of the first table before those of the second, each in their order."""
        later = rows >= len(self.first)
        return JoinedData(self.first.take(rows[~later]), self.second.take(rows[later] - len(self.first)))


@dataclass(frozen=True)
class _JoinedRows:
    first: Rows
    second: Rows

    def __len__(self) -> int:
        return len(self.first) + len(self.second)

    def take(self, rows: Tensor) -> Cells:
        later = rows >= len(self.first)
        parts = [self.first.take(rows[~later]), self.second.take(rows[later] - len(self.first))]
        order = torch.cat([(~later).nonzero()[:, 0], later.nonzero()[:, 0]]).argsort()
        return {name: _stacked([part[name] for part in parts]).index_select(0, order) for name in parts[0]}


def _stacked(parts: Sequence[Tensor]) -> Tensor:
    """Rows of both; those with fewer tokens get more, of zeros, which a mask tells are none."""
    if parts[0].ndim < 2:
        return torch.cat(list(parts))
    most = max(each.shape[1] for each in parts)
    padded = [functional.pad(each, (*(0, 0) * (each.ndim - 2), 0, most - each.shape[1])) for each in parts]
    return torch.cat(padded)


class WithoutColumn:
    """A table in which all cells of one column are missing (see `Data`); of the others nothing is done again.

    Args:
        data: N rows.
        name: of the column.
    """

    def __init__(self, data: Data, name: str) -> None:
        nothing = pd.DataFrame({name: pd.Series([None] * len(data), dtype=object)})
        assert isinstance(data, TableData)
        self.name = name
        self._data = data
        self._nothing = TableData(Table(nothing), {name: data.column(name)}, data.store)

    def __len__(self) -> int:
        return len(self._data)

    def column(self, name: str) -> Column:
        """What the cells of a column are."""
        return self._data.column(name)

    def batch(self, column: str, rows: Index | None = None) -> Batch:
        """Loaded cells of a column (of these rows)."""
        return self._of(column).batch(column, rows)

    def rows(self, part: Part) -> Rows:
        """What the part's encoder makes of all N cells; see `Data`."""
        return self._of(part.column).rows(part)

    def present(self, part: Part) -> npt.NDArray[np.bool_]:
        """Return (N,) bool: the row has a cell in the part's column."""
        return self._of(part.column).present(part)

    def frame(self, columns: Sequence[str]) -> Any:
        """The raw cells of these columns as a pandas frame."""
        return self._data.frame(columns).assign(**{name: None for name in columns if name == self.name})

    def take(self, rows: Index) -> Data:
        """The rows with these numbers, in this order."""
        return WithoutColumn(self._data.take(rows), self.name)

    def _of(self, column: str) -> TableData:
        return self._nothing if column == self.name else self._data
