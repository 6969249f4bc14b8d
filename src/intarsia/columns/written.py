"""Types for cells that come without one: labels in a file of text, which no schema declares, and Python objects."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import pandas as pd

from intarsia.columns.number import EXACT
from intarsia.columns.numeral import WHOLE, parsed, says_none
from intarsia.columns.scalar import is_blank
from intarsia.errors import CellError

_CODE = re.compile(r"[+]|-?0[0-9]|-?[0-9]{16,}$")
"""Text of digits that stays text: telephone numbers, zeros in front, more digits than a float tells apart."""
_TRUTHS = {"true": True, "false": False}


def as_typed(cells: Sequence[object], decimal: str = "") -> Sequence[object]:
    """Return text as whole numbers, floats or truths where all cells are such, and as it is where one is not.

    Numbers with zeros in front are codes, and stay. Among numbers and truths, "NA" and the like are missing.

    Args:
        cells: N of one column.
        decimal: the decimal sign in the text; "" where nothing proves it.
    """
    if any(not isinstance(cell, str) and not is_blank(cell) for cell in cells):
        return cells
    words = [str(cell).strip() for cell in cells if not _is_gap(cell)]
    if not words:
        return cells
    if {word.lower() for word in words} <= _TRUTHS.keys():
        return _each(cells, {word: _TRUTHS[word.lower()] for word in words})
    if all(map(WHOLE.fullmatch, words)):
        return _each(cells, {word: int(word) for word in words})
    numbers = {word: _number(word, decimal) for word in words}
    return cells if None in numbers.values() else _each(cells, numbers)


def _each(cells: Sequence[object], known: Mapping[str, object]) -> Sequence[object]:
    return [None if _is_gap(cell) else known[str(cell).strip()] for cell in cells]


def _is_gap(cell: object) -> bool:
    """Whether there is nothing, or a word for it: among numbers and truths such a word is no class."""
    return is_blank(cell) or says_none(cell)


def _number(word: str, decimal: str) -> float | None:
    if _CODE.match(word):
        return None
    try:
        number = parsed(word, decimal)
    except CellError:
        return None
    return number if number is not None and math.isfinite(number) else None


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Convert columns of objects to the type that all their cells have.

    Columns stay as they are where whole numbers would become floats that do not tell them apart, because one is
    missing; all do where a cell holds half a surrogate pair.
    """
    try:
        found = frame.infer_objects()
    except UnicodeEncodeError:
        return frame
    for name in [name for name in found if frame[name].dtype == object and _is_inexact(found[name])]:
        found[name] = frame[name]
    return found


def _is_inexact(numbers: pd.Series) -> bool:
    return numbers.dtype.kind == "f" and bool((numbers.abs() > EXACT).any())
