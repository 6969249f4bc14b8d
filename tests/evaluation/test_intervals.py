"""Intervals: they hold the value, shrink with rows, widen with groups, and cover what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from intarsia.evaluation.intervals import Bootstrap, Estimate, corrected_error, over_folds
from intarsia.tasks.metrics import Metric, metric


@given(st.integers(0, 10_000), st.integers(2, 50), st.sampled_from(["accuracy", "roc_auc", "f1", "ece", "log_loss"]))
@settings(deadline=None, max_examples=40)
def test_an_interval_holds_its_value_and_lies_in_the_range(seed, rows, name):
    random = np.random.default_rng(seed)
    target, positive = random.integers(0, 2, rows), random.random(rows).round(1)
    groups = random.integers(0, 5, rows) if seed % 2 else None
    groups = None if groups is None else np.unique(groups, return_inverse=True)[1]
    found = Bootstrap(100).metric(metric(name), target, np.stack([1 - positive, positive], 1), groups)
    if math.isnan(found.value):
        return
    assert math.isnan(found.low) or found.low <= found.value <= found.high
    low, high = metric(name).range
    assert math.isnan(found.low) or low <= found.low <= found.high <= high


def test_the_interval_of_a_mean_is_the_textbook_one():
    errors = np.random.default_rng(0).exponential(size=400)
    found = Bootstrap(2000).metric(metric("mae"), errors, np.zeros((400, 1)))
    reach = 1.96 * errors.std() / 20
    assert (found.low, found.high) == pytest.approx((errors.mean() - reach, errors.mean() + reach), abs=0.02)


def test_an_interval_is_students_on_a_scale_without_ends():
    """Log odds between two limits, the logarithm of the distance from one; the error is that of the draws."""
    random = np.random.default_rng(1)
    right = random.random(60) < 0.8
    target, scores = np.zeros(60), np.where(right, 0.0, 9.0)[:, None]
    hit = Metric("hit", lambda truth, told, weights: weights @ (told[:, 0] == truth) / weights.sum(1))
    found = Bootstrap(20_000).metric(hit, target, scores)
    share = right.mean()
    reach = stats.t.ppf(0.975, 59) * np.sqrt(share * (1 - share) / 59) / (share * (1 - share))
    ends = special.expit(special.logit(share) + np.array([-reach, reach]))
    assert (found.low, found.high) == pytest.approx(ends, abs=0.003)
    errors = random.exponential(size=40) ** 2
    found = Bootstrap(20_000).metric(metric("mae"), errors, np.zeros((40, 1)))
    factor = np.exp(stats.t.ppf(0.975, 39) * stats.sem(errors) / errors.mean())
    assert (found.low, found.high) == pytest.approx((errors.mean() / factor, errors.mean() * factor), rel=0.03)


@pytest.mark.parametrize("name", ["average_precision", "f1", "roc_auc", "log_loss"])
def test_the_value_is_inside_and_a_few_positives_leave_much_open(name):
    """The quantiles of before lay at the value itself, or on one side of it: rows drawn twice tie with themselves."""
    random = np.random.default_rng(7)
    found = {}
    for positives in (4, 40):
        target = np.repeat([1, 0], [positives, 40 * positives])
        positive = special.expit(random.normal(size=len(target)) + 2 * target - 1)
        found[positives] = Bootstrap(300).metric(metric(name), target, np.stack([1 - positive, positive], 1))
        assert found[positives].low < found[positives].value < found[positives].high
    if name != "log_loss":
        assert found[4].high - found[4].low > 2 * (found[40].high - found[40].low)


def test_a_class_of_one_row_is_drawn_with_another_and_what_hangs_on_it_is_not_known():
    target = np.r_[np.zeros(49, int), 1]
    positive = np.random.default_rng(8).random(50)
    scores = np.stack([1 - positive, positive], 1)
    assert math.isnan(Bootstrap(200).metric(metric("roc_auc"), target, scores).low)
    alone = Bootstrap(200).metric(metric("accuracy"), target, scores)
    assert alone.low < alone.value < alone.high
    three = np.r_[np.zeros(30, int), np.ones(30, int), 2]  # of three classes the other two define it
    found = Bootstrap(200).metric(metric("roc_auc"), three, np.random.default_rng(9).dirichlet([1, 1, 1], 61))
    assert found.low < found.value < found.high


def test_all_rows_right_may_still_be_followed_by_a_wrong_one():
    """No error in N rows: at most 1 - .025^(1/N) of all rows (Clopper and Pearson)."""
    target = np.repeat([0, 1], [16, 4])
    scores = np.eye(2)[target]
    rows, rarest = (1 - 0.025 ** (1 / count) for count in (20, 4))
    for name, far in (("accuracy", rows), ("balanced_accuracy", rarest), ("roc_auc", rarest), ("f1", rarest)):
        assert Bootstrap(50).metric(metric(name), target, scores) == Estimate(1.0, pytest.approx(1 - far), 1.0)
    same = Bootstrap(50).metric(metric("accuracy"), target, np.tile([0.9, 0.1], (20, 1)))  # 16 right, whatever is drawn
    assert same == Estimate(0.8, pytest.approx(0.8 - rows), pytest.approx(0.8 + rows))


def test_the_unit_of_values_changes_no_interval():
    random = np.random.default_rng(0)
    target = random.normal(size=100)
    scores = target[:, None] + random.normal(size=(100, 1))
    one, tiny = (Bootstrap(100).metric(metric("rmse"), target * unit, scores * unit) for unit in (1.0, 1e-13))
    assert (tiny.low, tiny.high) == pytest.approx((one.low * 1e-13, one.high * 1e-13), rel=1e-6)
    assert tiny.low < tiny.value < tiny.high


def test_the_interval_covers_the_true_value_as_often_as_it_says():
    random, hits = np.random.default_rng(2), 0
    for _ in range(150):
        target = np.repeat([0, 1], 40)
        margin = random.normal(size=80) + target  # the true ROC-AUC is Φ(1 / √2)
        positive = 1 / (1 + np.exp(-margin))
        found = Bootstrap(200).metric(metric("roc_auc"), target, np.stack([1 - positive, positive], 1))
        hits += found.low <= stats.norm.cdf(1 / np.sqrt(2)) <= found.high
    assert 0.88 <= hits / 150 <= 0.99


def test_groups_widen_the_interval():
    random = np.random.default_rng(3)
    groups = np.repeat(np.arange(30), 10)
    errors = np.repeat(random.exponential(size=30), 10)  # rows of one group err alike: 30 facts, not 300
    alone, grouped = (Bootstrap(400).metric(metric("mae"), errors, np.zeros((300, 1)), g) for g in (None, groups))
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)


def test_draws_are_stratified_so_a_rare_class_is_never_lost():
    target = np.r_[np.zeros(60, int), 1, 1]
    positive = np.random.default_rng(4).random(62)
    found = Bootstrap(300).metric(metric("roc_auc"), target, np.stack([1 - positive, positive], 1))
    assert 0 <= found.low < found.value < found.high <= 1


def test_the_same_seed_gives_the_same_interval():
    target, scores = np.arange(30) % 2, np.random.default_rng(5).dirichlet([1, 1], 30)
    first, same, other = (Bootstrap(100, seed=seed).metric(metric("brier"), target, scores) for seed in (1, 1, 2))
    assert first == same != other


def test_large_tables_are_drawn_in_chunks():
    target = np.random.default_rng(6).normal(size=300_000)
    found = Bootstrap(8).metric(metric("rmse"), target, np.zeros((300_000, 1)))
    assert found.low <= found.value <= found.high < found.low * 1.02


@pytest.mark.parametrize("rows", [0, 1])
def test_hardly_any_rows_are_no_error(rows):
    found = Bootstrap(20).metric(metric("accuracy"), np.zeros(rows, int), np.ones((rows, 2)))
    assert math.isnan(found.value) == (rows == 0)
    assert Bootstrap(20).metric(metric("roc_auc"), np.zeros(3, int), np.ones((3, 2))).value != 0


def test_over_folds_is_a_t_interval_with_the_corrected_variance():
    scores = np.array([0.8, 0.82, 0.78, 0.81, 0.79])
    found = over_folds(scores, ratio=0.25)
    reach = stats.t.ppf(0.975, 4) * np.sqrt((1 / 5 + 1 / 4) * scores.var(ddof=1))
    assert found == Estimate(pytest.approx(0.8), pytest.approx(0.8 - reach), pytest.approx(0.8 + reach))
    assert corrected_error(scores, 0.0) == pytest.approx(stats.sem(scores))


def test_folds_without_a_score_are_left_out():
    assert over_folds(np.array([0.5, np.nan, 0.7]), 0.5).value == pytest.approx(0.6)
    assert math.isnan(over_folds(np.array([np.nan, 0.7]), 0.5).low)
    assert math.isnan(over_folds(np.array([np.nan]), 0.5).value)


def test_an_interval_is_cut_to_what_is_possible():
    assert Estimate(0.9, 0.7, 1.1).within((0.0, 1.0)) == Estimate(0.9, 0.7, 1.0)


@pytest.mark.parametrize("outputs", [1, 3])
def test_values_are_drawn_freely_however_many_outputs_answer_them(outputs):
    """Such as quantiles: were every value a stratum, each row would be drawn once, and no interval had any width."""
    random = np.random.default_rng(0)
    values = random.normal(size=40)
    scores = np.repeat(values[:, None] + random.normal(size=(40, 1)), outputs, 1)
    error = Metric("mae", lambda truth, told, weights: weights @ abs(told[:, 0] - truth) / weights.sum(1))
    found = Bootstrap().metric(error, values, scores)
    assert found.low < found.value < found.high
