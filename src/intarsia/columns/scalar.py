"""One text form for scalars, so that 1, 1.0 and "1" are the same word whatever library read the table."""

from __future__ import annotations

import datetime
import decimal
import enum
import fractions
import math
import re
import unicodedata
import uuid
from typing import Any

import numpy as np
import pandas as pd

from intarsia.errors import CellError
from intarsia.i18n import messages

say = messages(__package__)


_WHOLE = re.compile(r"(-?(0|[1-9][0-9]*))(\.0+)?")
"""Matches whole numbers, also as a table writes them in which some number has decimals."""

NUMERAL = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?"
"""Matches a number as programs write it; with leading zeros it would be a code."""

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNSEEN = ("\u200b", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u200f")
_SAME = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, _UNSEEN))
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def is_missing(cell: object) -> bool:
    """Return True for None, NaN, NaT and pandas' NA: the ways in which tables say "nothing here"."""
    if cell is None:
        return True
    if isinstance(cell, (str, bytes, np.ndarray, list, tuple, dict)):
        return False
    # NaN and NaT differ from themselves; pandas' NA answers every comparison with NA, whose truth is undefined.
    # A cell may be any object, and comparing it may raise anything (tensors, decimal's signalling NaN).
    try:
        return bool(cell != cell)
    except Exception:
        return type(cell).__name__ == "NAType"


def is_blank(cell: object) -> bool:
    """Return True for missing cells and strings of spaces."""
    return not cell.strip() if isinstance(cell, str) else is_missing(cell)


def scalar(cell: object) -> Any:
    """Return the cell itself, or what a 0-dimensional array holds."""
    return cell[()] if isinstance(cell, np.ndarray) and cell.ndim == 0 else cell


def spelled(cell: object) -> str | None:
    """Return the cell as text, or None when it is missing or shows nothing (empty, spaces, invisible characters).

    Text is normalised to NFC; halves of surrogate pairs, which no file can hold, become U+FFFD; control characters
    other than tab and line ends become spaces. Bytes are UTF-8. Whole numbers have no decimal point (1.0 is "1"),
    truth is "True" or "False", dates and times are ISO 8601, at midnight without the time.

    Raises:
        CellError: the cell is not a scalar, or its bytes are not UTF-8.
    """
    if type(cell) is str and cell.isascii() and cell.isprintable():  # as nearly all are: nothing below changes it
        return cell if cell.strip() else None
    cell = scalar(cell)
    if is_missing(cell):
        return None
    try:
        text = _text(cell)
    except CellError:
        raise
    except (ValueError, ArithmeticError) as error:
        raise CellError(say("text.unwritable", why=error)) from error
    text = unicodedata.normalize("NFC", _UNFIT.sub(lambda unfit: " " if unfit[0] < "\x80" else "\ufffd", text))
    return text if any(unicodedata.category(letter) not in _INVISIBLE for letter in text) else None


def canonical(word: str) -> str:
    """Write a boolean, or a number as programs write it, as `spelled` writes the typed one; return any other word as it
    is: versions "1.1" and "1.10" are two, and so are "1E5" and "100000"."""
    if word.lower() in ("true", "false"):
        return word.capitalize()
    if whole := _WHOLE.fullmatch(word):  # not through int, which refuses thousands of digits
        return "0" if whole[1] == "-0" else whole[1]
    return _number(float(word)) if re.fullmatch(NUMERAL, word) and repr(float(word)) == word else word


def canonical_word(cell: object) -> str | None:
    """Return the cell as a tidy word (see `tidy`); cells that mean the same category give equal words.

    Raises:
        CellError: see `spelled`.
    """
    text = spelled(cell)
    return None if text is None else canonical(tidy(text))


def tidy(text: str) -> str:
    """Return text without what nobody sees or means: invisible letters, spaces around it, several or other ones within,
    and letters of ASCII in the full width of Chinese ones."""
    if not text.isascii():
        text = text.translate(_SAME)
    return " ".join(text.split())


def word_or_none(cell: object) -> str | None:
    """Return the cell as a word (see `canonical_word`), also None where it is none."""
    try:
        return canonical_word(cell)
    except CellError:
        return None


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return str.__str__(cell)  # an Enum that is a str would spell its own name
    if isinstance(cell, (bytes, bytearray)):
        return _decoded(bytes(cell))
    if isinstance(cell, (bool, np.bool_, uuid.UUID, fractions.Fraction, pd.Interval, pd.Period)):
        return str(cell)
    if isinstance(cell, enum.Enum) and not isinstance(cell, int):
        return cell.value if isinstance(cell.value, str) else cell.name
    if isinstance(cell, (np.datetime64, datetime.date, datetime.time)):
        return _moment(cell)
    if isinstance(cell, (np.timedelta64, datetime.timedelta)):
        return str(pd.Timedelta(cell))
    if isinstance(cell, (int, float, decimal.Decimal, np.integer, np.floating)):
        return _number(cell)
    raise CellError(say("text.other_kind", kind=type(cell).__name__))


def _number(cell: Any) -> str:
    if not math.isfinite(cell):
        return str(float(cell))
    if cell == int(cell):
        return str(int(cell))
    return format(cell, "f") if isinstance(cell, decimal.Decimal) else str(cell)


def _moment(cell: Any) -> str:
    moment = pd.Timestamp(cell) if isinstance(cell, np.datetime64) else cell
    written: str = moment.isoformat()
    return written.removesuffix("T00:00:00")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CellError(say("text.not_utf8", place=error.start)) from error
