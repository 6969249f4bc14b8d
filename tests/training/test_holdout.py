"""Rows that are set aside."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import over
from intarsia.training.holdout import holdout


@settings(deadline=None, max_examples=30)
@given(rows=st.integers(1, 200), classes=st.integers(1, 5), seed=st.integers(0, 3), share=st.floats(0, 0.9))
def test_the_two_parts_are_the_whole(rows, classes, seed, share):
    target = np.random.default_rng(seed).integers(0, classes, rows)
    learn, held = holdout(target, share, seed)
    assert sorted([*learn, *held]) == list(range(rows))
    assert len(learn) > 0


def test_classes_are_set_aside_in_their_shares():
    target = np.repeat([0, 1, 2], [700, 200, 100])
    _, held = holdout(target, 0.1, seed=3)
    assert np.bincount(target[held]).tolist() == [70, 20, 10]


def test_values_are_set_aside_over_their_whole_range():
    target = np.random.default_rng(0).normal(size=1000).astype(np.float32)
    _, held = holdout(target, 0.1, seed=0)
    assert len(held) == 100
    assert np.quantile(target[held], [0.25, 0.5, 0.75]) == pytest.approx(
        np.quantile(target, [0.25, 0.5, 0.75]), abs=0.03
    )


def test_label_sets_are_set_aside_in_their_shares():
    target = np.repeat([[0, 0], [0, 1], [1, 1]], [600, 300, 100], axis=0).astype(np.float32)
    _, held = holdout(target, 0.1, seed=1)
    assert target[held].sum(0).tolist() == [10, 40]


def test_groups_stay_together():
    groups = np.array([f"g{number}" for number in np.random.default_rng(0).integers(0, 60, 400)])
    target = np.arange(400) % 2
    learn, held = holdout(target, 0.2, seed=0, groups=groups)
    assert not set(groups[learn]) & set(groups[held])
    assert 50 < len(held) < 110


def test_the_only_row_of_a_class_is_learned_from():
    target = np.array([0] * 99 + [1])
    for seed in range(30):
        assert 99 in holdout(target, 0.3, seed)[0]


@over(("rows", "share"), [(20, 0.1), (100, 0.0), (1, 0.5)])
def test_too_few_rows_are_not_divided(rows, share):
    learn, held = holdout(np.arange(rows) % 2, share, seed=0)
    assert len(learn) == rows
    assert len(held) == 0


def test_one_group_of_all_rows_is_not_set_aside():
    assert len(holdout(np.arange(50) % 2, 0.3, 0, groups=np.zeros(50))[1]) == 0


def test_the_same_seed_sets_the_same_rows_aside():
    target = np.arange(100) % 3
    assert np.array_equal(holdout(target, 0.2, 5)[1], holdout(target, 0.2, 5)[1])
    assert not np.array_equal(holdout(target, 0.2, 5)[1], holdout(target, 0.2, 6)[1])
