"""Labels as users write them: any hashable type in, the same type out, through JSON as well."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.scalar import word_or_none
from intarsia.errors import SHOWN, DataError, SavedModelError
from intarsia.i18n import Message, messages

say = messages(__package__)


Array = npt.NDArray[Any]

_PLAIN = (str, int, float, bool)
"""Types that JSON itself keeps apart."""

_DIGITS = 1000
"""Of a number in a saved label: 1e99999999 would be written out for hours."""
_RATIO = re.compile(rf"-?[0-9]{{1,{_DIGITS}}}(/[0-9]{{1,{_DIGITS}}})?")
_KINDS = "biufcmMUS"
"""Kinds of NumPy's types that labels may have."""


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > _DIGITS or (number.is_finite() and abs(number.adjusted()) > _DIGITS):
        raise ValueError(f"a decimal of more than {_DIGITS} digits")
    return number


def _fraction(text: str) -> Fraction:
    if not _RATIO.fullmatch(text):
        raise ValueError(f"no fraction of at most {_DIGITS} digits")
    return Fraction(text)


_TAGS: dict[type, tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = {
    tuple: ("tuple", lambda label: [to_json(item) for item in label], lambda items: tuple(map(from_json, items))),
    frozenset: (
        "frozenset",
        lambda label: [to_json(item) for item in ordered(label)],
        lambda items: frozenset(map(from_json, items)),
    ),
    bytes: ("bytes", bytes.hex, bytes.fromhex),
    complex: ("complex", str, complex),
    Decimal: ("decimal", str, _decimal),
    Fraction: ("fraction", str, _fraction),
    uuid.UUID: ("uuid", str, uuid.UUID),
    dt.date: ("date", dt.date.isoformat, dt.date.fromisoformat),
    dt.time: ("time", dt.time.isoformat, dt.time.fromisoformat),
    dt.datetime: ("datetime", dt.datetime.isoformat, dt.datetime.fromisoformat),
    dt.timedelta: (
        "timedelta",
        lambda label: [label.days, label.seconds, label.microseconds],
        lambda parts: dt.timedelta(*parts),
    ),
    pd.Timestamp: ("timestamp", pd.Timestamp.isoformat, pd.Timestamp),
    pd.Timedelta: ("pandas timedelta", pd.Timedelta.isoformat, pd.Timedelta),
}
"""Type → name in JSON, how it is written, how it is read."""


def column(y: npt.ArrayLike) -> Array:
    """One label per row, (N,), in numpy's own type where all labels have one type, as objects otherwise.

    Raises `DataError` when y is not one label per row.
    """
    array = y if isinstance(y, np.ndarray) else _listed(y)
    if array.ndim != 1:
        raise DataError(say("label.shape", shape=array.shape))
    if not len(array):
        raise DataError(say("label.empty"))
    return np.asarray(array)


def factorise(labels: Array, rows: npt.NDArray[np.intp] | None = None) -> tuple[npt.NDArray[np.intp], list[Any]]:
    """(N,) labels → the number of each one's value, and the distinct values.

    Raises `DataError` naming the first row whose label is missing or cannot be a label; `rows` (N,) are the rows that
    the labels stand in, when these are not 0 ... N - 1.
    """

    def row(place: int) -> int:
        return place if rows is None else int(rows[place])

    try:
        # As objects strings are hashed, as numpy's own they would be sorted: twenty times slower.
        codes, values = pd.factorize(labels.astype(object) if labels.dtype.kind in "US" else labels)
    except TypeError:
        place = next(place for place, label in enumerate(labels) if not _hashable(label))
        raise DataError(say("label.not_hashable", row=row(place), label=labels[place])) from None
    if (codes < 0).any():
        raise DataError(say("label.missing", row=row(int(np.argmax(codes < 0)))))
    # Dates stay numpy's: Python's own have no nanoseconds.
    return codes, list(values) if labels.dtype.kind in "mMO" else values.tolist()


def places(labels: Array, classes: Sequence[Any], rows: npt.NDArray[np.intp] | None = None) -> npt.NDArray[np.int64]:
    """(N,) the place of each label among the classes, -1 for one that is not among them; `rows` as in `factorise`.

    A label that is none of the classes is the one that is the same word (see `canonical_word`): 1, 1.0 and "1" are one,
    since how a file's cells are typed depends on the others in the column.
    """
    codes, found = factorise(labels, rows)
    known = {label: place for place, label in enumerate(classes)}
    if not known.keys() >= set(found):
        words = [word_or_none(label) for label in classes]
        count = Counter(words)
        same = {word: place for place, word in enumerate(words) if word and count[word] == 1}
        known = {label: same.get(word_or_none(label) or "", -1) for label in found} | known
    return np.array([known.get(label, -1) for label in found], dtype=np.int64)[codes]


def ordered(labels: Iterable[Any]) -> list[Any]:
    """Sorted; labels of types that cannot be compared are sorted by type, then by how they print."""
    labels = list(labels)
    try:
        # Sets do compare, but as subsets, which is no order of all of them.
        return sorted(labels, key=_content) if any(isinstance(label, frozenset) for label in labels) else sorted(labels)
    except TypeError:
        return sorted(labels, key=_content)


def array(labels: Sequence[Any], dtype: str) -> Array:
    """(K,) array of this dtype; as objects, labels that are sequences stay whole."""
    if dtype == "|O":
        return np.fromiter(labels, dtype=object, count=len(labels))
    return np.array(labels, dtype=_narrow(dtype))


def to_json(label: Any) -> Any:
    """A label as JSON that `from_json` turns back into an equal label of the same type.

    Raises `SavedModelError` for a type that JSON cannot be taught.
    """
    if type(label) in _PLAIN:
        return label
    if isinstance(label, np.generic):
        return {"type": "numpy", "value": [label.dtype.str, _scalar(label)]}
    if type(label) not in _TAGS:
        raise SavedModelError(
            say(
                "label.not_json",
                label=label,
                kind=type(label).__name__,
                known=sorted(tag for tag, _, _ in _TAGS.values()),
            )
        )
    tag, write, _ = _TAGS[type(label)]
    return {"type": tag, "value": write(label)}


def from_json(saved: Any) -> Any:
    """The label that `to_json` wrote. Raises `SavedModelError` for a kind it does not know."""
    if not isinstance(saved, dict):
        return saved
    if saved["type"] == "numpy":
        return np.array([saved["value"][1]]).astype(_narrow(saved["value"][0]))[0]
    for tag, _, read in _TAGS.values():
        if tag == saved["type"]:
            return read(saved["value"])
    raise SavedModelError(say("label.unknown_kind", kind=saved["type"]))


def _narrow(dtype: str) -> npt.DTypeLike:
    """A type in which texts are as long as they are, since their length may be declared without end.

    Raises `SavedModelError` for a type that labels do not have.
    """
    kind = np.dtype(dtype).kind
    if kind not in _KINDS:
        raise SavedModelError(say("label.unknown_kind", kind=dtype))
    return kind if kind in "US" else dtype


def dump(classes: tuple[Any, ...]) -> list[Any]:
    """Learned classes as JSON: how `Registry.dump` writes them."""
    return [to_json(label) for label in classes]


def load(saved: Sequence[Any]) -> tuple[Any, ...]:
    """Return the classes that `dump` wrote."""
    return tuple(from_json(label) for label in saved)


def shown(label: Any) -> str:
    """A label for a message: numpy's scalars like Python's."""
    return repr(label.item() if isinstance(label, np.generic) and label.dtype.kind not in "mM" else label)


def listing(classes: Sequence[Any]) -> Message:
    """Return the first classes as a phrase of a message."""
    first = [shown(label) for label in classes[:SHOWN]]
    return say("label.first" if len(classes) > SHOWN else "label.all", names=first, count=len(classes))


def _listed(y: Any) -> Array:
    if hasattr(y, "to_numpy"):
        return np.asarray(y.to_numpy())
    labels = list(y)
    kinds = {type(label) for label in labels}
    # Only labels of one type become an array: numpy would turn [1, "a"] into strings.
    if len(kinds) == 1 and issubclass(kinds.pop(), (str, bool, int, float, np.generic, np.ndarray)):
        return np.array(labels)
    return array(labels, "|O")


def _hashable(label: object) -> bool:
    try:
        hash(label)
    except TypeError:
        return False
    return True


def _content(label: object) -> tuple[str, str]:
    # A set prints in an order that differs from run to run.
    return type(label).__name__, repr(ordered(label) if isinstance(label, frozenset) else label)


def _scalar(label: np.generic) -> Any:
    if label.dtype.kind in "mM":
        return int(label.astype(np.int64))
    return label.item()
