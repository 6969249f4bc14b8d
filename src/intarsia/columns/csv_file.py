"""CSV files as people have them, from Excel in any country. Cells stay as they are written: what they are, the schema
says, for how a cell is read may not depend on what else stands in the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from intarsia.columns.above import is_title
from intarsia.columns.bounds import check_size, fits
from intarsia.columns.csv_dialect import Head, find_head, sign
from intarsia.columns.csv_rows import check_quotes, unevenly_read
from intarsia.columns.file_encoding import encoding_of
from intarsia.columns.scalar import NUMERAL
from intarsia.errors import TableError
from intarsia.i18n import Message, messages

say = messages(__package__)


_CHUNK = 2**20
_ROWS = 10_000


def read_csv(path: Path, delimiter: str, encoding: str | None = None) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Read a CSV file and return its table with notes on how it was read. Raises `TableError` and `OSError`.

    Args:
        path: the file.
        delimiter: between cells.
        encoding: as Python names it; None finds out.
    """
    notes: tuple[Message, ...] = ()
    if encoding is None:
        encoding, notes = encoding_of(path)
    with _explained(path):
        head = find_head(path, delimiter, encoding)
        lines = _lines(path, encoding)
        try:
            if not fits(lines, head.columns):  # but a row may go over many lines
                check_size(_rows(path, head, encoding, lines), head.columns, path)
            cells = _strings(path, head, encoding)
        except pd.errors.ParserError:
            cells = unevenly_read(path, head, encoding)
        notes = (*notes, *_told_of(head, delimiter), *check_quotes(path, head, encoding, cells))
    names = [f"column {number}" if pd.isna(name) else name for number, name in enumerate(cells.iloc[0])]
    frame = cells.iloc[1:].reset_index(drop=True).set_axis(range(len(names)), axis=1)
    return frame.set_axis(names, axis=1), notes


def _told_of(head: Head, delimiter: str) -> Iterator[Message]:
    """What a reader should know about how a file begins."""
    if head.title:
        yield say("note.above", title=head.title[:40], line=head.above + 1)
    if is_title(head.names):
        named = [name for name in head.names if name]
        yield say("note.few_names", count=len(named), columns=head.columns, names=named[:1])
    if numerals := [name for name in head.names if re.fullmatch(NUMERAL, name)]:
        yield say("note.numeral_as_name", name=numerals[0])
    if head.delimiter != delimiter:
        yield say("note.delimiter", sign=sign(head.delimiter))


def has_more_cells(path: Path, delimiter: str, most: int) -> bool:
    """Return whether a CSV file holds more cells than that: rows times columns, since pandas fills short rows up.

    Raises `TableError` and `OSError`.
    """
    encoding, _ = encoding_of(path)
    with _explained(path):
        head = find_head(path, delimiter, encoding)
        enough = most // head.columns + 1
        return _lines(path, encoding) >= enough and _rows(path, head, encoding, enough) >= enough


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Whatever happens while a file is read is a `TableError`."""
    try:
        yield
    except TableError:
        raise
    except pd.errors.EmptyDataError as error:
        raise TableError(say("file.empty", path=path)) from error
    except LookupError as error:
        raise TableError(say("file.bad_encoding", path=path, why=error)) from error
    except (ValueError, csv.Error) as error:  # pandas' parser errors are such, and so are bytes that do not decode
        raise TableError(say("file.not_csv", path=path, why=str(error).strip())) from error


def _lines(path: Path, encoding: str) -> int:
    with path.open(encoding=encoding) as file:
        return 1 + sum(chunk.count("\n") for chunk in iter(lambda: file.read(_CHUNK), ""))


def _rows(path: Path, head: Head, encoding: str, most: int) -> int:
    """Count the rows, of which one may go over many lines, up to so many or a few more."""
    rows = 0
    with pd.read_csv(path, **_options(head, encoding), usecols=[0], chunksize=_ROWS) as chunks:
        while rows < most and (chunk := next(chunks, None)) is not None:
            rows += len(chunk)
    return rows


def _strings(path: Path, head: Head, encoding: str) -> pd.DataFrame:
    """Return all cells as strings, the header as first row: pandas would rename duplicates and take a first column for
    an index."""
    frame: pd.DataFrame = pd.read_csv(path, **_options(head, encoding))
    return frame


def _options(head: Head, encoding: str) -> dict[str, Any]:
    """How pandas reads strings. A blank line is a row where there is one column, and a slip where there are more."""
    form = {"sep": head.delimiter, "encoding": encoding, "header": None, "skiprows": head.above, "dtype": str}
    return form | {"keep_default_na": False, "na_values": [""], "skip_blank_lines": head.columns > 1}
