"""A table as its user sees it before a comparison: what each column is taken for, and which one is to be answered."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia.columns.base import columns
from intarsia.columns.csv_file import has_more_cells
from intarsia.columns.formats import DELIMITED, PARQUET
from intarsia.columns.guess import kinds
from intarsia.columns.parquet_size import fill_more_than
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.errors import SchemaError, TableError, UnknownName
from intarsia.i18n import Message
from intarsia.learner.problem import declared
from intarsia.media.source import inside
from intarsia.studio.errors import PageError
from intarsia.studio.example_table import ROWS as ROWS_OF_EXAMPLE
from intarsia.studio.example_table import ExampleTable
from intarsia.studio.page_text import tell
from intarsia.studio.transfer import unpack

LEFT_OUT = "left out"
TABLES = (".csv", ".tsv", ".parquet")
CELLS = 20_000_000
"""That a table may have."""
LARGEST = 256 * 10**6
"""Bytes of them, in the file and in memory: one of 64 MB with pictures, which are compressed already, is far below."""


@dataclass(frozen=True)
class ColumnLine:
    """A column: what it is taken for (`LEFT_OUT` for nothing), why, and what is in it."""

    name: str
    kind: str
    why: Message
    missing: float
    example: Message | str


@dataclass(frozen=True, eq=False)
class TableSetup:
    """A table with what its user says of it.

    Attributes:
        table: all columns, the label too.
        label: the column that is to be answered.
        kinds: columns of which somebody knows better: name → kind, None to leave it out.
        said: those of them that the user named; the others came with the table.
        groups: the column whose rows belong together; "" for none.
        file: that the table was read from; None for one that is in memory only.
    """

    table: Table
    label: str
    kinds: Mapping[str, str | None] = field(default_factory=dict)
    said: frozenset[str] = frozenset()
    groups: str = ""
    file: Path | None = None

    @classmethod
    def of(
        cls, table: Table, label: str = "", kinds: Mapping[str, str | None] | None = None, groups: str | None = None
    ) -> TableSetup:
        """A table; its last column is taken for the label where none is named."""
        return cls(table, label or table.names[-1], kinds or {}, groups=groups or "")

    @classmethod
    def of_example(cls, example: ExampleTable) -> TableSetup:
        """Return an example's table with what its learner says of the columns. Raises `AssetError`."""
        known = declared(example.learner().schema)
        kinds = None if known is None else {name: columns.name_of(each) for name, each in known.columns.items()}
        return cls.of(example.table(ROWS_OF_EXAMPLE), example.label, kinds, example.groups)

    def answering(self, label: str, groups: str = "") -> TableSetup:
        """Take another label, and keep rows together. Raises `PageError` when both are one column."""
        if label == groups:
            raise PageError(tell("error.groups", label=label))
        return replace(self, label=label, groups=groups)

    def told(self, column: str, kind: str) -> TableSetup:
        """Take a column for a kind, or leave it out. Raises `UnknownName`, `TableError`."""
        known = (*kinds(), LEFT_OUT)
        if kind not in known:
            raise UnknownName(tell("compare.kind_of_column"), kind, known)
        self.table.cells(column)
        told = {**self.kinds, column: None if kind == LEFT_OUT else kind}
        return replace(self, kinds=told, said=self.said | {column})

    @cached_property
    def schema(self) -> Schema:
        """What the columns are. Raises `PageError` when none can be used."""
        inputs = self.table.drop(self.groups) if self.groups else self.table
        try:
            return Schema.infer(inputs, self.label, self.overrides)
        except SchemaError as error:
            raise PageError(tell("error.no_column", label=self.label)) from error

    @property
    def overrides(self) -> dict[str, str | None]:
        """What is said of inputs: of the label and of groups it does not count."""
        return {name: kind for name, kind in self.kinds.items() if name not in (self.label, self.groups)}

    def lines(self) -> list[ColumnLine]:
        """Return a line for every input, in order."""
        schema = self.schema
        found = []
        for name, note in schema.notes.items():
            kind = columns.name_of(schema.columns[name]) if name in schema.columns else LEFT_OUT
            why = tell("compare.declared") if name in self.overrides.keys() - self.said else note.why
            found.append(ColumnLine(name, kind, why, note.missing or 0.0, self._example(name, note.example)))
        return found

    def _example(self, name: str, told: Message | str) -> Message | str:
        """The last part of a file's path: the rest says where the studio keeps it."""
        column = self.schema.columns.get(name)
        if column is None or not column.field().is_file:
            return told
        first = next((cell for cell in self.table.cells(name) if isinstance(cell, str) and cell.strip()), "")
        return Path(first).name if first else told


def read(path: Path, folder: Path) -> TableSetup:
    """An uploaded table, or a ZIP of one with its pictures; moved to a folder, where relative paths start.

    Raises:
        TableError: it cannot be read.
        PageError: the ZIP cannot be read, or holds no table; or a column names files that lie elsewhere.
    """
    home = Path(tempfile.mkdtemp(prefix="table-", dir=folder))
    try:
        return _read(path, home)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _read(path: Path, home: Path) -> TableSetup:
    if path.suffix.lower() == ".zip":
        kept = _unpacked(path, home)
    else:
        kept = home / path.name
        shutil.copyfile(path, kept)
    try:
        _check_size(kept)
        table = replace(Table.read(kept), confined=True)
    except TableError as error:  # where the studio keeps it is of no use to whoever gave it
        told = error.message
        within = f"{home}{os.sep}"
        raise TableError(Message(told.en.replace(within, ""), told.zh.replace(within, ""), told.key)) from error
    for name in table.names:
        _check_inside(table, name)
    return replace(TableSetup.of(table), file=kept)


def _check_size(path: Path) -> None:
    """A file may fill ten thousand times its size: counted before it is read. Raises `PageError`, `TableError`."""
    if path.stat().st_size > LARGEST:
        raise _too_large(path)
    kind = path.suffix.lower()
    if kind in DELIMITED and has_more_cells(path, DELIMITED[kind], CELLS):
        raise _too_large(path)
    if path.name.lower().endswith(PARQUET):
        _check_parquet(path)


def _check_parquet(path: Path) -> None:
    with suppress(OSError, UnicodeError, pa.ArrowException):  # else reading it says why
        told = pq.read_metadata(path)
        if told.num_rows * told.num_columns > CELLS or fill_more_than([path], LARGEST):
            raise _too_large(path)


def _too_large(path: Path) -> PageError:
    return PageError(tell("error.table_large", name=path.name, cells=f"{CELLS:,}"))


def _check_inside(table: Table, name: str) -> None:
    """Most cells name files that some column opens, and one lies outside of the table's folder: it would not be opened.

    Raises `PageError`.
    """
    words = [cell for cell in table.cells(name) if isinstance(cell, str) and cell.strip()]
    endings = frozenset().union(*(columns.make(kind).field().endings for kind in kinds()))
    named = [word for word in words if Path(word).suffix.lower() in endings]
    outside = next((word for word in named if not inside(word, table.root)), None)
    if outside is not None and 2 * len(named) > len(words):
        raise PageError(tell("error.outside", name=name, file=Path(outside).name))


def _unpacked(path: Path, home: Path) -> Path:
    """The first table in a ZIP, which is unpacked."""
    found = [each for each in unpack(path, home) if each.suffix.lower() in TABLES]
    if not found:
        raise PageError(tell("error.zip_table", name=path.name, kinds=", ".join(TABLES)))
    return found[0]
