"""What the cells of a file without types are, where all of them are asked at once: labels, which no schema declares."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from intarsia.columns.numeral import WHOLE, parsed
from intarsia.columns.scalar import is_blank
from intarsia.errors import CellError

_CODE = re.compile(r"[+]|-?0[0-9]|-?[0-9]{16,}$")
"""Text of digits that stays text: telephone numbers, zeros in front, more digits than a float tells apart."""
_TRUTHS = {"true": True, "false": False}


def as_typed(cells: Sequence[object], decimal: str = "") -> Sequence[object]:
    """Return text as whole numbers, floats or truths where all cells are such, and as it is where one is not.

    Numbers with zeros in front are codes, and stay. Blank cells stay as well.

    Args:
        cells: N of one column.
        decimal: the decimal sign in the text; "" where nothing proves it.
    """
    words = [cell.strip() for cell in cells if isinstance(cell, str) and not is_blank(cell)]
    if not words or any(not isinstance(cell, str) and not is_blank(cell) for cell in cells):
        return cells
    if {word.lower() for word in words} <= _TRUTHS.keys():
        return _each(cells, {word: _TRUTHS[word.lower()] for word in words})
    if all(map(WHOLE.fullmatch, words)):
        return _each(cells, {word: int(word) for word in words})
    numbers = {word: _number(word, decimal) for word in words}
    return cells if None in numbers.values() else _each(cells, numbers)


def _each(cells: Sequence[object], known: Mapping[str, object]) -> Sequence[object]:
    return [None if is_blank(cell) else known[str(cell).strip()] for cell in cells]


def _number(word: str, decimal: str) -> float | None:
    if _CODE.match(word):
        return None
    try:
        number = parsed(word, decimal)
    except CellError:
        return None
    return number if number is not None and math.isfinite(number) else None
