"""How a CSV file is written: what separates its cells, and where its names stand."""

from __future__ import annotations

import csv
import io
import itertools
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from intarsia.columns.above import rows_above
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
    """How a file begins.

    Attributes:
        names: of the columns, as they are written.
        delimiter: what separates them.
        above: lines that stand above them.
        title: what the first row above them says, if there is one.
    """

    names: tuple[str, ...]
    delimiter: str
    above: int
    title: str = ""

    @property
    def columns(self) -> int:
        """How many there are."""
        return len(self.names)


@dataclass(frozen=True)
class _Division:
    """The first rows of a file, if this is what separates its cells."""

    delimiter: str
    rows: Sequence[Sequence[str]]

    @cached_property
    def titles(self) -> int:
        """How many of the rows stand above the names."""
        return rows_above(self.rows)

    @property
    def fit(self) -> tuple[float, bool, int]:
        """The larger, the better it divides the rows into as many cells as there are names."""
        widths = [len(row) for row in self.rows[self.titles :]]
        if not widths or widths[0] < 2:
            return 0.0, False, 0
        # Commas stand in names and decimals of such as use semicolons; the other way round it is rare.
        return sum(width == widths[0] for width in widths) / len(widths), self.delimiter != ",", widths[0]


def sign(delimiter: str) -> Message:
    """Return what messages call a delimiter."""
    known = {",": "commas", ";": "semicolons", "\t": "tabs"}
    return say(f"delimiter.{known[delimiter]}") if delimiter in known else Message.plain(repr(delimiter))


def find_head(path: Path, delimiter: str, encoding: str) -> Head:
    """Find the row with the names. Above it may be blank lines and titles, and Excel may write "sep=;".

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
        start = line + file.read(_LOOKED_AT)
        whole = len(start) < len(line) + _LOOKED_AT
        signs = [told[1]] if told else list(dict.fromkeys((delimiter, *_DELIMITERS)))
        found = max((_divided(start, each, whole) for each in signs), key=lambda division: division.fit)
        lines = itertools.chain(io.StringIO(start + file.readline(LONGEST)), iter(lambda: file.readline(LONGEST), ""))
        with fields(LONGEST):
            head = _head(lines, found, above)
    if head is None:
        raise TableError(say("file.empty", path=path))
    check_width(head.columns, path)
    return head


def _head(lines: Iterator[str], found: _Division, above: int) -> Head | None:
    """The head of these lines, above which stand so many others; None where there is no row of names."""
    titles: list[str] = []
    rows = csv.reader(lines, delimiter=found.delimiter)
    passed = 0
    for row in rows:
        if row and len(titles) == found.titles:
            return Head(tuple(row), found.delimiter, above + passed, titles[0] if titles else "")
        titles += [next(filter(None, row), "")] if row else []
        passed = rows.line_num
    return None


def _divided(text: str, delimiter: str, whole: bool) -> _Division:
    with fields(sys.maxsize):
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]
    return _Division(delimiter, rows if whole or len(rows) < 3 else rows[:-1])  # the last one may be cut off


@contextmanager
def fields(most: int) -> Iterator[None]:
    """Cells may have so many characters; the bound is one for all threads."""
    with _FIELDS:
        before = csv.field_size_limit(most)
        try:
            yield
        finally:
            csv.field_size_limit(before)
