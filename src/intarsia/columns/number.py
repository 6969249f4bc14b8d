"""A quantity: measured, counted, or a moment in time."""

from __future__ import annotations

import datetime
import decimal
import itertools
import math
import numbers
import re
import struct
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.base import Batch, Column, Field, Guess, Samples, columns, content_digest
from intarsia.columns.evidence import SAMPLE, Evidence
from intarsia.columns.numeral import DATE, LONGEST, MARKS, all_numbers, marks, parsed, plain, quick
from intarsia.columns.scalar import canonical_word, is_blank, is_missing, scalar, word_or_none
from intarsia.errors import SHOWN, CellError, OptionError
from intarsia.html.cells import Shown
from intarsia.i18n import Message, joined, messages

say = messages(__package__)


LARGEST = 1e150
"""Values are held within ±LARGEST in `as_array`, so that differences and products of two are finite in float64."""

FEW = 20
"""Whole numbers with at most this many different values may be codes, and the reason of the guess says so."""

QUANTITIES = (numbers.Real, decimal.Decimal)
MOMENTS = (datetime.date, datetime.timedelta, np.datetime64, np.timedelta64)

NEARLY = 0.02
"""A column is of numbers if no more than this share of its cells are something else, each of which is told."""
LEAST = 20
"""Numbers that it takes to say that of a column."""

MOSTLY = 0.8
"""Share of the cells from which text that is none nearly looks like numbers."""

EXACT = 2**53
"""Whole numbers beyond are not told apart by floats: they are codes."""

_CODE = re.compile(r"\s*[+-]?(0\d|\d{16,}\s*$)")
_UNUSUAL = re.compile(r"\([0-9][0-9.,']*\)|[0-9][0-9.,']*-|[+-]?[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]+)?")
"""Less than nothing as accountants and SAP write it, and thousands that a mere space sets apart."""
_UNIT = re.compile(
    r"(?P<before>[$€£¥￥₹]|(?:usd|eur|gbp|cny|rmb|us\$)\s?)?\s*[+-]?[0-9][0-9.,'\u00a0\u202f]*\s*"
    r"(?(before)|(?:[%‰$€£¥￥₹℃元万岁年天]|°[cf]?|k?g|mg|[kcm]?m|m?l|ms|s|h|min|px|inch|in|ft|lbs?|oz|[kmg]b|k?wh?|v|hz"
    r"|usd|eur|gbp|cny|rmb|years?|days?|小时))",
    re.IGNORECASE,
)
"""A number with a unit before or behind it."""


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
        decimal: the decimal sign of numbers in text, "." or ","; the other one sets thousands apart then. "" takes a
            point, and refuses "1,234", which may be either.
        missing: further words, or numbers, that mean that there is none ("<5", "unknown", "-999").
        moments: learned: True where the training table held dates alone, False where it held none. Then a cell of the
            other kind is no value of this column: seconds since 1970 would be taken for the price that was asked for.
    """

    rank: ClassVar[int] = 300
    modality: ClassVar[str] = "table"

    decimal: str = ""
    missing: tuple[str, ...] = ()
    moments: bool | None = None

    def __post_init__(self) -> None:
        words = (self.missing,) if isinstance(self.missing, str) else tuple(self.missing)
        # Hashable, and a single word is no list of letters.
        object.__setattr__(self, "missing", tuple(canonical_word(word) or "" for word in words))
        if self.decimal not in MARKS:
            raise OptionError(say("number.decimal", decimal=self.decimal, known=list(MARKS)))

    @classmethod
    def samples(cls) -> Samples:
        """Return numbers of very different sizes, one of them twice."""
        return Samples((1.0, 2.5, 2.5, -7.0, 1e9, 0.0), bad=("a lot", "1,5", [1.0]), missing=("", "n/a", math.inf))

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Recognise numbers, moments, and text that is, or nearly all is, one of these; booleans are not numbers."""
        if evidence.truths or evidence.declared or evidence.identifiers:
            return None
        if all(isinstance(cell, QUANTITIES) for cell in evidence.present):
            exact = not any(isinstance(cell, numbers.Integral) and abs(int(cell)) > EXACT for cell in evidence.present)
            return Guess(cls(), _quantities(evidence)) if exact else None
        if all(isinstance(cell, MOMENTS) for cell in evidence.present):
            return Guess(cls(), say("why.moments"))
        return _written(cls().reading(evidence), evidence)

    @classmethod
    def near_miss(cls, evidence: Evidence) -> Message | str:
        """Tell of text that would be numbers if it were written another way."""
        words = [cell for cell in evidence.sample if isinstance(cell, str)]
        if not words or evidence.declared or evidence.identifiers or any(map(_is_code, words)):
            return ""
        readings = [marks(word) for word in words]
        typed = len(evidence.sample) - len(words)
        if all(readings) and all(isinstance(cell, (str, *QUANTITIES)) for cell in evidence.sample):
            return _ambiguous(words)
        most = MOSTLY * len(evidence.sample)
        if sum(map(bool, readings)) + typed >= most:
            other = next((word for word, reading in zip(words, readings, strict=True) if not reading), "")
            return say("why.mostly_numbers", other=_shown(repr(other)))
        for key, pattern in (("why.unusual", _UNUSUAL), ("why.dates", DATE), ("why.units", _UNIT)):
            found = [word for word in words if pattern.fullmatch(word.strip())]
            if found and len(found) + sum(map(bool, readings)) >= most:
                return say(key, example=_shown(repr(found[0])))
        return ""

    def reading(self, evidence: Evidence) -> Number:
        """Return the column with the decimal sign of the table, where text needs one."""
        if self.decimal or not evidence.decimal:
            return self
        # A point is what is taken anyway, unless commas set thousands apart.
        needed = "," if evidence.decimal == "." else ""
        cells = evidence.present if evidence.distinct is None else evidence.distinct
        words = [cell for cell in cells if isinstance(cell, str)]
        return replace(self, decimal=evidence.decimal) if words and needed in " ".join(words) else self

    def load(self, cell: object) -> float | None:
        """Return the number, or the moment, as a finite float."""
        if type(cell) is str and not self.moments and not self.missing:
            known = quick(cell, self.decimal)
            if known is not None:
                return known + 0.0
        cell = scalar(cell)
        words, sentinels = _gaps(self.missing)
        if is_missing(cell) or (words and (word_or_none(cell) or "").casefold() in words):
            return None
        try:
            value = self._number(cell)
            if value in sentinels:
                return None
            told = self.moments is not None and math.isfinite(value)
            if told and self.is_moment(cell) is not self.moments:
                key = "number.where_dates_were" if self.moments else "number.where_numbers_were"
                raise CellError(say(key, cell=_shown(repr(cell))))
        except CellError:
            raise
        except (ValueError, ArithmeticError) as error:
            raise CellError(say("number.out_of_range", why=error)) from error
        return value + 0.0 if math.isfinite(value) else None  # -0.0 + 0.0 is 0.0: one zero, one digest

    def reads(self, words: Collection[str]) -> bool:
        """Return True where all are numbers as programs write them."""
        return not self.moments and not self.missing and all_numbers(words, self.decimal)

    def digest(self, cell: object) -> bytes:
        """Return 16 bytes of the loaded float; see `Column.digest`."""
        value = self.load(cell)
        return b"" if value is None else content_digest(struct.pack("<d", value))

    def learn(self, cells: Sequence[object]) -> Number:
        """Return the column with whether the training cells were dates."""
        plain = replace(self, moments=None)
        kinds = {plain.is_moment(scalar(cell)) for cell in cells if plain.load(cell) is not None}
        return replace(self, moments=kinds.pop() if len(kinds) == 1 else None)

    def show(self, value: Any) -> Shown:
        """Return the number with six significant digits."""
        return Shown(f"{value:.6g}")

    def field(self) -> Field:
        """Have a form ask for a number."""
        return Field("decimal")

    def _number(self, cell: Any) -> float:
        if isinstance(cell, str):
            found = self._parsed(cell)
            return _moment(cell) if found is None else found
        if isinstance(cell, (np.datetime64, datetime.date)):
            return _seconds(cell)
        if isinstance(cell, (np.timedelta64, datetime.timedelta)):
            return float(pd.Timedelta(cell).total_seconds())
        if isinstance(cell, (numbers.Real, decimal.Decimal, np.bool_)):
            return _float(cell)
        raise CellError(say("number.other_kind", kind=type(cell).__name__, cell=_shown(repr(cell))))

    def _parsed(self, cell: str) -> float | None:
        """The number that a text says, None where it may be a moment."""
        if len(cell) > LONGEST:
            raise CellError(say("number.too_long", count=len(cell), cell=_shown(cell)))
        return parsed(cell, self.decimal)

    def is_moment(self, cell: Any) -> bool:
        """Return whether a cell that can be loaded is a date or datetime, typed or as text."""
        if isinstance(cell, str):
            return quick(cell, self.decimal) is None and self._parsed(cell) is None
        return isinstance(cell, (np.datetime64, datetime.date))


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
    parts = [say("why.numbers"), *_few(evidence)]
    if infinite:
        parts.append(say("why.infinite", count=infinite))
    return joined(parts, ", ", "，")


def _few(evidence: Evidence) -> list[Message]:
    """A remark on whole numbers of which few are different."""
    if evidence.integers is None or not 2 < len(set(evidence.integers)) <= FEW:
        return []
    return [say("why.codes", count=len(set(evidence.integers)))]


def _written(column: Number, evidence: Evidence) -> Guess | None:
    """Recognise text that says numbers or moments; what else stands among very many numbers is a slip, and told."""
    # Words cost more than numbers, as each is an error; a few cells of a column show that it is of words.
    words = sum(isinstance(_tried(column, cell), CellError) for cell in evidence.sample)
    if evidence.distinct is None or words > 5 * NEARLY * len(evidence.sample):
        return None
    texts = [cell for cell in evidence.distinct if isinstance(cell, str)]
    if any(_CODE.match(text) for text in texts):
        return None
    if len(texts) == len(evidence.distinct) and column.reads(texts):
        return Guess(column, joined([_kind(column, ()), *_few(evidence)], ", ", "，"))
    values = {cell: _tried(column, cell) for cell in evidence.distinct}
    slips = {cell for cell, value in values.items() if isinstance(value, CellError)}
    known = {cell for cell, value in values.items() if isinstance(value, float)}
    if not known:
        return None
    why = joined([_kind(column, known), *_few(evidence)], ", ", "，")
    if not slips:
        return Guess(column, why)
    rows = [row for row, cell in enumerate(evidence.cells) if not is_blank(cell) and scalar(cell) in slips]
    count = sum(cell in known for cell in evidence.present)
    if len(rows) > NEARLY * len(evidence.present) or count < LEAST:
        return None
    told = [say("remark.slip", cell=_shown(repr(evidence.cells[row])), row=row) for row in rows[:SHOWN]]
    remark = say("remark.slips", name=evidence.name, count=len(rows), rows=len(evidence.present), told=told)
    return Guess(column, why, remark)


def _kind(column: Number, known: Iterable[object]) -> Message:
    """What the cells are: numbers, with decimal commas where it is so, or moments too."""
    if any(column.is_moment(cell) for cell in itertools.islice(known, SAMPLE)):
        return say("why.numerals")
    return say("why.decimal_commas" if column.decimal == "," else "why.numbers")


def _tried(column: Number, cell: object) -> float | CellError | None:
    try:
        return column.load(cell)
    except CellError as error:
        return error


@lru_cache
def _gaps(missing: tuple[str, ...]) -> tuple[frozenset[str], frozenset[float]]:
    """The words that mean that there is no number, in lower case, and the numbers that mean so."""
    numbers = [quick(word) for word in missing]
    return frozenset(word.casefold() for word in missing), frozenset(each for each in numbers if each is not None)


def _is_code(cell: object) -> bool:
    """Text of digits that is no number: zeros stand in front, or there are more than a float tells apart."""
    return isinstance(cell, str) and _CODE.match(cell) is not None


def _float(cell: Any) -> float:
    try:
        return float(cell)
    except OverflowError:  # an integer beyond the largest float: as good as infinite
        return math.inf


def _moment(cell: str) -> float:
    try:
        return _seconds(datetime.datetime.fromisoformat(plain(cell).upper()))
    except ValueError as error:
        raise CellError(say("number.not_one", cell=_shown(repr(cell)))) from error


def _seconds(moment: Any) -> float:
    stamp = pd.Timestamp(moment)
    return float((stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp).timestamp())


def _ambiguous(words: Sequence[str]) -> Message | str:
    """What keeps texts that are numbers, each by itself, from being read as such."""
    readings = {marks(word) for word in words}
    if sum(len(reading) == 1 for reading in readings) > 1:
        return say("why.two_notations")
    return say("why.either_comma") if any("," in word for word in words) else ""


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
