"""CSV files as people have them, from Excel in any country. Cells stay as they are written: what they are, the schema
says, for how a cell is read may not depend on what else stands in the file."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pandas as pd

from intarsia.columns.bounds import check_size, fits
from intarsia.columns.csv_dialect import Head, check_quotes, find_head, sign
from intarsia.columns.scalar import NUMERAL
from intarsia.errors import TableError
from intarsia.i18n import Message, messages

say = messages(__package__)


GUESSES = ("gb18030", "cp1252")
"""Encodings that are guessed; each has its note."""

_CHUNK = 2**20
_ROWS = 10_000
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_BEYOND = re.compile(rb"[\x80-\xff]+")
# Punctuation and the commoner half of the characters. Accented letters lie beyond, and seldom stand in pairs.
_CHINESE = re.compile(rb"[\xa1-\xd7][\xa1-\xfe]")


def read_csv(path: Path, delimiter: str, encoding: str | None = None) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Read a CSV file and return its table with notes on how it was read. Raises `TableError` and `OSError`.

    Args:
        path: the file.
        delimiter: between cells.
        encoding: as Python names it; None finds out.
    """
    notes: tuple[Message, ...] = ()
    if encoding is None:
        encoding, notes = _encoding(path)
    with _explained(path):
        head = find_head(path, delimiter, encoding)
        lines = _lines(path, encoding)
        if not fits(lines, head.columns):  # but a row may go over many lines
            check_size(_rows(path, head, encoding, lines), head.columns, path)
        cells = _strings(path, head, encoding)
        check_quotes(path, head, encoding, cells)
    names = [f"column {number}" if pd.isna(name) else name for number, name in enumerate(cells.iloc[0])]
    frame = cells.iloc[1:].reset_index(drop=True).set_axis(range(len(names)), axis=1)
    if numerals := [name for name in names if re.fullmatch(NUMERAL, name)]:
        notes = (*notes, say("note.numeral_as_name", name=numerals[0]))
    if head.delimiter != delimiter:
        notes = (*notes, say("note.delimiter", sign=sign(head.delimiter)))
    return frame.set_axis(names, axis=1), notes


def has_more_cells(path: Path, delimiter: str, most: int) -> bool:
    """Return whether a CSV file holds more cells than that: rows times columns, since pandas fills short rows up.

    Raises `TableError` and `OSError`.
    """
    encoding, _ = _encoding(path)
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
    slips = head.delimiter in head.line
    return form | {"keep_default_na": False, "na_values": [""], "skip_blank_lines": slips}


def _encoding(path: Path) -> tuple[str, tuple[Message, ...]]:
    with path.open("rb") as file:
        start = file.read(4)
    if start in _UTF_32:  # which begins as UTF-16 does
        return "utf-32", ()
    if start.startswith(_UTF_16):
        return "utf-16", ()
    if _decodes(path, "utf-8-sig"):
        return "utf-8-sig", ()
    guess = _guess(path)
    if guess is not None and _decodes(path, guess):
        return guess, (say(f"note.{guess}"),)
    raise TableError(say("file.not_utf8", path=path, place=_first_bad_byte(path)))


def _guess(path: Path) -> str | None:
    """Guess the encoding of bytes that are no UTF-8: nearly all form pairs that are common Chinese characters or, like
    accented letters, nearly each alone among letters of ASCII. Every text is valid in the wrong one as well, if short.
    """
    beyond = 0
    runs = 0
    pairs = 0
    with path.open("rb") as file:
        for chunk in _chunks(file):
            found = _BEYOND.findall(chunk)
            beyond += sum(map(len, found))
            runs += len(found)
            pairs += len(_CHINESE.findall(chunk))
    if 2 * pairs >= 0.75 * beyond:
        return "gb18030"
    return "cp1252" if beyond <= 1.5 * runs else None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """A line may be as long as the file."""
    return iter(lambda: file.read(_CHUNK), b"")


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(_CHUNK):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _first_bad_byte(path: Path) -> Message:
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1
    with path.open("rb") as file:
        for chunk in itertools.chain(_chunks(file), [b""]):
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                lines += error.object.count(b"\n", 0, error.start)
                return say("file.bad_byte", line=lines, byte=f"0x{error.object[error.start]:02x}")
            lines += chunk.count(b"\n")
    return say("file.changed")
