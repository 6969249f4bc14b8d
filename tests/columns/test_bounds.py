"""How large a table may be and what it may be read from; and what no value of Python can hold."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cases import over
from intarsia.columns import Table, csv_dialect, csv_file
from intarsia.columns.csv_file import has_more_cells
from intarsia.errors import TableError


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two columns are the most."""
    monkeypatch.setattr("intarsia.columns.bounds.COLUMNS", 2)


def written(folder: Path, text: str, name: str = "t.csv") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def parquet(folder: Path, table: pa.Table) -> Path:
    pq.write_table(table, folder / "t.parquet")
    return folder / "t.parquet"


@over(
    "table",
    [
        pd.DataFrame([[1, 2, 3]]),
        pl.DataFrame({"a": [1], "b": [2], "c": [3]}),
        pa.table({"a": [1], "b": [2], "c": [3]}),
        {"a": [1], "b": [2], "c": [3]},
        [{"a": 1, "b": 2}, {"c": 3}],
        np.eye(3),
    ],
)
def test_a_table_in_memory_with_too_many_columns_is_refused(narrow: None, table: object) -> None:
    with pytest.raises(TableError, match="the table has 3 columns, and at most 2 can be read: leave out") as caught:
        Table.read(table)
    assert "数据表有 3 列，最多可读取 2 列" in caught.value.message.zh


@over("text", ["a,b,c\n1,2,3\n", "a;b;c\n1;2;3\n", "\nsep=|\na|b|c\n1|2|3\n", '"a\n",b,c\n1,2,3\n'])
def test_a_file_with_too_many_columns_is_refused(narrow: None, tmp_path: Path, text: str) -> None:
    with pytest.raises(TableError, match=r"t.csv: the table has 3 columns, and at most 2 can be read"):
        Table.read(written(tmp_path, text))


def test_a_parquet_file_with_too_many_columns_is_refused(narrow: None, tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"t.parquet: the table has 3 columns, and at most 2 can be read"):
        Table.read(parquet(tmp_path, pa.table({"a": [1], "b": [2], "c": [3]})))


def test_delimiters_in_a_name_separate_no_columns(narrow: None, tmp_path: Path) -> None:
    assert Table.read(written(tmp_path, '"a, b, c",d\n1,2\n')).names == ("a, b, c", "d")


@over("bound", [("ROWS", 3), ("CELLS", 7)])
def test_a_file_of_more_rows_or_cells_than_memory_holds_is_not_read(tmp_path: Path, bound: tuple[str, int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"intarsia.columns.bounds.{bound[0]}", bound[1])
        patch.setattr(csv_file, "_strings", None)
        patch.setattr(pq, "read_table", None)
        with pytest.raises(TableError, match="of 2 columns, which fit in no laptop's memory: give a part of it"):
            Table.read(written(tmp_path, "a,b\n1\n1\n1\n1\n"))
        with pytest.raises(TableError, match="4 rows of 2 columns, which fit in no laptop's memory"):
            Table.read(parquet(tmp_path, pa.table({"a": pa.nulls(4), "b": pa.nulls(4)})))


@over("ends", ["\n", "\r\n", "\r"])
def test_cells_are_counted_as_short_rows_are_filled_up(tmp_path: Path, ends: str) -> None:
    text = ends.join(["sep=;", "a;b;c", "1", "2;2", "3"])
    for encoding in ("utf-8", "utf-16", "utf-32", "gb18030"):
        (tmp_path / "t.csv").write_bytes(text.encode(encoding))
        assert has_more_cells(tmp_path / "t.csv", ",", 4 * 3 - 1)
        assert not has_more_cells(tmp_path / "t.csv", ",", 4 * 3)


def test_a_row_may_go_over_many_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intarsia.columns.bounds.CELLS", 12)
    lines = "\n".join("so many lines")
    path = written(tmp_path, f'a,b\n1,"{lines}"\n2,"{lines}"\n')
    assert not has_more_cells(path, ",", 6)
    assert Table.read(path).cells("a") == ["1", "2"]


def test_a_line_of_names_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intarsia.columns.csv_dialect.LONGEST", 20)
    assert Table.read(written(tmp_path, "a,b\n" + "x" * 30 + ",1\n")).names == ("a", "b")
    for above in ("", "\n", "sep=;\n"):
        with pytest.raises(TableError, match=r"t.csv: the line that names the columns has more than 20 characters"):
            Table.read(written(tmp_path, above + "\0" * 30))


def test_a_name_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"t.csv cannot be read as CSV: field larger than field limit"):
        Table.read(written(tmp_path, 'a,"' + "b\n" * csv_dialect.LONGEST))


def test_a_table_in_parts_is_read_within_the_same_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.parquet").mkdir()
    for part in range(2):
        pq.write_table(pa.table({"a": [part, 7]}), tmp_path / "t.parquet" / f"part-{part}.parquet")
    assert Table.read(tmp_path / "t.parquet").cells("a") == [0, 7, 1, 7]
    monkeypatch.setattr("intarsia.columns.bounds.ROWS", 3)
    with pytest.raises(TableError, match=r"t\.parquet"):
        Table.read(tmp_path / "t.parquet")


@over("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    for name in ("t.csv", "t.tsv", "t.parquet"):
        make(tmp_path / name)
        with pytest.raises(TableError, match=f"{name} cannot be read: it is a folder, a pipe or a device; save"):
            Table.read(tmp_path / name)


@over("order", ["le", "be"])
def test_utf_32_is_not_taken_for_utf_16(tmp_path: Path, order: str) -> None:
    mark = codecs.BOM_UTF32_LE if order == "le" else codecs.BOM_UTF32_BE
    (tmp_path / "t.csv").write_bytes(mark + "名称,b\n外套,2\n".encode(f"utf-32-{order}"))
    table = Table.read(tmp_path / "t.csv")
    assert table.names == ("名称", "b")
    assert table.cells("名称") == ["外套"]
    assert table.notes == ()


def test_encodings_are_guessed_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intarsia.columns.file_encoding._CHUNK", 7)
    for text, encoding in (("名称\n这件外套很暖和，颜色也好\n" * 9, "gb18030"), ("été\nà l'œuvre\n" * 9, "cp1252")):
        (tmp_path / "t.csv").write_bytes(text.encode(encoding))
        assert Table.read(tmp_path / "t.csv").names == (text.splitlines()[0],)
    (tmp_path / "t.csv").write_bytes("a\né\nok and more\n".encode() + b"\xff\xff\xff\n")
    with pytest.raises(TableError, match=r"is not UTF-8 \(line 4, byte 0xff\)"):
        Table.read(tmp_path / "t.csv")
    (tmp_path / "t.csv").write_bytes(b"a\nok\n\xff\xff\xff\xff\xc3")
    with pytest.raises(TableError, match=r"is not UTF-8 \(line 3, byte 0xff\)"):
        Table.read(tmp_path / "t.csv")


@over(
    ("cells", "why"),
    [
        (pa.array([1, 2], pa.timestamp("us", "Nowhere/X")), "UnknownTimeZoneError: 'Nowhere/X'"),
        (pa.array([10**8, 2], pa.date32()), "ValueError: year 275760 is out of range"),
        (pa.array([[10**8], []], pa.list_(pa.date32())), "ValueError: year 275760 is out of range"),
    ],
)
def test_what_python_has_no_value_for_is_told(tmp_path: Path, cells: pa.Array, why: str) -> None:
    table = pa.table({"a": cells})
    for source, place in ((table, ""), (parquet(tmp_path, table), "t.parquet: ")):
        with pytest.raises(TableError, match=f"{place}the columns cannot be read as values of Python .{why}"):
            Table.read(source)


def test_what_a_file_says_wrongly_of_its_values_is_told(tmp_path: Path) -> None:
    times = pa.table({"a": pa.array([2**60, 2], pa.time64("us"))})
    texts = pa.table({"a": pa.array([b"rot\xff"]).view(pa.string())})
    for table in (times, texts):
        with pytest.raises(TableError, match=r"t\.parquet cannot be read: Column 0"):
            Table.read(parquet(tmp_path, table))


def test_a_moment_beyond_the_calendar_is_told_with_its_column(tmp_path: Path) -> None:
    table = Table.read(parquet(tmp_path, pa.table({"when": pa.array([2**62], pa.timestamp("us", "Europe/Berlin"))})))
    with pytest.raises(TableError, match="column 'when' cannot be read as values of Python"):
        table.cells("when")


def test_damaged_notes_of_pandas_are_told(tmp_path: Path) -> None:
    for notes in (b"[]", b"[" * 100_000, b'{"index_columns": [3], "columns": [], "column_indexes": []}'):
        table = pa.table({"a": [1]}).replace_schema_metadata({b"pandas": notes})
        with pytest.raises(TableError, match="the columns cannot be read as values of Python"):
            Table.read(parquet(tmp_path, table))


def test_names_that_are_not_utf_8_are_told(tmp_path: Path) -> None:
    pq.write_table(pa.table({"nameXX": [1]}), tmp_path / "t.parquet", store_schema=False)
    content = (tmp_path / "t.parquet").read_bytes()
    (tmp_path / "t.parquet").write_bytes(content.replace(b"nameXX", b"name\xff\xfe"))
    with pytest.raises(TableError, match=r"t.parquet: the name of a column is not UTF-8 .*: rename it"):
        Table.read(tmp_path / "t.parquet")


def test_a_file_whose_own_name_is_not_utf_8_is_read(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no file"):
        Table.read(tmp_path / "x\udcff.parquet")
    parquet(tmp_path, pa.table({"a": [1]})).rename(tmp_path / "x\udcff.parquet")
    assert Table.read(tmp_path / "x\udcff.parquet").names == ("a",)


def test_a_long_name_is_read(tmp_path: Path) -> None:
    name = "x" * 200_000
    assert list(Table.read(written(tmp_path, f'"{name}",b\n1,2\n')).frame) == [name, "b"]


def test_blank_lines_between_rows_are_no_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "1,2\n\n\n" * 100)
    assert not has_more_cells(path, ",", 202)
    assert has_more_cells(path, ",", 201)


def test_a_parquet_file_whose_few_bytes_fill_a_memory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), ["x" * 10_000])
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"note": kept, "number": list(range(1000))}), path, store_schema=False)
    assert path.stat().st_size < 20_000
    assert len(Table.read(path)) == 1000
    monkeypatch.setattr("intarsia.columns.arrow_table.BYTES", 2**23)
    monkeypatch.setattr(pq, "read_table", None)
    with pytest.raises(TableError, match=r"cells of .* fill more than 0 GB, which fit in no laptop's memory"):
        Table.read(path)
