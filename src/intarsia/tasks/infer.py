"""Which task labels ask for, where nobody says."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt

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

MOMENTS = (datetime.date, datetime.timedelta, np.datetime64, np.timedelta64)


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


def _numbers(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Objects that are all numbers (exact ones, or of several types) as an array of numbers; others as they are."""
    kinds = {type(value) for value in values} if values.dtype == object and values.ndim == 1 else set()
    if not kinds or bool in kinds or not all(issubclass(kind, (Real, Decimal)) for kind in kinds):
        return values
    whole = all(issubclass(kind, Integral) for kind in kinds)
    return np.array(values.tolist()) if whole else values.astype(np.float64)
