"""Maximal marginal relevance."""

from __future__ import annotations

import numpy as np
import pytest

from intarsia.apps.tryon.recommend.diversity import mmr
from intarsia.errors import OptionError


def test_scores_alone_are_sorting() -> None:
    scores = np.array([0.3, 0.9, 0.5])
    assert mmr(scores, np.ones((3, 3)), 3, trade=1) == [1, 2, 0]


def test_twins_are_not_shown_together() -> None:
    scores = np.array([1.0, 0.99, 0.8, 0.0])
    likeness = np.eye(4)
    likeness[0, 1] = likeness[1, 0] = 1.0
    assert mmr(scores, likeness, 2) == [0, 2]


def test_equal_looks_come_in_the_order_given() -> None:
    assert mmr(np.zeros(3), np.zeros((3, 3)), 5) == [0, 1, 2]


def test_of_nothing_nothing_is_chosen() -> None:
    assert mmr(np.zeros(0), np.zeros((0, 0)), 5) == []


def test_the_trade_has_bounds() -> None:
    with pytest.raises(OptionError, match="trade of score against difference is 2; choose 0 to 1"):
        mmr(np.zeros(1), np.zeros((1, 1)), 1, trade=2)
