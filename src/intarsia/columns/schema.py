"""The columns that a model reads: guessed aloud, corrected by the user, checked against a table."""

from __future__ import annotations

import io
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
import rich.box
import rich.console
import rich.table
import rich.text

from intarsia.columns.base import Column, Guess, columns
from intarsia.columns.evidence import Evidence
from intarsia.columns.guess import guess
from intarsia.columns.scalar import is_blank
from intarsia.columns.table import Table, nearest
from intarsia.errors import BadValue, CellError, OptionError, SchemaError, TableError

WIDTH = 80
HEADINGS = {"column": 18, "guess": 8, "missing": 7, "why": 25, "example": 12}
"""Headings, and how wide their columns are; with gaps of two they make 80."""

EXAMPLE = 24
"""Characters of a cell that is shown as an example."""

Override = Column | str | None
"""What a user says about a column: its kind, the name of its kind, or None to leave it out."""


@dataclass(frozen=True)
class Note:
    """What was seen in a column: why it is what it is, its share of missing cells (0..1; None: not known), and one
    of its cells."""

    why: str
    missing: float | None = None
    example: str = ""


@dataclass(frozen=True)
class Schema:
    """Columns by name, in order. Printed, it says of each what it is and why, also of those that are left out.

    Attributes:
        columns: what the model reads.
        label: name of the column that is to be predicted; never among `columns`.
        notes: what was seen when the schema was guessed, by column; takes no part in comparisons, like `remarks`.
        remarks: what was noticed when the table was read.
    """

    columns: Mapping[str, Column]
    label: str | None = None
    notes: Mapping[str, Note] = field(default_factory=dict, compare=False)
    remarks: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            if not isinstance(column, Column):
                raise OptionError(f"column {name!r} is declared as {column!r}; give a column such as Text() or Image()")
        if self.label in self.columns:
            raise OptionError(f"the label {self.label!r} is also declared as a column: it would be its own answer")

    @classmethod
    def infer(cls, table: Table, label: str | None = None, overrides: Mapping[str, Override] | None = None) -> Schema:
        """Guess every column of the table but the label. Print the result to see the reasons.

        Args:
            overrides: what the user knows better.

        Raises:
            TableError: the label, or a column that is overridden, does not exist.
            SchemaError: no column can be used.
        """
        inputs = table if label is None else table.drop(label)
        overrides = overrides or {}
        for name in overrides:
            if name not in inputs.names:
                raise TableError(f"the table has no column {name!r}{nearest(name, inputs.names)}")
        guesses = {name: _judge(inputs, name, overrides) for name in inputs.names}
        notes = {name: _note(inputs, name, guesses[name]) for name in guesses}
        found = {name: each.column for name, each in guesses.items() if each.column is not None}
        schema = cls(found, label, notes, table.notes)
        if not found:
            raise SchemaError([f"no column can be used:\n{schema}"])
        return schema

    def check(self, table: Table) -> None:
        """Check a table against the schema; additional columns are ignored. Raises `SchemaError`."""
        problems = list(self._problems(table))
        if problems:
            raise SchemaError(problems)

    def learn(self, table: Table) -> Schema:
        """Return the schema with what its columns learn from a training table that was checked: see `Column.learn`."""
        return replace(self, columns={name: column.learn(table.cells(name)) for name, column in self.columns.items()})

    def unseen(self, rows: Any) -> pd.DataFrame:
        """(N, F) bool by column: cells of a kind that was not in training, such as a new category: they tell
        the model nothing. `rows` is anything that `Table.read` takes."""
        table = Table.read(rows)
        return pd.DataFrame({name: list(map(each.unseen, table.cells(name))) for name, each in self.columns.items()})

    def modalities(self) -> dict[str, tuple[str, ...]]:
        """Modality → its columns, in order. Columns that name a common modality (numbers and categories name "table")
        form it together, under another name where another column has that one ("table_"); every other column is a
        modality of its own."""
        common = {name: column.modality for name, column in self.columns.items() if column.modality}
        names: dict[str, str] = {}
        for modality in dict.fromkeys(common.values()):
            others = {name for name in self.columns if common.get(name) != modality}.union(names.values())
            names[modality] = _free(modality, others)
        found: dict[str, tuple[str, ...]] = {}
        for name, column in self.columns.items():
            modality = names.get(column.modality, name)
            found[modality] = (*found.get(modality, ()), name)
        return found

    def to_dict(self) -> dict[str, Any]:
        """JSON-able. Of the notes only the reasons are kept: a saved model holds none of its training cells."""
        return {
            "columns": {name: columns.dump(column) for name, column in self.columns.items()},
            "label": self.label,
            "notes": {name: note.why for name, note in self.notes.items()},
        }

    @classmethod
    def from_dict(cls, dumped: Mapping[str, Any]) -> Schema:
        """Return the schema that `to_dict` described. Raises `UnknownName`."""
        found = {name: columns.load(column) for name, column in dumped["columns"].items()}
        return cls(found, dumped.get("label"), {name: Note(why) for name, why in dumped.get("notes", {}).items()})

    def __str__(self) -> str:
        rows = [self._row(name) for name in dict.fromkeys([*self.notes, *self.columns])]
        label = [f"label: {self.label}"] if self.label else []
        return "\n".join([_listing(rows), *label, *(f"note: {remark}" for remark in self.remarks)])

    def _row(self, name: str) -> tuple[str, ...]:
        note = self.notes.get(name, Note("declared"))
        kind = columns.name_of(self.columns[name]) if name in self.columns else "left out"
        missing = "" if note.missing is None else _share(note.missing)
        return name, kind, missing, note.why, note.example

    def _problems(self, table: Table) -> Iterator[BadValue | str]:
        for name, column in self.columns.items():
            if name not in table.names:
                yield f"column {name!r} is missing{nearest(name, table.names)}"
                continue
            complaint = partial(_complaint, column.at(table.root, table.confined))
            known = cache(complaint)  # a picture that stands in many rows is looked at once
            for row, cell in enumerate(table.cells(name)):
                why = known(cell) if isinstance(cell, str) else complaint(cell)
                if why is not None:
                    yield BadValue(name, row, why)


def _judge(table: Table, name: str, overrides: Mapping[str, Override]) -> Guess:
    if name not in overrides:
        return guess(Evidence(table.cells(name), table.root, table.confined))
    told = overrides[name]
    return Guess(None if told is None else columns.make(told), "as you said")


def _note(table: Table, name: str, found: Guess) -> Note:
    cells = table.cells(name)
    missing = sum(_missing(found.column, cell) for cell in cells) / len(cells)
    return Note(found.why, missing, next((_example(cell) for cell in cells if not is_blank(cell)), ""))


def _free(name: str, taken: Container[str]) -> str:
    """Return the name, with as many "_" appended as it takes to differ from those that are taken."""
    while name in taken:
        name += "_"
    return name


def _share(share: float) -> str:
    """Format a share of 0..1 as a percentage that is 0 or 100 only if it is exactly that."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 < share < 1 else f"{share:.0%}"


def _missing(column: Column | None, cell: object) -> bool:
    if column is None or column.slow:
        return is_blank(cell)
    try:
        return column.load(cell) is None
    except CellError:
        return False


def _complaint(column: Column, cell: object) -> str | None:
    try:
        column.check(cell)
    except CellError as error:
        return str(error)
    return None


def _listing(rows: Iterable[Sequence[str]]) -> str:
    """Format rows of five strings (see `HEADINGS`) as a table; long cells are folded, Chinese counts as wide."""
    table = rich.table.Table(box=rich.box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for heading, width in HEADINGS.items():
        table.add_column(heading, width=width, overflow="fold", justify="right" if heading == "missing" else "left")
    for row in rows:
        table.add_row(*map(rich.text.Text, row))
    console = rich.console.Console(file=io.StringIO(), width=WIDTH, color_system=None, legacy_windows=False)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def _example(cell: object) -> str:
    """Return a cell in a few printable characters, or what kind of object it is."""
    if isinstance(cell, (bytes, bytearray)):
        return f"{len(cell):,} bytes"
    if isinstance(cell, np.ndarray):
        return f"array {cell.shape}"
    if not isinstance(cell, (str, int, float)):
        return type(cell).__name__
    text = "".join(letter if letter.isprintable() else " " for letter in str(cell))
    text = " ".join(text.split())
    return text if len(text) <= EXAMPLE else f"{text[: EXAMPLE - 1]}…"
