"""What stands above the names of a table: its title, when it was made, remarks of the program that wrote it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from intarsia.columns.numeral import marks
from intarsia.columns.scalar import is_blank

MOST = 20
"""Rows above the names that are looked for."""
NEARLY = 0.9
"""Share of the cells of a column that must be numbers."""

Row = Sequence[object]


def rows_above(rows: Sequence[Row]) -> int:
    """Return how many rows stand above the one that names the columns.

    Those rows fill half of the columns at most, or begin with "#"; and below them stands one that looks like names:
    words alone, a number below one of them.

    Args:
        rows: the first ones of a file, without blank ones.
    """
    width = statistics.mode(map(len, rows)) if rows else 0
    titles = next((place for place, row in enumerate(rows[:MOST]) if not _is_title(row, width)), 0)
    return titles if titles and _names_stand_on(rows[titles:], width) else 0


def is_title(row: Row) -> bool:
    """Return whether a row of names names so few of its columns that it may be a title."""
    return len(row) > 2 and _is_title(row, len(row))


def _is_title(row: Row, width: int) -> bool:
    filled = [place for place, cell in enumerate(row) if not is_blank(cell)]
    last = filled[-1] + 1 if filled else 0
    return 2 * last <= width or str(row[0]).lstrip().startswith("#")


def _names_stand_on(rows: Sequence[Row], width: int) -> bool:
    names = rows[0]
    below = [row for row in rows[1:] if len(row) == width]
    if len(names) != width or not below or any(is_blank(cell) or _is_number(cell) for cell in names):
        return False
    return any(map(_numbers, zip(*below, strict=True)))


def _numbers(cells: Row) -> bool:
    present = [cell for cell in cells if not is_blank(cell)]
    return bool(present) and sum(map(_is_number, present)) >= NEARLY * len(present)


def _is_number(cell: object) -> bool:
    """Whether a cell is a number; what is no text (a date of a workbook) is none of a name either."""
    return bool(marks(cell)) if isinstance(cell, str) else True
