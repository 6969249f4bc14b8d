"""From what a request says of its rows to cells that a model can read, or to all reasons why it cannot."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from intarsia.columns.base import Column
from intarsia.columns.category import Category
from intarsia.columns.image import Image
from intarsia.columns.number import Number
from intarsia.columns.schema import Schema
from intarsia.columns.table import nearest
from intarsia.columns.text import Text
from intarsia.errors import CellError
from intarsia.media.source import Opener, Source, existing
from intarsia.serving.limits import Limits
from intarsia.serving.problems import ProblemDetail, unreadable

Row = Mapping[str, object]

WORDS = (Text, Number, Category)
"""Columns whose cells are what they say. Text in any other column would be a path, and is refused."""

NAMED = 20
"""Unknown columns that an answer names before it counts the rest."""

DATA_URL = "^data:[^,]{0,200};base64,"
_DATA = re.compile(DATA_URL, re.IGNORECASE)


@dataclass(frozen=True)
class Reader:
    """Reads rows of requests.

    Pictures are decoded here, under the request's own budget of pixels, so that whatever is wrong with them is told
    with everything else that is, and what waits for the model is small.
    """

    schema: Schema
    limits: Limits

    def read(self, rows: Sequence[Row]) -> list[Row]:
        """One cell for every column of the model; None where a row has none. Raises a 422 that tells every problem."""
        budget = Budget(self.limits.pixels)
        problems = list(self._unknown(rows))
        found: list[Row] = []
        for number, row in enumerate(rows):
            cells: dict[str, object] = {}
            for name, column in self.schema.columns.items():
                try:
                    cells[name] = self._cell(column, row.get(name), budget)
                except CellError as error:
                    problems.append(ProblemDetail(column=name, row=number, reason=str(error)))
            found.append(cells)
        if problems:
            raise unreadable(problems)
        return found

    def _unknown(self, rows: Sequence[Row]) -> Iterator[ProblemDetail]:
        places = {name: number for number, row in reversed(list(enumerate(rows))) for name in row}
        unknown = [name for name in places if name not in self.schema.columns]
        for name in unknown[:NAMED]:
            reason = f"the model has no column {name[:40]!r}{nearest(name[:40], self.schema.columns)}"
            yield ProblemDetail(column=name[:40], row=places[name], reason=reason)
        if len(unknown) > NAMED:
            yield ProblemDetail(reason=f"{len(unknown) - NAMED} more columns that the model does not have")

    def _cell(self, column: Column, cell: object, budget: Budget) -> object:
        if isinstance(column, WORDS):
            if isinstance(cell, (str, bytes)) and len(cell) > self.limits.characters:
                raise CellError(f"{len(cell):,} characters: at most {self.limits.characters:,} are read")
            column.check(cell)
            return cell
        content = self._content(cell)
        if isinstance(column, Image) and content is not None:
            return budget.picture(column, content)
        column.check(content)
        return content

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
        raise CellError(f"expected a data: URL or an uploaded file, got {type(cell).__name__}")
    start = _DATA.match(cell)
    if start is not None:
        return _decoded(cell[start.end() :])
    if cell:
        raise CellError(
            "neither a data: URL (data:image/png;base64,...) nor an uploaded file; paths and URLs are not followed"
        )
    return None


class TooLarge(CellError):
    """A picture for which a request has no pixels left."""


class Budget:
    """The pixels that one request may still have decoded."""

    def __init__(self, pixels: int) -> None:
        self.pixels = self.left = pixels

    def picture(self, column: Image, content: bytes | str) -> object:
        """(H, W, 3) uint8. Raises `CellError` when it is no picture, or too many pixels are asked for."""
        bounded = replace(column, max_pixels=min(column.max_pixels, self.pixels))
        source = content if isinstance(content, bytes) else existing(content, column.root)
        self.spend(source, Opener(bounded.max_side, bounded.max_pixels))
        return bounded.load(source)

    def spend(self, source: Source, opener: Opener) -> None:
        """On a picture that will be decoded as this opener opens it. Raises `CellError`, such as `TooLarge`."""
        with opener.opened(source) as picture:
            self.left -= picture.size[0] * picture.size[1]
        if self.left < 0:
            raise TooLarge(f"with this picture the request has more than {self.pixels:,} pixels: send fewer at once")


def _decoded(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CellError(f"not base64 after the comma of its data: URL: {error}") from error
    if not content:
        raise CellError("a data: URL with nothing in it; leave the cell out, or give null, where there is no picture")
    return content
