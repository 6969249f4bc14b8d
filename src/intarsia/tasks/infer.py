"""Which task labels ask for, where nobody says."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns.numeral import DATE
from intarsia.errors import DataError
from intarsia.i18n import messages
from intarsia.tasks.base import Task, tasks
from intarsia.tasks.classify import Classify
from intarsia.tasks.multilabel import Multilabel, lists_in_text
from intarsia.tasks.regress import Regress

say = messages(__package__)


FEW = 20
"""Whole numbers with at most this many distinct values are taken for classes, others for measurements."""

NEARLY = 0.9
"""Share of text labels that are numbers, or all different, from which they are hardly meant as classes."""

_NUMBER = re.compile(
    r"([^\w\s]|(us|hk)?\$|rs\.?|usd|eur|gbp|chf|cny|rmb|inr|jpy|krw|cad|aud|brl|rub)?\s*[+-]?\d[\d.,'\s]*\s*"
    r"([^\d\s]{0,4}|seconds?|minutes?|hours?|weeks?|months?|years?|percent|points?|stars?)",
    re.IGNORECASE,
)
"""A number in text, with a currency or a unit beside it."""

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

    Raises `DataError` when a number is missing, and for what may be meant as one or the other: moments, durations, text
    that is numbers, or different in nearly every row.
    """
    if y.dtype.kind == "c":
        raise DataError(say("label.complex"))
    y = _numbers(y)
    if lists_in_text(y):
        return Multilabel()
    _question(y)
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


def _question(y: npt.NDArray[Any]) -> None:
    """Raise `DataError` where labels are text that may be meant as something else than a class."""
    words = y.tolist() if y.ndim == 1 and y.dtype.kind in "OU" else []
    if not words or not all(isinstance(word, str) for word in words):
        return
    kinds = set(words)
    if len(kinds) > FEW and sum(DATE.fullmatch(word.strip()) is not None for word in kinds) >= NEARLY * len(kinds):
        raise DataError(say("label.moments", value=words[0]))
    numerals = sum(_NUMBER.fullmatch(word.strip()) is not None for word in kinds)
    if len(kinds) > FEW and numerals >= NEARLY * len(kinds):
        raise DataError(say("label.written_numbers", count=len(kinds), value=words[0]))
    if len(kinds) > FEW and len(kinds) > NEARLY * len(words):
        raise DataError(say("label.all_different", count=len(kinds), rows=len(words), value=words[0][:40]))


def _numbers(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Objects that are all numbers (exact ones, or of several types) as an array of numbers; others as they are."""
    kinds = {type(value) for value in values} if values.dtype == object and values.ndim == 1 else set()
    if not kinds or bool in kinds or not all(issubclass(kind, (Real, Decimal)) for kind in kinds):
        return values
    whole = all(issubclass(kind, Integral) for kind in kinds)
    return np.array(values.tolist()) if whole else values.astype(np.float64)
