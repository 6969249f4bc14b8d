from __future__ import annotations

import numpy as np
import pytest

from intarsia.evaluation.board import Board
from intarsia.evaluation.entry import Entry
from intarsia.reporting.confusion import MOST, heat, label_rows
from intarsia.reporting.missingness import patterns
from intarsia.reporting.reliability import reliability
from intarsia.reporting.residuals import values
from intarsia.reporting.roc import of_classes, rivals
from intarsia.reporting.scored_rows import ScoredRows
from intarsia.reporting.standings import standings
from intarsia.tasks.classify import Classify
from intarsia.tasks.metrics import metric
from intarsia.tasks.multilabel import Multilabel
from intarsia.tasks.regress import Regress


def classes(count, rows=300, seed=0):
    """Answers right about three times in four; class 0 is the most frequent."""
    chance = np.random.default_rng(seed)
    target = np.minimum(chance.geometric(0.2, rows) - 1, count - 1)
    scores = chance.random((rows, count)) * 0.5
    scores[np.arange(rows), np.where(chance.random(rows) < 0.75, target, 0)] += 1
    return ScoredRows(
        Classify(classes=tuple(range(count))), metric("accuracy"), target, scores / scores.sum(1, keepdims=True)
    )


def test_confusion_counts_every_row_once_whatever_the_number_of_classes():
    for count in (2, MOST, 40):
        evidence = classes(count)
        found = heat(evidence)
        assert len(found.names) == min(count, MOST)
        assert sum(cell.rows for row in found.rows for cell in row) == len(evidence.target)
        right = sum(cell.rows for row in found.rows for cell in row if cell.right)
        named = len(found.names) - bool(found.merged)
        inside = evidence.target == evidence.scores.argmax(1)
        shown = np.isin(evidence.target, [int(str(name)) for name in found.names[:named]])
        assert right == (inside & shown).sum()


def test_shares_are_of_the_true_class():
    found = heat(classes(4))
    for row in found.rows:
        assert sum(cell.share for cell in row) == pytest.approx(1)
    assert str(heat(classes(40)).names[-1]) == "26 rarer classes · 其余 26 类"


def test_labels_are_counted_one_by_one():
    target = np.array([[1, 0], [1, 1], [0, 0]])
    scores = np.array([[0.9, 0.8], [0.2, 0.9], [0.1, 0.1]])
    evidence = ScoredRows(Multilabel(classes=("warm", "bright")), metric("f1"), target, scores)
    assert [(row.name, row.rows, row.found, row.wrongly) for row in label_rows(evidence)] == [
        ("warm", 2, 1, 0),
        ("bright", 1, 1, 1),
    ]


def test_curves_are_of_the_most_frequent_classes_and_carry_their_areas():
    evidence = classes(12)
    ranked, _ = of_classes(evidence)
    assert [key.name for key in ranked.legend] == [str(place) for place in evidence.frequent(5)]
    first = evidence.frequent(1)[0]
    area = metric("roc_auc")((evidence.target == first)[:, None], evidence.scores[:, [first]])
    assert ranked.legend[0].value == f"{area:.4f}"


def test_calibration_is_of_probabilities_only():
    assert "expected calibration error is 0." in str(reliability(classes(3)).caption)
    line = np.arange(10.0)
    evidence = ScoredRows(Regress(), metric("r2"), line, line[:, None] + 1)
    assert set(Regress.figures) & {"curves", "reliability", "confusion"} == set()
    scatter, residuals = values(evidence)
    assert scatter.drawing.count("<circle") == 10
    assert "mean error is +1," in str(residuals.caption)


def test_patterns_need_more_than_one():
    evidence = classes(3)
    present = np.ones((300, 2), dtype=bool)
    assert patterns(evidence, present, ["photo", "words"]) is None
    present[:40, 1] = False
    found = patterns(evidence, present, ["photo", "words"])
    assert [(row.missing, row.rows) for row in found.rows] == [("", 260), ("words", 40)]


def test_a_strategy_far_behind_stands_at_the_edge(boards):
    question = boards["weight"].question
    near = question.target[None, :, None] + np.random.default_rng(0).normal(size=(1, 60, 1)) * 0.1
    entries = [
        Entry.of(question, name, "fusion", near * factor) for name, factor in (("a", 1), ("b", 1.001), ("c", -9))
    ]
    rows = {row.name: row for row in standings(Board.build(question, entries)).rows}
    assert "◂" in rows["c"].drawing
    assert "◂" not in rows["a"].drawing + rows["b"].drawing
    assert rows["c"].folds.count("hollow") == 3


def test_rivals_are_the_best_of_every_kind(boards):
    names = [entry.name for entry in rivals(boards["round"])]
    assert names[0] == boards["round"].best_name == "stacking"
    assert len(names) == 3
    assert names[1] in ("only photo", "only words")


def test_what_our_strategies_do_is_told_in_both_languages(boards):
    gloss = {row.name: row.gloss for row in standings(boards["round"]).rows}
    assert gloss["majority"].en.startswith("Baseline: the same answer for every row")
    assert gloss["only photo"].zh == "单一模态"
    assert gloss["stacking"].zh.startswith("融合：多位专家")
