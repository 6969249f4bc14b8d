"""What the cells of Parquet files fill is told from the files, whatever is kept how."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cases import over
from intarsia.columns.parquet_size import fill_more_than

LONG = "x" * 10_000
ONCE = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), [LONG])
TEXTS = pa.array([LONG] * 1000)
TREE = pa.StructArray.from_arrays([TEXTS], names=["inner"])
LISTS = pa.array([[LONG, LONG]] * 500)


def written(path: Path, *, schema: bool = False, **options: Any) -> Path:
    columns = {name: value for name, value in options.items() if isinstance(value, pa.Array)}
    told = {name: value for name, value in options.items() if name not in columns}
    pq.write_table(pa.table(columns), path, store_schema=schema, **told)
    return path


def filled(path: Path) -> int:
    """The bytes that its cells are found to fill."""
    low = 0
    high = 2**40
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if fill_more_than([path], middle) else (low, middle)  # fmt: skip
    return low


@over(
    ("column", "options"),
    [
        (TEXTS, {}),
        (ONCE, {}),
        (TEXTS.cast(pa.binary()), {}),
        (TEXTS.cast(pa.large_string()), {}),
        (TREE, {}),
        (LISTS, {}),
        (TEXTS, {"use_dictionary": False}),
        (TEXTS, {"use_dictionary": False, "column_encoding": {"a": "DELTA_BYTE_ARRAY"}}),
        (TEXTS, {"use_dictionary": False, "column_encoding": {"a": "DELTA_LENGTH_BYTE_ARRAY"}}),
    ],
)
def test_a_text_counts_as_often_as_it_stands_there(tmp_path: Path, column: pa.Array, options: dict[str, Any]) -> None:
    assert 10**7 <= filled(written(tmp_path / "t.parquet", a=column, **options)) <= 1.2 * 10**7


@over(
    "column",
    [pa.array(np.zeros(10**6)), pa.array([[0.0] * 1000] * 1000), pa.array([b"12345678"] * 10**6, pa.binary(8))],
)
def test_numbers_count_as_they_are_in_memory(tmp_path: Path, column: pa.Array) -> None:
    path = written(tmp_path / "t.parquet", a=column)
    assert path.stat().st_size < 10**5
    assert 8 * 10**6 <= filled(path) <= 9 * 10**6


def test_categories_are_kept_once_in_memory_too(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": pd.Categorical([LONG] * 1000)})
    frame.to_parquet(tmp_path / "t.parquet")
    assert filled(tmp_path / "t.parquet") < 50_000


def test_parts_count_together(tmp_path: Path) -> None:
    files = [written(tmp_path / f"{number}.parquet", a=ONCE) for number in range(3)]
    assert fill_more_than(files, 3 * 10**7 - 1)
    assert not fill_more_than(files, 4 * 10**7)


@pytest.mark.parametrize("table", [pa.table({}), pa.table({"a": pa.array([], pa.string())}), pa.table({"a": [None]})])
def test_what_is_not_there_fills_nothing(tmp_path: Path, table: pa.Table) -> None:
    pq.write_table(table, tmp_path / "t.parquet")
    assert not fill_more_than([tmp_path / "t.parquet"], 1000)
