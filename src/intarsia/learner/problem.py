"""The column to be answered: out of the table or beside it, and which task it asks for."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.errors import DataError
from intarsia.i18n import messages
from intarsia.tasks.base import Task, tasks
from intarsia.tasks.classify import Classify
from intarsia.tasks.multilabel import Multilabel
from intarsia.tasks.regress import Regress

say = messages(__package__)


FEW = 20
"""Whole numbers with at most this many distinct values are taken for classes, others for measurements."""

COLLECTIONS = (set, frozenset, list, np.ndarray)
"""What holds the labels of one row; Parquet files give lists as arrays."""

ENOUGH = 20
"""Rows from which a column that goes with the label in every one is no accident."""

MOMENTS = (datetime.date, datetime.timedelta, np.datetime64, np.timedelta64)


def labels(table: Table, label: str | None, y: Any) -> tuple[Table, npt.NDArray[Any]]:
    """The table without its label, and the labels (N,) or (N, K).

    Raises `DataError` when there is no label, or not one per row, or y is also a column that would be an input.
    """
    if y is None and label is None:
        raise DataError(say("label.none"))
    inside = label is not None and str(label) in table.names
    if y is None and not inside:
        table.cells(str(label))  # raises, with the nearest name
    values = _array(table.cells(str(label)) if y is None else y)
    if len(values) != len(table):
        raise DataError(say("label.rows", labels=len(values), rows=len(table)))
    inputs = table.drop(str(label)) if inside else table
    _refuse_inside(inputs, y)
    return inputs, values


def _refuse_inside(inputs: Table, y: Any) -> None:
    """A Series that was taken out of the table and left in it would be learned from itself, to a perfect score."""
    name = str(getattr(y, "name", None))
    if name in inputs.names and pd.Series(list(inputs.cells(name)), dtype=object).equals(
        pd.Series(list(y), dtype=object)
    ):
        raise DataError(say("label.still_inside", name=name))


def names_of(y: Any) -> tuple[Any, ...]:
    """The names of a matrix of labels: the columns of a data frame; () where there are none."""
    names = tuple(getattr(y, "columns", ()))
    return names if len(names) > 1 else ()


def task_of(y: npt.NDArray[Any], given: Any = None, names: tuple[Any, ...] = ()) -> Task:
    """The task that is given (a `Task`, its name or dump), or the one that the labels ask for; with names for them.

    Raises `DataError` when classes are to be learned from measurements.
    """
    task = infer_task(y) if given is None else tasks.make(given)
    if names and isinstance(task, Multilabel):
        return replace(task, names=names)
    if isinstance(task, Classify) and y.dtype.kind == "f" and np.any(y != np.round(y)):
        raise DataError(say("label.continuous", value=y[np.argmax(y != np.round(y))]))
    return task


def infer_task(y: npt.NDArray[Any]) -> Task:
    """The task that labels of this sort ask for: sets or 0/1 columns, measurements, or classes.

    Raises `DataError` when a number is missing, and for moments and durations, which may be meant as either.
    """
    y = _numbers(y)
    if y.ndim == 2 or (y.dtype == object and len(y) and all(isinstance(each, COLLECTIONS) for each in y)):
        return Multilabel()
    if y.dtype.kind in "mM" or (y.dtype == object and len(y) and all(isinstance(each, MOMENTS) for each in y)):
        raise DataError(say("label.moments", value=y[0]))
    if y.dtype.kind == "f" and not np.all(np.isfinite(y)):
        raise DataError(say("label.not_finite", row=int(np.argmin(np.isfinite(y)))))
    whole = y.dtype.kind != "f" or bool(np.all(y == np.round(y)))
    if y.dtype.kind in "iuf" and not (whole and len(np.unique(y)) <= FEW):
        return Regress()
    return Classify()


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


@cache
def announce(schema: str, task: str) -> None:
    """Say on stderr what was guessed, a schema as text and a task's name.

    Once per process for the same guess, since cross-validation fits many times: a second, equal one is silent.
    """
    print(f"{schema}\n{say('task.guessed', name=task).told}", file=sys.stderr)


def _array(values: Any) -> npt.NDArray[Any]:
    """As an array of the values' own type; text and mixed values as objects, so that they come back unchanged."""
    if isinstance(values, pa.Array):
        values = pa.chunked_array([values])  # an array by itself refuses to_numpy where it would have to copy
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    elif hasattr(values, "__array__"):
        values = np.asarray(values)
    if isinstance(values, np.ndarray):
        return values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values
    kinds = {type(value) for value in values}
    if len(kinds) == 1 and kinds <= {int, float, bool, str}:
        return np.asarray(values)
    out = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):  # a slice would spread tuples of one length over two dimensions
        out[row] = value
    return out


def _numbers(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Objects that are all numbers (exact ones, or of several types) as an array of numbers; others as they are."""
    kinds = {type(value) for value in values} if values.dtype == object and values.ndim == 1 else set()
    if not kinds or bool in kinds or not all(issubclass(kind, (Real, Decimal)) for kind in kinds):
        return values
    whole = all(issubclass(kind, Integral) for kind in kinds)
    return np.array(values.tolist()) if whole else values.astype(np.float64)
