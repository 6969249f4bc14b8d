"""What a test table says: falls, and what is none; what it is put down to; who would have been ahead."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from intarsia.evaluation import test_result
from intarsia.evaluation.board import Board
from intarsia.evaluation.board_files import jsonable
from intarsia.evaluation.drift import Drift
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.test_verdict import told
from intarsia.tasks.classify import Classify
from intarsia.tasks.regress import Regress
from intarsia.training.splits import Folds

ROWS = 300
TARGET = np.arange(ROWS) % 2
QUESTION = Question(Classify(classes=("no", "yes")), "accuracy", TARGET, Folds(5).plan(TARGET), ("text", "table"))


def answers(target: np.ndarray, right: float, seed: int) -> np.ndarray:
    """(N, 2) answers of which so many are right."""
    wrong = np.random.default_rng(seed).permutation(len(target)) >= round(right * len(target))
    positive = np.where((target == 1) ^ wrong, 0.9, 0.1)
    return np.stack([1 - positive, positive], 1)


def winner(right: float = 0.9, question: Question = QUESTION) -> Entry:
    return Entry.of(question, "concat", "fusion", answers(TARGET, right, 0)[None])


def result(right: float, rows: int = 200, **others: object) -> test_result.TestResult:
    target = np.arange(rows) % 2
    asked = test_result.Asked(target, answers(target, right, 1))
    found = test_result.TestResult.of(QUESTION, winner(), asked, **others)  # type: ignore[arg-type]
    return replace(found, sentences=told(QUESTION, winner(), found))


WORDS = Drift("words", 0.99, 0.0, 0.0, 0.8, 0.1, 1e-9, 1.0, 1e-9, ("good", "K12"), worth=0.3, worth_in_test=-0.05)
PRICE = Drift("price", 0.99, 0.0, 0.0, 0.0, 0.0, 1e-9, 1.0, 1.0, ("10", "30"), worth=0.0, worth_in_test=0.01)


def test_a_fall_is_told_first_with_both_intervals() -> None:
    found = result(0.5)
    assert found.fell
    assert found.gap.value == pytest.approx(0.4)
    assert 0.3 < found.gap.low < 0.4 < found.gap.high < 0.5
    first = found.sentences[0].en
    assert first.startswith(
        "On the test table (200 rows) the score falls: concat has accuracy 0.5000 (95 % interval 0.4"
    )
    assert "worse by 0.4000" in first
    assert "than the 0.9000 that cross-validation promised" in first


@pytest.mark.parametrize(
    ("right", "rows", "said"),
    [(0.88, 200, "chance explains"), (0.7, 10, "chance explains"), (0.99, 400, "better by 0.09")],
)
def test_what_is_no_fall_is_told_as_none(right: float, rows: int, said: str) -> None:
    found = result(right, rows)
    assert not found.fell
    assert found.rose == (right > 0.9)
    assert said in found.sentences[0].en


def test_a_small_table_without_an_error_promises_no_perfection() -> None:
    """Of a model that is right in 93 of 100, one table of 20 rows in four has no error."""
    target = np.arange(20) % 2
    question = Question(Classify(classes=("no", "yes")), "accuracy", target, Folds(5, 3).plan(target), ("a", "b"))
    entry = Entry.of(question, "concat", "fusion", np.stack([answers(target, 1.0, 0)] * 3))
    assert (entry.mean.low, entry.mean.value, entry.mean.high) == (pytest.approx(0.025 ** (1 / 20)), 1.0, 1.0)
    asked = np.arange(400) % 2
    for right, fell in ((0.93, False), (0.7, True)):
        found = test_result.TestResult.of(question, entry, test_result.Asked(asked, answers(asked, right, 1)))
        assert found.fell is fell
        assert found.gap.value == pytest.approx(1 - right)
    assert "95 % interval 0.8316 to 1.0000" in Board.build(question, [entry]).verdict.en


def test_folds_that_are_alike_by_chance_leave_an_interval() -> None:
    """Nine of ten right on each of five folds: ten more may go otherwise."""
    target = np.arange(50) % 2
    question = Question(Classify(classes=("no", "yes")), "accuracy", target, Folds(5).plan(target), ("a", "b"))
    wrong = [fold.test[0] for fold in question.plan]
    positive = np.where(target == 1, 0.9, 0.1)
    positive[wrong] = 1 - positive[wrong]
    entry = Entry.of(question, "concat", "fusion", np.stack([1 - positive, positive], 1)[None])
    assert set(entry.fold_scores) == {0.9}
    assert 0.7 < entry.mean.low < 0.85 < 0.93 < entry.mean.high < 1


def test_the_gap_counts_what_either_side_is_unsure_of() -> None:
    """Of a sure score on many rows only the folds are unsure, and the other way round."""
    wide, narrow = result(0.8, 100), result(0.8, 4_000)
    assert wide.gap.low < narrow.gap.low < 0.1 < narrow.gap.high < wide.gap.high
    error = np.sqrt(
        0.09 / 300 * (1 + 5 * 0.5 * 0.25)
    )  # of rows, with the half of Nadeau and Bengio's factor for 5 folds
    assert narrow.gap.value - narrow.gap.low == pytest.approx(1.96 * error, rel=0.1)


def test_the_columns_that_differ_and_by_which_the_score_loses_are_the_cause() -> None:
    found = result(0.5, drifts=(PRICE, WORDS))
    assert [each.name for each in found.causes] == ["words"]
    assert found.sentences[1].en == (
        "The likeliest cause is column 'words': 80 % of its cells hold nothing that a training row holds, such as "
        "“K12” instead of “good”; in accuracy it was worth 0.3000 in cross-validation, and -0.0500 on the test table."
    )
    many = tuple(replace(WORDS, name=f"x{place}", worth=0.1 + place / 10) for place in range(5))
    assert [each.name for each in result(0.5, drifts=many).causes] == ["x4", "x3", "x2"]


def test_a_column_that_differs_but_costs_nothing_is_no_cause() -> None:
    assert "could not be traced to any of them alone" in result(0.5, drifts=(PRICE,)).sentences[1].en
    alike = replace(PRICE, p_apart=0.5)
    assert "how the columns go with the label" in result(0.5, drifts=(alike,)).sentences[1].en
    assert len(result(0.5).sentences) == 1  # no column was compared
    unclear = replace(WORDS, p_apart=0.2, p_unknown=0.2)
    assert result(0.5, drifts=(unclear,)).causes == ()


def test_each_fact_of_a_column_is_told_by_its_own_p() -> None:
    """One of 20 cells is missing, by chance; the column is shifted, and not by chance. And the other way round."""
    shifted = replace(PRICE, missing_in_test=0.05, p_missing=0.4)
    assert (shifted.apart, shifted.more_missing, shifted.clear) == (True, False, True)
    said = result(0.9, drifts=(shifted,)).sentences[1].en
    assert "its cells tell test rows from training rows (ROC-AUC 0.99)" in said
    assert "missing" not in said
    emptied = Drift("price", 0.61, 0.0, 0.3, 0.0, 0.0, p_apart=0.3, p_missing=1e-6)
    said = result(0.9, drifts=(emptied,)).sentences[1].en
    assert "30 % of its cells are missing instead of 0 %" in said
    assert "tell test rows" not in said
    assert not replace(emptied, p_missing=0.3).clear


def test_rows_of_a_test_table_that_belong_together_count_as_one() -> None:
    """Ten customers of forty rows each: a fall on them may be one of theirs."""
    target = np.arange(400) % 2
    groups = np.arange(400) // 40
    scores = answers(target, 1.0, 0)
    scores[groups < 2] = scores[groups < 2, ::-1]
    both = {"concat": scores[None], "vote": answers(target, 0.85, 2)[None]}
    alone, together = (
        test_result.TestResult.of(QUESTION, winner(), test_result.Asked(target, scores, groups=each), both)
        for each in (None, groups)
    )
    assert (alone.fell, together.fell) == (True, False)
    wide, narrow = (found.metrics["accuracy"].high - found.metrics["accuracy"].low for found in (together, alone))
    assert wide > 3 * narrow
    assert alone.ahead is not None
    assert together.ahead is not None
    assert together.ahead.difference.low < 0 < alone.ahead.difference.high - alone.ahead.difference.low


def test_where_groups_of_the_test_table_are_not_known_that_is_told() -> None:
    grouped = replace(QUESTION, plan=Folds(5).plan(TARGET, np.arange(ROWS) // 10))
    target = np.arange(200) % 2
    known = test_result.Asked(target, answers(target, 0.9, 1), groups=np.arange(200) // 10)
    said = {}
    for name, asked in (("known", known), ("not", replace(known, groups=None))):
        found = test_result.TestResult.of(grouped, winner(), asked)
        said[name] = " ".join(each.en for each in told(grouped, winner(), found))
    assert "taken as independent" not in said["known"]
    assert "taken as independent" in said["not"]
    assert "taken as independent" not in " ".join(each.en for each in result(0.9).sentences)


def test_where_nothing_fell_a_difference_is_no_more_than_told() -> None:
    found = result(0.9, drifts=(PRICE,))
    assert found.sentences[1].en.startswith("All the same, the test table differs from the training table: 'price' (")
    assert len(result(0.9).sentences) == 1


def test_who_would_have_been_ahead_is_told_as_seen_afterwards() -> None:
    target = np.arange(200) % 2
    strategies = {"concat": [0.6, 0.64], "only table": [0.8, 0.84], "majority": [0.5, 0.5]}
    scores = {name: np.stack([answers(target, each, 3) for each in shares]) for name, shares in strategies.items()}
    found = result(0.6, strategies=scores)
    assert found.strategies == {name: pytest.approx(np.mean(shares)) for name, shares in strategies.items()}
    assert found.ahead is not None
    assert found.ahead.name == "only table"
    assert found.ahead.difference.value == pytest.approx(0.2)
    assert 0.1 < found.ahead.difference.low < 0.2 < found.ahead.difference.high < 0.3
    assert found.sentences[-1].en.startswith(
        "Seen afterwards: on the test table only table would have been ahead by 0.2"
    )
    alone = result(0.6, strategies={"concat": scores["concat"], "majority": scores["majority"]})
    assert alone.ahead is None
    assert "of the 1 other strategy that was asked about the test table, none would" in alone.sentences[-1].en


def test_who_would_have_been_ahead_is_told_only_of_those_that_have_a_score() -> None:
    target = np.arange(200) % 2
    some = answers(target, 0.6, 3)[None]
    undefined = np.full_like(some, np.nan)
    for strategies in (
        {"majority": some},  # the chosen one was not asked
        {"concat": some},  # no other was
        {"concat": undefined, "majority": some},
        {"concat": some, "majority": undefined},
    ):
        assert "Seen afterwards" not in " ".join(each.en for each in result(0.9, strategies=strategies).sentences)
    three = {"concat": some, "only table": answers(target, 0.5, 3)[None], "vote": some, "majority": undefined}
    assert "of the 2 other strategies that were asked" in result(0.9, strategies=three).sentences[-1].en
    target = np.zeros(30, dtype=int)
    question = replace(QUESTION, primary="roc_auc")
    asked = test_result.Asked(target, answers(target, 0.9, 1))
    both = {name: answers(target, 0.9, 1)[None] for name in ("concat", "majority")}
    found = test_result.TestResult.of(question, winner(question=question), asked, both)
    first, *others = told(question, winner(question=question), found)
    assert "roc_auc is undefined" in first.en
    assert "Seen afterwards" not in " ".join(each.en for each in others)


def test_nothing_is_ahead_that_lies_below_the_chosen_model_of_all_rows() -> None:
    """The models of the folds learned from fewer rows than the chosen one."""
    target = np.arange(200) % 2
    both = {"concat": answers(target, 0.7, 3)[None], "vote": answers(target, 0.8, 3)[None]}
    assert result(0.9, strategies=both).ahead is None
    assert result(0.75, strategies=both).ahead is not None


def test_the_best_of_many_is_ahead_by_more_than_the_best_of_two() -> None:
    target = np.arange(200) % 2
    two = {"concat": answers(target, 0.8, 3)[None], "vote": answers(target, 0.87, 4)[None]}
    many = two | {f"x{place}": answers(target, 0.5, place)[None] for place in range(12)}
    pair, best = (result(0.8, strategies=each).ahead for each in (two, many))
    assert pair is not None
    assert best is not None
    assert best.difference.low < pair.difference.low < pair.difference.value == best.difference.value


def test_values_that_moved_are_told_without_shares() -> None:
    values = np.random.default_rng(0).normal(size=ROWS)
    task = Regress().learn(values)
    question = Question(task, "mae", values, Folds(5).plan(task.strata(values)), ("table",))
    entry = Entry.of(question, "concat", "fusion", values[None, :, None] + 1)
    found = test_result.TestResult.of(question, entry, test_result.Asked(values + 3, values[:, None] + 4))
    assert told(question, entry, found)[1].en.startswith("The values to be answered are distributed otherwise")


def test_a_lead_on_two_rows_of_a_class_is_told_as_unknown() -> None:
    question = replace(QUESTION, primary="roc_auc")
    target = np.r_[np.zeros(20, int), 1]
    positive = np.linspace(0.1, 0.9, 21)
    scores = {
        "concat": np.stack([positive, 1 - positive], 1)[None],
        "vote": np.stack([1 - positive, positive], 1)[None],
    }
    asked = test_result.Asked(target, scores["concat"][0])
    found = test_result.TestResult.of(question, winner(question=question), asked, scores)
    assert "too few rows to tell whether that is chance" in told(question, winner(question=question), found)[-1].en


def test_errors_fall_by_growing() -> None:
    values = np.random.default_rng(0).normal(size=ROWS)
    task = Regress().learn(values)
    question = Question(task, "mae", values, Folds(5).plan(task.strata(values)), ("table",))
    noise = np.random.default_rng(1).normal(size=(1, ROWS, 1))
    entry = Entry.of(question, "concat", "fusion", values[None, :, None] + noise)
    found = test_result.TestResult.of(question, entry, test_result.Asked(values, values[:, None] + 3 * noise[0]))
    assert found.fell
    assert found.gap.value == pytest.approx(2 * np.abs(noise).mean(), rel=0.05)
    assert not test_result.TestResult.of(question, entry, test_result.Asked(values, values[:, None])).fell


def test_a_test_table_without_a_class_has_no_area_and_says_so() -> None:
    question = replace(QUESTION, primary="roc_auc")
    target = np.zeros(30, dtype=int)
    asked = test_result.Asked(target, answers(target, 0.9, 1))
    found = test_result.TestResult.of(question, winner(question=question), asked)
    assert not found.fell
    assert "roc_auc is undefined" in told(question, winner(question=question), found)[0].en


@pytest.mark.parametrize("right", [0.4, 0.9, 1.0])
def test_labels_that_moved_are_told_before_the_columns_whatever_the_score_does(right: float) -> None:
    target = np.r_[np.zeros(20, int), np.ones(180, int)]
    asked = test_result.Asked(target, answers(target, right, 1))
    found = test_result.TestResult.of(QUESTION, winner(), asked, drifts=(PRICE,))
    assert found.labels_moved == pytest.approx(0.4)
    assert "labels are distributed otherwise than in the training table (by 40 %)" in (
        told(QUESTION, winner(), found)[1].en
    )
    assert "easier" not in told(QUESTION, winner(), found)[0].en


def test_an_example_shows_two_cells_that_differ() -> None:
    alike = replace(PRICE, example=("dark cloth", "dark cloth"))
    assert "such as" not in result(0.9, drifts=(alike,)).sentences[1].en
    assert "such as “30” instead of “10”" in result(0.9, drifts=(PRICE,)).sentences[1].en


def test_a_board_leads_with_it_and_keeps_it(tmp_path: Path) -> None:
    entries = [winner(), Entry.of(QUESTION, "only table", "single", answers(TARGET, 0.7, 5)[None])]
    target = np.arange(200) % 2
    scores = {name: answers(target, 0.5, place)[None] for place, name in enumerate(("concat", "only table"))}
    found = result(0.5, drifts=(WORDS, replace(PRICE, told_apart=np.nan)), strategies=scores)
    board = Board.build(QUESTION, entries).tested(found)
    lines = str(board).splitlines()
    assert lines[0].startswith("On the test table (200 rows) the score falls: concat has accuracy 0.5000")
    assert max(map(len, lines)) <= 80
    head = next(line for line in lines if line.startswith("  strategy"))
    assert head.split()[-1] == "test"
    assert board.to_frame()["on_test"].tolist() == [pytest.approx(0.5)] * 2
    board.save(tmp_path)
    again = Board.load(tmp_path)
    assert str(again) == str(board)
    assert again.test is not None
    assert json.dumps(jsonable(again.test.dump())) == json.dumps(jsonable(found.dump()))
    assert again.test.causes == found.causes
    kept = json.loads((tmp_path / "board.json").read_text("utf-8"))
    assert "test" in kept


def test_a_board_without_a_test_table_is_as_before(tmp_path: Path) -> None:
    board = Board.build(QUESTION, [winner()])
    board.save(tmp_path)
    assert Board.load(tmp_path).test is None
    assert "test" not in json.loads((tmp_path / "board.json").read_text("utf-8"))
    assert "on_test" not in board.to_frame()
