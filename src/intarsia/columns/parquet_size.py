"""How many bytes the cells of Parquet files fill, found out without having them all in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

TEXT = "BYTE_ARRAY"
"""What Parquet calls texts and bytes."""
WIDTHS = {"BOOLEAN": 1, "INT32": 4, "FLOAT": 4, "INT64": 8, "DOUBLE": 8, "INT96": 12}
"""Bytes of a value of each other type."""

EXACT = frozenset({"PLAIN", "RLE", "BIT_PACKED", "DELTA_LENGTH_BYTE_ARRAY"})
"""Encodings in which each text is kept as long as it is."""
PREFIXED = "DELTA_BYTE_ARRAY"
"""The encoding in which a text is kept as what follows the beginning of the one before."""
AT_ONCE = 2**30
LEAST_ROWS = 16
MOST_ROWS = 4096
"""Bytes of such texts, if they can be so few rows, that are looked at together."""


def fill_more_than(files: Iterable[Path], most: int) -> bool:
    """Whether the cells of Parquet files, once they are read, fill more bytes than that.

    A text that stands in all rows may be kept once, so a file of 300 KB may fill 100 GB.

    Raises `OSError`, and pyarrow's errors where a file is none.
    """
    count = 0
    for path in files:
        for size in _sizes(path, most):
            count += size
            if count > most:
                return True
    return False


def _sizes(path: Path, most: int) -> Iterator[int]:
    """What adds up to the bytes of a file's cells; no more of it than tells that they are more than `most`."""
    import pyarrow.parquet

    with path.open("rb") as stream:
        file = pyarrow.parquet.ParquetFile(stream)
        groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
        yield max(0, sum(group.total_byte_size for group in groups) - most)
        for number in range(len(groups)):
            next(file.iter_batches(1, [number]), None)  # to ask a damaged column what it holds would end the process
        once = {field.name for field in file.schema_arrow if pa.types.is_dictionary(field.type)}  # also in memory
        for number, group in enumerate(groups):
            for place in range(group.num_columns):
                chunk = group.column(place)
                if chunk.physical_type != TEXT:
                    yield chunk.num_values * (file.schema.column(place).length or WIDTHS[chunk.physical_type])
                elif chunk.path_in_schema in once or EXACT.issuperset(chunk.encodings):
                    yield chunk.total_uncompressed_size
                else:
                    yield from _sizes_of_texts(path, number, group.num_rows, chunk)


def _sizes_of_texts(path: Path, number: int, rows: int, chunk: Any) -> Iterator[int]:
    """What adds up to the bytes of a column's texts in one group of rows.

    As a dictionary they take no more memory than in the file. Where this cannot be had, few are read together.
    """
    import pyarrow.parquet

    name = chunk.path_in_schema
    options = {"read_dictionary": [name]}
    if PREFIXED in chunk.encodings:
        options = {}
        rows = min(MOST_ROWS, max(LEAST_ROWS, AT_ONCE // max(1, chunk.total_uncompressed_size)))
    with path.open("rb") as stream:
        file = pyarrow.parquet.ParquetFile(stream, **options)
        for batch in file.iter_batches(max(1, rows), [number], [name]):
            yield sum(map(_filled, batch.columns))


def _filled(array: pa.Array) -> int:
    """Bytes of an array in which every text stands where it belongs."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        lengths = pc.binary_length(array.dictionary).cast(pa.int64())
        return int(pc.sum(lengths.take(array.indices)).as_py() or 0)
    if pa.types.is_struct(kind):
        return sum(map(_filled, array.flatten()))
    if pa.types.is_map(kind):
        return _filled(array.keys) + _filled(array.items)
    if pa.types.is_nested(kind):  # a list
        return _filled(array.flatten())
    return int(array.nbytes)
