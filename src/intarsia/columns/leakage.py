"""Columns that tell the answer: a score that rests on one is perfect, and worthless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.i18n import messages

say = messages(__package__)

ENOUGH = 20
"""Rows from which a column that goes with the label in every one is no accident."""


def echoes(table: Table, schema: Schema, y: npt.NDArray[Any]) -> Schema:
    """The schema with a remark on every column that is the label in other words: such a score is perfect and worthless
    unless the column is known before the answer is."""
    if y.ndim != 1 or len(table) < ENOUGH:
        return schema
    found = [name for name in schema.columns if _echoes(table.cells(name), y)]
    remarks = [say("remark.tells_label", name=name) for name in found]
    return replace(schema, remarks=(*schema.remarks, *remarks))


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
