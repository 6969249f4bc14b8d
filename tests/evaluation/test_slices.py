from __future__ import annotations

import math

import numpy as np
import pytest

from intarsia.evaluation.slices import by_pattern
from intarsia.tasks.metrics import metric


def test_one_slice_per_pattern_the_most_frequent_first():
    target = np.array([0, 1, 0, 1, 0, 1])
    scores = np.eye(2)[[0, 1, 0, 1, 1, 0]]
    present = np.array([[1, 1], [1, 1], [1, 1], [0, 1], [0, 1], [0, 0]], dtype=bool)
    full, half, none = by_pattern(metric("accuracy"), target, scores, present, ("text", "table"))
    assert (full.present, full.missing, full.rows, full.estimate.value) == (("text", "table"), (), 3, 1.0)
    assert (half.present, half.missing, half.rows, half.estimate.value) == (("table",), ("text",), 2, 0.5)
    assert (none.present, none.rows, none.estimate.value) == ((), 1, 0.0)
    assert half.estimate.low <= 0.5 <= half.estimate.high


def test_untested_rows_are_left_out_and_what_is_undefined_is_nan():
    scores = np.array([[0.2, 0.8], [np.nan, np.nan], [0.6, 0.4]])
    (found,) = by_pattern(metric("roc_auc"), np.array([1, 0, 1]), scores, np.ones((3, 1), bool), ("text",))
    assert found.rows == 2
    assert math.isnan(found.estimate.value)


def test_no_tested_row_gives_no_slice():
    assert by_pattern(metric("mae"), np.zeros(2), np.full((2, 1), np.nan), np.ones((2, 1), bool), ("text",)) == ()


def test_scores_of_different_folds_are_not_ranked_together():
    target = np.tile([0, 0, 0, 1], 20)
    folds = np.repeat(np.arange(4), 20)
    positive = 0.5 + 0.1 * folds + 0.01 * target  # each fold ranks its own rows right, from a level of its own
    scores, present = np.stack([1 - positive, positive], 1), np.ones((80, 1), bool)
    auc = metric("roc_auc")
    (pooled,) = by_pattern(auc, target, scores, present, ("text",))
    (apart,) = by_pattern(auc, target, scores, present, ("text",), folds)
    assert pooled.estimate.value < 0.7
    assert (apart.estimate.value, apart.estimate.high) == (1.0, 1.0)
    assert apart.estimate.low == pytest.approx(0.025 ** (1 / 20))  # 20 positives, none of them ranked wrong
    assert by_pattern(metric("ece"), target, scores, present, ("text",), folds) == by_pattern(
        metric("ece"), target, scores, present, ("text",)
    )


def test_where_a_fold_has_too_few_rows_there_is_no_interval():
    target, folds = np.array([0, 1, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    positive = np.array([0.1, 0.9, 0.8, 0.2, 0.5, 0.5])
    scores = np.stack([1 - positive, positive], 1)
    (found,) = by_pattern(metric("roc_auc"), target, scores, np.ones((6, 1), bool), ("text",), folds)
    assert found.estimate.value == 0.5
    assert math.isnan(found.estimate.low)
    assert math.isnan(found.estimate.high)
