from __future__ import annotations

import math

import numpy as np
import pytest

from intarsia.evaluation.mistakes import Mistake, worst


def test_the_surest_wrong_class_comes_first():
    scores = np.array([[0.9, 0.1], [0.4, 0.6], [0.01, 0.99], [np.nan, np.nan]])
    first, second = worst("classify", np.array([0, 0, 0, 1]), scores)
    assert first == Mistake(2, 0, 1, 0.99, pytest.approx(-math.log(0.01)))
    assert (second.row, second.confidence) == (1, 0.6)
    assert len(worst("classify", np.array([0, 0, 0, 1]), scores, count=1)) == 1


def test_a_probability_of_zero_is_no_infinity():
    assert math.isfinite(worst("classify", np.array([0]), np.array([[0.0, 1.0]]))[0].wrong)


def test_label_sets():
    target = np.array([[1, 0, 1], [0, 0, 0]])
    (found,) = worst("multilabel", target, np.array([[0.9, 0.2, 0.4], [0.1, 0.1, 0.1]]))
    assert (found.row, found.truth, found.answer) == (0, (0, 2), (0,))
    assert found.confidence == pytest.approx(0.9 * 0.8 * 0.6)


def test_values():
    first, second = worst("regress", np.array([1.0, 2.0, 3.0]), np.array([[1.0], [5.0], [2.0]]))
    assert (first.row, first.truth, first.answer, first.wrong) == (1, 2.0, 5.0, 3.0)
    assert math.isnan(first.confidence)
    assert second.row == 2


def test_untested_values_are_no_mistakes():
    assert worst("regress", np.array([1.0]), np.array([[np.nan]])) == ()
