import base64
import copy
import io
import json
import pickle
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import over
from intarsia.columns import Category, Image, Number, Schema, Table, Text, Vector
from intarsia.columns.base import Column
from intarsia.errors import CellError, OptionError, SchemaError, TableError, UnknownName
from intarsia.i18n import Message

N = 40
SENTENCE = "this is review number {} and it goes on for a while"
CHINESE = ["这件外套很暖和，颜色也和照片一样，第{}次购买", "尺码偏小，建议买大一号，{}天就到了"]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for number in range(3):
        PIL.Image.new("RGB", (4, 4)).save(tmp_path / f"{number}.png")
    return tmp_path


def judged(cells: object, root: Path | None = None) -> tuple[Column | None, str]:
    """The guess for one column beside a dull one, and why."""
    size = len(cells)  # type: ignore[arg-type]
    frame = pd.DataFrame({"it": pd.Series(cells), "dull": [row % 7 + 0.5 for row in range(size)]})
    schema = Schema.infer(Table(frame, root))
    return schema.columns.get("it"), schema.notes["it"].why.en


@over(
    ("cells", "column", "why"),
    [
        ([1.5, 2.5, None, 4.0], Number(), "numbers"),
        ([1, 2, 3] * 9, Number(), "numbers, 3 different: say category if they are codes"),
        ([0, 1] * 9, Number(), "numbers"),
        ([1.0, np.inf, 3.0, -np.inf], Number(), "numbers, 2 infinite and so missing"),
        ([True, False, None], Category(), "true or false"),
        (pd.date_range("2024-01-01", periods=5), Number(), "dates or durations, in seconds"),
        (["1", "2.5", "NA", " 1,234.5"], Number("."), "numbers"),
        (["2024-01-01", "2024-02-01"], Number(), "numbers or dates, written as text"),
        ([1, "2", 3.5], Number(), "numbers"),
        (["007", "008"] * 5, Category(), "2 different values"),
        (["red", "green"] * 5, Category(), "2 different values"),
        (["red", None, "red"], Category(), "one value, or missing"),
        (["a b", "c d", "a b", "c d"], Category(), "2 different values"),
        (["NA", "NA", "-"], Category(), "2 different values"),
        (pd.Categorical(["x", "y", "x"]), Category(), "declared as categories"),
        (pd.Categorical([1, 2, 3] * 9), Category(), "declared as categories"),
        (pd.cut(np.arange(40) * 0.37 % 3, 4), Category(), "declared as categories"),
        (["True", "false", ""], Category(), "true or false"),
        ([str(row) for row in range(N)], None, "a key: whole numbers in order, all different"),
        (["1,5", "-2", "n/a"], Number(","), "numbers with decimal commas"),
        (["1.234,5", "12"], Number(","), "numbers with decimal commas"),
        (["1\u00a0234,5", "12"], Number(","), "numbers with decimal commas"),
        (["1'234.5", "12.25"], Number(), "numbers"),
        (["1,234", "5,678"], Category(), "either separator: say number:decimal=, or number:decimal=."),
        (["1,5", "1.5"], Category(), "some with a decimal point and some with a decimal comma: write them alike"),
        ([*(str(row / 4) for row in range(99)), "<5"], Number(), "numbers"),
        ([*(str(row / 4) for row in range(9)), "<5"], Category(), "nearly numbers, but not '<5'"),
        ([f"${row},50" for row in range(1, 30)], Text(), "such as '$1,50': write the numbers alone"),
        ([str(2**62 + row % 40) for row in range(200)], Category(), "40 different values"),
        ([2**62 + row % 40 for row in range(200)], Category(), "40 different values"),
        ([f"A{row % 50}" for row in range(200)], Category(), "50 different values"),
        ([f"word{row % 50}" for row in range(600)], Category(), "50 different values"),
        ([f"does the picture have a {row % 9}?" for row in range(90)], Text(), "9 different strings"),
        ([SENTENCE.format(row) for row in range(N)], Text(), "40 different strings"),
        ([f"2 of {row}" for row in range(600)], Text(), "600 different strings"),
        (
            [CHINESE[row % 2].format(row) for row in range(N)],
            Text("multilingual"),
            "40 different strings (multilingual: 100% of letters are Han)",
        ),
        ([f"Хороший товар номер {row}, беру ещё" for row in range(N)], Text("multilingual"), "letters are Cyrillic)"),
        ([f"Très élégant, ça me plaît beaucoup {row}" for row in range(N)], Text(), "40 different strings"),
        ([f"{row} ∑ ☺ !!! 12 of them" for row in range(N)], Text(), "40 different strings"),
        ([None, None, float("nan"), ""], None, "every cell is missing"),
        (["same"] * 4, None, "the same in all rows"),
        (range(5, 5 + N), None, "a key: whole numbers in order, all different"),
        (range(N, 0, -1), None, "a key: whole numbers in order, all different"),
        ([7 * row % 41 for row in range(N)], Number(), "numbers"),
        ([str(uuid.UUID(int=row * 3**70)) for row in range(N)], None, "a key: codes, all different"),
        ([f"user_{row:05}" for row in range(N)], None, "a key: codes, all different"),
        ([{"a": 1}, {"a": 2}] * 2, None, "no column reads cells of type dict"),
        ([[1, 2]] * 4, Vector(2), "vectors of 2 numbers"),
        ([[1, 2], [3]] * 4, None, "no column reads cells of type list"),
        (["[1, 2]", "[3, 4.5]", None], Vector(2), "vectors of 2 numbers"),
        ([PIL.Image.new("L", (2, 2)), np.zeros((3, 3)), None], Image(), "pictures in the cells"),
    ],
)
def test_a_column_is_guessed_and_the_reason_given(cells: object, column: Column | None, why: str) -> None:
    found, reason = judged(cells)
    assert found == column
    assert reason.endswith(why)


def test_paths_of_pictures_are_pictures(pictures: Path) -> None:
    content = (pictures / "0.png").read_bytes()
    assert judged(["0.png", "1.png", "2.png", None, "gone.png"], pictures) == (Image(), "paths of pictures")
    assert judged([content, content[:30], content], pictures) == (Image(), "pictures in the cells")
    assert judged([{"bytes": None, "path": "0.png"}] * 3, pictures) == (Image(), "pictures in the cells")


def test_lost_pictures_are_never_words(tmp_path: Path) -> None:
    column, why = judged(["a.jpg", "b.jpg", "cat/c.png"], tmp_path)
    assert column == Image()
    assert why == f"they look like paths of pictures, but most do not open in {tmp_path}"
    table = Table(pd.DataFrame({"photo": ["cat/1.jpg", "dog/2.jpg"], "size": [1, 2]}), tmp_path)
    with pytest.raises(
        SchemaError, match=r"photo', row 0: no file 'cat/1.jpg' in .*tell the folder: Table.read\(table, f"
    ):
        Schema.infer(table).check(table)
    assert set(Schema.infer(table, overrides={"photo": "text"}).columns) == {"photo", "size"}


def test_pictures_written_as_text_are_pictures(pictures: Path) -> None:
    content = base64.b64encode((pictures / "0.png").read_bytes()).decode()
    other = base64.b64encode((pictures / "0.png").read_bytes() + b" ").decode()
    urls = [f"data:image/png;base64,{each}" for each in (content, other, content)]
    assert judged(urls) == (Image(), "pictures in the cells")
    assert judged([content, f"{other[:40]}\n{other[40:]}"]) == (Image(), "pictures in the cells")
    assert Image().digest(urls[0]) == Image().digest(content) == Image().digest((pictures / "0.png").read_bytes())
    with pytest.raises(CellError, match="a data: URL whose content is not base64"):
        Image().load("data:image/png;base64,%%%%")


@over(
    "write",
    [
        lambda content: base64.b64encode(content).decode().rstrip("="),
        lambda content: base64.urlsafe_b64encode(content).decode(),
        str,
        lambda content: str({"bytes": content, "path": None}),
        lambda content: json.dumps({"bytes": base64.b64encode(content).decode(), "path": None}),
        lambda content: f"0x{content.hex().upper()}",
        lambda content: f"\\x{content.hex()}",
        bytes.hex,
    ],
)
def test_pictures_in_other_clothes_are_pictures(write: Callable[[bytes], str]) -> None:
    for form in ("PNG", "JPEG", "GIF", "TIFF", "WEBP"):
        files = []
        for red in range(0, 250, 10):
            stream = io.BytesIO()
            PIL.Image.new("RGB", (9, 9), (red, 90, 40)).save(stream, form)
            files.append(stream.getvalue())
        cells = [write(content) for content in files]
        assert judged(cells) == (Image(), "pictures in the cells")
        assert [Image().digest(cell) for cell in cells] == [Image().digest(content) for content in files]


def test_what_begins_like_a_picture_and_is_none_is_told() -> None:
    cells = [base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes([row]) * 60).decode() for row in range(N)]
    assert judged(cells)[1].endswith(
        "text that begins like the bytes of pictures, of which none opens: write them whole, in base64"
    )
    for words in (
        "{'bytes': 3}",
        "{'path': __import__('os')}",
        "b'\\x89PNG' + b'" + "a" * 80 + "'",
        "ffd8ff" + "ab" * 20,
    ):
        with pytest.raises(CellError):
            Image().load(words)


def test_the_label_is_no_input_and_overrides_win() -> None:
    table = Table.read({"a": ["1", "2", "3"], "b": [1, 2, 2], "c": [0.5, 0.7, 0.1], "y": [0, 1, 0]})
    schema = Schema.infer(table, "y", {"a": Category(), "b": "category", "c": None})
    assert schema == Schema({"a": Category(), "b": Category()}, "y")
    assert schema.notes["c"].why.en == "as you said"
    with pytest.raises(TableError, match=r"the table has no column 'yy'; did you mean 'y'\?"):
        Schema.infer(table, "yy")
    with pytest.raises(TableError, match=r"the table has no column 'aa'; did you mean 'a'\?"):
        Schema.infer(table, "y", {"aa": None})
    with pytest.raises(UnknownName, match=r"no column named 'txt'; did you mean 'text'\?"):
        Schema.infer(table, "y", {"a": "txt"})


def test_a_table_without_a_usable_column_is_refused_with_the_reasons() -> None:
    with pytest.raises(SchemaError, match=r"no column can be used:\n(.*\n)+.*every cell is missing"):
        Schema.infer(Table.read({"a": [None, None], "y": [0, 1]}), "y")


def test_a_row_alone_is_no_reason_to_leave_a_column_out() -> None:
    assert set(Schema.infer(Table.read([{"a": 1, "b": "x"}])).columns) == {"a", "b"}


def test_the_printed_schema_fits_a_terminal_and_names_every_column() -> None:
    rows = [
        {"价格": row % 30 + 0.5, "评论": CHINESE[row % 2].format(row), "key": row, "nothing": None} for row in range(N)
    ]
    rows[0]["价格"] = None
    text = str(Schema.infer(Table.read([{**row, "y": 1} for row in rows]), "y"))
    assert max(len(line) + sum(letter > "\u2e80" for letter in line) for line in text.splitlines()) <= 80
    assert text.splitlines()[0].split() == ["column", "guess", "missing", "why", "example"]
    lines = {line.split()[0]: line.split() for line in text.splitlines()}
    assert lines["价格"][1:3] == ["number", "2%"]
    assert lines["评论"][1] == "text"
    assert lines["key"][1:4] == ["left", "out", "0%"]
    assert lines["nothing"][1:4] == ["left", "out", "100%"]
    assert text.endswith("\nlabel: y")
    assert "Han)" in text


def test_how_a_file_was_read_is_printed_too(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("颜色\n红\n蓝\n".encode("gbk"))
    assert "note: not UTF-8: read as GB 18030" in str(Schema.infer(Table.read(tmp_path / "t.csv")))


def test_cells_of_any_kind_are_shown_in_a_few_letters() -> None:
    table = Table.read([{"a": b"x" * 9, "b": np.zeros((2, 2)), "c": [1], "d": "\x1b[31m" + "long " * 9, "e": 1.0}] * 2)
    examples = [
        Message.plain(note.example).en for note in Schema.infer(table, overrides={"e": "number"}).notes.values()
    ]
    assert examples == ["9 bytes", "array (2, 2)", "list", "[31mlong long long long…", "1.0"]


def test_all_problems_are_told_at_once(pictures: Path) -> None:
    (pictures / "bad.png").write_bytes(b"words")
    schema = Schema({"photo": Image(), "price": Number(), "note": Text(), "colour": Category(), "gone": Text()})
    table = Table(
        pd.DataFrame(
            {
                "photo": ["0.png", "bad.png", None, "lost.png", "lost.png"],
                "price": ["1", "cheap", None, "dear", np.inf],
                "note": ["fine", [1], "", None, 3],
                "color": list("abcde"),
                "more": [object()] * 5,
            }
        ),
        pictures,
    )
    with pytest.raises(SchemaError) as caught:
        schema.check(table)
    assert str(caught.value).splitlines() == [
        "the table has 8 problems:",
        "  column 'colour' is missing; did you mean 'color'?",
        "  column 'gone' is missing (columns: photo, price, note, color, more)",
        "  column 'photo', row 1: not a picture in a format that is read: save it as JPEG, PNG, WebP, GIF, "
        "BMP, TIFF, AVIF, HEIC, JPEG 2000 or PPM",
        f"  column 'photo', row 3: no file 'lost.png' in {pictures}; if it lies elsewhere, tell the folder: "
        "Table.read(table, folder=...), --folder; to do without the column, drop it (--column NAME=drop)",
        f"  column 'photo', row 4: no file 'lost.png' in {pictures}; if it lies elsewhere, tell the folder: "
        "Table.read(table, folder=...), --folder; to do without the column, drop it (--column NAME=drop)",
        "  column 'price', row 1: expected a number, got 'cheap'",
        "  column 'price', row 3: expected a number, got 'dear'",
        "  column 'note', row 1: expected text or a number, got list",
    ]
    Schema({"note": Number()}).check(Table.read({"note": [1, None], "more": [object(), 2]}))


def test_numbers_and_categories_are_one_modality() -> None:
    schema = Schema({"a": Number(), "photo": Image(), "b": Category(), "words": Text()})
    assert schema.modalities() == {"table": ("a", "b"), "photo": ("photo",), "words": ("words",)}
    assert list(schema.modalities()) == ["table", "photo", "words"]
    assert Schema({"table": Text(), "a": Number()}).modalities() == {"table": ("table",), "table_": ("a",)}
    assert Schema({"table": Number(), "a": Number()}).modalities() == {"table": ("table", "a")}


def test_what_cannot_be_declared_is_refused() -> None:
    with pytest.raises(OptionError, match=r"column 'a' is declared as 'text'; give a column such as Text\(\)"):
        Schema({"a": "text"})  # type: ignore[dict-item]
    with pytest.raises(OptionError, match="the label 'y' is also declared as a column"):
        Schema({"y": Number()}, "y")


COLUMN = st.one_of(
    st.builds(Image, max_side=st.integers(1, 9999), max_pixels=st.integers(1, 10**9)),
    st.builds(Text, script=st.sampled_from(["latin", "multilingual"])),
    st.just(Number()),
    st.just(Category()),
)


@given(st.dictionaries(st.text(max_size=5), COLUMN, max_size=4), st.none() | st.just("the label"))
@settings(deadline=None, max_examples=50)
def test_a_schema_survives_json_copies_and_pickles(columns: dict[str, Column], label: str | None) -> None:
    schema = Schema(columns, label)
    loaded = Schema.from_dict(json.loads(json.dumps(schema.to_dict())))
    assert loaded == schema == copy.deepcopy(schema) == pickle.loads(pickle.dumps(schema))
    assert list(loaded.columns) == list(columns)
    assert str(loaded) == str(schema)


def test_what_was_not_counted_is_not_told() -> None:
    declared = Schema({"size": Number()})
    assert "declared" in str(declared)
    assert "%" not in str(declared)
    inferred = Schema.infer(Table.read({"size": [1.5, None, 2.5, 0.5]}))
    assert "25%" in str(inferred)
    assert "%" not in str(Schema.from_dict(inferred.to_dict()))


def test_a_saved_schema_keeps_reasons_but_no_cells() -> None:
    schema = Schema.infer(Table.read({"name": ["secret", "public"] * 3}))
    dumped = json.dumps(schema.to_dict())
    assert "secret" not in dumped
    assert Schema.from_dict(json.loads(dumped)).notes["name"].why.en == "2 different values"


@given(st.permutations(range(12)))
@settings(deadline=None, max_examples=20)
def test_the_guess_does_not_hang_on_the_order_of_rows(order: list[int]) -> None:
    table = Table.read(
        {"a": [1.5, None, 3] * 4, "b": ["x", "y", None] * 4, "c": [SENTENCE.format(r) for r in range(12)]}
    )
    assert Schema.infer(table.take(order)) == Schema.infer(table)


def test_a_share_is_0_or_100_percent_only_where_nothing_or_everything_is_missing() -> None:
    rows = [{"few": row % 7 + 0.5, "most": None, "all": None} for row in range(1000)]
    rows[0] = {"few": None, "most": 1.5, "all": None}
    lines = {line.split()[0]: line for line in str(Schema.infer(Table.read(rows))).splitlines()}
    assert "<1%" in lines["few"]
    assert ">99%" in lines["most"]
    assert "100%" in lines["all"]


def test_columns_that_name_a_common_modality_form_it_under_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Text, "modality", "table_")
    columns = {"a": Number(), "table": Text(), "b": Category(), "c": Text(), "d": Image()}
    found = Schema(columns).modalities()
    assert found == {"table_": ("a", "b"), "table__": ("table", "c"), "d": ("d",)}
