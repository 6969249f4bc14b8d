"""The columns that a model reads: guessed aloud, corrected by the user, checked against a table."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

import pandas as pd

from intarsia.columns.base import Column, Guess, columns
from intarsia.columns.evidence import Evidence
from intarsia.columns.guess import guess
from intarsia.columns.listing import example, listing
from intarsia.columns.scalar import is_blank
from intarsia.columns.table import Table, column_missing, no_column
from intarsia.errors import BadValue, CellError, OptionError, SchemaError, TableError
from intarsia.i18n import Message, joined, messages
from intarsia.progress import Event, announce

say = messages(__package__)


Override = Column | str | None
"""What a user says about a column: its kind, the name of its kind, or None to leave it out."""


@dataclass(frozen=True)
class Note:
    """What was seen in a column: why it is what it is, its share of missing cells (0..1; None: not known), and one
    of its cells."""

    why: Message
    missing: float | None = None
    example: Message | str = ""


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
    remarks: tuple[Message, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            if not isinstance(column, Column):
                raise OptionError(say("schema.declared_as", name=name, column=column))
        if self.label in self.columns:
            raise OptionError(say("schema.label_is_column", label=self.label))

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
                raise TableError(no_column(name, inputs.names))
        guesses = {name: _judge(inputs, name, overrides) for name in inputs.names}
        notes = {name: _note(inputs, name, guesses[name]) for name in guesses}
        found = {name: each.column for name, each in guesses.items() if each.column is not None}
        schema = cls(found, label, notes, table.notes)
        if not found:
            raise SchemaError([say("schema.no_column", schema=schema.listing())])
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
            "notes": {name: note.why.dump() for name, note in self.notes.items()},
        }

    @classmethod
    def from_dict(cls, dumped: Mapping[str, Any]) -> Schema:
        """Return the schema that `to_dict` described. Raises `UnknownName`."""
        found = {name: columns.load(column) for name, column in dumped["columns"].items()}
        return cls(
            found, dumped.get("label"), {name: Note(Message.load(why)) for name, why in dumped.get("notes", {}).items()}
        )

    def __str__(self) -> str:
        return self.listing().told

    def listing(self) -> Message:
        """What each column is and why, as a table of 80 columns of text."""
        rows = [self._row(name) for name in dict.fromkeys([*self.notes, *self.columns])]
        label = [say("schema.label", name=self.label)] if self.label else []
        return joined([listing(rows), *label, *(say("schema.remark", remark=each) for each in self.remarks)], "\n")

    def tell(self, task: str) -> None:
        """Announce what was guessed: the columns, and the name of the task.

        The terminal prints the same guess once, since cross-validation fits many times.
        """
        told = joined([self.listing(), say("task.guessed", name=task)], "\n")
        announce(Event("guess", told, step=True, values={"task": task}))

    def _row(self, name: str) -> tuple[Message | str, ...]:
        note = self.notes.get(name, Note(say("why.declared")))
        kind = Message.plain(columns.name_of(self.columns[name])) if name in self.columns else say("schema.left_out")
        missing = "" if note.missing is None else _share(note.missing)
        return name, kind, missing, note.why, note.example

    def _problems(self, table: Table) -> Iterator[BadValue | Message]:
        for name, column in self.columns.items():
            if name not in table.names:
                yield column_missing(name, table.names)
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
    return Guess(None if told is None else columns.make(told), say("why.as_you_said"))


def _note(table: Table, name: str, found: Guess) -> Note:
    cells = table.cells(name)
    missing = sum(_missing(found.column, cell) for cell in cells) / len(cells)
    return Note(Message.plain(found.why), missing, next((example(cell) for cell in cells if not is_blank(cell)), ""))


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


def _complaint(column: Column, cell: object) -> Message | None:
    try:
        column.check(cell)
    except CellError as error:
        return error.message
    return None
