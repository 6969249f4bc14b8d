"""CSV files of other programs: titles above the names, a cell more in every row, quotation marks left out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cases import over
from intarsia.columns import Table
from intarsia.errors import TableError

NUMBERS = [(f"{row / 7:.3f}", f"a{row % 2}", str(row % 7)) for row in range(40)]


def written(folder: Path, lines: list[str], name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@over(
    ("above", "line"),
    [
        (["Umsatzbericht 2024;;"], 2),
        (["Umsatzbericht 2024", ""], 3),
        (["Report;Sales", "", "Made;2024-05-01", ""], 5),
        (["# LIMS 4.2; 2024-01-03; ward 3"], 2),
        (["# one remark", "# and another"], 3),
    ],
)
def test_what_stands_above_the_names_is_told_and_not_read(tmp_path: Path, above: list[str], line: int) -> None:
    path = written(tmp_path, [*above, "x;k;z;w", *(";".join((*row, "1")) for row in NUMBERS)])
    table = Table.read(path)
    assert table.names == ("x", "k", "z", "w")
    assert table.cells("x") == [row[0] for row in NUMBERS]
    assert any(note.en.startswith(f"line {line} names the columns") for note in table.notes)


@over(
    "lines",
    [
        ["#id,name", *(f"{row},a" for row in range(9))],
        ["comment", *(f"Great; thanks {row}" for row in range(9))],
        ["x", *(f"comma free {row}" for row in range(9))],
        ["name,", *(f"a{row},b" for row in range(9))],
    ],
)
def test_names_are_no_titles(tmp_path: Path, lines: list[str]) -> None:
    table = Table.read(written(tmp_path, lines))
    assert len(table) == 9
    assert table.names[0] == lines[0].strip(",").split(",")[0]


def test_a_title_above_years_is_suspected(tmp_path: Path) -> None:
    lines = ["Sales;;;", "country;2020;2021;2022", *(f"a{row};1;2;3" for row in range(9))]
    told = [note.en for note in Table.read(written(tmp_path, lines)).notes]
    assert any("names 1 of 4 columns ('Sales'): is it a title?" in note for note in told)


def test_titles_of_a_workbook_are_told_and_not_read(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Visits of May"], [], ["ward", "count"], *(["north", count] for count in range(9))):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    table = Table.read(tmp_path / "t.xlsx")
    assert table.names == ("ward", "count")
    assert table.cells("count") == list(range(9))
    assert [note.en for note in table.notes] == [
        "line 3 names the columns; what stands above ('Visits of May' …) is not read"
    ]


def test_a_delimiter_behind_every_row_is_no_cell(tmp_path: Path) -> None:
    table = Table.read(written(tmp_path, ["x,k,z", *(",".join(row) + "," for row in NUMBERS)]))
    pd.testing.assert_frame_equal(
        table.frame, pd.DataFrame(NUMBERS, columns=["x", "k", "z"], dtype=object), check_dtype=False
    )


@over("name", ["{}", "Mazda RX{}"])
def test_names_of_rows_as_r_writes_them_are_a_column(tmp_path: Path, name: str) -> None:
    lines = [f'"{name.format(row + 1)}",{row / 7},"a"' for row in range(9)]
    table = Table.read(written(tmp_path, ['"x","k"', *lines]))
    assert table.names == ("column 0", "x", "k")
    assert table.cells("column 0") == [name.format(row + 1) for row in range(9)]
    assert table.cells("k") == ["a"] * 9


def test_decimal_commas_without_marks_are_no_names_of_rows(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"t\.csv, line 2: 3 cells, but 2 columns have a name: put a cell that holds"):
        Table.read(written(tmp_path, ["x,k", *(f"{row % 3},5,a" for row in range(9))]))


def test_a_row_too_long_is_told_with_its_line(tmp_path: Path) -> None:
    lines = ["a,b", '"one\ntwo",1', "2,3", "4,5,6"]
    with pytest.raises(TableError, match=r"t\.csv, line 5: 3 cells, but 2 columns"):
        Table.read(written(tmp_path, lines))


@over(("columns", "told"), [(1, "line 12: a quotation mark opens a cell of 6 lines"), (3, "line 12: .* of 40 lines")])
def test_a_mark_that_nothing_closes_is_told_with_its_line(tmp_path: Path, columns: int, told: str) -> None:
    rows = [",".join([f"words {row}", *["1"] * (columns - 1)]) for row in range(50)]
    rows[10] = f'"{rows[10]}'
    if columns == 1:
        rows[15] = 'said "so"'
    with pytest.raises(TableError, match=told):
        Table.read(written(tmp_path, [",".join("abc"[:columns]), *rows]))


def test_rows_in_one_cell_are_suspected(tmp_path: Path) -> None:
    rows = [f"{row},words {row}" for row in range(50)]
    rows[10] = '3,"Great'
    rows[30] = '4,monitor 27"'
    told = [note.en for note in Table.read(written(tmp_path, ["s,t", *rows])).notes]
    assert told == ["line 12: one cell goes over 21 lines that look like rows: is a quotation mark missing?"]
    addresses = [f'{row},"12 Main St, Apt {row}\nBerlin, DE"' for row in range(9)]
    assert Table.read(written(tmp_path, ["s,t", *addresses])).notes == ()


@over("order", ["le", "be"])
def test_utf_16_without_a_mark_is_read(tmp_path: Path, order: str) -> None:
    (tmp_path / "t.csv").write_bytes("x,k\n1,甲\n2,乙\n".encode(f"utf-16-{order}"))
    assert Table.read(tmp_path / "t.csv").cells("k") == ["甲", "乙"]


def test_one_slip_in_utf_8_is_no_other_encoding(tmp_path: Path) -> None:
    text = "x,t\n" + "".join(f"{row},café numéro {row} très bon\n" for row in range(40))
    content = text.encode().replace("numéro 20".encode(), "numéro 20".encode("cp1252"))
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(TableError, match=r"is not UTF-8 \(line 22, byte 0xe9\)"):
        Table.read(tmp_path / "t.csv")
