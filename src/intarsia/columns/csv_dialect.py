"""How a CSV file is written: what separates its cells, where its names stand, whether quotation marks are closed."""

from __future__ import annotations

import csv
import io
import itertools
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from intarsia.columns.bounds import check_width
from intarsia.errors import TableError
from intarsia.forked import Turn
from intarsia.i18n import Message, messages

say = messages(__package__)


LONGEST = 2**22
"""Characters of a line that names columns."""

_TOLD = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)
_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 2**16
"""Characters by which the delimiter is found."""
_FIELDS = Turn()


@dataclass(frozen=True)
class Head:
    """The line with the names, what separates them, how many they are, and how many lines stand above it."""

    line: str
    delimiter: str
    columns: int
    above: int


def sign(delimiter: str) -> Message:
    """Return what messages call a delimiter."""
    known = {",": "commas", ";": "semicolons", "\t": "tabs"}
    return say(f"delimiter.{known[delimiter]}") if delimiter in known else Message.plain(repr(delimiter))


def find_head(path: Path, delimiter: str, encoding: str) -> Head:
    """Find the line with the names. Above it may be blank ones, and Excel may write "sep=;".

    Args:
        path: the file.
        delimiter: the usual one for its ending.
        encoding: as Python names it.

    Raises:
        TableError: the file is empty, or has too many columns.
    """
    above = 0
    with path.open(encoding=encoding) as file:
        while (line := file.readline(LONGEST)) == "\n":
            above += 1
        told = _TOLD.fullmatch(line)
        if told:
            line = file.readline(LONGEST)
            above += 1
        if len(line) == LONGEST:
            raise TableError(say("file.long_line", path=path, most=LONGEST))
        start = file.read(_LOOKED_AT)
        rest = itertools.chain(io.StringIO(start), iter(lambda: file.readline(LONGEST), ""))
        found = told[1] if told else _delimiter(line + start, delimiter, whole=len(start) < _LOOKED_AT)
        with _fields(LONGEST):
            columns = len(next(csv.reader(itertools.chain([line], rest), delimiter=found), ()))
    if not columns:
        raise TableError(say("file.empty", path=path))
    check_width(columns, path)
    return Head(line, found, columns, above)


def check_quotes(path: Path, head: Head, encoding: str, cells: pd.DataFrame) -> None:
    """Raise `TableError` where a quotation mark that is not closed has swallowed rows.

    A cell in quotes may go over lines, and hold delimiters. It ends with a mark before a delimiter or the end of a
    line; if that mark is the first one of another cell, words follow it.
    """
    if not any(_over_lines(cells[name], head.delimiter) for name in cells):
        return
    with path.open(encoding=encoding) as file, _fields(sys.maxsize):
        taken: list[str] = []
        lines = 0
        for _ in csv.reader(_recorded(file, taken), delimiter=head.delimiter):
            if len(taken) > 1 and not _closed(taken, head.delimiter):
                raise TableError(say("file.open_quote", path=path, line=lines + 1, count=len(taken)))
            lines += len(taken)
            taken.clear()


def _over_lines(cells: pd.Series, delimiter: str) -> bool:
    there = cells.dropna()
    long = there[there.str.contains("\n", regex=False)]
    return bool(long.str.contains(delimiter, regex=False).any())


def _recorded(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _closed(lines: list[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _delimiter(text: str, usual: str, whole: bool) -> str:
    """The sign that divides most rows into as many cells as there are names; the usual one where none does better."""

    def divided(delimiter: str) -> tuple[float, int, bool]:
        rows = [len(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]
        rows = rows if whole or len(rows) < 3 else rows[:-1]  # the last one may be cut off
        if not rows or rows[0] < 2:
            return 0.0, 0, False
        # Commas stand in names and decimals of such as use semicolons; the other way round it is rare.
        return sum(row == rows[0] for row in rows) / len(rows), rows[0], delimiter != ","

    with _fields(sys.maxsize):
        return max(dict.fromkeys((usual, *_DELIMITERS)), key=divided)


@contextmanager
def _fields(most: int) -> Iterator[None]:
    """Cells may have so many characters; the bound is one for all threads."""
    with _FIELDS:
        before = csv.field_size_limit(most)
        try:
            yield
        finally:
            csv.field_size_limit(before)
