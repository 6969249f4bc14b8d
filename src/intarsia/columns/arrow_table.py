"""Arrow tables, out of memory or out of a Parquet file, whose few bytes may hold more rows than any memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from intarsia.columns.bounds import check_names, check_size, within
from intarsia.columns.parquet_size import fill_more_than
from intarsia.errors import TableError
from intarsia.i18n import messages

say = messages(__package__)

BYTES = 2**34
"""That the cells of a table may fill: more than the memory of a laptop."""


def read_parquet(path: Path) -> pd.DataFrame:
    """Read a Parquet file. Raises `TableError`, `OSError`, and pyarrow's errors where it is none."""
    import pyarrow.parquet

    if path.is_dir():
        return _read_parts(path)
    with path.open("rb") as file:  # pyarrow opens no file whose name is not UTF-8
        try:
            told = pyarrow.parquet.read_metadata(file)
            columns = len(told.schema.to_arrow_schema())
        except UnicodeDecodeError as error:
            raise TableError(within(path, say("table.name_not_utf8", why=error))) from error
        check_size(told.num_rows, columns, path)
        _check_bytes(path, [path])
        found = pyarrow.parquet.read_table(file)
        found.validate(full=True)  # texts that are no UTF-8 would be noticed when a cell is asked for
        return from_arrow(found, path)


def _read_parts(folder: Path) -> pd.DataFrame:
    """Read a table in parts, as Spark and Dask write it into a folder: each may lack columns of others, and the names
    of folders may say what a column is there (`city=Berlin`)."""
    import pyarrow.dataset

    parts = pyarrow.dataset.dataset(folder, format="parquet", partitioning="hive")
    # By itself it takes the columns of the first part.
    every = [part.physical_schema for part in parts.get_fragments()]
    schema = pa.unify_schemas([*every, parts.schema], promote_options="permissive")
    parts = pyarrow.dataset.dataset(folder, format="parquet", partitioning="hive", schema=schema)
    check_size(parts.count_rows(), len(parts.schema), folder)
    _check_bytes(folder, map(Path, parts.files))
    found = parts.to_table()
    found.validate(full=True)
    return from_arrow(found, folder)


def _check_bytes(path: Path, files: Iterable[Path]) -> None:
    """Raise `TableError` where the files of a table hold more than can be read."""
    if fill_more_than(files, BYTES):
        raise TableError(say("file.too_many_bytes", path=path, most=BYTES / 2**30))


def from_arrow(table: pa.Table, path: Path | None = None) -> pd.DataFrame:
    """Convert an Arrow table, that of a file or one in memory. Raises `TableError`."""
    try:
        check_names(table.column_names, path)  # pandas would take duplicates
    except UnicodeDecodeError as error:
        raise TableError(within(path, say("table.name_not_utf8", why=error))) from error
    try:
        # By default integers become floats where one is missing, and large ones become other integers.
        frame: pd.DataFrame = table.to_pandas(integer_object_nulls=True)
    except MemoryError:
        raise
    # Years and time zones that Python does not know, and damaged notes of pandas', raise whatever they happen to.
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise TableError(within(path, say("table.beyond_python", why=why))) from error
    for name in _categories(table.schema.pandas_metadata or {}):
        if name in frame:
            frame[name] = frame[name].astype("category")
    return frame.reset_index(drop=True)


def _categories(told: Mapping[str, Any]) -> list[str]:
    """Names of the columns that pandas says are categories; Parquet itself keeps this of text alone."""
    return [each["name"] for each in told.get("columns", ()) if each["pandas_type"] == "categorical"]
