"""Files that are written as text: data: URLs, base64, hexadecimal digits, bytes as Python prints them."""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from intarsia.errors import CellError
from intarsia.i18n import messages

say = messages(__package__)


DATA_URL = "^data:[^,]{0,200};base64,"
"""How the data: URL of a file begins, in upper or lower case."""
_DATA = re.compile(DATA_URL, re.IGNORECASE)
_BEGINNINGS = ("iVBORw0KGgo", "/9j/", "_9j_", "R0lGODlh", "R0lGODdh", "UklGR", "SUkqA", "TU0AK", "Qk")
"""How files of PNG, JPEG, GIF, WebP, TIFF and BMP begin in base64."""
_SHORTEST = 64
"""Characters of base64 that are a picture, and no path."""
_HEX = re.compile(
    r"(?:0x|\\x)?((?:89504e470d0a1a0a|ffd8ff|47494638|52494646|49492a00|4d4d002a)[0-9a-f]{24,})", re.IGNORECASE
)
"""The same in hexadecimal digits, as databases write bytes."""
_PRINTED = re.compile(r"b(['\"])(?:\\x89PNG|\\xff\\xd8|GIF8|RIFF|II\*\\x00|MM\\x00\*|BM).*\1", re.DOTALL)
_DICT = re.compile(r"\{\s*['\"](?:bytes|path)['\"]\s*:.*\}", re.DOTALL)
_URL_SAFE = str.maketrans("-_", "+/")


def in_text(cell: str) -> bytes | None:
    """Return the bytes of a file that is written as text; None where it is no such.

    Raises `CellError` for a data: URL that is damaged.
    """
    start = _DATA.match(cell)
    if start is not None:
        try:
            return _decoded(cell[start.end() :])
        except ValueError as error:
            raise CellError(say("picture.base64", why=error)) from error
    if len(cell) < _SHORTEST:
        return None
    try:
        if cell.startswith(_BEGINNINGS):
            return _decoded(cell)
        if _PRINTED.fullmatch(cell):
            return bytes(ast.literal_eval(cell))
        digits = _HEX.fullmatch(cell)
        return None if digits is None else bytes.fromhex(digits[1])
    except (ValueError, SyntaxError, TypeError, MemoryError):
        return None


def dict_in_text(cell: str) -> Mapping[str, Any] | None:
    """Return the dict of bytes and path that a text says, as JSON and Python write those of Hugging Face tables."""
    if not _DICT.fullmatch(cell.strip()):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(cell.strip())
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
        return found if isinstance(found, Mapping) else None
    return None


def _decoded(text: str) -> bytes:
    """The bytes that base64 says, in either alphabet, also without the signs that fill it up. Raises `ValueError`."""
    written = re.sub(r"\s+", "", text).translate(_URL_SAFE).rstrip("=")
    return base64.b64decode(written + "=" * (-len(written) % 4), validate=True)
