"""Two tables as one, and a table without one of its columns, answer as real tables of those rows do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import torch

from intarsia.columns import Category, Image, Number, Text
from intarsia.columns.table import Table
from intarsia.encoders.histogram import Histogram
from intarsia.encoders.presets import choose
from intarsia.fusion.concat import Concat
from intarsia.model.design import Design, Part
from intarsia.store import FeatureStore
from intarsia.tasks.base import tasks
from intarsia.training.base import Split
from intarsia.training.data import TableData
from intarsia.training.data_views import JoinedData, WithoutColumn
from intarsia.training.linear import LinearSolver

COLUMNS = {"words": Text(), "size": Number(), "shop": Category()}
PARTS = tuple(
    Part(name, "words" if name == "words" else "table", choose(name, column, "plain"))
    for name, column in COLUMNS.items()
)


def frame(rows: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    words = random.choice(["warm coat", "light shirt", "warm hat"], rows).astype(object)
    words[random.random(rows) < 0.2] = None
    return pd.DataFrame({"words": words, "size": random.normal(size=rows), "shop": random.choice(["n", "s"], rows)})


def data(table: pd.DataFrame, folder: Path) -> TableData:
    return TableData(Table.read(table), COLUMNS, FeatureStore(folder))


def test_two_tables_are_learned_from_as_one(tmp_path: Path) -> None:
    one, other = frame(30, 0), frame(20, 1)
    both = data(pd.concat([one, other], ignore_index=True), tmp_path)
    joined = JoinedData(data(one, tmp_path), data(other, tmp_path))
    assert len(joined) == 50
    y = np.arange(50) % 3 == 0
    rows = np.r_[0:10, 25:45]
    design = Design(PARTS, Concat(), tasks.make("classify"))
    found = [
        LinearSolver().fit(design, each, y, [Split(rows[::-1])])[0].scores(each.take(rows)) for each in (both, joined)
    ]
    np.testing.assert_allclose(*found, atol=1e-7)
    mixed = np.array([49, 0, 30, 7])
    assert joined.batch("words", mixed).values == both.batch("words", mixed).values
    assert joined.frame(["shop"])["shop"].tolist() == both.frame(["shop"])["shop"].tolist()
    np.testing.assert_array_equal(joined.present(PARTS[0]), both.present(PARTS[0]))


def test_features_of_two_tables_are_found_by_row(tmp_path: Path) -> None:
    pictures = [np.full((8, 8, 3), shade, dtype=np.uint8) for shade in (0, 60, 120, 180, 240)]
    tables = [Table.read(pd.DataFrame({"photo": some})) for some in (pictures, pictures[:3], pictures[3:])]
    store = FeatureStore(tmp_path)
    both, one, other = (TableData(each, {"photo": Image()}, store) for each in tables)
    part = Part("photo", "photo", Histogram())
    rows = torch.tensor([4, 0, 3, 2])
    expected = both.rows(part).take(rows)
    found = JoinedData(one, other).rows(part).take(rows)
    assert all(torch.equal(found[name], expected[name]) for name in expected)


def test_a_column_that_is_hidden_is_answered_as_one_that_is_missing(tmp_path: Path) -> None:
    table = frame(40, 2)
    whole = data(table, tmp_path)
    y = np.arange(40) % 2
    (model,) = LinearSolver().fit(Design(PARTS, Concat(), tasks.make("classify")), whole, y, [Split(np.arange(40))])
    for name in COLUMNS:
        missing = table.astype({name: object})
        missing[name] = None
        expected = model.scores(data(missing, tmp_path).take(np.arange(5, 15)))
        found = model.scores(WithoutColumn(whole, name).take(np.arange(5, 15)))
        np.testing.assert_array_equal(found, expected)
        assert not np.allclose(found, model.scores(whole.take(np.arange(5, 15))))
        assert WithoutColumn(whole, name).frame(list(COLUMNS))[name].isna().all()
