"""The corrected test: its formula, its degenerate cases, and that it errs as often as it says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cases import over
from intarsia.evaluation.significance import Comparison, adjusted, corrected_t, holm


def test_the_formula_is_that_of_nadeau_and_bengio():
    differences = np.array([0.02, 0.01, 0.03, 0.00, 0.02])
    found = corrected_t(differences, ratio=0.25)
    error = np.sqrt((1 / 5 + 1 / 4) * differences.var(ddof=1))
    assert found.p == pytest.approx(2 * stats.t.sf(differences.mean() / error, 4))
    assert found.low == pytest.approx(differences.mean() - stats.t.ppf(0.975, 4) * error)
    assert corrected_t(differences, 0.0).p == pytest.approx(stats.ttest_1samp(differences, 0).pvalue)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=12))
@settings(deadline=None, max_examples=60)
def test_the_other_way_round_is_the_mirror_image(differences):
    one, other = corrected_t(np.array(differences), 0.25), corrected_t(-np.array(differences), 0.25)
    assert other.difference == -one.difference
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low))
    assert other.p == pytest.approx(one.p)
    assert 0 <= one.p <= 1


def test_no_difference_at_all():
    assert corrected_t(np.zeros(5), 0.25) == Comparison(0.0, 0.0, 0.0, 1.0, 1.0)
    assert corrected_t(np.full(5, 1e-16), 0.25).p == 1.0


def test_equal_on_every_fold_is_known_from_equal_on_average():
    assert corrected_t(np.zeros(5), 0.25).equal
    assert not corrected_t(np.array([0.1, -0.1]), 0.25).equal
    assert not corrected_t(np.full(5, 0.1), 0.25).equal
    assert corrected_t(np.full(5, 0.1), 0.25).constant


def test_intervals_end_where_differences_do():
    differences = np.array([0.9, 0.1])  # two folds: the t distribution has one degree of freedom
    assert corrected_t(differences, 1.0).high > 5
    found = corrected_t(differences, 1.0, most=1.0)
    assert (found.low, found.high) == (-1.0, 1.0)
    assert found.p == corrected_t(differences, 1.0).p


def test_the_same_difference_on_every_fold_leaves_the_sign_test():
    found = corrected_t(np.full(5, 0.1), 0.25)
    assert (found.difference, found.p) == (pytest.approx(0.1), 2**-4)
    assert corrected_t(np.full(10, 0.1), 1 / 9).p == 2**-9


@over("differences", [[0.1], [0.1, np.nan], [np.nan, np.nan], []])
def test_fewer_than_two_folds_test_nothing(differences):
    found = corrected_t(np.array(differences), 0.25)
    assert math.isnan(found.p)
    assert math.isnan(found.low)
    assert not found.significant


def test_holm_by_hand():
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, 0.03])), [0.03, 0.06, 0.06])
    np.testing.assert_allclose(holm(np.array([0.9, 0.01, np.nan, 0.8])), [1.0, 0.03, np.nan, 1.0])
    assert holm(np.array([])).size == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(deadline=None, max_examples=60)
def test_holm_never_lowers_a_p_and_keeps_their_order(values):
    p = np.array(values)
    found = holm(p)
    assert (found >= p - 1e-15).all()
    assert (found <= np.minimum(1, p * len(p)) + 1e-15).all()
    assert (np.diff(found[np.argsort(p, kind="stable")]) >= 0).all()


def test_adjusting_changes_nothing_but_the_adjusted_p():
    tests = {name: Comparison(0.1, 0.0, 0.2, p, p) for name, p in (("a", 0.02), ("b", 0.04))}
    found = adjusted(tests)
    assert [test.p_adjusted for test in found.values()] == pytest.approx([0.04, 0.04])
    assert found["b"].p == 0.04
    assert found["b"].significant


def test_equal_learners_are_told_apart_no_more_often_than_promised():
    """Two learners that are equally good by symmetry, on 300 data sets of 60 rows, 10 random splits each."""
    rejected = np.array([_null_p(np.random.default_rng(seed)) < 0.05 for seed in range(300)])  # (300, 2)
    corrected, plain = rejected.mean(0)
    assert 0.01 <= corrected <= 0.09
    assert plain > 0.15  # what the correction is for


def _null_p(random: np.random.Generator) -> np.ndarray:
    """p of the corrected and of the plain t-test: regress noise plus x₀ + x₁ on x₀ alone, against on x₁ alone."""
    X = random.normal(size=(60, 2))
    y = X.sum(1) + random.normal(size=60)
    differences = []
    for _ in range(10):
        order = random.permutation(60)
        train, test = order[12:], order[:12]
        slopes = (X[train] * y[train, None]).sum(0) / (X[train] ** 2).sum(0)
        losses = ((y[test, None] - X[test] * slopes) ** 2).mean(0)
        differences.append(losses[0] - losses[1])
    return np.array([corrected_t(np.array(differences), ratio).p for ratio in (0.25, 0.0)])
