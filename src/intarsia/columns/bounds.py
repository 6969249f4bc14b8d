"""How large a table may be, and what it may be read from: asked before it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from intarsia.errors import TableError
from intarsia.i18n import Message, messages

say = messages(__package__)

COLUMNS = 50_000
"""Every column takes a millisecond or two, however few rows there are."""
ROWS = 10**8
CELLS = 10**9
"""Cells of 8 bytes, once as they are read and once as they are used, fill 16 GB."""


def check_file(path: Path) -> None:
    """What is no file may have no end, or never begin. Raises `TableError` where there is such a thing."""
    if path.exists() and not path.is_file():
        raise TableError(say("file.no_file", path=path))


def check_size(rows: int, columns: int, path: Path) -> None:
    """Raises `TableError` where a file holds more than can be read."""
    check_width(columns, path)
    if not fits(rows, columns):
        raise TableError(say("file.too_large", path=path, rows=rows, columns=columns, most=ROWS, cells=CELLS))


def fits(rows: int, columns: int) -> bool:
    """Whether so many rows can be read."""
    return rows <= ROWS and rows * columns <= CELLS


def check_width(columns: int, path: Path | None = None) -> None:
    """Raises `TableError` where there are too many columns."""
    if columns > COLUMNS:
        raise TableError(within(path, say("table.too_wide", columns=columns, most=COLUMNS)))


def check_names(names: Sequence[str], path: Path | None = None) -> None:
    """Raises `TableError` where there are too many columns, or two of one name."""
    check_width(len(names), path)
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise TableError(within(path, say("table.two_columns", names=twice)))


def within(path: Path | None, why: Message) -> Message:
    """What is wrong with a table, and in which file; None for one in memory."""
    return why if path is None else say("file.told", path=path, why=why)
