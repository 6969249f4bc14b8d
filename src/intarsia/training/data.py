"""A table as training sees it: cells loaded once, features out of the store, both shared with its sub-tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from intarsia.columns.base import Batch, Column
from intarsia.columns.table import Table
from intarsia.encoders.base import Encoder
from intarsia.errors import BadValue, CellError, SchemaError
from intarsia.model.design import Part
from intarsia.store import FeatureStore
from intarsia.training.base import Index, Rows
from intarsia.training.rows import LazyRows, PickedRows, StoredRows, TensorRows


class TableData:
    """N rows of a table for training (see `Data`).

    Args:
        table: the cells.
        columns: name → what its cells are; relative paths start at the table's folder.
        store: where the features of frozen encoders are kept.
    """

    def __init__(self, table: Table, columns: Mapping[str, Column], store: FeatureStore) -> None:
        self._cells = _LoadedTable(table, columns, store)
        self._index: Index | None = None  # None stands for all rows: nothing is copied then

    def __len__(self) -> int:
        return len(self._cells.table) if self._index is None else len(self._index)

    def column(self, name: str) -> Column:
        """What the cells of a column are; relative paths start at the table's folder."""
        return self._cells.columns[name]

    def batch(self, column: str, rows: Index | None = None) -> Batch:
        """Loaded cells of a column (of these rows).

        Raises:
            SchemaError: names every cell among them that cannot be loaded.
        """
        return self._cells.batch(column, self._at(rows))

    def rows(self, part: Part) -> Rows:
        """What the part's encoder makes of all N cells; see `Data`.

        Raises:
            SchemaError: names every cell that cannot be loaded.
        """
        rows = self._cells.rows(part)
        return rows if self._index is None else PickedRows(rows, torch.from_numpy(self._index))

    def present(self, part: Part) -> npt.NDArray[np.bool_]:
        """(N,) bool: the row has a cell in the part's column."""
        present = self._cells.present(part)
        return present if self._index is None else present[self._index]

    def frame(self, columns: Sequence[str]) -> Any:
        """The raw cells of these columns as a pandas frame with index 0, 1, ..."""
        frame = self._cells.table.frame[list(columns)]
        return frame if self._index is None else frame.iloc[self._index].reset_index(drop=True)

    def take(self, rows: Index) -> TableData:
        """The rows with these numbers, in this order. What is loaded and computed for one is there for the other."""
        taken = copy(self)
        taken._index = self._at(np.asarray(rows, dtype=np.intp))
        return taken

    def _at(self, rows: Index | None) -> Index | None:
        return self._index if rows is None else rows if self._index is None else self._index[rows]


class _LoadedTable:
    """What sub-tables share: the whole table and what was loaded and computed of it."""

    def __init__(self, table: Table, columns: Mapping[str, Column], store: FeatureStore) -> None:
        self.table = table
        self.store = store
        self.columns = table.placed(columns)
        self._raw: dict[str, Sequence[object]] = {}
        self._batches: dict[str, Batch] = {}
        self._rows: dict[tuple[str, Encoder], Rows] = {}
        self._present: dict[str, npt.NDArray[np.bool_]] = {}

    def batch(self, name: str, index: Index | None) -> Batch:
        if name not in self._batches:
            if self._large(name):
                return self._load(name, range(len(self.table)) if index is None else index.tolist())
            self._batches[name] = self._load(name, range(len(self.table)))
        return self._batches[name] if index is None else self._batches[name].take(index)

    def rows(self, part: Part) -> Rows:
        name = part.column
        encoder = part.encoder
        if not encoder.frozen and not self._large(name):
            return TensorRows(encoder.tensors(self.batch(name, None)))
        if (name, encoder) not in self._rows:
            self._rows[name, encoder] = self._stored(name, encoder) if encoder.frozen else self._lazy(name, encoder)
        return self._rows[name, encoder]

    def present(self, part: Part) -> npt.NDArray[np.bool_]:
        name = part.column
        rows = self._rows.get((part.column, part.encoder))
        if isinstance(rows, StoredRows):
            return rows.present()
        if name not in self._present:
            found = self._each(name, self.columns[name].digest, range(len(self.table)))
            self._present[name] = np.array([digest != b"" for digest in found], dtype=np.bool_)
        return self._present[name]

    def _stored(self, name: str, encoder: Encoder) -> Rows:
        return StoredRows(self.store.features(self.columns[name], encoder, self._column(name), name))

    def _lazy(self, name: str, encoder: Encoder) -> Rows:
        return LazyRows(encoder, self.columns[name], lambda row: self._load(name, (row,)).values[0], len(self.table))

    def _load(self, name: str, rows: Iterable[int]) -> Batch:
        column = self.columns[name]
        return column.collate(self._each(name, column.load, rows))

    def _each(self, name: str, function: Callable[[object], Any], rows: Iterable[int]) -> list[Any]:
        found = []
        problems = []
        cells = self._column(name)
        for row in rows:
            try:
                found.append(function(cells[row]))
            except CellError as error:
                problems.append(BadValue(name, row, str(error)))
        if problems:
            raise SchemaError(problems)
        return found

    def _column(self, name: str) -> Sequence[object]:
        if name not in self._raw:
            self._raw[name] = self.table.cells(name)
        return self._raw[name]

    def _large(self, name: str) -> bool:
        """Loaded cells are arrays (pictures): too large to keep them all."""
        load = self.columns[name].load
        cells = self._column(name)
        for cell in cells:
            with suppress(CellError):
                value = load(cell)
                if value is not None:
                    return isinstance(value, np.ndarray)
        return False
