"""A table as training sees it: cells loaded once, features out of the store, both shared with its sub-tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from intarsia.columns.base import Batch, Column
from intarsia.columns.table import Table, column_missing
from intarsia.encoders.base import Encoder
from intarsia.errors import BadValue, CellError, SchemaError
from intarsia.i18n import Message
from intarsia.model.design import Part
from intarsia.store import FeatureStore
from intarsia.training.base import Index, Rows
from intarsia.training.rows import LazyRows, PickedRows, StoredRows, TensorRows

KEPT = 256 * 2**20
"""Bytes of files that a table keeps in memory between looking at them and loading them."""


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

    @property
    def table(self) -> Table:
        """Return the raw cells of the N rows."""
        table = self._cells.table
        return table if self._index is None else table.take(self._index)

    @property
    def store(self) -> FeatureStore:
        """Where features of frozen encoders are kept."""
        return self._cells.store

    def check(self) -> None:
        """Look at every cell of the whole table once; what was opened and hashed for it is not opened or hashed again.

        Raises:
            SchemaError: names every column that is not there, and every cell that is not what its column declares.
        """
        self._cells.check()

    def digests(self, column: str) -> list[bytes]:
        """What identifies the content of each of the N cells; empty where a cell is missing. Raises `SchemaError`."""
        found = self._cells.digests(column)
        return found if self._index is None else [found[row] for row in self._index.tolist()]

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
        """Return (N,) bool: the row has a cell in the part's column."""
        present = self._cells.present(part)
        return present if self._index is None else present[self._index]

    def frame(self, columns: Sequence[str]) -> Any:
        """The raw cells of these columns as a pandas frame with index 0, 1, ...; text that is numbers as numbers."""
        frame = self._cells.typed(columns)
        return frame if self._index is None else frame.iloc[self._index].reset_index(drop=True)

    def take(self, rows: Index) -> TableData:
        """The rows with these numbers, in this order. What is loaded and computed for one is there for the other."""
        taken = copy(self)
        taken._index = self._at(np.asarray(rows, dtype=np.intp))
        return taken

    def _at(self, rows: Index | None) -> Index | None:
        if rows is None or self._index is None:
            return self._index if rows is None else rows
        return self._index[rows]


class _LoadedTable:
    """What sub-tables share: the whole table and what was loaded and computed of it."""

    def __init__(self, table: Table, columns: Mapping[str, Column], store: FeatureStore) -> None:
        self.table = table
        self.store = store
        self.columns = table.placed(columns)
        self._cells: dict[str, Sequence[object]] = {}
        self._digests: dict[str, list[bytes]] = {}
        self._batches: dict[str, Batch] = {}
        self._rows: dict[tuple[str, Encoder], Rows] = {}
        self._kept = 0

    def check(self) -> None:
        problems: list[BadValue | Message] = []
        names = self.table.names
        known = set(names)
        for name in self.columns:
            if name not in known:
                problems.append(column_missing(name, names))
                continue
            try:
                self.digests(name) if self.columns[name].slow else self.batch(name, None)
            except SchemaError as error:
                problems += error.problems
        if problems:
            raise SchemaError(problems)

    def digests(self, name: str) -> list[bytes]:
        if name not in self._digests:
            self._digests[name] = self._examined(name)
        return self._digests[name]

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
        rows = self._rows.get((part.column, part.encoder))
        if isinstance(rows, StoredRows):
            return rows.present()
        if part.column in self._batches:
            return self._batches[part.column].present
        return np.array([digest != b"" for digest in self.digests(part.column)], dtype=np.bool_)

    def typed(self, names: Sequence[str]) -> Any:
        frame = self.table.frame[list(names)]
        texts = [name for name in names if not self.columns[name].slow and frame[name].dtype in ("object", "str")]
        for name in texts:
            values = self.batch(name, None).values
            if any(isinstance(value, float) for value in values):
                frame = frame.assign(**{name: np.array(values, dtype=np.float64)})
        return frame

    def _stored(self, name: str, encoder: Encoder) -> Rows:
        digests = self.digests(name)  # first: it puts contents in the place of paths
        return StoredRows(self.store.features(self.columns[name], encoder, self._column(name), name, digests))

    def _lazy(self, name: str, encoder: Encoder) -> Rows:
        return LazyRows(encoder, self.columns[name], lambda row: self._load(name, (row,)).values[0], len(self.table))

    def _load(self, name: str, rows: Iterable[int]) -> Batch:
        column = self.columns[name]
        cells = self._column(name)
        return column.collate(self._each(name, lambda row: column.load(cells[row]), rows))

    def _examined(self, name: str) -> list[bytes]:
        """The digests of a column's cells. What a cell points to is read once, looked at, hashed, and, as long as
        there is room, kept in the cell's place, so that loading it does not read it again."""
        column = self.columns[name]
        cells = list(self._column(name))
        known: dict[str | Path, tuple[object, bytes] | CellError] = {}

        def examine(row: int) -> bytes:
            cell = cells[row]
            if not isinstance(cell, (str, Path)):
                found = self._tried(column, cell)
            else:  # a path that stands in many rows is opened once
                if cell not in known:
                    known[cell] = self._tried(column, cell)
                found = known[cell]
            if isinstance(found, CellError):
                raise found
            cells[row], digest = found
            return digest

        digests = self._each(name, examine, range(len(cells)))
        self._cells[name] = cells
        return digests

    def _tried(self, column: Column, cell: object) -> tuple[object, bytes] | CellError:
        """What is to stand in the cell's place, and its digest: its content where there is room, else the cell."""
        try:
            content, digest = _opened(column, cell)
        except CellError as error:
            return error
        if isinstance(content, bytes) and content is not cell:
            if self._kept + len(content) > KEPT:
                return cell, digest
            self._kept += len(content)
        return content, digest

    def _each(self, name: str, function: Callable[[int], Any], rows: Iterable[int]) -> list[Any]:
        found = []
        problems = []
        for row in rows:
            try:
                found.append(function(row))
            except CellError as error:
                problems.append(BadValue(name, row, error.message))
        if problems:
            raise SchemaError(problems)
        return found

    def _column(self, name: str) -> Sequence[object]:
        if name not in self._cells:
            self._cells[name] = self.table.cells(name)
        return self._cells[name]

    def _large(self, name: str) -> bool:
        """Loaded cells are slow to load, or arrays that are too large to keep them all."""
        if self.columns[name].slow:
            return True
        load = self.columns[name].load
        for cell in self._column(name):
            with suppress(CellError):
                value = load(cell)
                if value is not None:
                    return isinstance(value, np.ndarray) and value.nbytes * len(self.table) > KEPT
        return False


def _opened(column: Column, cell: object) -> tuple[object, bytes]:
    """What the cell points to, checked, and its digest. Raises `CellError`."""
    content = column.open(cell)
    column.check(content)
    return content, column.digest(content)
