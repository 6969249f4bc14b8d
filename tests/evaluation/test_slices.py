from __future__ import annotations

import math

import numpy as np

from intarsia.evaluation.metrics import metric
from intarsia.evaluation.slices import by_pattern


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
