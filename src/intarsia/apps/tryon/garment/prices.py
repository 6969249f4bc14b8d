"""Prices in the column of a shop's table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from intarsia.apps.tryon.wish.amounts import AmbiguousAmount, amount

_POINT = re.compile(r"0\.\d+|\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"0,\d+|\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
"""Figures that can be read in one way only: 12.50 and 1,299.00, or 12,50 and 1.299,00."""
_SPACES = re.compile(r"[\s'’]")


def decimal_sign(cells: Iterable[object]) -> str:
    """Return the sign before decimals, "." or ",", as the cells of a column of prices prove it; "" where none does, or
    both are proven.
    """
    texts = (_SPACES.sub("", cell) for cell in cells if isinstance(cell, str))
    figures = [found[0] for text in texts if (found := re.search(r"\d+(?:[.,]\d+)*", text))]
    point = any(_POINT.fullmatch(each) for each in figures)
    comma = any(_COMMA.fullmatch(each) for each in figures)
    if point == comma:
        return ""
    return "." if point else ","


def price(cell: object, sign: str = "") -> float:
    """Read the price in a cell.

    Args:
        cell: a number, or text as shops write it.
        sign: the sign before decimals in the column, see `decimal_sign`.

    Raises:
        AmbiguousAmount: the cell may mean two amounts, and the column does not say which.
        ValueError: the cell holds no price.
    """
    text = _SPACES.sub("", str(cell))
    try:
        found = amount(text)
    except AmbiguousAmount as unclear:
        if isinstance(cell, str) and not sign:
            raise
        found = float(unclear.grouped if isinstance(cell, str) and sign == "," else unclear.decimal)
    if text.startswith("-") or not math.isfinite(found):
        raise ValueError(f"{cell!r} is no price")
    return found
