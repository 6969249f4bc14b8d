"""The kinds of files that hold tables, by their endings."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from intarsia.columns.above import rows_above
from intarsia.columns.arrow_table import read_parquet
from intarsia.columns.bounds import check_file, check_size, fits
from intarsia.columns.csv_file import read_csv
from intarsia.columns.file_encoding import encoding_of
from intarsia.columns.written import typed
from intarsia.errors import TableError
from intarsia.i18n import Message, messages
from intarsia.lazy import Extra

say = messages(__package__)


DELIMITED = {".csv": ",", ".tsv": "\t"}
LINES = (".jsonl", ".ndjson")
PARQUET = (".parquet", ".parquet.brotli")
EXCEL = (".xlsx", ".xlsm")
KINDS = (*DELIMITED, *PARQUET, *LINES, ".json", *EXCEL)

LOOKED_AT = 1000
"""Rows of a sheet by which its names are found."""

UNZIPPED = 2**31
"""Bytes that the parts of a workbook may fill."""

_extra = Extra("excel", lambda: say("excel.part"), {"openpyxl": "openpyxl"})


@dataclass(frozen=True)
class Found:
    """What was read from a file.

    Attributes:
        frame: the cells.
        notes: what a reader should know about how it was read.
        written: the file has no types: every cell is text as it is written there.
    """

    frame: pd.DataFrame
    notes: tuple[Message, ...] = ()
    written: bool = False


def read_file(path: Path, encoding: str | None) -> Found:
    """Read a table from a file, or a folder of Parquet files, of one of the `KINDS`.

    Raises `TableError`, `OSError`, and pyarrow's errors.
    """
    name = path.name.lower()
    if path.is_dir() and (name.endswith(PARQUET) or any(path.rglob("*.parquet"))):
        return Found(read_parquet(path))
    check_file(path)
    ending = next((kind for kind in sorted(KINDS, key=len, reverse=True) if name.endswith(kind)), None)
    if ending is None:
        raise TableError(say("file.no_table", path=path, kinds=list(KINDS)))
    if ending in DELIMITED:
        return Found(*read_csv(path, DELIMITED[ending], encoding), written=True)
    readers: Mapping[str, Callable[[], Found]] = {
        **dict.fromkeys(PARQUET, lambda: Found(read_parquet(path))),
        **dict.fromkeys(LINES, lambda: _json(path, encoding, lines=True)),
        **dict.fromkeys(EXCEL, lambda: _workbook(path)),
        ".json": lambda: _json(path, encoding, lines=False),
    }
    return readers[ending]()


def _lines(path: Path, encoding: str) -> Iterator[Mapping[str, Any]]:
    """One row per line, each an object. Raises `TableError`."""
    cells = 0
    for number, line in enumerate(_text(path, encoding)):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise TableError(say("json.line", path=path, line=number + 1, why=error)) from error
        if not isinstance(row, dict):
            raise TableError(say("json.no_object", path=path, line=number + 1, kind=type(row).__name__))
        cells += len(row)
        if not fits(cells, 1):
            check_size(number + 1, len(row), path)
        yield row


def _json(path: Path, encoding: str | None, lines: bool) -> Found:
    """One object per line, or one value: see `_whole`. Raises `TableError`."""
    notes: tuple[Message, ...] = ()
    if encoding is None:
        encoding, notes = encoding_of(path)
    frame = _of_rows(path, list(_lines(path, encoding))) if lines else _whole(path, encoding)
    return Found(frame, notes)


def _whole(path: Path, encoding: str) -> pd.DataFrame:
    """A list of objects, lists by the names of columns, or pandas' objects of them. Raises `TableError`."""
    text = "".join(_text(path, encoding))
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        if _first_line_is_row(text):  # the ending promises one value, and many write lines
            return _of_rows(path, list(_lines(path, encoding)))
        raise TableError(say("json.unreadable", path=path, why=error)) from error
    if isinstance(told, list) and all(isinstance(row, dict) for row in told):
        return _of_rows(path, told)
    columns = _columns(told)
    if columns is None:
        raise TableError(say("json.no_table", path=path))
    return typed(pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()}))


def _first_line_is_row(text: str) -> bool:
    try:
        return isinstance(json.loads(text.lstrip().partition("\n")[0]), dict)
    except (ValueError, RecursionError):
        return False


def _columns(told: Any) -> dict[str, list[Any]] | None:
    """The cells of columns of one length, as lists or by the names of rows; None where it is something else."""
    if not isinstance(told, dict) or not told:
        return None
    cells = list(told.values())
    if all(isinstance(each, dict) and each.keys() == cells[0].keys() for each in cells):
        return {name: list(each.values()) for name, each in told.items()}
    alike = all(isinstance(each, list) and len(each) == len(cells[0]) for each in cells)
    return told if alike else None


def _of_rows(path: Path, rows: list[Mapping[str, Any]]) -> pd.DataFrame:
    if not rows:
        raise TableError(say("file.empty", path=path))
    return typed(pd.DataFrame(rows, dtype=object))


def _text(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file. Raises `TableError` where its bytes, or the encoding, are none."""
    try:
        with path.open(encoding=encoding) as file:
            yield from file
    except LookupError as error:
        raise TableError(say("file.bad_encoding", path=path, why=error)) from error
    except UnicodeDecodeError as error:
        raise TableError(say("json.unreadable", path=path, why=error)) from error


def _workbook(path: Path) -> Found:
    """The first sheet of a workbook, its first row that holds anything as names.

    Raises:
        TableError: it cannot be read, or is too large.
        MissingExtra: openpyxl is not installed.
    """
    openpyxl = _extra.module("openpyxl")
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNZIPPED:
                raise TableError(say("file.too_many_bytes", path=path, most=UNZIPPED / 2**30))
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        filled = _filled(path, sheet.iter_rows(values_only=True))
        names = [sheet_.title for sheet_ in book.worksheets]
        book.close()
    except TableError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part leads it to
        raise TableError(say("file.unreadable", path=path, why=f"{type(error).__name__}: {error}")) from error
    above = rows_above(list(filled.values())[:LOOKED_AT])
    notes = [say("note.sheet", name=names[0], others=names[1:])] if len(names) > 1 else []
    if above:
        title = next(str(cell) for row in filled.values() for cell in row if cell is not None)
        notes.append(say("note.above", title=title[:40], line=list(filled)[above]))
    return Found(_sheet(path, list(filled.values())[above:]), tuple(notes))


def _filled(path: Path, rows: Iterator[tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    """The rows of a sheet that hold anything, by their numbers."""
    found: dict[int, tuple[Any, ...]] = {}
    for number, row in enumerate(rows, 1):
        if any(cell is not None for cell in row):
            found[number] = row
            check_size(len(found), len(row), path)
    return found


def _sheet(path: Path, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    if not rows:
        raise TableError(say("file.empty", path=path))
    frame = pd.DataFrame(rows[1:], dtype=object).reindex(columns=range(len(rows[0])))
    used = [place for place in frame if rows[0][place] is not None or frame[place].notna().any()]
    names = [f"column {place}" if rows[0][place] is None else str(rows[0][place]) for place in used]
    return typed(frame[used]).set_axis(names, axis=1)
