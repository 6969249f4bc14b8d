"""From what a request says of its rows to cells that a model can read, or to all reasons why it cannot."""

from __future__ import annotations

import base64
import binascii
import difflib
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from intarsia.columns.base import Column
from intarsia.columns.schema import Schema
from intarsia.errors import CellError
from intarsia.i18n import Message, messages
from intarsia.media.written import DATA_URL
from intarsia.serving.limits import Limits
from intarsia.serving.problems import ProblemDetail, Refusal, unreadable

say = messages(__package__)


Row = Mapping[str, object]

NAMED = 20
"""Unknown columns that an answer names before it counts the rest."""

_DATA = re.compile(DATA_URL, re.IGNORECASE)


@dataclass(frozen=True)
class Reader:
    """Reads the rows that requests hold.

    Files are decoded here, under the request's own budget of pixels, so that whatever is wrong with them is told
    with everything else that is, and what waits for the model is small. Where a column asks for a file, text would be
    read as a path, and is refused.
    """

    schema: Schema
    limits: Limits

    def read(self, rows: Sequence[Row]) -> list[Row]:
        """One cell for every column of the model; None where a row has none. Raises a 422 that tells every problem."""
        budget = Budget(self.limits)
        problems = list(self._unknown(rows))
        found: list[Row] = []
        for number, row in enumerate(rows):
            cells: dict[str, object] = {}
            for name in self.schema.columns:
                try:
                    cells[name] = self._cell(name, row.get(name), budget)
                except CellError as error:
                    problems.append(ProblemDetail.of(error, name, number))
            found.append(cells)
        if problems:
            raise unreadable(problems)
        return found

    def _unknown(self, rows: Sequence[Row]) -> Iterator[ProblemDetail]:
        places = {name: number for number, row in reversed(list(enumerate(rows))) for name in row}
        unknown = [name for name in places if name not in self.schema.columns]
        for name in unknown[:NAMED]:
            yield ProblemDetail.of(_unknown_column(name[:40], self.schema.columns), name[:40], places[name])
        if len(unknown) > NAMED:
            yield ProblemDetail.of(say("rows.more_columns", count=len(unknown) - NAMED))

    def _cell(self, name: str, cell: object, budget: Budget) -> object:
        column = self.schema.columns[name]
        if name not in self._files:
            if isinstance(cell, (str, bytes)) and len(cell) > self.limits.characters:
                raise CellError(say("cell.too_long", count=len(cell), most=self.limits.characters))
            column.check(cell)
            return cell
        content = self._content(cell)
        return None if content is None else budget.load(column, content)

    @cached_property
    def _files(self) -> frozenset[str]:
        """The columns whose cells are files."""
        return frozenset(name for name, column in self.schema.columns.items() if column.field().is_file)

    def _content(self, cell: object) -> bytes | str | None:
        """The bytes of a cell that is a file; its path, where paths are allowed."""
        if self.limits.paths and isinstance(cell, str) and cell[:5].lower() != "data:":
            return cell or None
        return content(cell)


def content(cell: object) -> bytes | None:
    """The bytes of a cell that is a file, uploaded or as a data: URL. Raises `CellError`: nothing else is followed."""
    if cell is None or isinstance(cell, bytes):
        return cell or None
    if not isinstance(cell, str):
        raise CellError(say("cell.not_file", kind=type(cell).__name__))
    start = _DATA.match(cell)
    if start is not None:
        return _decoded(cell[start.end() :])
    if cell:
        raise CellError(say("cell.path"))
    return None


class TooLarge(CellError):
    """A picture, or another file, for which a request has no pixels left."""


class Budget:
    """What one request may still have decoded: pixels, or values of other media (see `Column.cost`), and the time.

    Whoever asked has had a 504 when the time is up, and the thread that reads is for others then.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.pixels
        self.end = time.monotonic() + limits.timeout

    def load(self, column: Column, content: bytes | str) -> object:
        """The loaded value of a file's content or path. Raises `CellError` where it is none, or decodes to too much."""
        self.spend(column.cost(content, self.limits.pixels))
        return column.load(content)

    def check_time(self) -> None:
        """Raise a `Refusal` when whoever asked waits no longer: each file is bounded, but there may be many."""
        if time.monotonic() > self.end:
            raise Refusal(504, say("time.no_answer", seconds=self.limits.timeout))

    def spend(self, pixels: int) -> None:
        """Count what will be decoded. Raises `TooLarge`, and a `Refusal` when there is no time for it."""
        self.check_time()
        self.left -= pixels
        if self.left < 0:
            raise TooLarge(say("cell.pixels", pixels=self.limits.pixels))


def _unknown_column(name: str, known: Iterable[str]) -> Message:
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return say("rows.unknown_column_but_near", name=name, near=near[0])
    return say("rows.unknown_column", name=name, known=names[:NAMED])


def _decoded(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CellError(say("cell.not_base64", why=error)) from error
    if not content:
        raise CellError(say("cell.empty_url"))
    return content
