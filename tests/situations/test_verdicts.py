"""Verdicts on tables whose truth is known: what is said of fusing, of a pick, of a test table, of time; and what
scikit-learn, threads, forks and wide tables are answered."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import StackingClassifier, StackingRegressor, VotingClassifier
from sklearn.model_selection import GridSearchCV, ShuffleSplit, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import intarsia as ia
from intarsia.cli.main import main
from intarsia.columns.table import Table
from intarsia.comparison.compare import compare
from intarsia.errors import DataError
from intarsia.evaluation.board import Board
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.scorecard import scorecard
from intarsia.tasks.classify import Classify
from intarsia.training.splits import Folds
from intarsia.training.trainer import Trainer

Rows = npt.NDArray[np.bool_]

SHEET = {"note": "text", "grams": "number"}
PLANKS = {"wood": "text", "grams": "number"}
CLOTH = {"colour": "category", "size": "category"}
TERMS: dict[str, Any] = {"folds": 4, "fusions": ["concat", "stacking"]}
LONG = 240
"""Seconds after which a process is taken to wait for ever."""


def linear(schema: dict[str, str]) -> ia.Learner:
    return ia.Learner(schema=schema, encoders="plain", fitter="linear")


def metals(rows: int, seed: int, wrong: float = 0.2, weight: float = 0.2, gold: float = 0.5) -> pd.DataFrame:
    """A note that is wrong in a share of the rows; gold is heavier by so many standard deviations."""
    random = np.random.default_rng(seed)
    is_gold = random.random(rows) < gold
    seems = is_gold ^ (random.random(rows) < wrong)
    notes = [f"{'pale' if each else 'dark'} cloth {random.choice(['north', 'south', 'west'])}" for each in seems]
    grams = is_gold * weight + random.normal(0, 1, rows)
    return pd.DataFrame({"note": notes, "grams": grams, "kind": np.where(is_gold, "gold", "lead")})


def planks(rows: int, seed: int, heavy: float = 1.0, unit: float = 1.0) -> pd.DataFrame:
    """A price by the wood, and by the weight as far as `heavy` says."""
    random = np.random.default_rng(seed)
    wood = random.choice(["oak", "pine", "fir"], rows)
    grams = random.normal(0, 1, rows)
    worth = pd.Series(wood).map({"oak": 1.0, "pine": 0.0, "fir": -1.0}).to_numpy()
    price = worth + heavy * grams + random.normal(0, 0.5, rows)
    return pd.DataFrame({"wood": [f"{each} plank" for each in wood], "grams": grams * unit, "price": price})


def trees(rows: int, seed: int, shares: tuple[float, float, float] = (0.5, 0.4, 0.1)) -> pd.DataFrame:
    """Three classes, the third one rare and heavy; one note in five says nothing."""
    random = np.random.default_rng(seed)
    kind = random.choice(["a", "b", "c"], rows, p=shares)
    word = {"a": "oak plank", "b": "pine plank", "c": "fir plank"}
    notes = [word[each] if random.random() < 0.8 else "plank" for each in kind]
    grams = np.where(kind == "c", 2.0, 0.0) + random.normal(0, 1, rows)
    return pd.DataFrame({"note": notes, "grams": grams, "kind": kind})


def cloth(rows: int, seed: int) -> pd.DataFrame:
    """Nine different inputs in all: the colour tells the answer in 85 of 100 rows."""
    random = np.random.default_rng(seed)
    colour = random.choice(["red", "blue", "green"], rows)
    answer = (colour == "red") ^ (random.random(rows) < 0.15)
    size = random.choice(["S", "M", "L"], rows)
    return pd.DataFrame({"colour": colour, "size": size, "kind": np.where(answer, "yes", "no")})


def buns(rows: int, seed: int) -> pd.DataFrame:
    """Two labels at once: the note tells of one, the weight of the other."""
    random = np.random.default_rng(seed)
    sweet = random.random(rows) < 0.4
    big = random.random(rows) < 0.5
    told = zip(sweet, big, strict=True)
    tags = [[name for name, there in (("sweet", one), ("big", other)) if there] for one, other in told]
    notes = ["sugar bun" if each else "plain bun" for each in sweet]
    return pd.DataFrame({"note": notes, "grams": big * 2 + random.normal(0, 1, rows), "kind": tags})


@cache
def board_of(name: str) -> Board:
    """Comparisons that several tests look at; each is made once."""
    made: dict[str, Callable[[], Board]] = {
        "gain": lambda: compare(metals(1000, 2, weight=2.0), "kind", linear(SHEET), metric="accuracy", **TERMS),
        "noise": lambda: compare(metals(600, 0, weight=0.0), "kind", linear(SHEET), metric="accuracy", **TERMS),
        "close": lambda: compare(metals(200, 1, weight=1.5), "kind", linear(SHEET), metric="roc_auc", **TERMS),
        "planks": lambda: compare(planks(300, 0), "price", linear(PLANKS), test=planks(150, 1), **TERMS),
        "dull": lambda: compare(metals(800, 7, 0.1, 0.0), "kind", linear(SHEET), metric="accuracy", **TERMS),
        "buns": lambda: compare(buns(200, 0), "kind", linear(SHEET), test=buns(100, 1), **TERMS),
        "trees": lambda: compare(trees(300, 0), "kind", linear(SHEET), metric="log_loss", **TERMS | {"folds": 3}),
        "lead": lambda: compare(
            metals(500, 0, weight=1.5),
            "kind",
            linear(SHEET),
            metric="average_precision",
            test=metals(400, 1, weight=1.5, gold=0.05),
            **TERMS,
        ),
    }
    return made[name]()


def verdict(name: str) -> str:
    """The last sentence, on fusing."""
    return board_of(name).sentences[-1].en


def told_of_test(board: Board) -> str:
    assert board.test is not None
    return " ".join(each.en for each in board.test.sentences)


# A1: whether fusing helps


def test_a_gain_that_is_there_is_told() -> None:
    for name in ("gain", "planks", "buns"):
        fusing = board_of(name).fusing
        assert fusing is not None
        assert verdict(name).startswith("Fusing helps: "), name
        assert fusing.p < 0.05
        assert 0 < fusing.low < fusing.difference < fusing.high


def test_where_a_modality_is_noise_both_are_equal_within_a_margin() -> None:
    for name in ("noise", "dull"):
        assert verdict(name).startswith("Fusing makes no difference here: "), name
        assert "equal within ±0.0100" in verdict(name)
        assert not any("does as well" in each.en for each in board_of(name).sentences)


def test_where_nothing_can_be_learned_no_gain_is_claimed() -> None:
    for seed in (4, 5, 6):
        board = compare(metals(80, seed, wrong=0.5, weight=0.0), "kind", linear(SHEET), metric="accuracy", **TERMS)
        assert not board.sentences[-1].en.startswith(("Fusing helps", "Fusing probably"))


def test_a_few_rows_do_not_prove_two_equal() -> None:
    for rows in (10, 40):
        found = compare(metals(rows, 0, wrong=0.05, weight=4.0), "kind", linear(SHEET), **TERMS | {"folds": 3})
        assert "equal within" not in str(found)


def test_the_numbers_of_the_verdict_are_those_of_the_strategies_it_names() -> None:
    """Either the two are compared, and the difference is theirs; or what is chosen without a fold is, which is said,
    with both means of the board."""
    board = board_of("close")
    named = re.search(
        r"helps: (?:the best fusion, mostly )?([\w, ]+?)(?:, the best fusion)?, .*?(only \w+)", verdict("close")
    )
    assert named is not None
    fused, alone = (f"{board.entry(name).mean.value:.4f}" for name in named.groups())
    if "mostly" in verdict("close"):
        assert f"has {fused}, and {named.group(2)} {alone}" in verdict("close")
    else:
        assert f"{float(fused) - float(alone):.4f}" in verdict("close")


def test_a_change_of_a_loss_has_the_sign_of_the_loss() -> None:
    fusing = board_of("trees").fusing
    assert fusing is not None
    assert fusing.low < 0 < fusing.high
    told = re.search("in log_loss, .* is between (.*?) worse and (.*?) better than", verdict("trees"))
    assert told is not None
    assert [float(end) for end in told.groups()] == pytest.approx([-fusing.low, fusing.high], rel=1e-3)


def test_sharper_probabilities_are_no_gain_by_a_modality_of_noise() -> None:
    for metric in ("log_loss", "brier"):
        board = compare(metals(60, 0, wrong=0.0, weight=0.0), "kind", linear(SHEET), metric=metric, **TERMS)
        assert board.entry("concat").mean.value > board.entry("only note").mean.value  # errors
        assert not board.sentences[-1].en.startswith("Fusing helps: ")


def test_overlapping_folds_are_not_called_few() -> None:
    splits = ShuffleSplit(5, test_size=0.3, random_state=0)
    board = compare(metals(100, 0), "kind", linear(SHEET), folds=splits, fusions="concat", metric="accuracy")
    assert len(board.question.plan) == 5
    assert np.isfinite(board.tests["only table"].p)
    assert "so few folds" not in board.verdict.en


# A2: a pick that agrees with its verdict


def test_what_is_picked_fuses_only_where_fusing_is_of_use() -> None:
    for name in ("noise", "dull"):
        assert board_of(name).winner.kind != "fusion"
        assert not board_of(name).sentences[0].en.startswith(("concat", "stacking"))
    for name in ("gain", "planks", "buns"):
        assert board_of(name).winner.kind != "single"
        assert not any(each.en.startswith("It is worse than") for each in board_of(name).sentences)


def test_a_simpler_one_is_taken_only_for_an_equal() -> None:
    board = board_of("planks")
    assert board.entries[0].name == "stacking"
    assert board.best_name == "plain linear"
    assert board.tests["stacking"].negligible
    assert "stacking has the higher mean" in board.sentences[1].en
    assert "of equals, the simpler or much quicker one" in board.sentences[1].en


def answered(truth: npt.NDArray[np.intp], right: Rows) -> npt.NDArray[np.float64]:
    """Out-of-fold scores (1, N, 2) of one repeat that answer these rows rightly."""
    said = np.where(right, truth, 1 - truth)
    return np.eye(2)[said][None] * 0.8 + 0.1


def test_one_wrong_row_less_in_forty_is_not_called_equal() -> None:
    """Each fusion is right in one row more, of a fold of its own; where it is chosen by the others, nothing differs."""
    truth = np.arange(40) % 2
    plan = Folds(5, 1, 0).plan(truth)
    question = Question(Classify().learn(np.where(truth, "b", "a")), "accuracy", truth, plan, ("note", "table"))
    base = np.ones(40, dtype=np.bool_)
    for fold in plan:
        base[fold.test[:2]] = False
    entries = [Entry.of(question, name, "single", answered(truth, base)) for name in ("only note", "only table")]
    for place, name in enumerate(("concat", "average")):
        better = base.copy()
        better[plan.folds[place].test[0]] = True
        entries.append(Entry.of(question, name, "fusion", answered(truth, better)))
    board = Board.build(question, entries)
    assert board.entry("concat").mean.value == pytest.approx(board.entry("only note").mean.value + 1 / 40)
    assert "the same score on every fold" not in board.sentences[-1].en
    assert "equal within" not in board.sentences[-1].en
    assert "which makes no difference" not in str(board.verdict.en)


# A3: the test table leads


def test_an_unchanged_table_keeps_its_promise() -> None:
    for name in ("planks", "buns"):
        board = board_of(name)
        assert board.test is not None
        assert "no more apart than chance explains" in board.test.sentences[0].en
        assert board.test.changed == ()
        assert str(board).startswith("On the test table (")


def test_a_column_in_other_units_is_the_cause() -> None:
    grams = metals(300, 1, weight=1.5)
    grams["grams"] *= 100
    board = compare(metals(400, 0, weight=1.5), "kind", linear(SHEET), metric="accuracy", test=grams, **TERMS)
    assert board.test is not None
    assert [each.name for each in board.test.causes] == ["grams"]
    assert board.test.sentences[1].en.startswith("The likeliest cause is column 'grams': its cells tell test rows")
    assert board.test.ahead is not None
    assert board.test.ahead.name == "only note"


def test_a_column_that_spoils_an_error_is_not_said_to_lift_it() -> None:
    test = planks(150, 1, unit=1000.0)
    board = compare(planks(300, 0), "price", linear(PLANKS), metric="mae", test=test, **TERMS)
    assert board.test is not None
    assert [each.name for each in board.test.causes] == ["grams"]
    assert "lifted mae by" not in told_of_test(board)


def test_labels_in_other_shares_are_told() -> None:
    """Of lead there are 55 in 100 rows, then 95: what lies before every rank is higher, and no row is easier."""
    board = board_of("lead")
    assert board.test is not None
    assert board.test.labels_moved > 0.3
    assert "The labels are distributed otherwise" in told_of_test(board)
    assert "easier" not in told_of_test(board)


def test_nobody_is_ahead_where_nothing_can_be_measured() -> None:
    metal = metals(80, 3).query("kind == 'gold'")
    boards = [
        compare(metals(200, 1), "kind", linear(SHEET), metric="roc_auc", test=metal, **TERMS),
        compare(planks(100, 0), "price", linear(PLANKS), test=planks(20, 1).assign(price=1.0), **TERMS),
    ]
    for board in boards:
        assert "is undefined" in told_of_test(board)
        assert "ahead" not in told_of_test(board)
    assert "rows of every class or of different values" in told_of_test(boards[1])


def test_rows_of_nine_different_inputs_are_no_copies() -> None:
    board = compare(cloth(400, 0), "kind", linear(CLOTH), metric="accuracy", test=cloth(150, 1), **TERMS)
    assert "memory" not in told_of_test(board)


def test_who_would_have_been_ahead_is_not_behind() -> None:
    """The model that is named, trained on all rows, does worse than the one that was chosen."""
    test = trees(200, 2, (0.1, 0.1, 0.8))
    terms = TERMS | {"folds": 3}
    board = compare(trees(300, 0), "kind", linear(SHEET), metric="log_loss", test=test, **terms)
    plain = ia.Classifier("kind", schema=SHEET, encoders="plain", fitter="linear").fit(trees(300, 0))
    assert board.best_name == "stacking"
    assert board.best.score(test, metric="log_loss") < plain.score(test, metric="log_loss")
    assert "plain linear would have been ahead" not in told_of_test(board)


def test_the_command_prints_what_python_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = tmp_path / "train.csv"
    test = tmp_path / "test.csv"
    for rows, seed, path in ((40, 0, train), (30, 1, test)):
        sheet = metals(rows, seed, weight=2.0)
        sheet.assign(note=sheet["note"].str.len() + sheet["grams"] * seed).to_csv(path, index=False)
    options = ["--modality", "letters=note", "--modality", "scale=grams", "--fusions", "concat", "--folds", "2"]
    where = ["--label", "kind", "--out", str(tmp_path / "out"), "--test", str(test)]
    assert main(["compare", str(train), *where, *options, "--column", "note=number"]) == 0
    printed = capsys.readouterr().out
    schema = {"note": "number", "grams": "number"}
    learner = ia.Learner(schema=schema, modalities={"letters": ["note"], "scale": ["grams"]})
    board = compare(str(train), "kind", learner, folds=2, fusions="concat", test=str(test))
    assert len(board.entries) == 5
    assert without_times(printed).startswith(without_times(str(board)))


def without_times(text: str) -> str:
    """The words, of which no time is one."""
    words = " ".join(re.sub(r"[\d,]+\.\d\b(?! %)", "T", line) for line in text.splitlines())
    return " ".join(words.split())


# A4: one modality, perfection, intervals, metrics by name, nothing missing


def test_one_modality_is_not_asked_whether_it_fuses() -> None:
    sheet = metals(120, 0, weight=2.0)
    numbers = sheet[["grams", "kind"]].assign(litres=-sheet["grams"])
    tables = [(numbers, {"grams": "number", "litres": "number"}), (sheet[["note", "kind"]], {"note": "text"})]
    for table, schema in tables:
        board = compare(table, "kind", linear(schema), metric="accuracy", **TERMS)
        assert board.fusing is None
        assert "using" not in re.sub("Using|using torch", "", board.verdict.en)


def test_perfection_is_beyond_doubt() -> None:
    for metric in ("accuracy", "roc_auc"):
        board = compare(metals(60, 0, wrong=0.0, weight=0.0), "kind", linear(SHEET), metric=metric, **TERMS)
        assert board.entry("only note").mean.value == 1
        assert board.tests["majority"].p_adjusted < 0.01
        assert board.tests["only table"].significant
        assert "not beyond doubt" not in board.verdict.en


def test_intervals_hold_their_value_inside() -> None:
    for gold in (0.06, 0.94):
        fitted = ia.Classifier("kind", **options()).fit(metals(300, 0, weight=1.0, gold=gold))
        card = scorecard(fitted, Table.read(metals(400, 1, weight=1.0, gold=gold)))
        found = card.metrics["average_precision"]
        assert found.low < found.value < found.high
        assert found.value == fitted.score(metals(400, 1, weight=1.0, gold=gold), metric="average_precision")


def test_rows_that_miss_nothing_are_called_so() -> None:
    fitted = ia.Classifier("kind", **options()).fit(metals(80, 0))
    some = metals(60, 1)
    some.loc[:19, "note"] = None
    told = str(scorecard(fitted, Table.read(some)))
    assert re.search(r"nothing missing +40 ", told)
    assert re.search(r"\nnote +20 ", told)
    assert "no modality" not in told


# A5: time is told once, and a limit keeps what is done


def test_what_strategies_share_is_counted_once() -> None:
    for name in ("gain", "buns"):
        board = board_of(name)
        frame = board.to_frame().set_index("name")
        assert board.effort is not None
        assert (frame["added_seconds"] <= frame["seconds"]).all()
        assert frame["added_seconds"].sum() <= board.effort.seconds
        assert frame["seconds"]["stacking"] >= frame["seconds"][["only note", "only table", "concat"]].sum()
        assert frame["added_seconds"]["concat"] < frame["seconds"]["concat"]  # the same as the plain linear one
        assert str(board).count("Seconds:") == 1
        assert (frame["cpu_seconds"] >= 0).all()


def test_a_limit_keeps_what_is_done_and_goes_on_there(tmp_path: Path) -> None:
    for table, label, schema in ((metals(60, 0), "kind", SHEET), (planks(60, 0), "price", PLANKS)):
        out = tmp_path / label
        short = compare(table, label, linear(schema), out=out, time_limit=1e-9, **TERMS)
        assert [each.name for each in short.entries] == ["majority"]
        assert short.sentences[-1].en.startswith("Whether fusing helps was not found out: the time was up")
        whole = compare(table, label, linear(schema), out=out, **TERMS)
        anew = compare(table, label, linear(schema), **TERMS)
        assert whole.cutoff is None
        assert whole.to_frame()["mean"].tolist() == anew.to_frame()["mean"].tolist()
        assert whole.sentences == anew.sentences


# B9: scikit-learn around a classifier and a regressor


def options() -> dict[str, Any]:
    return {"schema": SHEET, "encoders": "plain", "fitter": "linear"}


FRUIT = np.sort(np.repeat(["kiwi", "plum", "fig"], 30))
BASKET = pd.DataFrame(
    {
        "note": [f"a {word} {row % 5}" for row, word in enumerate(FRUIT)],
        "grams": np.random.default_rng(0).normal(size=90),
    }
)
WITHOUT_FIGS = np.where(FRUIT == "fig", 0.0, 1.0)


def test_sorted_labels_are_stratified_by_every_tool() -> None:
    fruit = ia.Classifier(**options())
    np.testing.assert_array_equal(cross_val_score(fruit, BASKET, FRUIT, cv=3), 1)
    inside = make_pipeline(FunctionTransformer(), fruit)
    np.testing.assert_array_equal(cross_val_score(inside, BASKET, pd.Series(FRUIT, dtype="category"), cv=3), 1)
    search = GridSearchCV(inside, {"classifier__seed": [0, 1]}, cv=3).fit(BASKET, FRUIT)
    assert search.best_score_ == 1
    assert CalibratedClassifierCV(fruit, cv=3).fit(BASKET, FRUIT).score(BASKET, FRUIT) == 1
    assert VotingClassifier([("one", fruit)], voting="soft").fit(BASKET, FRUIT).score(BASKET, FRUIT) == 1
    assert StackingClassifier([("one", fruit)], cv=3).fit(BASKET, FRUIT).score(BASKET, FRUIT) == 1


def test_a_regressor_stands_in_a_stack() -> None:
    price = 3 * BASKET["grams"] + np.where(FRUIT == "fig", 2, 0)
    stack = StackingRegressor([("one", ia.Regressor(**options()))], cv=3)
    assert stack.fit(BASKET, price).score(BASKET, price) > 0.95


def test_columns_are_known_by_name_and_frames_come_out() -> None:
    fruit = ia.Classifier(**options()).set_output(transform="pandas").fit(BASKET, FRUIT)
    assert fruit.feature_names_in_.tolist() == ["note", "grams"]
    turned = BASKET.assign(more=1)[["more", "grams", "note"]]
    np.testing.assert_array_equal(fruit.predict_proba(turned), fruit.predict_proba(BASKET))
    shuffled = BASKET.iloc[::-3]
    assert fruit.transform(shuffled).index.equals(shuffled.index)


def test_a_row_without_weight_is_not_there() -> None:
    price = 3 * BASKET["grams"]
    kept = np.random.default_rng(1).integers(0, 2, 90).astype(bool)
    for learner, answers in ((ia.Classifier(**options()), FRUIT), (ia.Regressor(**options()), price)):
        weighed = learner.fit(BASKET, answers, sample_weight=kept.astype(float)).predict(BASKET)
        np.testing.assert_array_equal(weighed, learner.fit(BASKET[kept], answers[kept]).predict(BASKET))


def test_a_class_without_weight_turns_no_answer_into_another() -> None:
    """Whoever combines classifiers counts on every class of y: where one of them cannot be learned, that is told."""
    fruit = ia.Classifier(**options())
    for each in (VotingClassifier([("one", fruit)], voting="soft"), CalibratedClassifierCV(fruit, cv=3)):
        with pytest.raises(DataError, match=r"all rows of class .* weigh 0"):
            each.fit(BASKET, FRUIT, sample_weight=WITHOUT_FIGS)


# B15: threads and forks


def test_fits_in_threads_come_out_as_each_does_alone() -> None:
    def probabilities(seed: int, fusion: str) -> npt.NDArray[np.float64]:
        fruit = ia.Classifier(**options() | {"fitter": Trainer(epochs=2)}, fusion=fusion, seed=seed)
        return fruit.fit(BASKET, FRUIT).predict_proba(BASKET)

    for fusion in ("concat", "attention"):
        alone = [probabilities(seed, fusion) for seed in (0, 1)]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda seed, fusion=fusion: probabilities(seed, fusion), [0, 1, 0, 1]))
        for place, found in enumerate(together):
            np.testing.assert_array_equal(found, alone[place % 2])


FORKS = """
import multiprocessing, os, sys, threading, time
import numpy as np, pandas as pd, torch
import intarsia as ia
from intarsia.training.trainer import Trainer

torch.set_num_threads(2)
chance = np.random.default_rng(0)
table = pd.DataFrame({"note": [f"word{row % 2} {row % 9}" for row in range(80)], "grams": chance.normal(size=80)})
labels = np.where(np.arange(80) % 2, "odd", "even")
schema = {"note": "text", "grams": "number"}

def fitted(seed):
    return ia.Classifier(schema=schema, encoders="plain", fitter=Trainer(epochs=1), seed=seed).fit(table, labels)

def answers(model):
    return model.predict_proba(table)

model = fitted(0)
known = answers(model)
other = answers(fitted(1))
"""

FORK_IN_A_FIT = """
going = True

def keep_fitting():
    while going:
        fitted(2)

thread = threading.Thread(target=keep_fitting)
thread.start()
for _ in range(2):
    time.sleep(0.1)
    child = os.fork()
    if not child:
        fine = np.allclose(answers(model), known, atol=1e-6) and np.allclose(answers(fitted(1)), other, atol=1e-5)
        os._exit(0 if fine else 3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
going = False
thread.join()
"""

FORKED_POOL = """
with multiprocessing.get_context("fork").Pool(2) as pool:
    for found in pool.map(answers, [model, model]):
        assert np.allclose(found, known, atol=1e-6)
    for found in pool.map(fitted, [1, 1]):
        assert np.allclose(answers(found), other, atol=1e-5)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_forked_children_answer_and_learn(tmp_path: Path) -> None:
    several = {"OMP_NUM_THREADS": "2", "INTARSIA_CACHE": str(tmp_path)}
    command = [sys.executable, "-W", "ignore", "-c", FORKS + FORKED_POOL + FORK_IN_A_FIT]
    done = subprocess.run(command, env=os.environ | several, capture_output=True, text=True, check=False, timeout=LONG)
    assert done.returncode == 0, done.stderr


# B16: many more columns than rows


@pytest.mark.parametrize(("rows", "columns"), [(50, 200), (100, 300)])
def test_a_wide_table_is_learned(rows: int, columns: int) -> None:
    random = np.random.default_rng(1)
    numbers = random.normal(size=(rows + 300, columns))
    kind = np.where(numbers @ random.normal(size=columns) > 0, "up", "down")
    table = pd.DataFrame(numbers, columns=[f"c{place}" for place in range(columns)])
    for fitter in ("linear", "gradient"):
        fitted = ia.Classifier(schema=dict.fromkeys(table.columns, "number"), encoders="plain", fitter=fitter)
        fitted.fit(table[:rows], kind[:rows])
        assert fitted.score(table[:rows], kind[:rows]) > 0.9
        assert fitted.score(table[rows:], kind[rows:]) > 0.55
