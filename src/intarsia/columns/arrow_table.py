"""Arrow tables, out of memory or out of a Parquet file, whose few bytes may hold more rows than any memory."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.columns.bounds import check_names, check_size, within
from intarsia.errors import TableError
from intarsia.i18n import messages

say = messages(__package__)

BYTES = 2**34
"""That the cells of a table may fill: more than the memory of a laptop."""
ROWS_AT_ONCE = 2**12
"""Rows that are looked at together, to see how many bytes they fill."""
TEXT = "BYTE_ARRAY"
LARGEST_NUMBER = 12
"""Bytes of a number as Parquet keeps it."""


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
        if are_larger(path, BYTES):
            raise TableError(say("file.too_many_bytes", path=path, most=BYTES / 2**30))
        found = pyarrow.parquet.read_table(file)
        found.validate(full=True)  # texts that are no UTF-8 would be noticed when a cell is asked for
        return from_arrow(found, path)


def are_larger(path: Path, most: int) -> bool:
    """Whether the cells of a Parquet file fill more bytes than that. Little of them is in memory at once.

    A text that stands in all rows is kept once, so a file of 300 KB may fill 100 GB. Here, too, it is only counted.
    Raises `OSError`, and pyarrow's errors where the file is none.
    """
    import pyarrow.parquet

    with path.open("rb") as file:
        whole = pyarrow.parquet.ParquetFile(file)
        told = whole.metadata
        if sum(told.row_group(number).total_byte_size for number in range(told.num_row_groups)) > most:
            return True
        for number in range(told.num_row_groups):
            next(whole.iter_batches(1, [number]), None)  # to ask a damaged column what it holds would end the process
        leaves = [whole.schema.column(number) for number in range(len(whole.schema))]
    count: int = told.num_rows * sum(leaf.length or LARGEST_NUMBER for leaf in leaves if leaf.physical_type != TEXT)
    texts = [leaf.path for leaf in leaves if leaf.physical_type == TEXT]
    with path.open("rb") as file:
        batches = pyarrow.parquet.ParquetFile(file, read_dictionary=texts).iter_batches(ROWS_AT_ONCE, columns=texts)
        for batch in batches if texts else ():
            count += sum(_bytes_of(column) for column in batch.columns)
            if count > most:
                break
    return count > most


def _bytes_of(column: pa.Array) -> int:
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary).cast(pa.int64())
    return int(pc.sum(lengths.take(column.indices)).as_py() or 0)


def _read_parts(folder: Path) -> pd.DataFrame:
    """Read a table in parts, as Spark and Dask write it into a folder."""
    import pyarrow.dataset

    parts = pyarrow.dataset.dataset(folder, format="parquet")
    check_size(parts.count_rows(), len(parts.schema), folder)
    found = parts.to_table()
    found.validate(full=True)
    return from_arrow(found, folder)


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
    return frame.reset_index(drop=True)
