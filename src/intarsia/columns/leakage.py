"""Columns and rows that make scores too good: a column that tells the answer, rows that belong together or repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.evidence import Evidence
from intarsia.columns.number import Number
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.i18n import Message, messages

say = messages(__package__)

Codes = npt.NDArray[np.intp]

ENOUGH = 20
"""Rows from which a column that goes with the label in every one is no accident."""

EACH = 1.5
"""Rows that a value must have on average before its rows may be a group."""
GROUPS = 5
"""Values in several rows that it takes to speak of groups."""
PURE = 0.98
"""Share of these that must have one label each."""
CLASSES = 1000
"""Labels that are looked at."""
CHANCE = 1e-6
"""Probability below which so many of them with one label each are no accident."""

REPEATED = 0.05
"""Share of the rows from which rows that repeat are told."""
DETAIL = 30
"""Different values that some column must have; with fewer, rows are alike by nature."""

_BEGINNING = re.compile(r"(.+?)[\W_]*\d*$")


def warnings(table: Table, schema: Schema, y: npt.NDArray[Any], grouped: bool) -> Iterator[Message]:
    """What a reader should know before believing a score.

    Args:
        table: the inputs, those that are left out too.
        schema: which of its columns are read.
        y: (N,) labels.
        grouped: it is known which rows belong together.
    """
    if y.ndim != 1 or len(table) < ENOUGH:
        return
    echoing = [name for name in schema.columns if _echoes(table.cells(name), y)]
    yield from (say("remark.tells_label", name=name) for name in echoing)
    if grouped:
        return
    labels = _codes(list(y))
    if labels is None:  # collections
        return
    measured = {name for name, column in schema.columns.items() if isinstance(column, Number)}
    whole = {name for name in measured if Evidence(table.cells(name), None).integers is not None}
    yield from _groups(table, labels, {*echoing, *(measured - whole)})
    yield from _repeated(table, schema)


def _echoes(cells: Sequence[object], y: npt.NDArray[Any]) -> bool:
    """One value per label and one label per value, in several rows each; or numbers that rise or fall with it."""
    try:
        here, there = (pd.factorize(pd.Series(list(each), dtype=object)) for each in (cells, y))
    except TypeError:  # of cells such as arrays
        return False
    if len(here[1]) != len(there[1]) or len(here[1]) < 2 or (here[0] < 0).any():
        return False
    if 2 * len(there[1]) <= len(y):
        return len(set(zip(here[0].tolist(), there[0].tolist(), strict=True))) == len(there[1])
    try:
        order = np.argsort(np.asarray(y, dtype=np.float64), kind="stable")
        steps = np.diff(np.asarray(cells, dtype=np.float64)[order])
    except (TypeError, ValueError):  # words that are all different
        return False
    return bool((steps >= 0).all() or (steps <= 0).all())


def _groups(table: Table, labels: Codes, passed_over: set[str]) -> Iterator[Message]:
    """Columns, and beginnings of the names of files, whose values have one label each, far beyond chance."""
    for name in table.names:
        if name in passed_over:
            continue
        cells = table.cells(name)
        codes = _codes(cells)
        if codes is not None and _belong(codes, labels):
            yield say("remark.groups", name=name, count=_count(codes))
            continue
        beginnings = _beginnings(cells)
        codes = None if beginnings is None else _codes(beginnings)
        if beginnings is not None and codes is not None and _belong(codes, labels):
            first = next(each for each in beginnings if each)
            yield say("remark.file_groups", name=name, count=_count(codes), first=f"{first}…")


def _codes(cells: Sequence[object]) -> Codes | None:
    """(N,) the number of each cell's value, -1 where it is missing; None for cells that cannot be told apart."""
    try:
        return np.asarray(pd.factorize(pd.Series(list(cells), dtype=object))[0], dtype=np.intp)
    except TypeError:
        return None


def _count(codes: Codes) -> int:
    return int(codes.max(initial=-1)) + 1


def _belong(codes: Codes, labels: Codes) -> bool:
    """Whether values go with one label each, more often than chance has it; see the constants above."""
    there = codes >= 0
    count = _count(codes)
    classes = _count(labels)
    if count < GROUPS or EACH * count > there.sum() or not 1 < classes <= min(CLASSES, count // 2):
        return False
    pairs = np.unique(codes[there] * classes + labels[there])
    sizes = np.bincount(codes[there], minlength=count)
    several = sizes > 1
    pure = np.bincount(pairs // classes, minlength=count) == 1
    if several.sum() < GROUPS or pure[several].mean() < PURE:
        return False
    shares = np.bincount(labels, minlength=classes) / len(labels)
    lengths, times = np.unique(sizes[several & pure], return_counts=True)
    chances = np.array([(shares**length).sum() for length in lengths.tolist()])
    return bool((times * np.log(chances.clip(1e-300))).sum() < np.log(CHANCE))


def _beginnings(cells: Sequence[object]) -> list[str | None] | None:
    """What the names of files begin with, before their last number; None where cells are no names of files."""
    words = [cell for cell in cells if isinstance(cell, str)]
    if not words or not all(re.fullmatch(r"\.\w{2,5}", PurePath(word).suffix) for word in words):
        return None
    return [_beginning(cell) if isinstance(cell, str) else None for cell in cells]


def _beginning(name: str) -> str | None:
    found = _BEGINNING.fullmatch(PurePath(name).stem)
    return found[1] if found else None


def _repeated(table: Table, schema: Schema) -> Iterator[Message]:
    """Rows with the same inputs as another one, if they are alike by no accident."""
    found = [_codes(table.cells(name)) for name in schema.columns]
    known = [each for each in found if each is not None]
    if len(known) < len(found):  # arrays and the like
        return
    sizes = np.bincount(joint(known))
    rows = int(sizes[sizes > 1].sum())
    if rows >= REPEATED * len(table) and beyond_chance(known, sizes):
        yield say("remark.repeated", count=rows, rows=len(table))


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
