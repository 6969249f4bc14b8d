"""The columns that a model reads: guessed aloud, corrected by the user, checked against a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import pyarrow as pa

from intarsia.columns.base import Column, Guess, columns
from intarsia.columns.evidence import Evidence
from intarsia.columns.guess import guess, settled
from intarsia.columns.image import Image
from intarsia.columns.listing import example, listing
from intarsia.columns.notation import hanging
from intarsia.columns.number import Number
from intarsia.columns.scalar import is_blank
from intarsia.columns.table import Table, column_missing, no_column
from intarsia.errors import BadValue, CellError, OptionError, SchemaError, TableError
from intarsia.i18n import EMPTY, Message, joined, messages
from intarsia.progress import Event, announce

say = messages(__package__)


Override = Column | str | None
"""What a user says about a column: its kind, the name of its kind, or None to leave it out."""


@dataclass(frozen=True)
class Note:
    """What was seen in a column: why it is what it is, its share of missing cells (0..1; None: not known), one of its
    cells, and what its owner should know (empty: nothing)."""

    why: Message
    missing: float | None = None
    example: Message | str = ""
    remark: Message = EMPTY


@dataclass(frozen=True)
class Schema:
    """Columns by name, in order. Printed, it says of each what it is and why, also of those that are left out.

    Attributes:
        columns: what the model reads.
        label: name of the column that is to be predicted; never among `columns`.
        notes: what was seen when the schema was guessed, by column; takes no part in comparisons, like `remarks`.
        remarks: what was noticed when the table was read.
        together: modality → columns that form it because the user says so.
        decimal: the decimal sign with which labels in text are read: "." or ",", or "" where the training table proves
            none.
    """

    columns: Mapping[str, Column]
    label: str | None = None
    notes: Mapping[str, Note] = field(default_factory=dict, compare=False)
    remarks: tuple[Message, ...] = field(default=(), compare=False)
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decimal: str = ""

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
        seen = {name: _judged(inputs, name, overrides, table.notation.of(name)) for name in inputs.names}
        guesses = settled({name: found for name, (found, _) in seen.items()})
        notes = {name: replace(note, why=Message.plain(guesses[name].why)) for name, (_, note) in seen.items()}
        found = {name: each.column for name, each in guesses.items() if each.column is not None}
        remarks = (
            *table.notes,
            *(each.remark for each in guesses.values() if each.remark),
            *_torn(table, found, label),
        )
        schema = cls(found, label, notes, remarks, decimal=table.notation.of(label or ""))
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

    def joined(self, modalities: Mapping[str, Sequence[str]] | None) -> Schema:
        """Return the schema in which these columns form modalities of these names: `{"face": ["f1", "f2"]}`.

        Raises:
            TableError: there is no such column.
            OptionError: a column is in two of them, or one has no column, or the name of another column.
        """
        given = modalities or {}
        together = {name: (named,) if isinstance(named, str) else tuple(named) for name, named in given.items()}
        named = [column for columns in together.values() for column in columns]
        for column in named:
            if column not in self.columns:
                raise TableError(no_column(column, self.columns))
        twice = [column for column, count in Counter(named).items() if count > 1]
        taken = [name for name in together if name in self.columns and name not in together[name]]
        if twice or taken or not all(together.values()) or not all(together):
            raise OptionError(say("schema.modalities", twice=twice, taken=taken))
        return replace(self, together=together) if together else self

    def modalities(self) -> dict[str, tuple[str, ...]]:
        """Modality → its columns, in order. Columns that the user puts together, and columns that name a common
        modality (numbers and categories name "table"), form it together, the latter under another name where another
        column has that one ("table_"); every other column is a modality of its own."""
        told = {column: name for name, columns in self.together.items() for column in columns}
        common = {name: column.modality for name, column in self.columns.items() if column.modality}
        names: dict[str, str] = {}
        for modality in dict.fromkeys(common.values()):
            others = {name for name in self.columns if common.get(name) != modality or name in told}
            names[modality] = _free(modality, others.union(names.values(), self.together))
        found: dict[str, tuple[str, ...]] = {}
        for name, column in self.columns.items():
            modality = told.get(name) or names.get(column.modality, name)
            found[modality] = (*found.get(modality, ()), name)
        return found

    def to_dict(self) -> dict[str, Any]:
        """JSON-able. Of the notes only the reasons are kept: a saved model holds none of its training cells."""
        return {
            "columns": {name: columns.dump(column) for name, column in self.columns.items()},
            "label": self.label,
            "together": {name: list(columns) for name, columns in self.together.items()},
            "decimal": self.decimal,
            "notes": {name: note.why.dump() for name, note in self.notes.items()},
        }

    @classmethod
    def from_dict(cls, dumped: Mapping[str, Any]) -> Schema:
        """Return the schema that `to_dict` described. Raises `UnknownName`."""
        found = {name: columns.load(column) for name, column in dumped["columns"].items()}
        notes = {name: Note(Message.load(why)) for name, why in dumped.get("notes", {}).items()}
        together = {name: tuple(columns) for name, columns in dumped.get("together", {}).items()}
        return cls(found, dumped.get("label"), notes, together=together, decimal=dumped.get("decimal", ""))

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

    def tell_remarks(self) -> None:
        """Announce the remarks alone, of a schema that nobody had to guess."""
        for remark in self.remarks:
            announce(Event("note", say("schema.remark", remark=remark), step=True))

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
            yield from _complaints(name, column.at(table.root, table.confined), table.cells(name))


def _torn(table: Table, found: Mapping[str, Column], label: str | None) -> Iterator[Message]:
    """What is read with a point although other columns prove that the table has decimal commas as well."""
    if table.notation.torn is None:
        return
    told = dict(zip(("point", "comma"), table.notation.torn, strict=True))
    measured = [name for name, column in found.items() if isinstance(column, Number) and not column.decimal]
    for name in [*measured, *([label] if label is not None else [])]:
        if (cell := hanging(table.frame[name])) is not None:
            yield say("remark.torn", name=name, cell=cell, other=cell.replace(".", ""), **told)


def _judged(table: Table, name: str, overrides: Mapping[str, Override], decimal: str) -> tuple[Guess, Note]:
    declared = is_declared(table.frame[name].dtype)
    evidence = Evidence(table.cells(name), table.root, table.confined, name, decimal, declared)
    if name not in overrides:
        found = guess(evidence)
    else:
        told = overrides[name]
        column = None if told is None else columns.make(told)
        column = column.reading(evidence) if isinstance(column, (Number, Image)) else column
        found = Guess(column, say("why.as_you_said"))
    return found, _note(evidence, found)


def named_column(name: str, given: Any, table: Table | None) -> Column:
    """The column that a user declares for cells of this name: of a kind by its name, a number with the decimal sign of
    the table, a picture with its depth. Raises `UnknownName`."""
    column: Column = columns.make(given)
    if table is None or name not in table.names or not isinstance(given, str):
        return column
    evidence = Evidence(table.cells(name), table.root, table.confined, decimal=table.notation.of(name))
    return column.reading(evidence) if isinstance(column, (Number, Image)) else column


def is_declared(dtype: Any) -> bool:
    """Whether the table itself says that cells of this type are categories."""
    if isinstance(dtype, pd.ArrowDtype):
        return bool(pa.types.is_dictionary(dtype.pyarrow_dtype))
    return isinstance(dtype, pd.CategoricalDtype)


def _note(evidence: Evidence, found: Guess) -> Note:
    cells = evidence.cells
    different = evidence.distinct or set()
    texts = [cell for cell in different if isinstance(cell, str)]
    if found.column is not None and len(texts) == len(different) > 0 and _all_load(found.column, texts):
        missing = len(cells) - len(evidence.present)
    else:
        words = Counter(cell for cell in cells if isinstance(cell, str))
        missing = sum(count for word, count in words.items() if _missing(found.column, word))
        missing += sum(_missing(found.column, cell) for cell in cells if not isinstance(cell, str))
    return Note(
        Message.plain(found.why),
        missing / len(cells),
        next((example(cell) for cell in cells if not is_blank(cell)), ""),
        found.remark,
    )


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


def _complaints(name: str, column: Column, cells: Sequence[object]) -> Iterator[BadValue]:
    """What is wrong with the cells of a column; text that stands in many rows, such as a path, is looked at once."""
    different = _different(cells)
    words = {cell for cell in different if isinstance(cell, str)}
    found = {} if _all_load(column, words) else {word: _complaint(column, word) for word in words}
    wrong = {word: why for word, why in found.items() if why is not None}
    if not wrong and len(words) == len(different):
        return
    for row, cell in enumerate(cells):
        why = wrong.get(cell) if isinstance(cell, str) else _complaint(column, cell)
        if why is not None:
            yield BadValue(name, row, why)


def _different(cells: Sequence[object]) -> Collection[object]:
    try:
        return set(cells)
    except TypeError:  # arrays, dicts and the like
        return cells


def _all_load(column: Column, words: Collection[str]) -> bool:
    """Whether each of these texts certainly loads, and none is missing: a quick answer for very many numbers."""
    return isinstance(column, Number) and column.reads(words)


def _complaint(column: Column, cell: object) -> Message | None:
    try:
        column.check(cell)
    except CellError as error:
        return error.message
    return None
