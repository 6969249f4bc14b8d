"""A quantity: measured, counted, or a moment in time."""

from __future__ import annotations

import datetime
import decimal
import math
import numbers
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.base import Batch, Column, Field, Guess, Samples, columns, content_digest
from intarsia.columns.evidence import Evidence
from intarsia.columns.scalar import is_missing, scalar
from intarsia.errors import CellError
from intarsia.html.cells import Shown
from intarsia.i18n import Message, joined, messages

say = messages(__package__)


MISSING = frozenset({"", "-", "?", "na", "n/a", "#n/a", "nan", "none", "null"})
"""What cells of a number column hold, in upper or lower case, when there is no number."""

LONGEST = 400
"""The most characters that a number may have; the largest float has 309 digits before its decimal point."""

LARGEST = 1e150
"""Values are held within ±LARGEST in `as_array`, so that differences and products of two are finite in float64."""

FEW = 20
"""Whole numbers with at most this many different values may be codes, and the reason of the guess says so."""

MOMENTS = (datetime.date, datetime.timedelta, np.datetime64, np.timedelta64)

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?inf(inity)?")
# "1,234" alone may be 1234 or a decimal comma; with a second comma or a point it cannot.
_GROUPED = re.compile(r"[+-]?\d{1,3}((,\d{3})+\.\d+|(,\d{3}){2,})")
_AMBIGUOUS = re.compile(r"[+-]?\d+,\d+")
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x2212: "-"}


@columns.register("number")
@dataclass(frozen=True)
class Number(Column):
    """A quantity: a number, or a moment in time. A loaded value is a finite float.

    Strings may be written as Python writes floats ("-1.5", "2e3"), with spaces around, in full-width characters, and
    with thousands separators where they cannot be a decimal comma ("1,234.5" but not "1,234"). ISO 8601 dates and
    datetimes, as strings or typed, are seconds since 1970 (UTC where no zone is given); durations are seconds;
    False and True are 0 and 1. NaN, the words in `MISSING`, and infinity are missing: infinity is the answer of a
    division by zero, not a measurement, and no mean or quantile survives it.

    Attributes:
        moments: learned: True where the training table held dates alone, False where it held none. Then a cell of the
            other kind is no value of this column: seconds since 1970 would be taken for the price that was asked for.
    """

    rank: ClassVar[int] = 300
    modality: ClassVar[str] = "table"

    moments: bool | None = None

    @classmethod
    def samples(cls) -> Samples:
        """Return numbers of very different sizes, one of them twice."""
        return Samples((1.0, 2.5, 2.5, -7.0, 1e9, 0.0), bad=("a lot", "1,5", [1.0]), missing=("", "n/a", math.inf))

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Recognise numbers, moments, and strings that all are one of these; booleans are not numbers."""
        if evidence.truths:
            return None
        if all(isinstance(cell, (numbers.Real, decimal.Decimal)) for cell in evidence.present):
            return Guess(cls(), _quantities(evidence))
        if all(isinstance(cell, MOMENTS) for cell in evidence.present):
            return Guess(cls(), say("why.moments"))
        return Guess(cls(), say("why.numerals")) if _written(evidence) else None

    def load(self, cell: object) -> float | None:
        """Return the number, or the moment, as a finite float."""
        cell = scalar(cell)
        if is_missing(cell):
            return None
        try:
            value = self._value(cell)
        except CellError:
            raise
        except (ValueError, ArithmeticError) as error:
            raise CellError(say("number.out_of_range", why=error)) from error
        return value + 0.0 if math.isfinite(value) else None  # -0.0 + 0.0 is 0.0: one zero, one digest

    def digest(self, cell: object) -> bytes:
        """Return 16 bytes of the loaded float; see `Column.digest`."""
        value = self.load(cell)
        return b"" if value is None else content_digest(struct.pack("<d", value))

    def learn(self, cells: Sequence[object]) -> Number:
        """Return the column with whether the training cells were dates."""
        plain = replace(self, moments=None)
        kinds = {_is_moment(scalar(cell)) for cell in cells if plain.load(cell) is not None}
        return replace(self, moments=kinds.pop() if len(kinds) == 1 else None)

    def show(self, value: Any) -> Shown:
        """Return the number with six significant digits."""
        return Shown(f"{value:.6g}")

    def field(self) -> Field:
        """Have a form ask for a number."""
        return Field("decimal")

    def _value(self, cell: Any) -> float:
        value = _number(cell)
        if self.moments is not None and math.isfinite(value) and _is_moment(cell) is not self.moments:
            key = "number.where_dates_were" if self.moments else "number.where_numbers_were"
            raise CellError(say(key, cell=_shown(repr(cell))))
        return value


def as_array(batch: Batch) -> npt.NDArray[np.float64]:
    """Return the loaded cells of a number column, (B,) float64: NaN where a cell is missing, otherwise finite.

    float64 to the end: an id or a time stamp in seconds has more digits than float32 can hold.
    """
    values = np.array([np.nan if value is None else value for value in batch.values], dtype=np.float64)
    return np.where(batch.present, np.clip(values, -LARGEST, LARGEST), np.nan)  # (B,)


def _quantities(evidence: Evidence) -> Message:
    """Return the reason for guessing numbers, with what a reader may want to know about them."""
    beyond = {cell for cell in evidence.distinct or () if Number().load(cell) is None}
    infinite = sum(cell in beyond for cell in evidence.present) if beyond else 0
    whole = all(isinstance(cell, numbers.Integral) for cell in evidence.present)
    few = len(evidence.distinct or ()) if whole else 0
    parts = [say("why.numbers")]
    if 2 < few <= FEW:
        parts.append(say("why.codes", count=few))
    if infinite:
        parts.append(say("why.infinite", count=infinite))
    return joined(parts, ", ", "，")


def _written(evidence: Evidence) -> bool:
    """Return whether the cells are strings that are numbers, and not codes, which may begin with zeros."""
    if evidence.distinct is None or any(_is_code(cell) for cell in evidence.distinct):
        return False
    try:
        values = [Number().load(cell) for cell in evidence.distinct]
    except CellError:
        return False
    return any(value is not None for value in values)


def _is_code(cell: object) -> bool:
    return isinstance(cell, str) and re.match(r"\s*0\d", cell) is not None


def _number(cell: Any) -> float:
    if isinstance(cell, str):
        return _parsed(cell)
    if isinstance(cell, (np.datetime64, datetime.date)):
        return _seconds(cell)
    if isinstance(cell, (np.timedelta64, datetime.timedelta)):
        return float(pd.Timedelta(cell).total_seconds())
    if isinstance(cell, (numbers.Real, decimal.Decimal, np.bool_)):
        return _float(cell)
    raise CellError(say("number.other_kind", kind=type(cell).__name__, cell=_shown(repr(cell))))


def _is_moment(cell: Any) -> bool:
    """Return whether a cell is a date or datetime, typed or as text."""
    if isinstance(cell, str):
        text = _plain(cell)
        return not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text))
    return isinstance(cell, (np.datetime64, datetime.date))


def _plain(cell: str) -> str:
    return cell.translate(_HALF_WIDTH).strip().lower()


def _float(cell: Any) -> float:
    try:
        return float(cell)
    except OverflowError:  # an integer beyond the largest float: as good as infinite
        return math.inf


def _parsed(cell: str) -> float:
    if len(cell) > LONGEST:
        raise CellError(say("number.too_long", count=len(cell), cell=_shown(cell)))
    text = _plain(cell)
    if text in MISSING:
        return math.nan
    if _PLAIN.fullmatch(text):
        return float(text)
    if _GROUPED.fullmatch(text):
        return float(text.replace(",", ""))
    if _AMBIGUOUS.fullmatch(text):
        raise CellError(say("number.comma", text=text))
    try:
        return _seconds(datetime.datetime.fromisoformat(text.upper()))
    except ValueError as error:
        raise CellError(say("number.not_one", cell=_shown(repr(cell)))) from error


def _seconds(moment: Any) -> float:
    stamp = pd.Timestamp(moment)
    return float((stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp).timestamp())


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
