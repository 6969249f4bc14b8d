"""Columns and rows that make scores too good: a column that tells the answer, rows that belong together or repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.base import Column
from intarsia.columns.evidence import GROUPS, Evidence, is_bare
from intarsia.columns.number import Number
from intarsia.columns.numeral import says_none
from intarsia.columns.path_groups import beginnings, parts_of
from intarsia.columns.scalar import word_or_none
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.errors import CellError
from intarsia.i18n import Message, messages

say = messages(__package__)

Codes = npt.NDArray[np.intp]

ENOUGH = 20
"""Rows from which a column that goes with the label in every one is no accident."""

EACH = 1.5
"""Rows that a value must have on average before its rows may be a group."""
PURE = 0.98
"""Share of the values in several rows that must have one label each."""
CHANCE = 1e-6
"""Probability below which so many of them with one label each are no accident."""
NAMED = 0.9
"""Share of the rows whose label stands in the name of their file, from which the name tells of the label alone."""

REPEATED = 0.05
"""Share of the rows from which rows that repeat are told."""
DETAIL = 30
"""Different values that some column must have; with fewer, rows are alike by nature."""
LONG = 15
"""Bytes from which two texts are the same by no accident."""
DIGITS = 6
"""Digits, one behind the point, that measurements have in full: most are alike by no accident."""


@dataclass(frozen=True)
class _Coded:
    """A column of N cells, D of them different.

    Attributes:
        codes: (N,) the place of each cell among the values, -1 where it is missing.
        values: the D different cells, in order of appearance.
    """

    codes: Codes
    values: Sequence[object]

    @classmethod
    def of(cls, cells: Sequence[object]) -> _Coded | None:
        """None for cells that cannot be told apart, such as arrays."""
        try:
            codes, values = pd.factorize(pd.Series(list(cells), dtype=object))
        except TypeError:
            return None
        return cls(np.asarray(codes, dtype=np.intp), list(values))

    def renamed(self, names: Sequence[str]) -> _Coded:
        """The same cells under other names (D,) of their values, of which several may be alike."""
        codes, values = pd.factorize(pd.Series(list(names), dtype=object))
        return _Coded(np.where(self.codes < 0, -1, codes[self.codes]), list(values))


def remarked(schema: Schema, table: Table, y: npt.NDArray[Any], grouped: bool) -> Schema:
    """Return the schema with remarks on what a reader should know before believing a score.

    There is one remark a column: what is seen beside the labels says more than that a column names things.

    Args:
        schema: which columns of the table are read.
        table: the N inputs, those that are left out too.
        y: (N,) or (N, K) labels.
        grouped: it is known which rows belong together.
    """
    if len(table) < ENOUGH:
        return schema
    found = list(_warnings(table, schema, y, grouped))
    said = {schema.notes[name].remark for name, _ in found if name in schema.notes}
    remarks = [*(each for each in schema.remarks if each not in said), *(message for _, message in found)]
    return replace(schema, remarks=tuple(dict.fromkeys(remarks)))


def _warnings(table: Table, schema: Schema, y: npt.NDArray[Any], grouped: bool) -> Iterator[tuple[str, Message]]:
    """What is to be told, each with the name of its column ("" for rows)."""
    coded = {name: _Coded.of(table.cells(name)) for name in table.names}
    labels = _Coded.of(list(map(_hashable, y.tolist())))
    if labels is None:
        return
    echoing = []
    for name in schema.columns if y.ndim == 1 else ():
        if _echoes(table.cells(name), coded[name], y, labels):
            echoing.append(name)
            yield name, _on_echo(name, coded[name], grouped)
    if grouped:
        return
    broken = {name for name, column in schema.columns.items() if isinstance(column, Number) and _is_broken(coded[name])}
    for name in table.names:
        one = coded[name]
        if one is not None and name not in broken and name not in echoing:
            yield from _groups(name, one, labels)
    yield from _repeated(table, schema, coded)


def _hashable(label: Any) -> Any:
    """A label that can be told from others: collections by what is in them."""
    if isinstance(label, (list, tuple, np.ndarray)):
        return tuple(map(_hashable, label))
    return frozenset(map(_hashable, label)) if isinstance(label, set) else label


def _is_broken(column: _Coded | None) -> bool:
    """Whether there are numbers with a point, be it before a zero: measurements, unless their name says otherwise."""
    return column is None or not all(is_bare(value) or says_none(value) for value in column.values)


def _echoes(cells: Sequence[object], column: _Coded | None, y: npt.NDArray[Any], labels: _Coded) -> bool:
    """One value per label and one label per value, in several rows each; or numbers that rise or fall with it."""
    if column is None or len(column.values) != len(labels.values) or len(column.values) < 2 or (column.codes < 0).any():
        return False
    if 2 * len(labels.values) <= len(y):
        return len(np.unique(column.codes * len(labels.values) + labels.codes)) == len(labels.values)
    try:
        order = np.argsort(np.asarray(y, dtype=np.float64), kind="stable")
        steps = np.diff(np.asarray(cells, dtype=np.float64)[order])
    except (TypeError, ValueError):  # words that are all different
        return False
    return bool((steps >= 0).all() or (steps <= 0).all())


def _on_echo(name: str, column: _Coded | None, grouped: bool) -> Message:
    """A column that names things and has a label for each tells first of all that rows belong together."""
    values = [] if column is None else column.values
    if grouped or not Evidence(values, None, name=name).identifiers:
        return say("remark.tells_label", name=name)
    return say("remark.groups", name=name, count=len(values))


def _groups(name: str, column: _Coded, labels: _Coded) -> Iterator[tuple[str, Message]]:
    """A column, or beginnings of the names of files, whose values have one label each, far beyond chance."""
    if _belong(column.codes, labels.codes):
        yield name, say("remark.groups", name=name, count=len(column.values))
        return
    for each in beginnings(column.values):
        begun = column.renamed(each)
        if _belong(begun.codes, labels.codes) and not _are_labels(begun, labels):
            yield name, say("remark.file_groups", name=name, count=len(begun.values), first=f"{begun.values[0]}…")
            return


def _belong(codes: Codes, labels: Codes) -> bool:
    """Whether values go with one label each, more often than chance has it; see the constants above."""
    there = codes >= 0
    count = _count(codes)
    classes = _count(labels)
    if count < GROUPS or EACH * count > there.sum() or classes < 2:
        return False
    pairs = np.unique(codes[there] * classes + labels[there])
    sizes = np.bincount(codes[there], minlength=count)
    several = sizes > 1
    pure = np.bincount(pairs // classes, minlength=count) == 1
    if several.sum() < GROUPS or pure[several].mean() < PURE:
        return False
    lengths, times = np.unique(sizes[several & pure], return_counts=True)
    held, alike = np.unique(np.bincount(labels, minlength=classes) / len(labels), return_counts=True)
    chances = held ** lengths[:, None] @ alike
    return bool((times * np.log(chances.clip(1e-300))).sum() < np.log(CHANCE))


def _count(codes: Codes) -> int:
    return int(codes.max(initial=-1)) + 1


def _are_labels(begun: _Coded, labels: _Coded) -> bool:
    """Whether files are merely named after their labels, or lie in a folder for each."""
    if len(begun.values) <= len(labels.values) and not _are_measured(labels.values):
        return True
    words = [(word_or_none(label) or "").casefold() for label in labels.values]
    inside = [set(parts_of(str(value))) for value in begun.values]
    pairs, rows = np.unique(np.stack([begun.codes, labels.codes]), axis=1, return_counts=True)
    named = [here >= 0 and words[label] in inside[here] for here, label in pairs.T.tolist()]
    return float(rows[named].sum()) >= NAMED * float(rows[pairs[0] >= 0].sum())


def _are_measured(labels: Sequence[object]) -> bool:
    return any(isinstance(label, float) and not label.is_integer() for label in labels)


def _repeated(table: Table, schema: Schema, coded: Mapping[str, _Coded | None]) -> Iterator[tuple[str, Message]]:
    """Rows with the same inputs as another one, if they are alike by no accident."""
    found = {name: coded[name] or _digested(table, name, column) for name, column in schema.columns.items()}
    known = {name: each for name, each in found.items() if each is not None}
    if len(known) < len(found) or not known:
        return
    codes = [each.codes for each in known.values()]
    rows = joint(codes)
    sizes = np.bincount(rows)
    again = sizes[rows] > 1
    count = int(again.sum())
    if count < REPEATED * len(table):
        return
    telling = np.any([_tells_apart(schema.columns[name], each) for name, each in known.items()], axis=0)
    if beyond_chance(codes, sizes) or _is_copied(rows, again & telling) or _is_even(schema, known, sizes):
        yield "", say("remark.repeated", count=count, rows=len(table))


def _digested(table: Table, name: str, column: Column) -> _Coded | None:
    """Cells such as arrays and lists, by what they hold."""
    placed = column.at(table.root, table.confined)
    try:
        return _Coded.of([placed.digest(cell) or None for cell in table.cells(name)])
    except CellError:  # the check of the whole table tells which cells
        return None


def _tells_apart(column: Column, coded: _Coded) -> npt.NDArray[np.bool_]:
    """(N,) whether a cell has so much in it that no two are alike by accident: a picture, a vector, a long text."""
    if column.modality:  # numbers and categories, which are alike by nature
        return np.zeros(len(coded.codes), dtype=np.bool_)
    long = [column.slow or not isinstance(value, str) or len(value.encode()) >= LONG for value in coded.values]
    return np.array([*long, False])[coded.codes]


def _is_copied(rows: Codes, copied: npt.NDArray[np.bool_]) -> bool:
    """Whether enough different rows stand in the table again, of those that are alike by no accident."""
    return bool(copied.sum() >= REPEATED * len(rows)) and len(np.unique(rows[copied])) >= DETAIL


def _is_even(schema: Schema, known: Mapping[str, _Coded], sizes: Codes) -> bool:
    """Whether measured rows stand in the table equally often, as a table that was put below itself has them."""
    measured = any(
        isinstance(schema.columns[name], Number) and _is_fine(each.values) and len(each.values) >= DETAIL
        for name, each in known.items()
    )
    return measured and bool(sizes.mean() >= EACH and sizes.var() < sizes.mean() / 4)


def _is_fine(values: Sequence[object]) -> bool:
    """Whether most numbers have so many digits that two are alike by no accident."""
    words = [word_or_none(value) or "" for value in values]
    fine = [("." in word or "," in word) and sum(map(str.isdigit, word)) >= DIGITS for word in words]
    return 2 * sum(fine) > len(fine)


def joint(columns: Sequence[Codes]) -> Codes:
    """(N,) the number of each row's values, the same for rows that agree in every column.

    Args:
        columns: (N,) the number of each cell's value, column by column; -1 where it is missing.
    """
    rows = np.zeros(len(columns[0]), dtype=np.intp)
    for codes in columns:
        rows = np.asarray(pd.factorize(rows * (_count(codes) + 1) + codes + 1)[0], dtype=np.intp)
    return rows


def beyond_chance(columns: Sequence[Codes], sizes: Codes) -> bool:
    """Whether rows repeat more often than chance has it, in a table with so much detail that this says something.

    Args:
        columns: (N,) the number of each cell's value, column by column; -1 where it is missing.
        sizes: how many rows have the same values, for each of the different rows.
    """
    counts = [np.bincount(codes + 1) for codes in columns]
    detailed = max(np.count_nonzero(each) for each in counts) >= DETAIL
    alike = np.prod([_pairs(each) / max(1, _pairs(sizes.sum())) for each in counts])
    return bool(detailed and _pairs(sizes) > 10 * alike * _pairs(sizes.sum()) + GROUPS)


def _pairs(sizes: npt.NDArray[np.integer[Any]]) -> float:
    """How many pairs of rows have the same value, of which there are so many each."""
    return float((sizes * (sizes - 1.0)).sum()) / 2
