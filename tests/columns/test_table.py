import datetime
import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import PIL.Image
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from cases import over
from intarsia.columns import Category, Image, Number, Schema, Table, Text
from intarsia.errors import CellError, TableError

ROWS = [{"name": "coat", "price": 10, "sold": True}, {"name": None, "price": 12, "sold": False}]
COLUMNS = {"name": ["coat", None], "price": [10, 12], "sold": [True, False]}
FRAME = pd.DataFrame(COLUMNS, index=[7, 7])


def written(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@over(
    "source",
    [
        ROWS,
        tuple(ROWS),
        COLUMNS,
        FRAME,
        pl.DataFrame(COLUMNS),
        pa.table(COLUMNS),
        pa.RecordBatch.from_pydict(COLUMNS),
        Table(FRAME.reset_index(drop=True)),
        {"name": pd.Series(["coat", None]), "price": np.array([10, 12]), "sold": (True, False)},
        [{"name": "coat", "price": 10, "sold": True}, {"price": 12, "sold": False}],
    ],
)
def test_a_table_in_memory_is_the_same_from_any_library(source: object) -> None:
    table = Table.read(source)
    assert table.names == ("name", "price", "sold")
    assert len(table) == 2
    assert list(table.cells("price")) == [10, 12]
    assert list(table.cells("sold")) == [True, False]
    assert [Category().load(cell) for cell in table.cells("name")] == ["coat", None]
    assert table.root is None
    assert Table.read(table) is table


def parts(frame: pd.DataFrame, path: Path) -> None:
    path.mkdir()
    for row in range(len(frame)):
        frame.iloc[[row]].to_parquet(path / f"part-{row}.parquet")


WRITERS: dict[str, Callable[[pd.DataFrame, Path], object]] = {
    "t.parquet": lambda frame, path: frame.to_parquet(path),
    "t.PARQUET": lambda frame, path: frame.to_parquet(path),
    "t.parquet.brotli": lambda frame, path: frame.to_parquet(path, compression="brotli"),
    "parts": parts,
    "t.csv": lambda frame, path: frame.to_csv(path, index=False),
    "t.tsv": lambda frame, path: frame.to_csv(path, index=False, sep="\t"),
    "t.jsonl": lambda frame, path: frame.to_json(path, orient="records", lines=True),
    "t.json": lambda frame, path: frame.reset_index(drop=True).to_json(path, orient="records"),
    "t.xlsx": lambda frame, path: frame.to_excel(path, index=False),
    "t.csv.gz": lambda frame, path: frame.to_csv(path, index=False),
    "t.csv.bz2": lambda frame, path: frame.to_csv(path, index=False),
    "t.tsv.xz": lambda frame, path: frame.to_csv(path, index=False, sep="\t"),
    "t.csv.zip": lambda frame, path: frame.to_csv(path, index=False),
    "t.jsonl.gz": lambda frame, path: frame.to_json(path, orient="records", lines=True),
}


@over("name", list(WRITERS))
def test_a_file_is_the_same_in_any_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    WRITERS[name](FRAME, path)
    for source in (path, str(path)):
        table = Table.read(source)
        assert table.names == ("name", "price", "sold")
        assert list(table.labels("price")) == [10, 12]
        assert list(table.labels("sold")) == [True, False]
        assert [Number().load(cell) for cell in table.cells("price")] == [10, 12]
        assert [Category().load(cell) for cell in table.cells("sold")] == ["True", "False"]
        assert [Category().load(cell) for cell in table.cells("name")] == ["coat", None]
        assert table.root == tmp_path


def test_types_of_arrow_and_polars_arrive_as_python_knows_them() -> None:
    day = datetime.datetime(2024, 1, 5)
    columns = {
        "large": [2**60 + 1, None],
        "day": [day, None],
        "bytes": [b"a", None],
        "kind": ["a", "b"],
        "t": [0.5, None],
    }
    arrow = pa.table({**columns, "photo": [{"bytes": b"x", "path": None}, None]})
    arrow = arrow.set_column(3, "kind", arrow["kind"].dictionary_encode())
    polars = pl.DataFrame(columns, schema_overrides={"kind": pl.Categorical})
    for source in (arrow, polars):
        table = Table.read(source)
        assert table.cells("large")[0] == 2**60 + 1
        assert table.cells("day")[0] == day
        assert table.cells("bytes")[0] == b"a"
        assert list(table.cells("kind")) == ["a", "b"]
        assert all(Category().load(table.cells(name)[1]) is None for name in columns if name != "kind")
    assert Table.read(arrow).cells("photo")[0] == {"bytes": b"x", "path": None}


def test_pictures_in_memory_are_cells() -> None:
    pictures = np.zeros((2, 4, 5, 3), np.uint8)
    for source in ({"photo": pictures}, {"photo": list(pictures)}, [{"photo": picture} for picture in pictures]):
        assert Image().load(Table.read(source).cells("photo")[1]).shape == (4, 5, 3)  # type: ignore[union-attr]


def test_an_array_has_numbered_columns() -> None:
    assert Table.read(np.eye(2)).names == ("x0", "x1")
    assert list(Table.read([[1, 2], [3, 4]]).cells("x1")) == [2, 4]
    assert list(Table.read(np.array([["a", 1], ["b", 2]], dtype=object)).cells("x1")) == [1, 2]


def test_names_are_strings() -> None:
    assert Table.read(pd.DataFrame({0: [1], ("a", "b"): [2]})).names == ("0", "('a', 'b')")


@given(st.permutations(range(4)))
@settings(deadline=None, max_examples=20)
def test_rows_follow_the_order_in_which_they_are_taken(order: list[int]) -> None:
    table = Table.read({"a": [0, 1, 2, 3], "b": list("wxyz")})
    taken = table.take(order)
    assert list(taken.cells("a")) == order
    assert list(taken.cells("b")) == ["wxyz"[row] for row in order]
    assert list(taken.take(np.argsort(order)).cells("a")) == [0, 1, 2, 3]
    assert list(taken.frame.index) == [0, 1, 2, 3]


def test_the_users_table_is_not_changed() -> None:
    frame = FRAME.copy()
    table = Table.read(frame)
    table.drop("price").take([0])
    pd.testing.assert_frame_equal(frame, FRAME)
    assert table.drop("price").names == ("name", "sold")


def test_of_a_csv_only_empty_cells_are_missing(tmp_path: Path) -> None:
    table = Table.read(written(tmp_path, 'a,b\nNA,1\nNone,2\nnull,\n"",4\nnan,5\n'))
    assert [Category().load(cell) for cell in table.cells("a")] == ["NA", "None", "null", None, "nan"]
    assert [Category().load(cell) for cell in table.cells("b")] == ["1", "2", None, "4", "5"]


@over(
    ("cells", "values"),
    [
        (["1", "-2"], [1, -2]),
        (["1.50", "2"], [1.5, 2.0]),
        (["1e3", "0"], [1000.0, 0.0]),
        (["True", "FALSE"], [True, False]),
        (["007", "123"], ["007", "123"]),
        (["+4912345", "+4954321"], ["+4912345", "+4954321"]),
        (["1234567890123456789", "1"], ["1234567890123456789", "1"]),
        (["1", "two"], ["1", "two"]),
        (["1,5", "2"], [1.5, 2.0]),
        (["1,234", "2"], ["1,234", "2"]),
        (["1.096", "2,5"], [1096.0, 2.5]),
        (["1,096", "2.5"], [1096.0, 2.5]),
        (["true", "maybe"], ["true", "maybe"]),
    ],
)
def test_labels_of_a_csv_are_numbers_where_nothing_is_lost(
    tmp_path: Path, cells: list[str], values: list[object]
) -> None:
    content = "a\n" + "".join(f'"{cell}"\n' for cell in cells)
    table = Table.read(written(tmp_path, content))
    assert list(table.cells("a")) == cells
    assert list(table.labels("a")) == values
    assert [type(label) for label in table.labels("a")] == [type(value) for value in values]


def test_a_cell_of_a_csv_is_read_alike_whatever_stands_beside_it(tmp_path: Path) -> None:
    alone = Table.read(written(tmp_path, "size\n12.50\n", "one.csv"))
    beside = Table.read(written(tmp_path, "size\n12.50\nlarge\n007\n", "three.csv"))
    assert alone.cells("size") == beside.take([0]).cells("size") == ["12.50"]
    for column in (Text(), Category(), Number()):
        assert column.digest(alone.cells("size")[0]) == column.digest(beside.cells("size")[0])


def test_pictures_may_be_named_by_numbers(tmp_path: Path) -> None:
    for name in ("100", "101"):
        PIL.Image.new("RGB", (4, 4)).save(tmp_path / name, format="PNG")
    table = Table.read(written(tmp_path, "photo,size\n100,1.5\n101,2.5\n"))
    schema = Schema.infer(table)
    assert schema.columns["photo"] == Image()
    schema.check(table)


@over(
    ("encoding", "note"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("utf-32", None), ("gbk", "read as GB 18030")],
)
def test_a_csv_from_excel_in_china_is_read(tmp_path: Path, encoding: str, note: str | None) -> None:
    table = Table.read(written(tmp_path, "名称,价格\n外套,10\n衬衫,12\n".encode(encoding)))
    assert table.names == ("名称", "价格")
    assert list(table.cells("名称")) == ["外套", "衬衫"]
    assert list(table.cells("价格")) == ["10", "12"]
    assert any(note in found.en for found in table.notes) if note else not table.notes


@over(
    ("text", "encoding", "note"),
    [
        ("名称,价格\n这件外套很暖和，颜色也好,10\n", "gbk", "read as GB 18030"),
        ("nom,prix\nété,3\nà l'œuvre – 5 €,2\n", "cp1252", "read as Windows-1252"),
        ("Stück,Größe\nMünchen,groß\n", "latin-1", "read as Windows-1252"),
        ("¿qué?,niño\n¡ándale!,corazón\n", "cp1252", "read as Windows-1252"),
    ],
)
def test_the_encoding_of_old_files_is_guessed_and_told(tmp_path: Path, text: str, encoding: str, note: str) -> None:
    table = Table.read(written(tmp_path, text.encode(encoding)))
    assert [*table.names, *(str(table.cells(name)[0]) for name in table.names)] == text.replace("\n", ",").split(",")[
        :4
    ]
    assert note in table.notes[0].en


def test_an_encoding_that_cannot_be_guessed_is_asked_for_and_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "Хороший товар\nда\n".encode("cp1251"))
    with pytest.raises(TableError, match=r"is not UTF-8 \(line 1, byte 0xd5\); save it as UTF-8, or name its encoding"):
        Table.read(path)
    assert Table.read(path, encoding="cp1251").names == ("Хороший товар",)
    with pytest.raises(TableError, match="unknown encoding: cp12; name one that Python knows, such as 'cp1252'"):
        Table.read(path, encoding="cp12")
    with pytest.raises(TableError, match="cannot be read as CSV: 'ascii' codec"):
        Table.read(path, encoding="ascii")


def test_half_a_surrogate_pair_is_text(tmp_path: Path) -> None:
    for source in ([{"a": "x\ud800", "b": 1}], {"a": ["x\ud800"], "b": [1]}, [["x\ud800", 1]]):
        table = Table.read(source)
        assert Text().load(table.cells(table.names[0])[0]) == "x\ufffd"


def numbers(table: Table, name: str) -> list[float | None]:
    """The cells of a column as it is guessed, which must be as numbers."""
    column = Schema.infer(table).columns[name]
    assert isinstance(column, Number)
    return [column.load(cell) for cell in table.cells(name)]


def test_a_csv_from_excel_in_europe_is_read(tmp_path: Path) -> None:
    table = Table.read(written(tmp_path, "a;b;codes;pair;both\n1,5;x;01,5;1,5;1.234\n-2;y;2,5;1,5,2;4\n;;;;\n"))
    assert table.names == ("a", "b", "codes", "pair", "both")
    assert tuple(each.en for each in table.notes) == ("columns are separated by semicolons",)
    schema = Schema.infer(table)
    assert schema.notes["a"].why.en == "numbers with decimal commas"
    assert schema.columns["codes"] == Category()
    assert schema.columns["pair"] == Category()
    assert numbers(table, "a") == [1.5, -2.0, None]
    assert numbers(table, "both") == [1234.0, 4.0, None]  # another column proves it


@over(
    ("text", "values"),
    [
        ("price;other\n1.096;0,5\n12;7\n", [1096.0, 12.0]),
        ("price;other\n1.096;0.5\n12;7\n", [1.096, 12.0]),
        ("price;other\n1.096;5\n12;7\n", [1.096, 12.0]),
        ("price\tother\n1,5\t3\n2\t4\n", [1.5, 2.0]),
        ('price,other\n"1,096",0.25\n12,7\n', [1096.0, 12.0]),
        ('price,other\n"1.096","0,25"\n12,7\n', [1096.0, 12.0]),
        ('price,other\n"1\u00a0096,50",1\n12,7\n', [1096.5, 12.0]),
    ],
)
def test_the_decimal_sign_is_found_over_the_whole_file(tmp_path: Path, text: str, values: list[float]) -> None:
    table = Table.read(written(tmp_path, text, "t.tsv" if "\t" in text else "t.csv"))
    assert numbers(table, "price") == values


def test_the_decimal_sign_of_training_reads_later_cells(tmp_path: Path) -> None:
    table = Table.read(written(tmp_path, "price;other\n1.096;0,5\n12;7\n"))
    column = Schema.infer(table).columns["price"]
    assert column.load("2.500") == 2500.0
    assert column.load(2.5) == 2.5
    with pytest.raises(CellError, match=r"'2\.5' has a point where the numbers of this column have a decimal comma"):
        column.load("2.5")
    with pytest.raises(CellError, match=r"'2,5' has a comma where the numbers of this column have a decimal point"):
        Number(".").load("2,5")


@over(
    ("text", "names", "rows"),
    [
        ('"Größe, cm";Preis\n1,5;2,5\n3,5;4,5\n', ("Größe, cm", "Preis"), 2),
        ("Name;Preis, EUR;Größe\na;1,5;3\nb;2,5;4\n", ("Name", "Preis, EUR", "Größe"), 2),
        ("Größe, cm;Preis\n1,5;2,5\n3,5;4,5\n", ("Größe, cm", "Preis"), 2),
        ('"Größe\n(cm)";Preis\n1,5;2,5\n', ("Größe\n(cm)", "Preis"), 1),
        ("a|b\n1|2\n3|4\n", ("a", "b"), 2),
        ("a\tb\n1\t2\n", ("a", "b"), 1),
        ("words\nlong; and, so | on\n", ("words",), 1),
        ('a,b\n"x;y",1\n"z;w",2\n', ("a", "b"), 2),
    ],
)
def test_what_separates_cells_is_found(tmp_path: Path, text: str, names: tuple[str, ...], rows: int) -> None:
    if names == ("words",):
        text = text.replace(",", " ")
    table = Table.read(written(tmp_path, text))
    assert (table.names, len(table)) == (names, rows)


def test_a_quotation_mark_that_swallows_rows_is_told_with_its_line(tmp_path: Path) -> None:
    rows = [f'{row},"words of {row}",{row * 2}' for row in range(50)]
    rows[9] = rows[9].replace('of 9"', "of 9")
    with pytest.raises(
        TableError, match=r"t\.csv, line 11: a quotation mark opens a cell of 2 lines and is not closed"
    ):
        Table.read(written(tmp_path, "a,b,c\n" + "\n".join(rows) + "\n", "t.csv"))
    rows[10:40] = [f"{row},words of {row},{row * 2}" for row in range(10, 40)]
    with pytest.raises(TableError, match=r"t\.csv, line 11: a quotation mark opens a cell of 32 lines"):
        Table.read(written(tmp_path, "a,b,c\n" + "\n".join(rows) + "\n", "t.csv"))


def test_cells_over_many_lines_with_commas_are_read(tmp_path: Path) -> None:
    text = 'a,b\n"one, two\nthree, ""four"", five\nsix, seven",1\n"say ""so""\n, or not",2\n'
    assert Table.read(written(tmp_path, text)).cells("b") == ["1", "2"]


def test_lines_of_json_keep_their_types_and_name_the_bad_one(tmp_path: Path) -> None:
    table = Table.read(written(tmp_path, '{"a": "12.50", "b": [1, 2]}\n\n{"a": null, "b": [3, 4]}\n', "t.jsonl"))
    assert table.cells("a")[0] == "12.50"
    assert table.cells("b") == [[1, 2], [3, 4]]
    for content, reason in (
        ('{"a": 1}\n{"a": \n', r"t.jsonl, line 2: Expecting value.*; write one JSON object per line"),
        ('{"a": 1}\n[1]\n', r"t.jsonl, line 2: list is no row"),
        ("\n", "t.jsonl is empty"),
        (b'{"a": "\xff\xfe\xfd\xfc"}', "t.jsonl is not UTF-8 .line 1, byte 0xff"),
    ):
        with pytest.raises(TableError, match=reason):
            Table.read(written(tmp_path, content, "t.jsonl"))
    assert Table.read(written(tmp_path, '{"a": [1, 2], "b": ["x", "y"]}', "t.json")).cells("a") == [1, 2]
    for content in ("3", '{"a": 1}', '{"a": [1], "b": [1, 2]}', "[1, 2]"):
        with pytest.raises(TableError, match=r"t\.json holds no table: write a list of objects"):
            Table.read(written(tmp_path, content, "t.json"))


def test_a_workbook_is_read_from_its_first_sheet(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"code": ["007", "12.50"], "day": pd.to_datetime(["2024-01-05", None]), "n": [1, 2.5]}).to_excel(
            book, sheet_name="prices", index=False, startrow=2, startcol=1
        )
        pd.DataFrame({"x": [1]}).to_excel(book, sheet_name="notes", index=False)
    table = Table.read(path)
    assert table.names == ("code", "day", "n")
    assert table.cells("code") == ["007", "12.50"]
    assert table.cells("n") == [1.0, 2.5]
    assert Number().load(table.cells("day")[0]) == datetime.datetime(2024, 1, 5, tzinfo=datetime.UTC).timestamp()
    assert [note.en for note in table.notes] == ["read sheet 'prices'; the others are not read: 'notes'"]


def test_packed_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    for name in ("t.csv.gz", "t.csv.zip", "t.csv.xz", "t.csv.bz2", "t.csv.zst"):
        with pytest.raises(TableError, match=f"{name} cannot be read"):
            Table.read(written(tmp_path, "a,b\n1,2\n", name))
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
        archive.writestr("b.csv", "a\n1\n")
    with pytest.raises(TableError, match=r"two\.zip holds 2 files: unpack it"):
        Table.read(tmp_path / "two.zip")
    (tmp_path / "bad.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2,3\n1,2\n"))
    with pytest.raises(TableError, match=r"bad\.csv\.gz, line 2: 3 cells, but 2 columns have a name: put") as caught:
        Table.read(tmp_path / "bad.csv.gz")
    assert "/bad.csv.gz" in str(caught.value)
    with pytest.raises(TableError, match=r"no file '.*gone\.csv\.gz'"):
        Table.read(tmp_path / "gone.csv.gz")


def test_a_file_that_unpacks_to_more_than_memory_holds_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intarsia.columns.packed.BYTES", 1000)
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"a\n" + b"1\n" * 1000))
    with pytest.raises(TableError, match=r"cells of .* fill more than 0 GB"):
        Table.read(tmp_path / "t.csv.gz")


def test_a_url_is_read_where_fsspec_opens_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1,x\n")
    table = Table.read(path.as_uri())
    assert table.cells("b") == ["x"]
    assert table.root is None
    with pytest.raises(TableError, match=r"nowhere://t\.csv cannot be read: ValueError: Protocol not known"):
        Table.read("nowhere://t.csv")


def test_relative_paths_start_where_the_user_says(tmp_path: Path) -> None:
    PIL.Image.new("RGB", (4, 4)).save(tmp_path / "a.png")
    for source in ({"photo": ["a.png"]}, pd.DataFrame({"photo": ["a.png"]})):
        table = Table.read(source, folder=tmp_path)
        assert table.placed({"photo": Image()})["photo"].load("a.png") is not None
    assert Table.read(Table.read({"a": [1]}), folder=tmp_path).root == tmp_path
    (tmp_path / "x").mkdir()
    assert Table.read(written(tmp_path, "a\n1\n"), folder=tmp_path / "x").root == tmp_path / "x"
    with pytest.raises(TableError, match="y is no folder: give the one at which paths in the table start"):
        Table.read({"a": [1]}, folder=tmp_path / "y")


def test_excels_line_that_names_the_delimiter_is_no_header(tmp_path: Path) -> None:
    for sep in ";,|":
        table = Table.read(written(tmp_path, f"sep={sep}\na{sep}b\n1{sep}x\n"))
        assert (table.names, len(table)) == (("a", "b"), 1)


@over("text", ["\n\na,b\n1,x\n", "\r\na;b\r\n1;x\r\n", "\nsep=;\na;b\n1;x\n"])
def test_blank_lines_above_the_names_are_passed_over(tmp_path: Path, text: str) -> None:
    table = Table.read(written(tmp_path, text))
    assert (table.names, table.cells("a"), table.cells("b")) == (("a", "b"), ["1"], ["x"])


def test_a_blank_line_is_a_row_of_a_single_column_only(tmp_path: Path) -> None:
    single = Table.read(written(tmp_path, "a\nx\n\ny\n"))
    assert [Category().load(cell) for cell in single.cells("a")] == ["x", None, "y"]
    assert len(Table.read(written(tmp_path, "a,b\nx,1\n\ny,2\n\n"))) == 2


def test_a_csv_may_have_line_ends_in_cells_and_short_rows(tmp_path: Path) -> None:
    table = Table.read(written(tmp_path, 'a,b,\r\n"one\r\ntwo",3,4\r\nx\r\n'))
    assert table.names == ("a", "b", "column 2")
    assert table.cells("a")[0] == "one\r\ntwo"
    assert Category().load(table.cells("b")[1]) is None


@over(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("a,b\n", r"table.csv: the table has no rows, only the names of its columns \(2\): give at least"),
        ("a,b,a\n1,2,3\n", "table.csv: two columns are named 'a'; rename one"),
        ("a,b\n1,2\n1,2,3\n", "table.csv, line 3: 3 cells, but 2 columns have a name: put a cell that holds the"),
        ('a,b\n"1,2\n', "table.csv, line 2: a quotation mark opens a cell of 1 line and is not closed"),
        (
            b"a\nok\n\xff\xff\xff\n",
            r"is not UTF-8 \(line 3, byte 0xff\); save it as UTF-8, or name its encoding: Table.read\(path, encoding=",
        ),
        (b"\xff\xfea", "cannot be read as CSV"),
    ],
)
def test_a_csv_that_cannot_be_read_says_where(tmp_path: Path, content: str | bytes, reason: str) -> None:
    with pytest.raises(TableError, match=reason):
        Table.read(written(tmp_path, content))


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"no file '.*gone.csv'"):
        Table.read(tmp_path / "gone.csv")
    with pytest.raises(TableError, match=r"table.xls is no table that can be read: give .csv, .tsv, .parquet"):
        Table.read(written(tmp_path, "", "table.xls"))
    with pytest.raises(TableError, match=r"table.xlsx cannot be read: BadZipFile"):
        Table.read(written(tmp_path, "", "table.xlsx"))
    with pytest.raises(TableError, match=r"table.parquet cannot be read"):
        Table.read(written(tmp_path, gzip.compress(b"no parquet"), "table.parquet"))
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(TableError, match=r"folder.csv cannot be read"):
        Table.read(tmp_path / "folder.csv")


@over(
    ("source", "reason"),
    [
        (3, "int is no table: give a pandas, polars or Arrow table"),
        (sparse.csr_matrix(np.eye(2)), "sparse input is not supported"),
        (pl.LazyFrame({"a": [1]}), "LazyFrame is no table"),
        ([], r"0 feature\(s\) \(shape=\(0, 0\)\) while a minimum of 1 is required"),
        (pd.DataFrame({"a": []}), r"has no rows, only the names of its columns \(1\): give at least one row"),
        (np.zeros((4, 0)), r"0 feature\(s\) \(shape=\(4, 0\)\) while a minimum of 1 is required"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "two columns are named 'a'"),
        (pd.DataFrame([[1, 2]], columns=["1", 1]), "two columns are named '1'"),
        (pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]), "two columns are named 'a'"),
        ({"a": [1], "b": [1, 2]}, "columns differ in length: a 1, b 2"),
        ({"a": 1}, r"column 'a' is 1, not a list of cells \(one row is a list of one dict\)"),
        ({"a": "xyz"}, "column 'a' is 'xyz', not a list of cells"),
        (pd.Series([1]), r"a Series is no table but one column or row of it: give series.to_frame\(\) for a column"),
        (pl.Series([1]), r"a Series is no table"),
        ([{"\ud800": 1}], "the name of a column holds half a surrogate pair .*: rename it"),
        (np.zeros(3), "expected a 2-D array, got 1-D. Reshape your data"),
        (np.zeros((2, 2, 2)), "expected a 2-D array, got 3-D"),
        ([[1], [1, 2]], "rows differ in length"),
        (np.zeros((2, 2), complex), "Complex data not supported"),
    ],
)
def test_what_is_no_table_is_refused(source: object, reason: str) -> None:
    with pytest.raises(TableError, match=reason):
        Table.read(source)


def test_an_unknown_column_brings_the_nearest_name() -> None:
    table = Table.read(COLUMNS)
    with pytest.raises(TableError, match=r"the table has no column 'prise'; did you mean 'price'\?"):
        table.cells("prise")
    with pytest.raises(TableError, match=r"the table has no column 'zzz' \(columns: name, price, sold\)"):
        table.drop("zzz")
    with pytest.raises(TableError, match=r"the table has no column 'zzz' \(columns: none\)"):
        table.drop("name").drop("price").drop("sold").drop("zzz")


def test_a_first_line_of_data_is_noticed(tmp_path: Path) -> None:
    table = Table.read(written(tmp_path, "red,3.5\nblue,2\n"))
    assert [each.en for each in table.notes] == [
        "the first line names the columns, one of them '3.5': is it a row of data instead?"
    ]
