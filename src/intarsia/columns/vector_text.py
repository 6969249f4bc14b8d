"""Lists of numbers in text, as JSON, numpy, torch, Postgres and people write them."""

from __future__ import annotations

import json
import math
import re

from intarsia.columns.numeral import MISSING
from intarsia.errors import CellError
from intarsia.html.cells import shortened
from intarsia.i18n import messages

say = messages(__package__)


LONGEST = 4_000_000
"""Characters of a vector that is written as text."""

_CALL = re.compile(r"(?:\w+\.)?(?:array|tensor)\((?P<list>[\[(].*[\])])\s*(?:,[^\])]*)?\)", re.DOTALL)
"""How numpy and torch print an array in a list: its type may follow."""
_TYPED = re.compile(r"np\.float\d+\(([^()]*)\)")
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_CUT = re.compile(r"\.\.\.|…")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?inf(inity)?", re.IGNORECASE)
_FRACTION = re.compile(r"\d\.|\.\d|\de[+-]?\d", re.IGNORECASE)
_LIKE = re.compile(
    r"\s*(?:(?:\w+\.)?(?:array|tensor)\()?[\[({]+\s*(?:[-+.\d]|nan|none|null|np\.)"
    r"|\s*[-+]?[\d.][\d.e+-]*(?:\s*[,;]\s*|\s+)[-+.\d]",
    re.IGNORECASE,
)
_COMMAS = re.compile(r"[\[({]?\s*-?\d+,\d+(?:(?:\s*;\s*|\s+)-?\d+,\d+){2,}\s*[\])}]?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[ ,]\d{2,3})*[ ,]\d{3}(?:\.\d+)?")


def numbers_in_text(cell: str) -> object:
    """Return the list that a text says: numbers, or what JSON has in its place.

    Brackets of any kind, or none around at least two numbers; commas, semicolons or spaces between. Words for "none"
    among the numbers are NaN.

    Raises:
        CellError: it is no such list, or was cut short when it was printed.
    """
    if len(cell) > LONGEST:
        raise CellError(say("vector.long_text", most=LONGEST))
    if cell.lstrip().startswith("["):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            pass  # JSON knows neither None nor spaces in place of commas
    called = _CALL.fullmatch(cell.strip())
    text = _TYPED.sub(r"\1", called["list"] if called else cell.strip())
    inside = _without_brackets(text)
    if _CUT.search(inside):
        raise CellError(say("vector.cut"))
    numbers = [_number(part) for part in parts(inside)]
    if (inside == text and len(numbers) < 2) or None in numbers:
        raise CellError(say("vector.not_list", cell=shortened(cell, 40)))
    return numbers


def may_be_list(cell: str) -> bool:
    """Whether a text begins like a list of numbers."""
    return _LIKE.match(cell) is not None


def is_bare(cell: str) -> bool:
    """Whether no brackets stand around, or those of an accountant: (1,263.00) is less than nothing."""
    text = cell.strip()
    return text[:1] in "+-.0123456789" or (text.startswith("(") and ", " not in text)


def parts(inside: str) -> list[str]:
    """What stands between semicolons, else between commas, else between spaces."""
    sign = next((sign for sign in ";," if sign in inside), None)
    found = [part.strip() for part in inside.split(sign)]
    return found[:-1] if found and not found[-1] else found


def fractions(cell: str) -> float:
    """Return the share of the numbers of a bare list that have a decimal point or an exponent."""
    found = parts(_without_brackets(cell.strip()))
    return sum(_FRACTION.search(part) is not None for part in found) / max(1, len(found))


def is_cut(cell: str) -> bool:
    """Whether a list was cut short when it was printed, as numpy does with more than 1,000 numbers."""
    return may_be_list(cell) and not is_bare(cell) and _CUT.search(cell) is not None


def has_decimal_commas(cell: str) -> bool:
    """Whether numbers with decimal commas stand side by side."""
    return _COMMAS.fullmatch(cell.strip()) is not None


def is_one_number(cell: str) -> bool:
    """Whether it may be a single number with its thousands apart."""
    return _THOUSANDS.fullmatch(cell.strip()) is not None


def _without_brackets(text: str) -> str:
    """The text without its brackets, two pairs at most: a list of one list is one."""
    for _ in range(2):
        if len(text) > 1 and _CLOSING.get(text[0]) == text[-1]:
            text = text[1:-1].strip()
    return text


def _number(part: str) -> float | None:
    if part.lower() in MISSING:
        return math.nan
    return float(part) if _NUMBER.fullmatch(part) else None
