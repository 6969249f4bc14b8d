"""Rows that are tested although a copy of them was trained on are counted."""

from pathlib import Path

import numpy as np
import pandas as pd
import PIL.Image
import pytest

from intarsia.columns import Category, Image, Number, Schema, Table, Text
from intarsia.comparison.compare import compare
from intarsia.comparison.copies import copies, known_rows
from intarsia.encoders.efficientnet import EfficientNetLite0
from intarsia.learner.learner import Learner
from intarsia.learner.plan import make_plan
from intarsia.learner.problem import Problem
from intarsia.store import FeatureStore
from intarsia.training.data import TableData
from intarsia.training.splits import Folds

RANDOM = np.random.default_rng(0)
WORDS = ["red", "blue", "coat", "warm", "long", "thin", "wool", "silk", "shop", "price", "good", "bad", "soft"]


def told(problem: Problem, learner: Learner) -> str:
    plan = Folds(5).plan(np.arange(len(problem)) % 2)
    return copies(problem, plan, make_plan(problem.schema, problem.task, learner.options()).design.parts).en


def sentences(rows: int) -> list[str]:
    return [" ".join(RANDOM.choice(WORDS, 9)) for _ in range(rows)]


def test_texts_and_numbers_that_are_nearly_the_same_are_copies() -> None:
    notes = sentences(100)
    sizes = RANDOM.normal(size=100)
    notes[50:60] = [note.upper().replace(" ", ", ") + "!" for note in notes[:10]]
    sizes[50:60] = sizes[:10] * (1 + 1e-6)
    schema = Schema({"note": Text(), "size": Number()})
    problem = Problem.of({"note": notes, "size": sizes}, y=np.arange(100) % 2, schema=schema)
    found = told(problem, Learner(encoders="plain"))
    assert "of 100 tested rows are copies, or nearly" in found
    assert int(found.split()[0]) in range(10, 21)  # some fall into the fold of their copy
    other = Problem.of({"note": notes, "size": RANDOM.normal(size=100)}, y=np.arange(100) % 2, schema=schema)
    assert told(other, Learner(encoders="plain")) == ""


def test_every_tested_row_of_a_large_table_is_looked_at() -> None:
    once = pd.DataFrame({"a": RANDOM.normal(size=4000), "b": RANDOM.normal(size=4000)})
    problem = Problem.of(pd.concat([once, once]), y=np.arange(8000) % 2)
    plan = Folds(5).plan(np.arange(8000) % 2)
    copied = sum(np.isin(fold.test % 4000, fold.train % 4000).sum() for fold in plan)
    assert 6000 < copied < 7000
    assert told(problem, Learner(encoders="plain")).startswith(f"{copied} of 8000 tested rows are copies")


def test_long_texts_and_long_numbers_are_not_alike_by_chance() -> None:
    once = pd.DataFrame({"note": sentences(60), "shop": RANDOM.choice(["north", "south"], 60)})
    days = [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 11)]
    dates = pd.DataFrame({"day": RANDOM.permutation(days), "shop": RANDOM.choice(["north", "south"], 120)})
    sizes = pd.DataFrame({"size": RANDOM.normal(40, 1, 60), "shop": RANDOM.choice(["north", "south"], 60)})
    other = pd.DataFrame({"size": RANDOM.normal(40, 1, 120), "shop": RANDOM.choice(["north", "south"], 120)})
    schemas = (
        {"note": "text", "shop": "category"},
        *({name: "number", "shop": "category"} for name in ("day", "size")),
    )
    for frame, schema, found in (
        (pd.concat([once, once]), schemas[0], True),
        (dates, schemas[1], False),
        (pd.concat([sizes, sizes]), schemas[2], True),
        (other, schemas[2], False),
    ):
        problem = Problem.of(frame, y=np.arange(120) % 2, schema=schema)
        assert bool(told(problem, Learner(encoders="plain"))) == found


def test_few_categories_are_alike_by_nature() -> None:
    table = {"a": list(RANDOM.choice(list("xyz"), 200)), "b": list(RANDOM.choice(list("uv"), 200))}
    assert told(Problem.of(table, y=np.arange(200) % 2), Learner(encoders="plain")) == ""


def test_pictures_that_were_saved_anew_are_copies(tmp_path: Path) -> None:
    paths = []
    for row in range(24):
        noise = RANDOM.integers(0, 256, (6, 6, 3), dtype=np.uint8)
        picture = PIL.Image.fromarray(noise).resize((224, 224), PIL.Image.Resampling.BICUBIC)
        paths.append(tmp_path / f"{row}.png")
        picture.save(paths[-1])
    for row in range(6):
        paths.append(tmp_path / f"again{row}.bmp")
        PIL.Image.open(paths[row]).save(paths[-1])
    problem = Problem.of({"photo": [str(path) for path in paths]}, y=np.arange(30) % 2, schema={"photo": Image()})
    learner = Learner(encoders={"photo": EfficientNetLite0()})
    found = told(problem, learner)
    assert "of 30 tested rows are copies, or nearly" in found
    assert int(found.split()[0]) in range(6, 13)


def test_of_many_pictures_a_sample_is_compared_with_all_that_were_trained_on(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [np.kron(RANDOM.integers(0, 256, (6, 6, 3)), np.ones((16, 16, 1))).astype(np.uint8) for _ in range(20)]
    shops = RANDOM.choice(["north", "south"], 40)
    schema = {"photo": Image(), "shop": Category()}
    problem = Problem.of({"photo": pictures * 2, "shop": shops}, y=np.arange(40) % 2, schema=schema)
    learner = Learner(encoders={"photo": EfficientNetLite0()})
    plan = Folds(5).plan(np.arange(40) % 2)
    sold = np.array([f"{row % 20} {shop}" for row, shop in enumerate(shops)])
    copied = np.concatenate([np.isin(sold[fold.test], sold[fold.train]) for fold in plan])
    monkeypatch.setattr("intarsia.comparison.copies.BLOCK", 7)
    assert told(problem, learner).startswith(f"{copied.sum()} of 40 tested rows are copies")
    monkeypatch.setattr("intarsia.comparison.copies.TESTED", 15)
    asked = np.random.default_rng(0).permutation(40)[:15]
    assert told(problem, learner).startswith(
        f"Of 40 tested rows 15 were looked at: {copied[asked].sum()} of these are copies"
    )


def known(train: pd.DataFrame, test: pd.DataFrame) -> int:
    schema = Schema.infer(Table.read(train)).learn(Table.read(train)).columns
    inputs = [TableData(Table.read(frame), schema, FeatureStore()) for frame in (train, test)]
    return known_rows(*inputs, list(train))


def test_rows_of_a_test_table_are_known_unless_such_rows_are_alike_by_nature() -> None:
    def categories(rows: int) -> pd.DataFrame:
        return pd.DataFrame(
            {"colour": RANDOM.choice(["red", "blue", "green"], rows), "size": RANDOM.choice(list("SML"), rows)}
        )

    def measured(rows: int) -> pd.DataFrame:
        return pd.DataFrame({"a": RANDOM.normal(size=rows), "colour": RANDOM.choice(["red", "blue"], rows)})

    def tickets(rows: int) -> pd.DataFrame:
        days = RANDOM.integers(1, 60, rows)
        return pd.DataFrame({"day": [f"day {day}" for day in days], "weekday": [f"weekday {day % 7}" for day in days]})

    assert known(categories(400), categories(150)) == 0
    assert known(categories(20), categories(150)) == 0
    assert known(tickets(400), tickets(150)) == 0
    train = measured(300)
    assert known(train, measured(100)) == 0
    assert known(train, pd.concat([measured(97), train[:3]])) == 3
    four_times = pd.concat([measured(100)] * 4)
    assert known(four_times, four_times[:150]) == 150
    texts = pd.DataFrame({"note": sentences(120)})
    assert known(texts[:100], texts[90:]) == 10


def test_a_board_tells_of_copies() -> None:
    frame = pd.DataFrame({"note": sentences(60), "size": RANDOM.normal(size=60)})
    twice = pd.concat([frame, frame], ignore_index=True).assign(buy=["yes", "no"] * 60)
    learner = Learner(schema=Schema({"note": Text(), "size": Number()}), encoders="plain", fitter="linear")
    board = compare(twice, "buy", learner, folds=3, fusions="concat")
    assert "tested rows are copies, or nearly, of rows that were trained on in the same fold" in " ".join(
        str(board).split()
    )
