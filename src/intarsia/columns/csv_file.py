"""CSV files as people have them: from Excel in any country, with codes that only look like numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from intarsia.columns.number import MISSING
from intarsia.columns.scalar import NUMERAL
from intarsia.errors import TableError
from intarsia.i18n import Message, messages

say = messages(__package__)


GUESSES = ("gb18030", "cp1252")
"""Encodings that are guessed; each has its note."""

_BEYOND = re.compile(rb"[\x80-\xff]+")
# Punctuation and the commoner half of the characters. Accented letters lie beyond, and seldom stand in pairs.
_CHINESE = re.compile(rb"[\xa1-\xd7][\xa1-\xfe]")

_TOLD = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)
_WITH_COMMA = NUMERAL.replace(r"\.", ",")
_DECIMAL_COMMA = r"-?(0|[0-9]{4,}),.*|.*,([0-9]{1,2}|[0-9]{4,})([eE].*)?"

_EXACT = 15
"""Integers of so many digits survive a float, which a column with missing cells becomes."""


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
    try:
        header, found, above = _header(path, delimiter, encoding)
        cells = _strings(path, found, encoding, above, blank_lines=found not in header)
    except pd.errors.EmptyDataError as error:
        raise TableError(say("file.empty", path=path)) from error
    except LookupError as error:
        raise TableError(say("file.bad_encoding", path=path, why=error)) from error
    except ValueError as error:  # pandas' parser errors are such, and so are bytes that do not decode
        raise TableError(say("file.not_csv", path=path, why=str(error).strip())) from error
    names = [f"column {number}" if pd.isna(name) else name for number, name in enumerate(cells.iloc[0])]
    frame = cells.iloc[1:].reset_index(drop=True).set_axis(range(len(names)), axis=1)
    if numerals := [name for name in names if re.fullmatch(NUMERAL, name)]:
        notes = (*notes, say("note.numeral_as_name", name=numerals[0]))
    if found == ";":
        notes = (*notes, say("note.semicolons"))
    if found == ";" and (commas := [number for number in range(len(names)) if _decimal_commas(frame[number])]):
        frame[commas] = frame[commas].apply(lambda column: column.str.replace(",", "."))
        notes = (*notes, say("note.decimal_commas", names=[names[number] for number in commas]))
    return pd.DataFrame({number: _typed(frame[number]) for number in frame}).set_axis(names, axis=1), notes


def _header(path: Path, delimiter: str, encoding: str) -> tuple[str, str, int]:
    """Return the line with the names, their delimiter and the number of lines above it: blank
    ones, and Excel may write "sep=;"."""
    above = 0
    with path.open(encoding=encoding) as file:
        while (header := file.readline()) == "\n":
            above += 1
        if told := _TOLD.fullmatch(header):
            return file.readline(), told[1], above + 1
    return header, ";" if delimiter == "," and "," not in header and ";" in header else delimiter, above


def _strings(path: Path, delimiter: str, encoding: str, above: int, blank_lines: bool) -> pd.DataFrame:
    """Return all cells as strings, the header as first row: pandas would rename duplicates and take a first column for
    an index. A blank line is a row where there is one column, and a slip where there are more."""
    empty: dict[str, Any] = {"keep_default_na": False, "na_values": [""], "skip_blank_lines": not blank_lines}
    frame: pd.DataFrame = pd.read_csv(
        path, sep=delimiter, encoding=encoding, header=None, skiprows=above, dtype=str, **empty
    )
    return frame


def _encoding(path: Path) -> tuple[str, tuple[Message, ...]]:
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16", ()
    if _decodes(path, "utf-8-sig"):
        return "utf-8-sig", ()
    guess = _guess(path.read_bytes())
    if guess is not None and _decodes(path, guess):
        return guess, (say(f"note.{guess}"),)
    raise TableError(say("file.not_utf8", path=path, place=_first_bad_byte(path)))


def _guess(content: bytes) -> str | None:
    """Guess the encoding of bytes that are no UTF-8: nearly all form pairs that are common Chinese characters or, like
    accented letters, nearly each alone among letters of ASCII. Every text is valid in the wrong one as well, if short.
    """
    runs = _BEYOND.findall(content)
    beyond = sum(map(len, runs))
    if 2 * len(_CHINESE.findall(content)) >= 0.75 * beyond:
        return "gb18030"
    return "cp1252" if beyond <= 1.5 * len(runs) else None


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _first_bad_byte(path: Path) -> Message:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return say("file.bad_byte", line=number, byte=f"0x{line[error.start]:02x}")
    return say("file.changed")


def _decimal_commas(cells: pd.Series) -> bool:
    """Return whether all cells are numbers, some with a comma that separates no thousands. Asked if semicolons separate
    columns: "1,234" alone may still be 1234."""
    present = cells[cells.notna() & ~cells.str.strip().str.lower().isin(MISSING)]
    return bool(present.str.fullmatch(_WITH_COMMA).all() and present.str.fullmatch(_DECIMAL_COMMA).any())


def _typed(cells: pd.Series) -> pd.Series:
    """Convert strings to integers, floats or booleans if all of them are; leading zeros and long digits are codes."""
    present = cells.dropna()
    if present.empty:
        return cells
    if set(present.head(100).str.lower()) <= {"true", "false"} and set(present.str.lower()) <= {"true", "false"}:
        return cells.map(lambda cell: cell if pd.isna(cell) else cell.lower() == "true").infer_objects()
    if not (present.head(100).str.fullmatch(NUMERAL).all() and present.str.fullmatch(NUMERAL).all()):
        return cells
    if present.str.fullmatch(r"-?[0-9]+").all():
        if present.str.len().max() > _EXACT:
            return cells
        return cells.astype("int64" if len(present) == len(cells) else "float64")
    return cells.astype("float64")
