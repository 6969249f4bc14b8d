from __future__ import annotations

import math

import numpy as np
import pytest

from intarsia.evaluation.mistakes import worst
from intarsia.tasks.classify import Classify
from intarsia.tasks.multilabel import Multilabel
from intarsia.tasks.regress import Regress

CLASSES = Classify(classes=("a", "b"))
LABELS = Multilabel(classes=("a", "b", "c"), form="lists")
VALUE = Regress()


def test_the_surest_wrong_class_comes_first():
    scores = np.array([[0.9, 0.1], [0.4, 0.6], [0.01, 0.99], [np.nan, np.nan]])
    first, second = worst(CLASSES, np.array([0, 0, 0, 1]), scores)
    assert (first.row, first.truth, first.confidence) == (2, 0, 0.99)
    assert first.wrong == pytest.approx(-math.log(0.01))
    assert first.scores.argmax() == 1
    assert (second.row, second.confidence) == (1, 0.6)
    assert len(worst(CLASSES, np.array([0, 0, 0, 1]), scores, count=1)) == 1


def test_a_probability_of_zero_is_no_infinity():
    assert math.isfinite(worst(CLASSES, np.array([0]), np.array([[0.0, 1.0]]))[0].wrong)


def test_label_sets():
    target = np.array([[1, 0, 1], [0, 0, 0]])
    (found,) = worst(LABELS, target, np.array([[0.9, 0.2, 0.4], [0.1, 0.1, 0.1]]))
    assert found.row == 0
    assert LABELS.told(found.scores[None]) == [["a"]]
    assert found.confidence == pytest.approx(0.9 * 0.8 * 0.6)


def test_values():
    first, second = worst(VALUE, np.array([1.0, 2.0, 3.0]), np.array([[1.0], [5.0], [2.0]]))
    assert (first.row, first.truth, first.scores[0], first.wrong) == (1, 2.0, 5.0, 3.0)
    assert math.isnan(first.confidence)
    assert second.row == 2


def test_untested_values_are_no_mistakes():
    assert worst(VALUE, np.array([1.0]), np.array([[np.nan]])) == ()
