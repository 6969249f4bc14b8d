"""Every metric against scikit-learn's, with and without row weights, and at the edges where it is undefined."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as reference

from cases import over
from intarsia.errors import DataError, UnknownName
from intarsia.tasks import metrics as table
from intarsia.tasks import ranking
from intarsia.tasks.metrics import METRICS, measure, metric


def probabilities(rows, outputs, seed=0, levels=None):
    raw = np.random.default_rng(seed).random((rows, outputs)) + 0.05
    if levels:  # ties
        raw = np.ceil(raw * levels)
    return raw / raw.sum(1, keepdims=True)


BINARY = np.random.default_rng(1).integers(0, 2, 60)
MANY = np.random.default_rng(2).integers(0, 4, 60)
SETS = np.random.default_rng(3).integers(0, 2, (60, 3))
VALUES = np.random.default_rng(4).normal(10, 3, 60)
WEIGHTS = np.random.default_rng(5).integers(0, 4, 60).astype(float)


def one_hot(target, outputs):
    return np.eye(outputs)[target]


CLASSES = {
    "accuracy": lambda y, p, w: reference.accuracy_score(y, p.argmax(1), sample_weight=w),
    "balanced_accuracy": lambda y, p, w: reference.balanced_accuracy_score(y, p.argmax(1), sample_weight=w),
    "log_loss": lambda y, p, w: reference.log_loss(y, p, sample_weight=w, labels=range(p.shape[1])),
}
TWO = CLASSES | {
    "f1": lambda y, p, w: reference.f1_score(y, p.argmax(1), sample_weight=w),
    "roc_auc": lambda y, p, w: reference.roc_auc_score(y, p[:, 1], sample_weight=w),
    "average_precision": lambda y, p, w: reference.average_precision_score(y, p[:, 1], sample_weight=w),
    "brier": lambda y, p, w: reference.brier_score_loss(y, p[:, 1], sample_weight=w),
}
FOUR = CLASSES | {
    "f1": lambda y, p, w: reference.f1_score(y, p.argmax(1), sample_weight=w, average="macro"),
    "roc_auc": lambda y, p, w: reference.roc_auc_score(y, p, sample_weight=w, multi_class="ovr"),
    "average_precision": lambda y, p, w: reference.average_precision_score(one_hot(y, 4), p, sample_weight=w),
    "brier": lambda y, p, w: np.average(((one_hot(y, 4) - p) ** 2).sum(1), weights=w),
}
LABELS = {
    "subset_accuracy": lambda y, p, w: reference.accuracy_score(y, p >= 0.5, sample_weight=w),
    "f1": lambda y, p, w: reference.f1_score(y, p >= 0.5, sample_weight=w, average="macro"),
    "roc_auc": lambda y, p, w: reference.roc_auc_score(y, p, sample_weight=w),
    "average_precision": lambda y, p, w: reference.average_precision_score(y, p, sample_weight=w),
    "log_loss": lambda y, p, w: np.mean([reference.log_loss(y[:, k], p[:, k], sample_weight=w) for k in range(3)]),
    "brier": lambda y, p, w: np.average(((y - p) ** 2).mean(1), weights=w),
}
REGRESSION = {
    "r2": lambda y, p, w: reference.r2_score(y, p[:, 0], sample_weight=w),
    "mae": lambda y, p, w: reference.mean_absolute_error(y, p[:, 0], sample_weight=w),
    "rmse": lambda y, p, w: reference.root_mean_squared_error(y, p[:, 0], sample_weight=w),
}
CASES = [
    *((name, BINARY, probabilities(60, 2), expected) for name, expected in TWO.items()),
    *((name, BINARY, probabilities(60, 2, levels=3), expected) for name, expected in TWO.items()),
    *((name, MANY, probabilities(60, 4), expected) for name, expected in FOUR.items()),
    *((name, MANY, probabilities(60, 4, levels=2), expected) for name, expected in FOUR.items()),
    *((name, SETS, np.random.default_rng(6).random((60, 3)), expected) for name, expected in LABELS.items()),
    *((name, VALUES, VALUES[:, None] + probabilities(60, 1, 7), expected) for name, expected in REGRESSION.items()),
]


@over(("name", "target", "scores", "expected"), CASES)
def test_values_are_those_of_scikit_learn(name, target, scores, expected):
    assert metric(name)(target, scores) == pytest.approx(expected(target, scores, None), abs=1e-12)


@over(("name", "target", "scores", "expected"), CASES)
def test_weights_are_those_of_scikit_learn(name, target, scores, expected):
    found = metric(name).over(target, scores, np.stack([np.ones(60), WEIGHTS]))
    assert found == pytest.approx([expected(target, scores, None), expected(target, scores, WEIGHTS)], abs=1e-12)


@given(st.integers(0, 10_000), st.integers(2, 40), st.integers(2, 4))
@settings(deadline=None, max_examples=40)
def test_a_weighting_is_the_table_with_rows_repeated(seed, rows, outputs):
    random = np.random.default_rng(seed)
    target, scores = random.integers(0, outputs, rows), probabilities(rows, outputs, seed, levels=4)
    weights = random.integers(0, 3, rows)
    repeated = np.repeat(np.arange(rows), weights)
    for found in table.CLASSES:
        value = found.over(target, scores, weights[None].astype(float))[0]
        assert value == pytest.approx(found(target[repeated], scores[repeated]), abs=1e-9, nan_ok=True)


def test_ece_of_a_table_worked_out_by_hand():
    # Bins of width 1/15: .95 and .94 share the last but one, right once; .60 stands alone, right.
    scores = np.array([[0.05, 0.95], [0.06, 0.94], [0.60, 0.40]])
    assert metric("ece")([1, 0, 0], scores) == pytest.approx((2 * abs(0.945 - 0.5) + abs(0.6 - 1)) / 3)


def test_ece_of_a_calibrated_answer_is_zero():
    assert metric("ece")([0, 0, 0, 1], np.tile([0.75, 0.25], (4, 1))) == pytest.approx(0)


@over(
    ("name", "target", "outputs"),
    [
        ("roc_auc", [1, 1, 1], 2),
        ("roc_auc", [0, 0, 0], 2),
        ("roc_auc", [2, 2, 2], 3),
        ("average_precision", [0, 0, 0], 2),
        ("accuracy", [], 2),
        ("r2", [1.5, 1.5, 1.5], 1),
        ("r2", [2.0], 1),
        ("mae", [], 1),
        ("roc_auc", np.ones((3, 2)), 2),
    ],
)
def test_what_is_undefined_is_nan(name, target, outputs):
    target = np.asarray(target)
    assert math.isnan(metric(name)(target, probabilities(len(target), outputs)))


def test_f1_without_a_positive_anywhere_is_nan():
    assert math.isnan(metric("f1")([0, 0], np.array([[0.9, 0.1], [0.8, 0.2]])))


@over("name", sorted(METRICS))
def test_scores_that_are_not_finite_have_no_value(name):
    assert math.isnan(metric(name)([0, 1, 1], np.full((3, 2), np.nan)))


def test_a_class_that_is_absent_is_left_out_of_the_mean():
    scores = probabilities(30, 3)
    target = np.arange(30) % 2  # class 2 never occurs
    expected = [reference.roc_auc_score(target == k, scores[:, k]) for k in (0, 1)]
    assert metric("roc_auc")(target, scores) == pytest.approx(np.mean(expected))


def test_a_constant_answer_ranks_nothing():
    assert metric("roc_auc")(BINARY, np.full((60, 2), 0.5)) == 0.5
    assert metric("average_precision")(BINARY, np.full((60, 2), 0.5)) == pytest.approx(BINARY.mean())


def test_measure_gives_every_metric_of_the_kind():
    assert list(measure(table.VALUES, VALUES, VALUES[:, None])) == ["r2", "mae", "rmse"]
    assert measure(table.VALUES, VALUES, VALUES[:, None]) == {"r2": 1.0, "mae": 0.0, "rmse": 0.0}
    assert {"accuracy", "f1", "ece"} <= measure(table.CLASSES, MANY, probabilities(60, 4)).keys()
    assert "subset_accuracy" in measure(table.LABELS, SETS, SETS.astype(float))


def test_values_lie_in_the_range():
    for metrics, target, scores in (
        (table.CLASSES, MANY, probabilities(60, 4)),
        (table.VALUES, VALUES, probabilities(60, 1)),
    ):
        for name, value in measure(metrics, target, scores).items():
            low, high = metric(name).range
            assert low <= value <= high


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownName, match="no metric named 'roc_acu'; did you mean 'roc_auc'"):
        metric("roc_acu")


def test_lengths_must_agree():
    with pytest.raises(DataError, match="2 targets and 3 scores: accuracy needs one score per row"):
        metric("accuracy")([0, 1], np.ones((3, 2)))


@over("cells", [2_000_000, 900])  # all classes at once, three at a time
@over("levels", [None, 3])
def test_many_classes_of_few_rows_each_are_those_of_scikit_learn(monkeypatch, cells, levels):
    monkeypatch.setattr(ranking, "CELLS", cells)
    target, scores = np.arange(300) % 100, probabilities(300, 100, 9, levels)
    weights = np.random.default_rng(10).integers(0, 4, (2, 300)).astype(float)
    truth = one_hot(target, 100)
    for name, score in (("roc_auc", reference.roc_auc_score), ("average_precision", reference.average_precision_score)):
        found = metric(name).over(target, scores, weights)
        for value, drawn in zip(found, weights, strict=True):
            told = [k for k in range(100) if drawn[target == k].any()]  # the others are left out of the mean
            expected = score(truth[:, told], scores[:, told], sample_weight=drawn)
            assert value == pytest.approx(expected, abs=1e-12)
