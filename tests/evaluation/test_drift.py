"""How tables differ: what was changed is found, whatever kind of cell it is, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from intarsia.columns import Category, Image, Number, Text
from intarsia.columns.table import Table
from intarsia.encoders.presets import choose
from intarsia.evaluation import drift
from intarsia.evaluation.drift import Drift, drifts, labels_moved
from intarsia.model.design import Part
from intarsia.store import FeatureStore
from intarsia.training.data import TableData

COLUMNS = {"photo": Image(), "words": Text(), "size": Number(), "shop": Category()}
PARTS = [
    Part(name, name if name in ("photo", "words") else "table", choose(name, column, "plain"))
    for name, column in COLUMNS.items()
]


def frame(rows: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    words = ["warm", "wool", "coat", "light", "linen", "shirt", "red", "blue", "long", "short", "soft", "hard"]
    shades = random.integers(60, 120, rows)
    return pd.DataFrame(
        {
            "photo": [np.full((8, 8, 3), shade, dtype=np.uint8) for shade in shades],
            "words": [" ".join(random.choice(words, 4)) for _ in range(rows)],
            "size": random.normal(40, 5, rows),
            "shop": random.choice(["north", "south", "west"], rows),
        }
    )


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Drift]]:
    store = FeatureStore(tmp_path_factory.mktemp("store"))

    def compared(
        test: pd.DataFrame, groups: Any = None, train: pd.DataFrame | None = None, of_test: Any = None
    ) -> dict[str, Drift]:
        tables = (frame(150, 0) if train is None else train, test)
        data = [TableData(Table.read(each), COLUMNS, store) for each in tables]
        return {each.name: each for each in drifts(*data, PARTS, groups, of_test)}

    return compared


def clear(found: dict[str, Drift]) -> list[str]:
    return [name for name, each in found.items() if each.clear]


def test_nothing_is_said_of_tables_of_one_kind(found: Callable[..., dict[str, Drift]]) -> None:
    for seed in (1, 2):
        assert clear(found(frame(100, seed))) == []


CHANGES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "photo": lambda table: table.assign(photo=[255 - each for each in table["photo"]]),
    "words": lambda table: table.assign(words=[each[::-1] for each in table["words"]]),
    "size": lambda table: table.assign(size=table["size"] * 2.54),
    "shop": lambda table: table.assign(shop=table["shop"].str[0]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_column_that_was_changed_is_found_and_no_other(name: str, found: Callable[..., dict[str, Drift]]) -> None:
    told = found(CHANGES[name](frame(100, 1)))
    assert clear(told) == [name] == list(told)[:1]
    assert told[name].told_apart > 0.95
    assert "table" not in told or not told["table"].clear  # its column says it already


def test_cells_that_hold_nothing_known_are_counted(found: Callable[..., dict[str, Drift]]) -> None:
    table = frame(100, 1)
    half = np.arange(100) < 41
    told = found(
        table.assign(shop=np.where(half, "abroad", table["shop"]), words=np.where(half, "quux", table["words"]))
    )
    for name in ("words", "shop"):
        assert (told[name].unknown, told[name].expected) == (pytest.approx(0.41), 0)
        assert told[name].more_unknown
    assert told["size"].unknown == 0
    assert set(clear(told)) == {"words", "shop"}


def test_words_that_are_rare_in_training_too_are_expected(found: Callable[..., dict[str, Drift]]) -> None:
    """Names that stand in one row each are unknown in every other table: that is no difference."""
    train, test = frame(150, 0), frame(100, 1)
    for place, table in enumerate((train, test)):
        table["words"] = [f"name{place}x{row}" if row % 2 else words for row, words in enumerate(table["words"])]
    told = found(test, train=train)["words"]
    assert told.unknown == pytest.approx(0.5)
    assert told.expected > 0.35
    assert not told.clear


def test_missing_cells_are_told_with_both_shares(found: Callable[..., dict[str, Drift]]) -> None:
    table = frame(100, 1)
    told = found(table.assign(size=table["size"].where(np.arange(100) < 20)))["size"]
    assert (told.missing, told.missing_in_test) == (0, pytest.approx(0.8))
    assert told.clear
    assert told.more_missing
    assert not told.apart  # those that are there are as they were


def test_rows_of_one_group_count_as_one(found: Callable[..., dict[str, Drift]]) -> None:
    """Three customers, each with words of their own, tell nothing: another three differ as much."""
    groups = np.arange(150) // 50
    words = np.array(["tea cup", "tea pot", "milk jug"])
    train = frame(150, 0).assign(words=words[groups])
    test = frame(100, 1).assign(words=np.array(["tea cup", "fish pan"])[np.arange(100) % 2])
    assert "words" in clear(found(test, None, train))
    assert "words" not in clear(found(test, groups, train))


def test_rows_of_one_group_of_the_test_table_count_as_one(found: Callable[..., dict[str, Drift]]) -> None:
    """One of four new customers has words and gaps of its own: a quarter of the rows, but one of four customers."""
    of_test = np.arange(100) // 25
    test = frame(100, 1)
    test["words"] = test["words"].where(of_test > 0, "fish pan")
    test["size"] = test["size"].where(of_test < 3)
    assert set(clear(found(test))) == {"words", "size"}
    assert clear(found(test, of_test=of_test)) == []


def test_a_tiny_test_table_is_told_of_only_where_it_is_plain(found: Callable[..., dict[str, Drift]]) -> None:
    assert clear(found(frame(4, 1))) == []
    assert clear(found(CHANGES["words"](frame(10, 1)))) == ["words"]
    assert np.isnan(found(frame(4, 1))["size"].told_apart)


def test_of_many_columns_those_that_tell_the_tables_apart_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drift, "WIDE", 3)
    random = np.random.default_rng(0)
    names = [f"x{place}" for place in range(12)]
    tables = [pd.DataFrame(random.normal(size=(rows, 12)), columns=names) for rows in (120, 80)]
    tables[1]["x7"] += 2
    columns = dict.fromkeys(names, Number())
    parts = [Part(name, "table", choose(name, Number(), "plain")) for name in names]
    data = [TableData(Table.read(each), columns, FeatureStore(tmp_path)) for each in tables]
    told = drifts(*data, parts)
    assert [each.name for each in told if each.clear] == ["x7"]
    assert sum(np.isfinite(each.told_apart) for each in told) == 3


def test_labels_that_moved() -> None:
    train, test = np.repeat([0, 1], [80, 20]), np.repeat([0, 1], [40, 60])
    distance, p = labels_moved(train, test)
    assert distance == pytest.approx(0.4)
    assert p < 1e-6
    assert labels_moved(train, train) == (0, 1)
    values = np.arange(100.0)
    distance, p = labels_moved(values, values + 30)
    assert distance == pytest.approx(0.3)
    assert p < 0.01
    assert labels_moved(train, test, (0.05, 0.05))[1] > 0.05  # twenty rows of each group: five groups of each
    many = np.stack([train, train[::-1]], 1)
    distance, p = labels_moved(many, np.stack([test, train], 1)[:, [0, 1]])
    assert distance == pytest.approx(0.4)
    assert p < 1e-6
