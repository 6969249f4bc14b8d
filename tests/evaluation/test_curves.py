from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn import metrics as reference

from intarsia.evaluation.curves import POINTS, calibration, confusion, precision_recall, roc


def binary(rows, seed=0):
    random = np.random.default_rng(seed)
    target = random.integers(0, 2, rows)
    positive = 1 / (1 + np.exp(-random.normal(size=rows) - target))
    return target, np.stack([1 - positive, positive], 1)


@pytest.mark.parametrize("rows", [20, 5000])
def test_curves_of_two_classes_are_those_of_the_last(rows):
    target, scores = binary(rows)
    (curve,), (pr,) = roc(target, scores), precision_recall(target, scores)
    assert curve.output == pr.output == 1
    assert max(len(curve.x), len(pr.x)) <= POINTS
    assert curve.area == pytest.approx(reference.roc_auc_score(target, scores[:, 1]))
    assert pr.area == pytest.approx(reference.average_precision_score(target, scores[:, 1]))
    assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0, 0, 1, 1)
    assert (pr.x[0], pr.y[0], pr.x[-1]) == (0, 1, 1)
    assert (np.diff(curve.x) >= 0).all()
    assert (np.diff(pr.x) >= 0).all()


def test_a_thinned_curve_has_the_area_of_the_whole():
    target, scores = binary(5000)
    (curve,) = roc(target, scores)
    assert np.trapezoid(curve.y, curve.x) == pytest.approx(curve.area, abs=0.005)


def test_more_classes_and_labels_have_one_curve_each_where_both_answers_occur():
    scores = np.random.default_rng(1).dirichlet([1, 1, 1], 30)
    assert [curve.output for curve in roc(np.arange(30) % 2, scores)] == [0, 1]
    labels = np.stack([np.arange(30) % 2, np.zeros(30), np.arange(30) % 3 == 0], 1)
    assert [curve.output for curve in precision_recall(labels, scores)] == [0, 2]
    assert roc(np.zeros(3, int), np.full((3, 2), 0.5)) == ()


def test_calibration_bins():
    scores = np.array([[0.05, 0.95], [0.06, 0.94], [0.6, 0.4], [np.nan, np.nan]])
    bins = calibration(np.array([1, 0, 0, 0]), scores)
    assert len(bins) == 15
    assert (bins[14].rows, bins[14].confidence, bins[14].accuracy) == (2, pytest.approx(0.945), 0.5)
    assert (bins[8].rows, bins[8].low, bins[8].high) == (1, pytest.approx(8 / 15), pytest.approx(0.6))
    assert math.isnan(bins[0].confidence)
    labels = calibration(np.array([[1, 0]]), np.array([[0.95, 0.01]]))
    assert (labels[14].accuracy, labels[0].accuracy) == (1.0, 0.0)


def test_confusion():
    target, scores = np.array([0, 1, 2, 2]), np.eye(3)[[0, 2, 2, 1]]
    np.testing.assert_array_equal(confusion(target, scores), reference.confusion_matrix(target, scores.argmax(1)))
    labels = np.array([[1, 0], [0, 1]])
    found = confusion(labels, np.array([[0.9, 0.8], [0.1, 0.7]]))
    np.testing.assert_array_equal(found, reference.multilabel_confusion_matrix(labels, [[1, 1], [0, 1]]))
