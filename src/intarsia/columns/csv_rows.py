"""The rows of a CSV file line by line, for what pandas cannot read, or reads as something else than was meant."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from intarsia.columns.csv_dialect import Head, fields
from intarsia.errors import TableError
from intarsia.i18n import Message, messages

say = messages(__package__)


SUSPICIOUS = 4
"""Delimiters in the lines of one cell, as many in each as between the columns: these lines may be rows."""


@dataclass(frozen=True)
class _Row:
    """The cells of a row, its lines, and the number of the first of them."""

    cells: Sequence[str]
    lines: Sequence[str]
    number: int


def check_quotes(path: Path, head: Head, encoding: str, cells: pd.DataFrame) -> tuple[Message, ...]:
    """Return a note where a quotation mark that was left out may have made rows into one cell.

    Raises `TableError` where it certainly has: a cell in quotes ends with a mark before a delimiter or the end of a
    line; if that mark was the first one of another cell, words follow it.
    """
    if not any(cells[name].str.contains("\n", regex=False).any() for name in cells):
        return ()
    long = [row for row in _rows(path, head, encoding) if len(row.lines) > 1 and _looks_like_rows(row, head)]
    told = [say("note.rows_in_a_cell", line=row.number, count=len(row.lines)) for row in long]
    return tuple(told[:1])


def unevenly_read(path: Path, head: Head, encoding: str) -> pd.DataFrame:
    """Return the cells of a file whose rows all have one cell more than there are names, the names as first row.

    The cell more is nothing behind a last delimiter, or what R writes first: the name or number of the row.

    Raises `TableError` where it is something else: where, and how many cells there are.
    """
    rows = list(_rows(path, head, encoding))
    more = [row for row in rows if len(row.cells) > head.columns]
    if more and all(len(row.cells) == head.columns + 1 for row in rows):
        if not any(row.cells[-1] for row in rows):
            return _framed([head.names, *(row.cells[:-1] for row in rows)])
        if _are_names([row.cells[0] for row in rows]):
            return _framed([["", *head.names], *(row.cells for row in rows)])
    if not more and rows and not _closed(rows[-1].lines, head.delimiter):
        raise TableError(say("file.open_quote", path=path, line=rows[-1].number, count=len(rows[-1].lines)))
    if not more:
        raise TableError(say("file.not_csv", path=path, why=say("file.rows_differ")))
    told = {"line": more[0].number, "cells": len(more[0].cells), "columns": head.columns}
    raise TableError(say("file.more_cells", path=path, **told))


def _rows(path: Path, head: Head, encoding: str) -> Iterator[_Row]:
    """The rows below the names. Raises `TableError` where a quotation mark is not closed."""
    with path.open(encoding=encoding) as file, fields(sys.maxsize):
        taken: list[str] = []
        number = 1 + sum(1 for _ in zip(range(head.above), file, strict=False))
        names = True
        for cells in csv.reader(_recorded(file, taken), delimiter=head.delimiter):
            if len(taken) > 1 and not _closed(taken, head.delimiter):
                raise TableError(say("file.open_quote", path=path, line=number, count=len(taken)))
            if cells and not names:
                yield _Row(cells, tuple(taken), number)
            names = names and not cells
            number += len(taken)
            taken.clear()


def _recorded(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _closed(lines: Sequence[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _looks_like_rows(row: _Row, head: Head) -> bool:
    below = row.lines[1:]
    if len(below) * (head.columns - 1) < SUSPICIOUS:
        return False
    return all(len(cells) == head.columns for line in below for cells in csv.reader([line], delimiter=head.delimiter))


def _are_names(cells: Sequence[str]) -> bool:
    """Whether these are names of rows, none twice, or their numbers."""
    counted = [str(number) for number in range(1, len(cells) + 1)]
    return cells == counted or (len(set(cells)) == len(cells) and not any(cell[:1].isdigit() for cell in cells))


def _framed(rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, dtype=object)
    return frame.where(frame != "", None)
