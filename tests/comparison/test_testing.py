"""The test table of a comparison: it leads, it chooses nothing, and what was changed in it is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from intarsia.columns import Category, Image, Number, Schema, Text
from intarsia.comparison.compare import compare
from intarsia.errors import DataError
from intarsia.evaluation.board import Board
from intarsia.learner.learner import Learner
from intarsia.progress import Event
from intarsia.reporting import report
from intarsia.store import FeatureStore
from intarsia.training.linear import LinearSolver

SCHEMA = Schema({"words": Text(), "size": Number(), "shop": Category()})
LEARNER = Learner(schema=SCHEMA, encoders="plain", fitter=LinearSolver())


def table(rows: int, seed: int) -> pd.DataFrame:
    """Words tell the answer, size a little of it."""
    random = np.random.default_rng(seed)
    good = random.random(rows) < 0.5
    seems = good ^ (random.random(rows) < 0.05)
    return pd.DataFrame(
        {
            "words": [
                random.choice(["warm wool", "soft wool"] if each else ["thin silk", "cool silk"]) for each in seems
            ],
            "size": np.where(good, 44.0, 38.0) + random.normal(0, 8, rows),
            "shop": random.choice(["north", "south"], rows),
            "buy": np.where(good, "yes", "no"),
        }
    )


def coded(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(words=[f"{each[0]}{len(each)}".upper() for each in frame["words"]])


@pytest.fixture(scope="module")
def boards() -> dict[str, Board]:
    """The same comparison with a test table of the same kind, and with one whose words are codes."""
    tests = {"same": table(120, 1), "coded": coded(table(120, 1))}
    return {
        name: compare(table(160, 0), "buy", LEARNER, folds=4, metric="accuracy", fusions="concat", test=test)
        for name, test in tests.items()
    }


def test_where_nothing_changed_the_score_is_told_as_promised(boards: dict[str, Board]) -> None:
    test = boards["same"].test
    assert test is not None
    assert not test.fell
    assert test.changed == ()
    assert test.rows == 120
    assert test.metrics["accuracy"].value == boards["same"].best.score(table(120, 1))


def test_a_column_whose_words_changed_is_named_as_the_cause(boards: dict[str, Board]) -> None:
    board = boards["coded"]
    test = board.test
    assert test is not None
    assert test.fell
    assert [each.name for each in test.causes] == ["words"]
    assert test.causes[0].unknown == 1
    assert test.causes[0].worth > 0.2 > 0.05 > test.causes[0].worth_in_test
    first, second, *_ = test.sentences
    assert "the score falls" in first.en
    assert "成绩下降" in first.zh
    assert second.en.startswith(
        "The likeliest cause is column 'words': 100 % of its cells hold nothing that a training"
    )
    assert str(board).startswith("On the test table (120 rows) the score falls")


def test_the_test_table_chooses_nothing(boards: dict[str, Board]) -> None:
    for name in ("mean", "best", "p"):
        assert boards["same"].to_frame()[name].equals(boards["coded"].to_frame()[name])
    assert boards["same"].sentences == boards["coded"].sentences
    assert boards["same"].test is not None
    assert set(boards["same"].test.strategies) == {entry.name for entry in boards["same"].entries}


def test_strategies_are_scored_by_the_models_of_their_folds(boards: dict[str, Board]) -> None:
    board = boards["same"]
    assert board.test is not None
    told = []
    for fold in board.question.plan:
        alone = Learner("buy", None, Schema({"words": Text()}), "plain", fitter=LinearSolver())
        told.append(alone.fit(table(160, 0).iloc[fold.train]).score(table(120, 1)))
    assert board.test.strategies["only words"] == pytest.approx(np.mean(told))


def test_an_interrupted_comparison_goes_on_with_its_test_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms: dict[str, Any] = {"folds": 2, "out": tmp_path, "metric": "accuracy"}
    train, test = table(60, 0), coded(table(40, 1))
    first = compare(train, "buy", LEARNER, fusions="concat", test=test, **terms)
    capsys.readouterr()
    again = compare(train, "buy", LEARNER, fusions="concat", test=test, **terms)
    assert capsys.readouterr().err.count("kept from before") == 5
    assert first.test is not None
    assert again.test is not None
    assert str(again.test.dump()) == str(first.test.dump())
    other = compare(train, "buy", LEARNER, fusions="concat", test=table(40, 1), **terms)
    assert capsys.readouterr().err.count("kept from before") == 0  # the models are needed again
    assert other.test is not None
    assert other.test.strategies != first.test.strategies
    for entry in other.entries:
        np.testing.assert_array_equal(entry.oof, first.entry(entry.name).oof)
        assert entry.seconds == first.entry(entry.name).seconds
    compare(train, "buy", LEARNER, fusions="concat", **terms)
    assert capsys.readouterr().err.count("kept from before") == 5


def test_a_test_table_that_cannot_be_asked_is_refused_before_any_training() -> None:
    heard: list[Event] = []
    train = table(40, 0)
    for test, why in (
        (table(10, 1).drop(columns="buy"), "the test table: the table has no column 'buy'"),
        (table(10, 1).drop(columns="size"), "(?s)the test table: .*'size'"),
        (table(10, 1).assign(buy="maybe"), "the test table: .*'maybe' was not among those learned"),
        (table(10, 1).assign(buy=["yes", *[None] * 9]), "the test table: column 'buy': 9 of 10 rows have no label"),
        (table(10, 1).assign(size="large"), "(?s)the test table: .*'large'"),
        ("nowhere.csv", "the test table: .*nowhere.csv"),
    ):
        with pytest.raises(DataError, match=why):
            compare(train, "buy", LEARNER, folds=2, test=test, on_event=heard.append)
    assert [event.name for event in heard if event.name != "guess"] == []


def test_rows_known_from_training_are_told() -> None:
    train = table(60, 0)
    mixed = pd.concat([train.head(7), table(30, 1)])
    board = compare(train, "buy", LEARNER, folds=2, fusions="concat", test=mixed)
    assert board.test is not None
    assert board.test.known == 7
    assert any("7 of these 37 rows have the same inputs" in each.en for each in board.test.sentences)


def test_equal_inputs_are_no_memory_where_there_are_few_different_ones() -> None:
    def dyed(rows: int, seed: int) -> pd.DataFrame:
        random = np.random.default_rng(seed)
        colour = random.choice(["red", "blue", "green"], rows)
        wanted = (colour == "red") ^ (random.random(rows) < 0.15)
        size = random.choice(["S", "M", "L"], rows)
        return pd.DataFrame({"colour": colour, "size": size, "buy": np.where(wanted, "yes", "no")})

    schema = Schema({"colour": Category(), "size": Category()})
    learner = Learner(schema=schema, encoders="plain", fitter=LinearSolver())
    board = compare(dyed(120, 0), "buy", learner, folds=2, fusions="concat", test=dyed(60, 1), metric="accuracy")
    assert board.test is not None
    assert board.test.known == 0
    assert "memory" not in str(board)


def test_rows_of_the_test_table_without_a_label_are_left_out_as_those_of_the_training_table() -> None:
    train, test = table(60, 0), table(40, 1)
    train.loc[3, "buy"] = None
    test.loc[[0, 7], "buy"] = None
    learner = Learner(schema=SCHEMA, encoders="plain", fitter=LinearSolver(), on_missing_label="drop")
    board = compare(train, "buy", learner, folds=2, fusions="concat", test=test)
    assert board.test is not None
    assert board.test.rows == 38
    assert board.test.sentences[-1].en == "2 rows of the test table without a label were left out."
    with pytest.raises(DataError, match="2 of 40 rows have no label"):
        compare(train.dropna(), "buy", LEARNER, folds=2, fusions="concat", test=test)


def test_groups_of_the_test_table_are_kept_together_by_the_same_column() -> None:
    def owned(rows: int, seed: int) -> pd.DataFrame:
        return table(rows, seed).assign(owner=[f"{seed}x{row // 6}" for row in range(rows)])

    found = {}
    for name, test in (("owned", owned(60, 1)), ("unknown", owned(60, 1).drop(columns="owner"))):
        board = compare(owned(120, 0), "buy", LEARNER, folds=3, fusions="concat", test=test, groups="owner")
        assert board.test is not None
        found[name] = board.test
    assert found["owned"].metrics["accuracy"].value == found["unknown"].metrics["accuracy"].value
    assert found["owned"].metrics["accuracy"].low != found["unknown"].metrics["accuracy"].low
    assert (found["owned"].ungrouped, found["unknown"].ungrouped) == (False, True)
    assert any("taken as independent" in each.en for each in found["unknown"].sentences)


def test_values_in_another_unit_are_found_in_a_regression() -> None:
    def priced(rows: int, seed: int) -> pd.DataFrame:
        frame = table(rows, seed).drop(columns="buy")
        return frame.assign(price=3 * frame["size"] + 10 * frame["words"].str.contains("wool"))

    test = priced(60, 1).assign(size=lambda frame: frame["size"] * 2.54)
    board = compare(priced(120, 0), "price", LEARNER, folds=3, fusions="concat", test=test)
    assert board.test is not None
    assert board.test.fell
    assert [each.name for each in board.test.causes] == ["size"]


def test_a_page_of_it_leads_with_the_test_table(boards: dict[str, Board], tmp_path: Path) -> None:
    board = boards["coded"]
    text = report(board, tmp_path / "page.html", coded(table(120, 1))).read_text("utf-8")
    assert board.test is not None
    places = [
        text.index(each)
        for each in (
            "the score falls",
            "The likeliest cause is",
            "On rows that no training saw",
            "How the test table differs",
            "In cross-validation",
            "is chosen: accuracy",
            "Every strategy on the same folds",
        )
    ]
    assert places == sorted(places)
    assert 'class="number"><span class="en" lang="en">Test table</span>' in text
    alone = report(board, tmp_path / "alone.html").read_text("utf-8")  # the board knows what the table said
    assert "the score falls" in alone
    assert "On rows that no training saw" in alone


def test_a_page_on_another_table_than_the_boards_asks_that_one(boards: dict[str, Board], tmp_path: Path) -> None:
    text = report(boards["coded"], tmp_path / "page.html", table(90, 2)).read_text("utf-8")
    assert "On the test table (90 rows)" in text
    assert "the score falls" not in text
    assert "Seen afterwards" not in text  # the other strategies were not asked about it


def test_features_are_encoded_before_the_clocks_start(tmp_path: Path) -> None:
    """Test pictures are encoded with the others, once for all strategies."""
    random = np.random.default_rng(0)
    rows = [
        {"photo": random.integers(0, 255, (8, 8, 3), dtype=np.uint8), "size": float(at), "buy": at % 2}
        for at in range(30)
    ]
    schema = Schema({"photo": Image(), "size": Number()})
    learner = Learner(schema=schema, encoders="plain", fitter=LinearSolver(), store=FeatureStore(tmp_path))
    heard: list[Event] = []
    compare(rows[:20], "buy", learner, folds=2, fusions=["concat"], test=rows[20:], on_event=heard.append)
    names = [event.name for event in heard]
    assert "test" in names
    assert "encoding" not in names[names.index("strategy") :]
