"""The test of differences: what it is made of, its degenerate cases, and that it errs as often as it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import special, stats

from intarsia.evaluation.paired import MARGIN, RESAMPLES, TOGETHER, Redrawn, best_compared, chosen, compared
from intarsia.evaluation.question import Question
from intarsia.tasks.classify import Classify
from intarsia.tasks.regress import Regress
from intarsia.training.splits import FoldPlan, Folds, plan_of_pairs


def asked(rows, folds=5, repeats=1, groups=None, primary="accuracy"):
    target = np.arange(rows) % 2
    plan = Folds(folds, repeats).plan(target, groups)
    return Question(Classify(classes=("no", "yes")), primary, target, plan, ("text", "table"))


def right(question, wrong):
    """(repeats, N, 2) sure and right answers, but for these rows."""
    positive = np.where(question.target == 1, 0.9, 0.1)
    positive[list(wrong)] = 1 - positive[list(wrong)]
    return np.tile(np.stack([1 - positive, positive], 1), (question.plan.repeats, 1, 1))


def sure(question, scores):
    """Scores (J,) that are the same whatever rows are drawn."""
    return Redrawn(scores, np.tile(scores[:, None], RESAMPLES), np.tile(scores[:, None], len(question.blocks[1])))


def found(question, *wrong):
    return [Redrawn.of(question, right(question, rows)) for rows in wrong]


def test_many_rows_decide_where_few_folds_could_not():
    """359 rows of which one learner mends 42 and breaks 7: the exact test of McNemar gives 4e-7."""
    question = asked(359)
    rows = np.random.default_rng(0).permutation(359)
    worse, better = found(question, rows[:65], [*rows[42:65], *rows[100:107]])
    test = compared(question, better, worse)
    assert test.difference == pytest.approx(35 / 359, abs=0.003)
    assert test.p < 1e-4
    assert 0.04 < test.low < test.high < 0.16


def test_without_more_than_the_rows_it_is_the_test_of_rows():
    question = asked(2000)
    mended, broken = (np.concatenate([fold.test[rows] for fold in question.plan]) for rows in (slice(8), slice(8, 12)))
    worse, better = found(question, mended, broken)  # the folds do not differ at all
    test = compared(question, better, worse)
    error = np.std([*np.ones(40), *-np.ones(20), *np.zeros(1940)]) / np.sqrt(2000)
    assert test.difference == pytest.approx(0.01)
    error *= np.sqrt(1 + TOGETHER * 5 / 4)  # five folds, a quarter as many tested as trained on
    assert test.p == pytest.approx(2 * stats.norm.sf(0.01 / error), rel=0.3)
    assert test.high - test.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_what_folds_differ_by_beyond_their_rows_counts_as_nadeau_and_bengio_say():
    question = asked(5000)
    scores = np.array([0.10, 0.00, 0.05, 0.12, -0.02])  # far more than 1,000 rows explain
    first, none = sure(question, scores), sure(question, np.zeros(5))
    test = compared(question, first, none)
    error = np.sqrt((1 / 5 + 1 / 4) * scores.var(ddof=1))
    assert test.p == pytest.approx(2 * stats.t.sf(scores.mean() / error, 4))
    assert test.low == pytest.approx(scores.mean() - stats.t.ppf(0.975, 4) * error)


def test_the_other_way_round_is_the_mirror_image():
    question = asked(100)
    one, other = found(question, range(30), range(20, 40))
    there, back = compared(question, one, other), compared(question, other, one)
    assert back.difference == -there.difference
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert (back.p, back.p_unequal) == pytest.approx((there.p, there.p_unequal))


def test_groups_count_once():
    rows = 400
    groups = np.arange(rows) // 20
    wrong = np.flatnonzero(np.isin(groups, [2, 3, 5]))
    alone, together = (
        compared(question, *found(question, [], wrong)) for question in (asked(rows), asked(rows, groups=groups))
    )
    assert together.high - together.low > 1.5 * (alone.high - alone.low)
    assert together.p > alone.p


def test_no_difference_at_all_is_equal_and_a_constant_one_is_certain():
    question = asked(60, primary="roc_auc")
    perfect = Redrawn.of(question, right(question, []))
    chance = Redrawn.of(question, np.full((1, 60, 2), 0.5))
    same = compared(question, perfect, perfect)
    assert (same.difference, same.p, same.equal, same.negligible) == (0.0, 1.0, True, False)
    far = 1 - 0.025 ** (1 / 30)  # of 30 rows of a class none differs: of others up to 12 in 100 may
    assert (same.low, same.high) == (pytest.approx(-far), pytest.approx(far))
    sure = compared(question, perfect, chance)
    assert (sure.difference, sure.high) == (0.5, 1.0 if 1.5 * far > 0.5 else pytest.approx(0.5 + 1.5 * far))
    assert sure.low == pytest.approx(0.5 - 1.5 * far)
    assert sure.p == 2.0**-29


def test_what_two_rows_of_a_class_say_is_worth_two_rows():
    """ROC-AUC of 1.0 on two positives of 50 comes out once in 100 random answers."""
    target = (np.arange(50) < 2).astype(int)
    question = Question(Classify(classes=(0, 1)), "roc_auc", target, Folds(5).plan(target))
    perfect, chance = (
        Redrawn.of(question, np.stack([1 - each, each], 1)[None]) for each in (target.astype(float), np.full(50, 0.5))
    )
    assert compared(question, perfect, chance).p == 0.5


@pytest.mark.parametrize(("rows", "positives", "groups"), [(50, 2, 1), (50, 3, 1), (80, 3, 4)])
def test_random_answers_on_few_positives_are_no_better_than_none(rows, positives, groups):
    """p < .05 in no more than 5 of 100 tables, within what 60 tables tell; it was in 13."""
    found = []
    for seed in range(60):
        random = np.random.default_rng(seed)
        members = np.arange(rows) // groups
        target = np.isin(members, random.permutation(rows // groups)[:positives]).astype(int)
        question = Question(
            Classify(classes=(0, 1)),
            "roc_auc",
            target,
            Folds(5, seed=seed).plan(target, members if groups > 1 else None),
        )
        positive = special.expit(random.normal(size=rows // groups)[members] + random.normal(size=rows) / 3)
        pair = [np.stack([1 - each, each], 1)[None] for each in (positive, np.full(rows, 0.5))]
        found.append(compared(question, *(Redrawn.of(question, each) for each in pair)).p)
    assert np.mean(np.array(found) < 0.05) <= 0.05


def test_a_rare_class_costs_nothing_where_rows_count_alike():
    """Accuracy of 400 rows of which 5 are of another class is known from all of them."""
    target = (np.arange(400) < 5).astype(int)
    question = Question(Classify(classes=("no", "yes")), "accuracy", target, Folds(5).plan(target), ("text", "table"))
    rows = 5 + np.random.default_rng(0).permutation(395)
    worse, better = found(question, rows[:60], rows[:20])
    assert compared(question, better, worse).p < 1e-6


def test_folds_that_lose_a_class_when_rows_are_drawn_make_nothing_certain():
    """One positive in each of twelve folds: in no draw does every fold keep its own."""
    target = (np.arange(120) < 12).astype(int)
    question = Question(Classify(classes=(0, 1)), "roc_auc", target, Folds(12).plan(target))
    random = np.random.default_rng(0)
    found = []
    for _ in range(2):
        scores = random.random(120)
        found.append(Redrawn.of(question, np.stack([1 - scores, scores], 1)[None]))
    assert not np.isfinite(found[0].drawn).all(0).any()
    test = compared(question, *found)
    assert test.low < 0 < test.high
    assert test.p > 0.01


def test_small_differences_of_many_rows_are_negligible_and_of_few_rows_unknown():
    for rows, negligible in ((10_000, True), (200, False)):
        question = asked(rows)
        drawn = np.random.default_rng(0).permutation(rows)
        share = rows // 100
        one, other = found(question, drawn[: 10 * share], [*drawn[share : 10 * share], *drawn[20 * share : 21 * share]])
        assert compared(question, one, other).negligible is negligible


def test_the_margin_of_errors_without_limit_is_a_share_of_them():
    target = np.random.default_rng(0).normal(100, 10, 200)
    question = Question(Regress(), "mae", target, Folds(5).plan(target))
    first, second = (Redrawn.of(question, (target + by)[None, :, None]) for by in (20.0, 21.0))
    assert compared(question, first, second).margin == pytest.approx(21 * MARGIN)
    assert not compared(question, first, second).negligible


def test_the_unit_of_values_changes_nothing():
    """Farads instead of tenths of picofarads."""
    random = np.random.default_rng(0)
    target = random.normal(size=100)
    answers = [target + random.normal(size=100) * error for error in (0.2, 0.8)]
    found = []
    for unit in (1.0, 1e-13):
        question = Question(Regress(), "rmse", target * unit, Folds(5).plan(target))
        pair = [Redrawn.of(question, each[None, :, None] * unit) for each in answers]
        found.append(compared(question, *pair))
        same = compared(question, pair[0], pair[0])
        assert (same.difference, same.p, same.equal) == (0.0, 1.0, True)
        assert chosen(question, [each.scores for each in pair]) == [(0,)] * 5
    assert not found[1].equal
    assert found[1].p == pytest.approx(found[0].p, rel=1e-3)
    assert (found[1].low, found[1].high) == pytest.approx((found[0].low * 1e-13, found[0].high * 1e-13), rel=1e-3)


def test_what_rounding_leaves_of_equal_errors_is_no_difference():
    target = np.random.default_rng(0).normal(size=100) * 1e6
    question = Question(Regress(), "mae", target, Folds(5).plan(target))
    first, second = (Redrawn.of(question, (target * by)[None, :, None]) for by in (1.1, 1.1 * (1 + 1e-15)))
    assert compared(question, first, second).equal


def test_one_fold_tests_nothing():
    plan = plan_of_pairs([(np.arange(50), np.arange(50, 100))], 100)
    question = replace(asked(100), plan=plan)
    one, other = found(question, [60], [])
    assert np.isnan(compared(question, one, other).p)
    assert np.isnan(best_compared(question, [one], [other]).p)


def test_choosing_among_many_is_not_rewarded():
    """Twenty learners that are equally good: the best of them beats a twenty-first, but not on folds it was not
    chosen by."""
    gains = []
    rewarded = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        question = asked(100)
        many = found(question, *(np.flatnonzero(random.random(100) < 0.3) for _ in range(20)))
        (other,) = found(question, np.flatnonzero(random.random(100) < 0.3))
        gains.append(best_compared(question, many, [other]).difference)
        rewarded.append(compared(question, max(many, key=lambda each: each.scores.mean()), other).difference)
    assert np.mean(rewarded) > 0.05
    assert abs(np.mean(gains)) < 0.03


def test_a_fold_that_does_not_define_the_metric_rewards_no_choice():
    """Four positives on five folds: one has no ROC-AUC. The first is ahead in all, by the tested fold alone."""
    question = asked(100)
    one = np.array([0.9, 0.5, 0.5, 0.5, np.nan])
    other = np.array([0.3, 0.6, 0.6, 0.6, np.nan])
    assert chosen(question, [one, other]) == [(1,), (0,), (0,), (0,), (0,)]
    first, second, none = (sure(question, each) for each in (one, other, np.zeros(5)))
    assert best_compared(question, [first, second], [none]).difference == pytest.approx(np.mean([0.3, 0.5, 0.5, 0.5]))


def test_of_learners_that_are_equal_on_the_other_folds_all_are_chosen():
    """In all, the first is better on the tested fold: to choose it there would reward the choice."""
    question = asked(100)
    one = np.array([0.9, 0.8, 0.8, 0.8, 0.8])
    other = np.array([0.7, 0.8, 0.8, 0.8, 0.8])
    assert chosen(question, [one, other]) == [(0, 1), (0,), (0,), (0,), (0,)]
    first, second, none = (sure(question, each) for each in (one, other, np.zeros(5)))
    assert best_compared(question, [first, second], [none]).difference == pytest.approx(0.8)
    undefined = np.array([0.9, np.nan, np.nan, np.nan, np.nan])
    assert chosen(question, [undefined, undefined]) == [(), (0, 1), (0, 1), (0, 1), (0, 1)]


def test_equal_learners_are_told_apart_no_more_often_than_promised():
    """Two learners that are equally good by symmetry, on 300 tables of 60 rows."""
    rejected = np.mean([_null_p(np.random.default_rng(seed)) < 0.05 for seed in range(300)])
    assert 0.01 <= rejected <= 0.09


def _null_p(random: np.random.Generator) -> float:
    """p of noise plus x₀ + x₁, regressed on x₀ alone, against on x₁ alone."""
    X = random.normal(size=(60, 2))
    y = X.sum(1) + random.normal(size=60)
    plan: FoldPlan = Folds(5, seed=int(random.integers(1000))).plan(y)
    oof = np.full((2, 1, 60, 1), np.nan)
    for fold in plan:
        slopes = (X[fold.train] * y[fold.train, None]).sum(0) / (X[fold.train] ** 2).sum(0)
        oof[:, 0, fold.test, 0] = (X[fold.test] * slopes).T
    question = Question(Regress(), "rmse", y, plan)
    return compared(question, *(Redrawn.of(question, each) for each in oof)).p
