"""Tables as people have them, point by point of issue 12, B6 to B14: what comes in through the door.

Shops, hospitals, sensors, surveys and feeds, in the forms in which their owners keep them. Each test says what must
come out. Where a table may be read or asked about, both are right, and silence is not.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import PIL.Image
import polars as pl
import pyarrow as pa
import pytest

import intarsia as ia
from cases import over
from intarsia.cli import main
from intarsia.columns import columns
from intarsia.errors import CellError, DataError, SchemaError, TableError
from intarsia.learner.problem import Problem
from intarsia.tasks.base import tasks
from intarsia.tasks.infer import infer_task

N = 60
NOISE = [float(value) for value in np.random.default_rng(7).normal(size=240)]
PATIENT = np.repeat(np.arange(60), 4)  # four rows of each
ILL = np.random.default_rng(8).integers(0, 2, 60)[PATIENT]
AGAIN = np.tile(np.arange(60), 4)  # sixty rows, four times
COIN = [int(each) for each in np.random.default_rng(9).permutation([0, 1] * 120)]


def described(source: Any, folder: Path | None = None) -> ia.Schema:
    return ia.Schema.infer(ia.Table.read(source, folder=folder))


def kinds(schema: ia.Schema) -> dict[str, str]:
    return {name: columns.name_of(column) for name, column in schema.columns.items()}


def values(source: Any, name: str) -> list[Any]:
    table = ia.Table.read(source)
    column = ia.Schema.infer(table).columns[name]
    return [column.load(cell) for cell in table.cells(name)]


def told(schema: ia.Schema) -> str:
    """All that is said of a table but how many values a column has."""
    return "\n".join([*(note.why.en for note in schema.notes.values()), *(each.en for each in schema.remarks)])


def remarks(table: Any, y: Sequence[Any], **given: Any) -> str:
    """What is said before anything is trained."""
    return "\n".join(each.en for each in Problem.of(table, y=list(y), **given).schema.remarks)


def attempted(path: Path) -> ia.Table | str:
    """The table in a file, or what is said of the file."""
    try:
        return ia.Table.read(path)
    except TableError as error:
        return str(error)


def saved(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def quick(label: str | None = None) -> ia.Learner:
    return ia.Learner(label, fitter="linear", encoders="plain")


def png(shade: int) -> bytes:
    out = io.BytesIO()
    PIL.Image.new("RGB", (12, 12), (shade, 90, 255 - shade)).save(out, "PNG")
    return out.getvalue()


# B6: a row's answer never depends on its neighbours


def alike(learner: ia.Learner, rows: pd.DataFrame, tmp_path: Path) -> None:
    """Each row is answered alike in a frame, alone, as a dict, and in files of one and of all rows."""
    expected = learner.predict_proba(rows)
    rows.to_csv(tmp_path / "all.csv", index=False)
    rows.to_json(tmp_path / "all.jsonl", orient="records", lines=True)
    for name in ("all.csv", "all.jsonl"):
        assert np.allclose(learner.predict_proba(tmp_path / name), expected, atol=1e-6), name
    for row in range(0, len(rows), 7):
        one = rows.iloc[[row]]
        one.to_csv(tmp_path / "one.csv", index=False)
        one.to_json(tmp_path / "one.jsonl", orient="records", lines=True)
        record = {name: rows[name].tolist()[row] for name in rows}
        for given in (one, [record], tmp_path / "one.csv", tmp_path / "one.jsonl"):
            assert np.allclose(learner.predict_proba(given)[0], expected[row], atol=1e-6), (row, given)


def test_sizes_of_a_shop_are_words_alone_and_among_words(tmp_path: Path) -> None:
    sold = np.arange(N) % 2
    sizes = [
        ("12.50", "7", "007")[row // 2 % 3] if sold[row] else ("1e3", "12.5", "XL")[row // 2 % 3] for row in range(N)
    ]
    shop = pd.DataFrame({"size": sizes, "price": NOISE[:N]})
    learner = quick().fit(shop, sold)
    assert kinds(learner.schema_) == {"size": "category", "price": "number"}
    alike(learner, shop, tmp_path)


def test_comments_of_a_survey_may_be_numbers(tmp_path: Path) -> None:
    comments = [f"{row}" if row % 3 else f"came {row} days late, {('good', 'bad')[row % 2]}" for row in range(N)]
    survey = pd.DataFrame(
        {"comment": comments, "stars": pd.array([None if row % 7 == 0 else row % 5 for row in range(N)], "Int64")}
    )
    learner = quick().fit(survey, np.arange(N) % 2)
    assert kinds(learner.schema_) == {"comment": "text", "stars": "number"}
    alike(learner, survey, tmp_path)


def test_long_ids_beside_gaps_are_answered_alike(tmp_path: Path) -> None:
    owners = pd.array([None if row % 5 == 0 else 10**18 + row % 9 for row in range(N)], dtype="Int64")
    cars = pd.DataFrame({"owner": owners, "km": NOISE[:N]})
    learner = quick().fit(cars, [int(row % 9 < 4) for row in range(N)])
    alike(learner, cars, tmp_path)


def test_pictures_numbered_in_the_order_of_the_table_are_pictures(tmp_path: Path) -> None:
    for row in range(N):
        (tmp_path / f"{100 + row}").write_bytes(png(row))
    lines = "".join(f"{100 + row},{NOISE[row]}\n" for row in range(N))
    assert kinds(described(saved(tmp_path / "t.csv", f"photo,weight\n{lines}")))["photo"] == "image"


@over(
    ("one", "other"),
    [("1E5", "100000"), ("1e400", "2e400"), ("12345678901234567890.5", "12345678901234567891.5")],
)
def test_codes_of_wards_and_shops_stay_apart(one: str, other: str) -> None:
    assert ia.Category().load(one) != ia.Category().load(other)


@over(("one", "other"), [("1", "1.0"), (1, "1"), (True, "true"), (" A1", "A1 ")])
def test_one_category_in_two_libraries_is_one(one: object, other: object) -> None:
    assert ia.Category().load(one) == ia.Category().load(other)


# B7: groups, ids, rows that repeat


@over(
    ("name", "cells"),
    [
        ("Patientennummer", [f"P-{each:04}" for each in PATIENT]),
        ("Fallnr", [int(each) * 17 % 997 for each in PATIENT]),
        ("mrn", [float(each * 31 % 997) for each in PATIENT]),
    ],
)
def test_rows_of_a_patient_are_told_under_any_name(name: str, cells: list[Any]) -> None:
    assert f"give groups={name!r}" in remarks({name: cells, "crp": NOISE}, ILL)


AGE = np.random.default_rng(10).integers(20, 90, 60)[PATIENT]


@over("y", [AGE.astype(float), [f"ward {each}" for each in AGE]])
def test_answers_that_patients_share_hide_no_groups(y: Sequence[Any]) -> None:
    table = {"patient_code": [f"P-{each:04}" for each in PATIENT], "size": NOISE}
    assert "give groups='patient_code'" in remarks(table, y)


def scans(tmp_path: Path, name: str) -> Any:
    names = [name.format(who=who, which=place % 4, side="LRUD"[place % 4]) for place, who in enumerate(PATIENT)]
    for place, each in enumerate(names):
        (tmp_path / each).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / each).write_bytes(png(place))
    return ia.Table.read({"scan": names, "size": NOISE}, folder=tmp_path)


@over("name", ["p{who:03}_{which}.png", "{who:05}-{which}.png"])
def test_files_of_a_patient_are_told_by_their_numbers(tmp_path: Path, name: str) -> None:
    assert "column 'scan': files whose names begin alike" in remarks(scans(tmp_path, name), ILL)


@over("name", ["p{who:03}/img_{which}.png", "{who:03}_{side}.png"])
def test_files_of_a_patient_are_told_by_folder_and_side(tmp_path: Path, name: str) -> None:
    assert "column 'scan'" in remarks(scans(tmp_path, name), ILL)


BODY = np.random.default_rng(11).normal(size=(60, 2))
NOTES = [f"note {each} on a thing" for each in range(60)]


def test_rows_of_numbers_that_stand_four_times_are_told() -> None:
    table = {"a": BODY[AGAIN, 0].tolist(), "b": BODY[AGAIN, 1].tolist(), "nr": list(range(240))}
    assert remarks(table, COIN).startswith("240 of 240 rows have the same inputs as another row")


@over(
    ("table", "y", "schema"),
    [
        ({"face": BODY[AGAIN].tolist()}, COIN, None),
        ({"note": [NOTES[each] for each in AGAIN]}, COIN, None),
        ({"note": [NOTES[each] for each in AGAIN], "face": BODY[AGAIN].tolist()}, COIN, None),
        (
            {"a": BODY[AGAIN, 0].tolist(), "b": BODY[AGAIN, 1].tolist()},
            [["x"] if each else ["y"] for each in COIN],
            None,
        ),
        ({"a": BODY[AGAIN, 0].tolist(), "b": BODY[AGAIN, 1].tolist()}, COIN, {"a": "number", "b": "number"}),
    ],
)
def test_rows_of_any_kind_that_stand_four_times_are_told(table: Any, y: Any, schema: Any) -> None:
    assert "240 of 240 rows have the same inputs as another row" in remarks(table, y, schema=schema)


RATERS = np.random.default_rng(12).integers(1, 50, 240)


@over("name", ["userId", "movie_id", "ItemID", "user.id", "商品ID", "用户编号", "tweet_id"])
def test_ids_that_repeat_are_categories_with_a_hint(name: str) -> None:
    schema = described({name: [int(each) for each in RATERS], "stars": NOISE})
    assert kinds(schema)[name] == "category"
    assert f"column {name!r} names things" in told(schema)


@over("name", ["uid", "SKU", "KundenNr", "Kundennummer", "client_no", "id_user", "会员号"])
def test_ids_by_other_names_are_no_plain_numbers(name: str) -> None:
    schema = described({name: [10_000 + int(each) for each in RATERS], "stars": NOISE})
    assert kinds(schema).get(name) != "number"


def test_ids_with_a_gap_are_ids_in_a_csv_too(tmp_path: Path) -> None:
    frame = pd.DataFrame({"user_id": [float(each) if each > 5 else None for each in RATERS], "stars": NOISE})
    frame.to_csv(tmp_path / "t.csv", index=False)  # "12.0"
    assert kinds(described(frame))["user_id"] == "category"
    assert kinds(described(tmp_path / "t.csv"))["user_id"] == "category"


def test_nineteen_digits_stay_in_a_csv(tmp_path: Path) -> None:
    lines = "".join(f"{10**18 + row % 40},{NOISE[row]}\n" for row in range(200))
    path = saved(tmp_path / "t.csv", f"order_no,km\n{lines}")
    assert len(set(values(path, "order_no"))) == 40


def test_nineteen_digits_stay_beside_a_gap_in_json(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"order_no": 10**18 + row % 40, "km": NOISE[row]} for row in range(200)]
    del rows[3]["order_no"]
    rows[9]["order_no"] = None
    path = saved(tmp_path / "t.jsonl", "\n".join(map(json.dumps, rows)))
    for source in (path, rows):
        assert len({each for each in values(source, "order_no") if each is not None}) == 40


def test_scores_after_a_course_are_numbers() -> None:
    scores = np.random.default_rng(13).integers(20, 90, (2, 200))
    schema = described({"pre": scores[0].tolist(), "post": scores[1].tolist()})
    assert kinds(schema) == {"pre": "number", "post": "number"}
    assert schema.remarks == ()


@over("name", ["student", "customer", "client"])
def test_whether_somebody_is_one_names_nobody(name: str) -> None:
    assert described({name: [int(each) % 2 for each in RATERS], "income": NOISE}).remarks == ()


def test_innocent_tables_bring_no_remark() -> None:
    random = np.random.default_rng(14)
    titanic = {
        "Pclass": random.integers(1, 4, 240).tolist(),
        "Ticket": [f"A/5 {each}" for each in random.integers(1000, 1180, 240)],
        "Cabin": [f"C{each}" if each < 40 else None for each in random.integers(0, 150, 240)],
        "Fare": random.gamma(2, 9, 240).round(2).tolist(),
    }
    likert = {f"q{place}": random.integers(1, 6, 240).tolist() for place in range(6)}
    sensor = {"ts": pd.date_range("2024-01-01", periods=240, freq="s"), "temp": (20 + random.normal(size=240)).round(1)}
    for table in (titanic, likert, sensor):
        assert remarks(pd.DataFrame(table), COIN) == ""


# B8: paths of pictures are never words


def test_a_model_says_where_it_looked_for_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for row in range(N):
        (tmp_path / f"{row}.png").write_bytes(png(255 * (row % 2)))
    table = saved(tmp_path / "t.csv", "photo,kind\n" + "".join(f"{row}.png,{'ab'[row % 2]}\n" for row in range(N)))
    learner = quick("kind").fit(table)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(SchemaError, match=r"no file '3.png' in .*; if it lies elsewhere, tell the folder"):
        learner.predict([{"photo": "3.png"}])
    assert learner.predict(ia.Table.read([{"photo": "3.png"}], folder=tmp_path)).tolist() == ["b"]


def classes_in_paths(cell: str) -> dict[str, list[Any]]:
    return {"photo": [cell.format(kind=("cats", "dogs")[row % 2], row=row) for row in range(N)], "size": NOISE[:N]}


@over("cell", ["{kind}/{row}.JPG", "{kind}\\{row}.jpeg", "C:\\data\\{kind}\\{row}.png"])
def test_paths_that_lead_nowhere_are_an_error_with_the_remedy(cell: str) -> None:
    with pytest.raises(SchemaError, match=r"column 'photo', row 0: no file .*tell the folder"):
        quick().fit(classes_in_paths(cell), [row % 2 for row in range(N)])


@over(
    "cell",
    [
        "{kind}/{row}.jpg ",
        "{kind}/{row}.jfif",
        "{kind}/{row}.dcm",
        "{kind}/{row}.heif",
        "https://shop.de/{kind}/{row}.jpg?w=300",
    ],
)
def test_paths_of_pictures_are_never_words_whatever_their_ending(cell: str) -> None:
    assert kinds(described(classes_in_paths(cell))).get("photo") != "text"


def test_paths_among_words_for_none_are_never_words() -> None:
    table = classes_in_paths("{kind}/{row}.jpg")
    table["photo"] = [cell if row % 3 else "n/a" for row, cell in enumerate(table["photo"])]
    assert kinds(described(table)).get("photo") != "text"


def test_names_of_files_beside_pictures_are_no_error(tmp_path: Path) -> None:
    for row in range(N):
        (tmp_path / f"{row}.png").write_bytes(png(row))
    table = {"image": [f"{row}.png" for row in range(N)], "filename": [f"case-{row}-original.jpg" for row in range(N)]}
    learner = quick().fit(ia.Table.read(table, folder=tmp_path), [row % 2 for row in range(N)])
    assert "image" in learner.schema_.columns


def test_names_of_sounds_are_no_words_to_learn_from() -> None:
    words = ("yes", "no", "stop")
    table = {"clip": [f"audio/{words[row % 3]}/take_{row}.wav" for row in range(N)], "seconds": NOISE[:N]}
    schema = described(table)
    assert "clip" not in schema.columns or "files" in told(schema)


# B10: labels as people write them


@over(
    ("labels", "classes"),
    [
        (["pos\u00a0", "pos", "neg"], {"pos", "neg"}),
        ([True, "true", False], {True, False}),
        ([1, "1.0", 2], {1, 2}),
        (["Straße ", "Stra\u00dfe", "Weg"], {"Straße", "Weg"}),
    ],
)
def test_one_class_in_two_forms_is_one(labels: list[Any], classes: set[Any]) -> None:
    problem = Problem.of({"x": NOISE[:N]}, y=labels * 20)
    assert problem.y is not None
    assert set(problem.y.tolist()) == classes
    assert "are taken for one class" in told(problem.schema)


@over(
    "labels",
    [
        ["pos\u200b", "pos", "neg"],
        ["\ufeffpos", "pos", "neg"],
        ["ＶＩＰ", "VIP", "普通"],
        ["very\u00a0good", "very good", "bad"],
    ],
)
def test_one_class_in_letters_that_look_alike_is_one(labels: list[str]) -> None:
    problem = Problem.of({"x": NOISE[:N]}, y=labels * 20)
    assert problem.y is not None
    assert len(set(problem.y.tolist())) == 2
    assert "are taken for one class" in told(problem.schema)


@over("form", ["{} €", "₹{},00,000", "{} 万元", "{}%", "{}k"])
def test_amounts_in_text_are_a_question(form: str) -> None:
    with pytest.raises(DataError, match="numbers written as text"):
        infer_task(np.array([form.format(10 + row % 40) for row in range(120)]))


@over("form", ["EUR {}", "Rs. {},500", "USD {}.99", "{} minutes"])
def test_amounts_beside_words_are_a_question(form: str) -> None:
    with pytest.raises(DataError, match="numbers written as text"):
        infer_task(np.array([form.format(10 + row % 40) for row in range(120)]))


def test_lists_as_numpy_writes_them_are_several_labels() -> None:
    y = np.array(["['green' 'red']", "['red']", "['blue' 'green']", "['blue']"] * 30)
    assert infer_task(y).learn(y).classes == ("blue", "green", "red")


GENRES = ("Action", "Comedy", "Crime", "Drama", "Horror", "War")


def several(between: str) -> list[str]:
    random = np.random.default_rng(15)
    return [between.join(sorted(random.choice(GENRES, random.integers(1, 4), replace=False))) for _ in range(120)]


@over("between", ["|", "; ", ","])
def test_genres_of_films_are_not_silently_dozens_of_classes(between: str) -> None:
    try:
        problem = Problem.of({"x": NOISE[:120]}, y=several(between))
    except DataError:
        return
    assert tasks.name_of(problem.task) == "multilabel" or problem.schema.remarks


def test_stars_that_are_not_given_are_no_class(tmp_path: Path) -> None:
    lines = "".join(f"{NOISE[row]},{'NA' if row % 9 == 0 else row % 5 + 1}\n" for row in range(120))
    try:
        problem = Problem.of(saved(tmp_path / "t.csv", f"x,stars\n{lines}"), "stars")
    except DataError:
        return
    assert any("NA" in each.en for each in problem.schema.remarks)


def test_rows_without_a_label_are_told_by_their_number() -> None:
    y = pd.Series([True, False, None] * 20, dtype="boolean")
    with pytest.raises(DataError, match=r"20 of 60 rows have no label \(row 2, 5, 8, 11, 14, …\)"):
        Problem.of({"x": NOISE[:N]}, y=y)
    problem = Problem.of({"x": NOISE[:N]}, y=y, on_missing_label="drop")
    assert problem.y is not None
    assert problem.y.tolist() == [True, False] * 20
    lists = [["red"] if row != 7 else None for row in range(N)]
    with pytest.raises(DataError, match=r"1 of 60 rows has no label \(row 7\)"):
        Problem.of({"x": NOISE[:N]}, y=lists)


# B11: declared categories stay categories


@over(
    "cells",
    [
        pd.Categorical([300, 100, 200] * 20),
        pd.Categorical([0.25, 3.0, None] * 20),
        pd.Categorical([f"a place with a long name {row}" for row in range(N)]),
        pd.Categorical(pd.to_datetime(["2024-01-01", "2024-05-06"] * 30)),
        pd.cut(np.array(NOISE[:N]), 4),
        pl.Series(["low", "high"] * 30, dtype=pl.Enum(["low", "high"])),
        pl.Series([str(row % 9) for row in range(N)], dtype=pl.Categorical),
        pa.DictionaryArray.from_arrays(pa.array([row % 3 for row in range(N)]), pa.array([100, 200, 300])),
    ],
)
def test_what_a_table_declares_as_category_is_one(cells: Any) -> None:
    if isinstance(cells, pl.Series):
        table: Any = pl.DataFrame({"band": cells, "x": NOISE[:N]})
    elif isinstance(cells, pa.Array):
        table = pa.table({"band": cells, "x": NOISE[:N]})
    else:
        table = pd.DataFrame({"band": cells, "x": NOISE[:N]})
    assert kinds(described(table)) == {"band": "category", "x": "number"}


@over("cut", [pd.cut, pd.qcut])
def test_bands_of_pandas_are_learned_from_and_asked_for(tmp_path: Path, cut: Any) -> None:
    frame = pd.DataFrame({"band": cut(np.array(NOISE[:N]), 4), "x": NOISE[N : 2 * N]})
    learner = quick().fit(frame, [int(value > 0) for value in NOISE[:N]])
    expected = learner.predict_proba(frame)
    frame.to_csv(tmp_path / "t.csv", index=False)
    for other in (tmp_path / "t.csv", frame.astype({"band": str}), frame.astype({"band": object})):
        assert np.allclose(learner.predict_proba(other), expected, atol=1e-6)
    assert not learner.schema_.unseen(tmp_path / "t.csv").to_numpy().any()


def test_categories_of_numbers_survive_parquet(tmp_path: Path) -> None:
    pd.DataFrame({"shop": pd.Categorical([300, 100, 200] * 20), "x": NOISE[:N]}).to_parquet(tmp_path / "t.parquet")
    assert kinds(described(tmp_path / "t.parquet"))["shop"] == "category"


def test_an_answer_that_is_declared_a_category_is_a_class() -> None:
    shops = pd.Categorical(np.random.default_rng(17).integers(0, 40, 240))
    assert tasks.name_of(Problem.of(pd.DataFrame({"x": NOISE, "shop": shops}), "shop").task) == "classify"
    assert tasks.name_of(Problem.of({"x": NOISE}, y=pd.Series(shops)).task) == "classify"


# B12: files


def test_laboratory_values_from_excel_in_germany(tmp_path: Path) -> None:
    lines = [
        f'{row % 9 + 1}.{100 + row};{row % 7},{row % 10};"Patient {row}; klagt\r\nüber Husten"' for row in range(N)
    ]
    path = saved(tmp_path / "t.csv", "\r\n".join(['"Leukozyten, pro µl";"CRP, mg/l";Notiz', *lines, ""]), "utf-8-sig")
    assert kinds(described(path)) == {"Leukozyten, pro µl": "number", "CRP, mg/l": "number", "Notiz": "text"}
    assert values(path, "Leukozyten, pro µl")[:2] == [1100.0, 2101.0]
    assert values(path, "CRP, mg/l")[:2] == [0.0, 1.1]


def test_prices_from_excel_in_china_and_america(tmp_path: Path) -> None:
    lines = [f'商品{row},"{row % 9 + 1},{100 + row}.50","{row % 9 + 1},{100 + row}"' for row in range(N)]
    path = saved(tmp_path / "t.csv", "\r\n".join(["名称,价格,销量", *lines]), "gbk")
    assert values(path, "价格")[0] == 1100.5
    assert values(path, "销量")[:2] == [1100.0, 2101.0]  # the other column proves the point


def test_coordinates_with_points_in_a_file_with_commas(tmp_path: Path) -> None:
    lines = "".join(f"{row % 9 + 1}.{100 + row};{row % 9},{10 + row};48.{10_000 + row}\n" for row in range(N))
    path = saved(tmp_path / "t.csv", f"Umsatz;Gewicht;Breite\n{lines}")
    schema = described(path)
    read = values(path, "Umsatz")[0] if kinds(schema)["Umsatz"] == "number" else None
    assert read == 1100.0 or "column 'Umsatz': '1.100' is read with a decimal point" in told(schema)


def test_a_semicolon_is_found_beside_addresses_with_commas(tmp_path: Path) -> None:
    lines = "".join(f"Berlin, {10_115 + row}, DE;{row}\n" for row in range(N))
    assert ia.Table.read(saved(tmp_path / "t.csv", f"ort, plz, land;wert\n{lines}")).names == ("ort, plz, land", "wert")


@over(
    ("names", "line", "expected"),
    [
        ("Preis, EUR;Menge, Stück;Farbe, Ton, Glanz", "{row},5;{row};rot, matt, x", 3),
        ("text;note", "gut, schnell, billig;{row},5", 2),
        ("Q1; please rate,Q2; choose all", "{row},red;blue", 2),
        ("Name, Vorname;Alter", "Müller, Eva;{row}", 2),
    ],
)
def test_signs_in_names_and_cells_divide_nothing(tmp_path: Path, names: str, line: str, expected: int) -> None:
    for rows in (1, 20):
        text = "\n".join([names, *(line.format(row=row) for row in range(rows))])
        table = ia.Table.read(saved(tmp_path / "t.csv", text))
        assert (len(table.names), len(table)) == (expected, rows)


def test_a_number_by_name_has_the_sign_of_the_table(tmp_path: Path) -> None:
    path = saved(tmp_path / "t.csv", "x;g\n" + "".join(f"1.{row:03};{row % 3},{row % 10}\n" for row in range(N)))
    problem = Problem.of(path, y=[0, 1] * 30, schema={"x": "number"})
    assert problem.schema.columns["x"].load("1.096") == 1096.0


@over(
    ("form", "second"),
    [("{}1,26,329.50", 2126329.5), ("{} 574,97", 2574.97), ("({},263.00)", -2263.0), ("{}.211,95-", -2211.95)],
)
def test_amounts_of_other_countries_are_numbers_or_asked_about(form: str, second: float) -> None:
    table = {"amount": [form.format(row % 9 + 1) for row in range(N)], "x": NOISE[:N]}
    schema = described(table)
    if kinds(schema)["amount"] == "number":
        assert values(table, "amount")[1] == second
    else:
        assert "number" in schema.notes["amount"].why.en


@over(
    ("name", "content"),
    [
        ("t.csv", "x\ty\n" + "1\t2\n" * 3),
        ("t.csv", "sep=;\r\nx;y\r\n" + "1;2\r\n" * 3),
        ("t.csv", "x,y,\n" + "1,2,\n" * 3),
        ("t.csv", "x,y\r" + "1,2\r" * 3),
        ("t.tsv", 'x\ty\n"1"\t2\n1\t"2"\n1\t2'),
    ],
)
def test_files_of_many_makers_have_three_rows(tmp_path: Path, name: str, content: str) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        table = ia.Table.read(saved(tmp_path / name, content, encoding))
        assert table.names[:2] == ("x", "y")
        assert (list(table.cells("x")), list(table.cells("y"))) == (["1"] * 3, ["2"] * 3)


@over("line", ["{row},a,{row},\n", "{row},a,{row},7\n"])
def test_rows_longer_than_the_names_are_read_or_told_in_words(tmp_path: Path, line: str) -> None:
    path = saved(tmp_path / "t.csv", "x,k,z\n" + "".join(line.format(row=row) for row in range(N)))
    found = attempted(path)
    if isinstance(found, str):
        assert "line 2" in found
        assert "tokenizing" not in found
    else:
        assert len(found) == N


def test_a_mark_that_is_open_to_the_end_is_told_with_its_line(tmp_path: Path) -> None:
    lines = [f"comment {row}\t{row % 5}" for row in range(50)]
    lines[10] = '"Great\t4'
    with pytest.raises(TableError, match="line 12: a quotation mark opens a cell"):
        ia.Table.read(saved(tmp_path / "t.tsv", "\n".join(["text\tstars", *lines])))


@over(
    ("names", "line", "opened", "closed"),
    [
        ("stars,text", "{row},comment {row}", '3,"Great', '4,monitor 27"'),
        ("stars,text,n", "{row},comment {row},5", '3,"Great,5', '4,monitor 27",5'),
        ("text", "comment {row}", '"Great', 'said "so"'),
    ],
)
def test_a_mark_that_an_inch_closes_loses_no_rows(
    tmp_path: Path, names: str, line: str, opened: str, closed: str
) -> None:
    lines = [line.format(row=row) for row in range(50)]
    lines[10] = opened
    lines[30] = closed
    path = saved(tmp_path / "t.csv", "\n".join([names, *lines]))
    found = attempted(path)
    if isinstance(found, str):
        assert "line 12" in found
    else:
        assert len(found) == 50 or any("12" in note.en for note in found.notes)


def test_sizes_from_excel_in_germany_are_read(tmp_path: Path) -> None:
    lines = "".join(f"{150 + row};{row}\n" for row in range(N))
    assert ia.Table.read(saved(tmp_path / "t.csv", f"Größe;Alter\n{lines}", "cp1252")).names == ("Größe", "Alter")


def test_utf8_with_one_bad_byte_is_no_chinese(tmp_path: Path) -> None:
    text = "x,text\n" + "".join(f"{row},café numéro {row} très bon\n" for row in range(N))
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode().replace("numéro 20".encode(), "numéro 20".encode("latin-1")))
    with pytest.raises(TableError, match="line 22, byte 0xe9"):
        ia.Table.read(path)


@over("above", ["Umsatzbericht 2024;;\n\n", "Umsatzbericht 2024;;\n", "# LIMS 4.2; ward 3; 2024\n"])
def test_a_title_above_the_names_is_no_header_or_told(tmp_path: Path, above: str) -> None:
    path = saved(tmp_path / "t.csv", above + "x;k;z\n" + "".join(f"{row};a{row % 2};{row % 7}\n" for row in range(N)))
    schema = described(path)
    assert list(schema.notes) == ["x", "k", "z"] or any("first line" in each.en for each in schema.remarks)


def test_few_values_below_detection_are_named(tmp_path: Path) -> None:
    lines = "".join(f"{'<5' if row == 77 else row / 4},{row % 3}\n" for row in range(500))
    schema = described(saved(tmp_path / "t.csv", f"crp,ward\n{lines}"))
    assert kinds(schema)["crp"] == "number"
    assert "'<5' in row 77" in told(schema)
    path = saved(
        tmp_path / "u.csv", "crp,ward\n" + "".join(f"{'<5' if row % 9 == 0 else row / 4},1\n" for row in range(N))
    )
    assert "nearly numbers, but not '<5'" in told(described(path))


def test_values_below_detection_among_typed_numbers_are_named() -> None:
    schema = described({"crp": ["<5" if row % 9 == 0 else row / 4 for row in range(N)], "x": NOISE[:N]})
    assert "<5" in told(schema)


@over("word", ["<5", "-999", "k.A."])
def test_words_that_mean_missing_are_told_on_the_command_line(tmp_path: Path, word: str) -> None:
    lines = "".join(f"{word if row == 77 else row / 4},{'ab'[row % 2]}\n" for row in range(120))
    table = saved(tmp_path / "t.csv", f"crp,kind\n{lines}")
    out = tmp_path / "model"
    options = ["--label", "kind", "--fitter", "linear", "--column", f"crp=number:missing={word}"]
    assert main(["fit", str(table), *options, "--out", str(out)]) == 0
    assert ia.Learner.from_pretrained(out).missing([{"crp": word}, {"crp": "3"}])["table"].tolist() == [True, False]


@over(("cell", "decimal"), [("-999", ""), ("-999.0", ""), ("-999,0", ","), (-999.0, ",")])
def test_a_number_that_means_missing_is_missing_in_any_spelling(cell: object, decimal: str) -> None:
    assert ia.Number(missing=("-999",), decimal=decimal).load(cell) is None


def test_packed_files_are_what_they_hold(tmp_path: Path) -> None:
    text = "x\ty\n" + "".join(f"1,{row}\t{row % 3}\n" for row in range(40))
    with gzip.open(tmp_path / "t.tsv.gz", "wt") as packed:
        packed.write(text)
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("export/t.tsv", text)
        archive.writestr("__MACOSX/export/._t.tsv", "junk")
        archive.writestr("export/.DS_Store", "junk")
    for name in ("t.tsv.gz", "t.zip"):
        assert values(tmp_path / name, "x")[:3] == [1.0, 1.1, 1.2]
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "x,y\n1,2\n")
        archive.writestr("b.csv", "x,y\n1,2\n")
    with pytest.raises(TableError, match="holds 2 files"):
        ia.Table.read(tmp_path / "two.zip")


PARTS = pd.DataFrame({"x": NOISE[:N], "city": ["Berlin", "Köln"] * 30, "year": [2023, 2024, 2024] * 20})


def test_folders_of_parquet_with_partitions_keep_their_column(tmp_path: Path) -> None:
    PARTS.to_parquet(tmp_path / "t", partition_cols=["city"])
    table = ia.Table.read(tmp_path / "t")
    assert set(table.names) == {"x", "city", "year"}
    assert sorted(map(str, table.cells("city"))) == ["Berlin"] * 30 + ["Köln"] * 30


@over(
    ("first", "second"),
    [
        (PARTS.drop(columns="year"), PARTS),
        (PARTS.assign(year=None), PARTS.assign(year="some words")),
        (PARTS, PARTS.assign(year=PARTS["year"] / 7)),
    ],
)
def test_parts_of_parquet_are_one_table(tmp_path: Path, first: pd.DataFrame, second: pd.DataFrame) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    first.to_parquet(folder / "part-0.parquet")
    second.to_parquet(folder / "part-1.parquet")
    table = ia.Table.read(folder)
    assert table.names == ("x", "city", "year")
    assert len(table) == 2 * N
    assert list(table.cells("year"))[N:] == second["year"].tolist()


# B13: pictures

RAMP = np.tile(np.linspace(0, 1, 64), (8, 1))


@over("bits", [8, 12, 16])
def test_scans_of_any_depth_are_bright_in_files_and_arrays(tmp_path: Path, bits: int) -> None:
    scan = (RAMP * (2**bits - 1)).astype(np.uint16)
    for name in ("t.png", "t.tif"):
        PIL.Image.fromarray(scan).save(tmp_path / name)
    column = ia.Image()
    loaded = [column.load(tmp_path / "t.png"), column.load(tmp_path / "t.tif"), column.load(scan)]
    loaded += [column.load(scan[..., None]), column.load(scan.astype(">u2")), column.load(np.stack([scan] * 3, -1))]
    for each in loaded:
        assert each is not None
        assert np.array_equal(each, loaded[0])
        assert (each.min(), each.max(), len(np.unique(each))) == (0, 255, 64)


@over("bits", [10, 14])
def test_scans_of_cameras_are_bright(bits: int) -> None:
    loaded = ia.Image().load((RAMP * (2**bits - 1)).astype(np.uint16))
    assert loaded is not None
    assert loaded.max() == 255


def png_of_16_bits(pixels: np.ndarray[Any, Any], kind: int) -> bytes:
    """A PNG file of pixels (H, W, C); kind is 2 for RGB, 4 for grey and alpha, 6 for RGBA."""

    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    high, wide, _ = pixels.shape
    head = part(b"IHDR", struct.pack(">IIBBBBB", wide, high, 16, kind, 0, 0, 0))
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in pixels)
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(lines)) + part(b"IEND", b"")


@over(("kind", "bits"), [(kind, bits) for kind in (2, 4, 6) for bits in (8, 12, 16)])
def test_colours_and_alpha_of_16_bits_are_bright(kind: int, bits: int) -> None:
    grey = (RAMP * (2**bits - 1)).astype(np.uint16)[..., None]
    opaque = [] if kind == 2 else [np.full_like(grey, 65535)]
    colours = [grey] if kind == 4 else [grey] * 3
    loaded = ia.Image().load(png_of_16_bits(np.concatenate([*colours, *opaque], -1), kind))
    assert loaded is not None
    assert (loaded.min(), loaded.max(), len(np.unique(loaded))) == (0, 255, 64)


def test_scans_of_floats_are_one_thing_in_files_and_arrays(tmp_path: Path) -> None:
    for most in (255, 4095):
        scan = (RAMP * most).astype(np.float32)
        PIL.Image.fromarray(scan).save(tmp_path / "t.tif")
        found = []
        for cell in (tmp_path / "t.tif", scan):
            try:
                found.append(ia.Image().load(cell))
            except CellError:
                found.append(None)
        assert all(each is None or len(np.unique(each)) == 64 for each in found)
        assert (found[0] is None) == (found[1] is None)


ENCODED = [base64.b64encode(png(4 * row)).decode() for row in range(N)]


@over(
    "cells",
    [
        ENCODED,
        [f"data:image/png;charset=utf-8;base64,{each}" for each in ENCODED],
        [
            "DATA:image/jpeg;base64," + "\n".join(each[at : at + 76] for at in range(0, len(each), 76))
            for each in ENCODED
        ],
        [{"bytes": each, "path": None} for each in ENCODED],
    ],
)
def test_pictures_in_a_feed_are_pictures(cells: list[Any]) -> None:
    schema = described({"photo": cells, "price": NOISE[:N]})
    assert kinds(schema)["photo"] == "image"
    loaded = schema.columns["photo"].load(cells[10])
    assert loaded.shape == (12, 12, 3)
    assert loaded[0, 0].tolist() == [40, 90, 215]


@over(
    "cells",
    [
        [each.rstrip("=") for each in ENCODED],
        [str(png(4 * row)) for row in range(N)],  # what pandas makes of bytes in a CSV file
        [str({"bytes": png(4 * row), "path": None}) for row in range(N)],
        [f"0x{png(4 * row).hex()}" for row in range(N)],  # SQL Server
    ],
)
def test_pictures_in_other_clothes_are_pictures_or_told(cells: list[str]) -> None:
    schema = described({"photo": cells, "price": NOISE[:N]})
    assert kinds(schema).get("photo") == "image" or "picture" in told(schema)


# B14: vectors

FACES = np.random.default_rng(16).normal(size=(N, 4)).astype(np.float32)


@over(
    "table",
    [
        pa.table({"face": pa.FixedSizeListArray.from_arrays(pa.array(FACES.ravel()), 4), "x": NOISE[:N]}),
        pl.DataFrame({"face": pl.Series(FACES.tolist(), dtype=pl.Array(pl.Float32, 4)), "x": NOISE[:N]}),
        pd.DataFrame({"face": [None if row == 3 else face.tolist() for row, face in enumerate(FACES)], "x": NOISE[:N]}),
        {"face": [tuple(face.tolist()) for face in FACES], "x": NOISE[:N]},
        {"face": [json.dumps(face.tolist()) for face in FACES], "x": NOISE[:N]},
    ],
)
def test_embeddings_of_any_library_are_vectors(table: Any) -> None:
    assert described(table).columns["face"] == ia.Vector(4)
    assert np.allclose(values(table, "face")[7], FACES[7], atol=1e-6)


def vectors_or_told(cells: list[Any]) -> None:
    schema = described({"face": cells, "x": NOISE[:N]})
    assert kinds(schema).get("face") == "vector" or "vector" in told(schema)


@over(
    "cells",
    [
        [str(face) for face in FACES],  # what pandas makes of arrays in a CSV file
        [str(tuple(face.tolist())) for face in FACES],
        [" ".join(f"{value:.4f}" for value in face) for face in FACES],
        [",".join(f"{value:.4f}" for value in face) for face in FACES],
        [face[None] for face in FACES],  # model.encode([text])
    ],
)
def test_embeddings_in_other_clothes_are_vectors_or_told(cells: list[Any]) -> None:
    vectors_or_told(cells)


@over("slip", ["n/a", "[0.1, nan, 1, 2]", "[0.1, None, 1, 2]", "[0.5, 1]"])
def test_one_bad_embedding_does_not_make_words_of_all(slip: str) -> None:
    vectors_or_told([slip if row == 3 else json.dumps(face.tolist()) for row, face in enumerate(FACES)])


def test_measured_points_of_a_face_are_one_modality(tmp_path: Path) -> None:
    kind = np.arange(N) % 2
    frame = pd.DataFrame({f"f{place}": FACES[:, place] + 3 * kind for place in range(4)} | {"age": NOISE[:N]})
    learner = ia.Learner(fitter="linear", encoders="plain", modalities={"face": ["f0", "f1", "f2", "f3"]}).fit(
        frame, kind
    )
    assert learner.schema_.modalities() == {"face": ("f0", "f1", "f2", "f3"), "table": ("age",)}
    assert learner.score(frame, kind) == 1.0
    alike(learner, frame.astype(np.float64), tmp_path)
