"""A table: rows and named columns, whatever library or file they came from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy import sparse

from intarsia.columns.base import Column
from intarsia.columns.csv_file import read_csv
from intarsia.errors import TableError

DELIMITED = {".csv": ",", ".tsv": "\t"}
PARQUET = (".parquet", ".parquet.brotli")


@dataclass(frozen=True, eq=False)
class Table:
    """Rows and named columns.

    Attributes:
        frame: the cells; rows are positions 0, 1, ..., column names are unique str.
        root: folder of the file that the table was read from: relative paths in cells start there.
        notes: what a reader should know about how it was read ("not UTF-8, read as GB 18030").
        confined: paths in cells may not lead out of `root`: the table comes from somebody who may not read other files.
    """

    frame: pd.DataFrame
    root: Path | None = None
    notes: tuple[str, ...] = ()
    confined: bool = False

    @classmethod
    def read(cls, source: object, encoding: str | None = None) -> Table:
        """Read a table from a pandas, polars or Arrow table, a CSV, TSV or Parquet file, a list of dicts, a dict of
        lists, or a 2-D array (columns x0, x1, ...).

        The index of a pandas table is ignored. Of a CSV file only empty cells are missing ("NA" is text, until a
        number column reads it), and a column is numbers only where every cell is one without leading zeros.

        Args:
            source: the table.
            encoding: of a CSV or TSV file, as Python names it ("cp1252"). None takes UTF-8 or UTF-16 where the file
                is such, else guesses between GB 18030 and Windows-1252, and notes which.

        Raises:
            TableError: it cannot be read, has no row or no column, or two columns of one name.
        """
        if isinstance(source, Table):
            return source
        if isinstance(source, (str, Path)):
            return _file(Path(source), encoding)
        try:
            return cls(_checked(_frame(source)))
        except UnicodeEncodeError as error:
            raise TableError(f"the name of a column holds half a surrogate pair ({error}): rename it") from error

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self.frame.columns)

    def __len__(self) -> int:
        return len(self.frame)

    def cells(self, name: str) -> Sequence[object]:
        """Return the N cells of a column, as Python objects where possible. Raises `TableError`."""
        self._known(name)
        cells: Sequence[object] = self.frame[name].tolist()
        return cells

    def placed(self, columns: Mapping[str, Column]) -> dict[str, Column]:
        """Return the columns with the folder at which paths in this table start, by name."""
        return {name: column.at(self.root, self.confined) for name, column in columns.items()}

    def take(self, rows: Sequence[int] | npt.NDArray[np.intp]) -> Table:
        """Return the rows at these positions, in this order."""
        return replace(self, frame=self.frame.iloc[np.asarray(rows, dtype=np.intp)].reset_index(drop=True))

    def drop(self, name: str) -> Table:
        """Return the table without a column. Raises `TableError`."""
        self._known(name)
        return replace(self, frame=self.frame.drop(columns=name))

    def _known(self, name: str) -> None:
        if name not in self.frame.columns:
            raise TableError(f"the table has no column {name!r}{nearest(name, self.names)}")


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a hint for a message about an unknown column: "; did you mean 'price'?", or the names if none is near."""
    known = list(names)
    near = difflib.get_close_matches(name, known, n=1)
    if near or not known:
        return f"; did you mean {near[0]!r}?" if near else " (it has no columns)"
    return f" (columns: {', '.join(known[:12])}{', ...' * (len(known) > 12)})"


def _file(path: Path, encoding: str | None) -> Table:
    name = path.name.lower()
    try:
        if path.suffix.lower() in DELIMITED:
            frame, notes = read_csv(path, DELIMITED[path.suffix.lower()], encoding)
        elif name.endswith(PARQUET):
            import pyarrow.parquet

            frame = _from_arrow(pyarrow.parquet.read_table(path))
            notes = ()
        else:
            raise TableError(f"{path} is no table that can be read: give {', '.join([*DELIMITED, *PARQUET])}")
    except FileNotFoundError as error:
        raise TableError(f"no file {str(path)!r} in {Path.cwd()}") from error
    except (OSError, pa.ArrowException) as error:
        raise TableError(f"{path} cannot be read: {error}") from error
    return Table(_checked(frame, f"{path}: "), path.parent, notes)


def _frame(source: Any) -> pd.DataFrame:
    """Convert a table in memory to a pandas table."""
    if isinstance(source, pd.DataFrame):
        return source.reset_index(drop=True)
    if type(source).__name__ == "Series":  # of pandas or polars
        raise TableError(
            "a Series is no table but one column or row of it: give series.to_frame() for a column, "
            "[series.to_dict()] for a row"
        )
    if hasattr(source, "__arrow_c_stream__") or hasattr(source, "__arrow_c_array__"):  # Arrow, polars, DuckDB, ...
        return _from_arrow(pa.table(source))
    if sparse.issparse(source):
        raise TableError("sparse input is not supported: give a dense array (X.toarray()) or a pandas table")
    if isinstance(source, Mapping):
        return _from_columns(source)
    if isinstance(source, (list, tuple)) and all(isinstance(row, Mapping) for row in source):
        return _typed(pd.DataFrame(list(source), dtype=object))
    if isinstance(source, (list, tuple)) or hasattr(source, "__array__"):
        return _from_array(source)
    raise TableError(
        f"{type(source).__name__} is no table: give a pandas, polars or Arrow table, the path of a file, "
        "a list of dicts, a dict of lists or a 2-D array"
    )


def _from_arrow(table: pa.Table) -> pd.DataFrame:
    _distinct(table.column_names)  # pandas would take duplicates
    # By default integers become floats where one is missing, and large ones become other integers.
    frame: pd.DataFrame = table.to_pandas(integer_object_nulls=True)
    return frame.reset_index(drop=True)


def _from_columns(source: Mapping[Any, Any]) -> pd.DataFrame:
    for name, cells in source.items():
        if isinstance(cells, (str, bytes)) or not hasattr(cells, "__len__"):
            raise TableError(f"column {name!r} is {cells!r:.40}, not a list of cells (one row is a list of one dict)")
    lengths = {str(name): len(cells) for name, cells in source.items()}
    if len(set(lengths.values())) > 1:
        raise TableError(
            f"columns differ in length: {', '.join(f'{name} {length}' for name, length in lengths.items())}"
        )
    return _typed(pd.DataFrame({name: pd.Series(list(cells), dtype=object) for name, cells in source.items()}))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Convert columns of objects to the type that all their cells have, unless one holds half a surrogate pair."""
    try:
        return frame.infer_objects()
    except UnicodeEncodeError:
        return frame


def _from_array(source: Any) -> pd.DataFrame:
    try:
        array = np.asarray(source)
    except ValueError as error:
        raise TableError(f"rows differ in length: {error}") from error
    if array.ndim != 2:
        raise TableError(f"expected a 2-D array, got {array.ndim}-D. Reshape your data to (rows, columns)")
    if array.dtype.kind == "c":
        raise TableError("Complex data not supported: give real and imaginary parts as two columns")
    names = [f"x{number}" for number in range(array.shape[1])]
    return _typed(pd.DataFrame(array, columns=names, dtype=object if array.dtype.kind == "U" else None))


def _checked(frame: pd.DataFrame, where: str = "") -> pd.DataFrame:
    names = [str(name) for name in frame.columns]
    _distinct(names, where)
    rows, columns = frame.shape
    if not columns:  # in the words that scikit-learn looks for
        raise TableError(f"{where}the table has 0 feature(s) (shape=({rows}, 0)) while a minimum of 1 is required.")
    if not rows:
        raise TableError(
            f"{where}the table has no rows, only the names of its columns ({columns}): give at least one row"
        )
    return frame.set_axis(names, axis=1)


def _distinct(names: Sequence[str], where: str = "") -> None:
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise TableError(f"{where}two columns are named {', '.join(map(repr, twice))}; rename one")
