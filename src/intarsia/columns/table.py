"""A table: rows and named columns, whatever library or file they came from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy import sparse

from intarsia.columns.arrow_table import from_arrow
from intarsia.columns.base import Column
from intarsia.columns.bounds import check_names, check_width, within
from intarsia.columns.formats import read_file
from intarsia.columns.notation import Notation, notation
from intarsia.columns.packed import fetched, is_url, told_of, unpacked
from intarsia.columns.written import as_typed, typed
from intarsia.errors import TableError
from intarsia.i18n import Message, messages
from intarsia.progress import Event, announce

say = messages(__package__)


NAMED = 12
"""How many columns a message names before it leaves out the rest."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table: rows and named columns.

    Attributes:
        frame: the cells; rows are positions 0, 1, ..., column names are unique str.
        root: folder of the file that the table was read from: relative paths in cells start there.
        notes: what a reader should know about how it was read ("not UTF-8, read as GB 18030").
        confined: paths in cells may not lead out of `root`: the table comes from somebody who may not read other files.
        written: it comes from a file without types: every cell is text as it is written there, and what it means, a
            schema says.
        signs: the decimal signs of the table that these columns are of; None where they are all of it.
    """

    frame: pd.DataFrame
    root: Path | None = None
    notes: tuple[Message, ...] = ()
    confined: bool = False
    written: bool = False
    signs: Notation | None = None

    @classmethod
    def read(cls, source: object, encoding: str | None = None, folder: str | Path | None = None) -> Table:
        """Read a table from a pandas, polars or Arrow table, a file, a list of dicts, a dict of lists, or a 2-D array
        (columns x0, x1, ...).

        A file is CSV, TSV, Parquet (also a folder of such), JSON, JSON lines or Excel, as its name ends; it may be
        compressed (gz, bz2, xz, zst, or alone in a zip), or be a URL that fsspec opens. The index of a pandas table is
        ignored. Cells of CSV and TSV files stay as they are written, and only empty ones are missing ("NA" is text,
        until a number column reads it).

        Args:
            source: the table.
            encoding: of a text file, as Python names it ("cp1252"). None takes UTF-8, UTF-16 or UTF-32 where a CSV or
                TSV file is such, else guesses between GB 18030 and Windows-1252, and notes which.
            folder: at which relative paths in cells start. None takes the folder of the file, or the current one.

        Raises:
            TableError: it cannot be read, has no row or no column, too many of them, or two columns of one name.
            MissingExtra: a package that reads this kind of file is not installed.
        """
        if folder is not None:
            if not Path(folder).is_dir():
                raise TableError(say("table.no_folder", folder=folder))
            return replace(cls.read(source, encoding), root=Path(folder))
        if isinstance(source, Table):
            return source
        if is_url(source):
            with fetched(str(source)) as copy:
                return replace(_file(copy, encoding), root=None)
        if isinstance(source, (str, Path)):
            return _file(Path(source), encoding)
        try:
            frame = _checked(_frame(source))
            return cls(frame, signs=notation(frame))
        except UnicodeEncodeError as error:
            raise TableError(say("table.bad_name", error=error)) from error

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self.frame.columns)

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def notation(self) -> Notation:
        """The decimal signs in its text."""
        return notation(self.frame) if self.signs is None else self.signs

    def cells(self, name: str) -> Sequence[object]:
        """Return the N cells of a column, as Python objects where possible. Raises `TableError`."""
        self._known(name)
        try:
            cells: Sequence[object] = self.frame[name].tolist()
        except (ValueError, NotImplementedError, OverflowError) as error:  # times beyond Python's
            raise TableError(say("table.beyond", name=name, why=error)) from error
        return cells

    def labels(self, name: str, decimal: str = "") -> Sequence[object]:
        """Return the cells of a column of answers: of a file of text, numbers or truths where all of them are such.

        `decimal` is the decimal sign of the table from which was learned; "" where that proved none. Raises
        `TableError`.
        """
        cells = self.cells(name)
        return as_typed(cells, decimal or self.notation.of(name)) if self.written else cells

    def placed(self, columns: Mapping[str, Column]) -> dict[str, Column]:
        """Return the columns with the folder at which paths in this table start, by name."""
        return {name: column.at(self.root, self.confined) for name, column in columns.items()}

    def aloud(self) -> Table:
        """Announce the notes, for a table of which no schema is guessed, and return the table."""
        for note in self.notes:
            announce(Event("note", say("schema.remark", remark=note), step=True))
        return self

    def take(self, rows: Sequence[int] | npt.NDArray[np.intp]) -> Table:
        """Return the rows at these positions, in this order."""
        return replace(self, frame=self.frame.iloc[np.asarray(rows, dtype=np.intp)].reset_index(drop=True))

    def drop(self, name: str) -> Table:
        """Return the table without a column. Raises `TableError`."""
        self._known(name)
        return replace(self, frame=self.frame.drop(columns=name))

    def _known(self, name: str) -> None:
        if name not in self.frame.columns:
            raise TableError(no_column(name, self.names))


def no_column(name: str, names: Iterable[str]) -> Message:
    """The table has no column of that name: which one may be meant, or which there are."""
    return _unknown("table.no_column", name, names)


def column_missing(name: str, names: Iterable[str]) -> Message:
    """A column that is declared is not in the table: which one may be meant, or which there are."""
    return _unknown("table.column_missing", name, names)


def _unknown(key: str, name: str, names: Iterable[str]) -> Message:
    known = list(names)
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return say(f"{key}_but_near", name=name, near=near[0])
    return say(key, name=name, known=[*known[:NAMED], *["…"] * (len(known) > NAMED)])


def _file(path: Path, encoding: str | None) -> Table:
    try:
        with unpacked(path) as file, told_of(path, file):
            found = read_file(file, encoding)
    except FileNotFoundError as error:
        raise TableError(say("file.missing", path=str(path), folder=Path.cwd())) from error
    except (OSError, pa.ArrowException) as error:
        raise TableError(say("file.unreadable", path=path, why=error)) from error
    frame = _checked(found.frame, path)
    return Table(frame, path.parent, found.notes, written=found.written, signs=notation(frame))


def _frame(source: Any) -> pd.DataFrame:
    """Convert a table in memory to a pandas table."""
    if isinstance(source, pd.DataFrame):
        return source.reset_index(drop=True)
    if type(source).__name__ == "Series":  # of pandas or polars
        raise TableError(say("table.series"))
    if hasattr(source, "__arrow_c_stream__") or hasattr(source, "__arrow_c_array__"):  # Arrow, polars, DuckDB, ...
        return from_arrow(pa.table(source))
    if sparse.issparse(source):
        raise TableError(say("table.sparse"))
    if isinstance(source, Mapping):
        return _from_columns(source)
    if isinstance(source, (list, tuple)) and all(isinstance(row, Mapping) for row in source):
        return typed(pd.DataFrame(list(source), dtype=object))
    if isinstance(source, (list, tuple)) or hasattr(source, "__array__"):
        return _from_array(source)
    raise TableError(say("table.other_kind", kind=type(source).__name__))


def _from_columns(source: Mapping[Any, Any]) -> pd.DataFrame:
    check_width(len(source))
    for name, cells in source.items():
        if isinstance(cells, (str, bytes)) or not hasattr(cells, "__len__"):
            raise TableError(say("table.not_cells", name=name, cells=f"{cells!r:.40}"))
    lengths = {str(name): len(cells) for name, cells in source.items()}
    if len(set(lengths.values())) > 1:
        raise TableError(say("table.lengths", lengths=[f"{name} {length}" for name, length in lengths.items()]))
    return typed(pd.DataFrame({name: pd.Series(list(cells), dtype=object) for name, cells in source.items()}))


def _from_array(source: Any) -> pd.DataFrame:
    try:
        array = np.asarray(source)
    except ValueError as error:
        raise TableError(say("table.ragged", why=error)) from error
    if array.ndim != 2:
        raise TableError(say("table.dimensions", dimensions=array.ndim))
    if array.dtype.kind == "c":
        raise TableError(say("table.complex"))
    names = [f"x{number}" for number in range(array.shape[1])]
    return typed(pd.DataFrame(array, columns=names, dtype=object if array.dtype.kind == "U" else None))


def _checked(frame: pd.DataFrame, path: Path | None = None) -> pd.DataFrame:
    names = [str(name) for name in frame.columns]
    check_names(names, path)
    rows, columns = frame.shape
    if not columns:  # in the words that scikit-learn looks for
        raise TableError(within(path, say("table.no_columns", rows=rows)))
    if not rows:
        raise TableError(within(path, say("table.no_rows", count=columns)))
    return frame.set_axis(names, axis=1)
