"""Numbers as people write them: with a decimal point or comma, thousands apart, full-width digits."""

from __future__ import annotations

import math
import re
from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import CellError
from intarsia.i18n import messages

say = messages(__package__)


MISSING = frozenset(
    [
        "",
        "-",
        "?",
        "na",
        "n/a",
        "nan",
        "none",
        "null",
        "#n/a",
        "#div/0!",
        "#value!",
        "#ref!",
        "#name?",
        "#num!",
        "#null!",
    ]
)
"""What cells of a number column hold, in upper or lower case, when there is no number."""

LONGEST = 400
"""The most characters that a number may have; the largest float has 309 digits before its decimal point."""

MARKS = ("", ".", ",")
"""The decimal signs; "" where it is not known, and "1,234" may be 1234 as well as 1.234."""

WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
"""Matches whole numbers as programs write them; longer ones are codes, which a float would not tell apart."""

_APART = "\u00a0\u2009\u202f'’"
"""Spaces that do not break lines, and apostrophes: they set thousands apart, whatever the decimal sign is."""
_EXPONENT = r"([eE][+-]?[0-9]+)?"
_LAKHS = r"[1-9][0-9]?(,[0-9]{2})+,[0-9]{3}"
"""As India writes 12,34,567."""
POINT = (
    rf"[+-]?([1-9][0-9]{{0,2}}([,{_APART}][0-9]{{3}})+|{_LAKHS}|[0-9]+)(\.[0-9]*)?{_EXPONENT}|[+-]?\.[0-9]+{_EXPONENT}"
)
COMMA = rf"[+-]?([1-9][0-9]{{0,2}}([.{_APART}][0-9]{{3}})+|[0-9]+)(,[0-9]*)?{_EXPONENT}"
"""Match numbers with a decimal point and with a decimal comma. "1,234", "1.234" and "12" are both; "1.5" and "0,25"
are one of them, and prove which sign a file uses."""

DATE = re.compile(r"(\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[./-]\d\d?[./-]\d{4}|\d{4}年\d\d?月\d\d?日)([T ].*)?")
"""Matches dates as people write them, not all of which are read."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?inf(inity)?")
_POINT = re.compile(POINT)
_COMMA = re.compile(COMMA)
_BETWEEN = re.compile(rf"(?<=[0-9])[{_APART}](?=[0-9]{{3}})")
_WITH_COMMA = re.compile(r"[+-]?\d+,\d+")
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
"""Matches "1.096", which a table with decimal commas has for 1096."""
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x2212: "-"}


def plain(cell: str) -> str:
    """Return the text in half-width characters and lower case, without spaces around it."""
    return cell.translate(_HALF_WIDTH).strip().lower()


def says_none(cell: object) -> bool:
    """Return whether a cell is one of the words in `MISSING`, with spaces around it or not."""
    return isinstance(cell, str) and len(cell) < 20 and plain(cell) in MISSING


def quick(cell: str, decimal: str = "") -> float | None:
    """A number as programs write it, which `float` reads ten times sooner than `parsed`; None asks that one."""
    if len(cell) > LONGEST or not cell.isascii() or "_" in cell or (decimal == "," and "." in cell):
        return None
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def all_numbers(words: Collection[str], decimal: str = "") -> bool:
    """Return True where each of these texts is a number as programs write it: a tenth of the time of asking each."""
    try:
        texts = pa.array(list(words), pa.string())
        if decimal == "," and pc.any(pc.match_substring(texts, ".")).as_py():
            return False
        values = (pc.replace_substring(texts, ",", ".") if decimal == "," else texts).cast(pa.float64())
    except (pa.ArrowInvalid, UnicodeEncodeError):  # half a surrogate pair
        return False
    return bool(pc.all(pc.is_finite(values)).as_py())


def parsed(cell: str, decimal: str = "") -> float | None:
    """Return the number that a text says, NaN where it says that there is none, and None where it is no number.

    Args:
        cell: the text.
        decimal: one of `MARKS`.

    Raises:
        CellError: it is a number in one notation, and not in this one, or in either.
    """
    text = plain(cell)
    if text in MISSING:
        return math.nan
    if decimal == ",":
        return _with_comma(text)
    if _PLAIN.fullmatch(text):
        return float(text)
    if _POINT.fullmatch(text) and (decimal == "." or not _AMBIGUOUS.fullmatch(text)):
        return float(_BETWEEN.sub("", text).replace(",", ""))
    if _WITH_COMMA.fullmatch(text) or _COMMA.fullmatch(text):
        raise CellError(say("number.not_with_comma" if decimal else "number.comma", text=text))
    return None


def _with_comma(text: str) -> float | None:
    if _COMMA.fullmatch(text):
        return float(_BETWEEN.sub("", text).replace(".", "").replace(",", "."))
    if _POINT.fullmatch(text):
        raise CellError(say("number.not_with_point", text=text))
    return float(text) if _PLAIN.fullmatch(text) else None


def marks(cell: str) -> frozenset[str]:
    """Return the decimal signs with which a text is a number: of "1.5" and "0,25" it is one, of "1.234" it may be
    either, of words it is none."""
    text = plain(cell)
    readings = {".": _POINT, ",": _COMMA}
    return frozenset(mark for mark, pattern in readings.items() if pattern.fullmatch(text))
