"""The folds: every row tested once per repeat, no group on both sides, shares kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given as draw
from hypothesis import settings
from hypothesis import strategies as st
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold, StratifiedKFold

from cases import over
from intarsia.columns.groups import group_numbers
from intarsia.errors import DataError, OptionError
from intarsia.training.splits import Folds, pairs, plan_of_pairs


def tables():
    """(target, kind, groups or None, folds, repeats, seed)."""
    return st.tuples(
        st.integers(0, 10_000),
        st.integers(2, 5),
        st.integers(1, 3),
        st.sampled_from(["classify", "multilabel", "regress"]),
        st.booleans(),
        st.integers(10, 60),
    ).map(_table)


def _table(drawn):
    seed, folds, repeats, kind, grouped, rows = drawn
    random = np.random.default_rng(seed)
    target = {
        "classify": random.integers(0, random.integers(2, 8), rows),
        "multilabel": random.integers(0, 2, (rows, 3)),
        "regress": random.normal(size=rows),
    }[kind]
    groups = (
        np.r_[np.arange(folds), random.integers(0, random.integers(folds, rows), rows - folds)] if grouped else None
    )
    return target, kind, groups, Folds(folds, repeats, seed)


@draw(tables())
@settings(deadline=None, max_examples=120)
def test_every_row_is_tested_once_per_repeat_and_groups_stay_whole(table):
    target, _, groups, folds = table
    plan = folds.plan(target, groups)
    assert len(plan) == folds.folds * folds.repeats
    assert plan.repeats == folds.repeats
    tested = np.zeros((plan.repeats, len(target)), dtype=int)
    for fold in plan:
        tested[fold.repeat, fold.test] += 1
        assert len(fold.test)
        np.testing.assert_array_equal(np.sort(np.r_[fold.train, fold.test]), np.arange(len(target)))
        if groups is not None:
            assert not set(groups[fold.train]) & set(groups[fold.test])
    assert (tested == 1).all()


@draw(tables())
@settings(deadline=None, max_examples=60)
def test_rows_and_classes_are_shared_out_evenly(table):
    target, kind, groups, folds = table
    if groups is not None:
        return
    plan = folds.plan(target)
    assert np.ptp([len(fold.test) for fold in plan]) <= 1
    if kind == "classify":
        counts = np.array([np.bincount(target[fold.test], minlength=8) for fold in plan])
        assert (np.ptp(counts, axis=0) <= 1).all()


def test_the_seed_fixes_the_folds():
    target = np.arange(40) % 3
    one, same, other = (Folds(seed=seed).plan(target) for seed in (1, 1, 2))
    assert all((a.test == b.test).all() for a, b in zip(one, same, strict=True))
    assert any((a.test != b.test).any() for a, b in zip(one, other, strict=True) if len(a.test) == len(b.test))


@pytest.mark.parametrize("groups", [None, np.repeat(np.arange(12), np.arange(1, 13))])
def test_repeats_differ(groups):
    plan = Folds(3, repeats=2).plan(np.arange(78) % 2, groups)
    first, second = ({tuple(fold.test) for fold in plan if fold.repeat == repeat} for repeat in (0, 1))
    assert first != second


def test_grouped_folds_are_as_balanced_as_those_of_scikit_learn():
    random = np.random.default_rng(0)
    groups = random.integers(0, 80, 1000)
    target = (random.random(1000) < random.random(80)[groups] * 0.4).astype(int)  # groups differ in their shares

    def imbalance(tests):
        return np.std([len(test) for test in tests]) / 200 + np.std([target[test].mean() for test in tests])

    ours = [fold.test for fold in Folds(5).plan(target, groups)]
    theirs = [test for _, test in StratifiedGroupKFold(5, shuffle=True, random_state=0).split(target, target, groups)]
    assert imbalance(ours) <= imbalance(theirs) + 0.01


def test_labels_are_shared_out_evenly():
    target = (np.random.default_rng(0).random((300, 4)) < [0.5, 0.3, 0.1, 0.05]).astype(int)
    counts = np.array([target[fold.test].sum(0) for fold in Folds(5).plan(target)])
    assert (counts.std(0) <= 2).all()
    groups = np.arange(300) // 3
    grouped = np.array([target[fold.test].sum(0) for fold in Folds(5).plan(target, groups)])
    assert (grouped.std(0) <= 2).all()


def test_rare_classes_are_kept_and_noted():
    target = np.r_[np.zeros(20, int), np.ones(20, int), 2, 2]
    plan = Folds(5).plan(target, labels=("cat", "dog", "owl"))
    assert plan.note.en == "classes with fewer rows than the 5 folds are missing from some tests: owl (2)"
    assert "2 (2)" in Folds(5).plan(target).note.en
    assert Folds(2).plan(target).note.en == ""


def test_classes_of_few_groups_are_noted():
    plan = Folds(3).plan(np.r_[np.zeros(9, int), np.ones(4, int)], [*range(9), 9, 9, 9, 9])
    assert plan.note.en == "classes with fewer groups than the 3 folds are missing from some tests: 1 (1)"


def test_many_rare_classes_are_counted():
    assert Folds(2).plan(np.arange(9)).note.en.endswith("4 (1), 4 more")


def test_arrow_groups_are_read_and_rows_without_one_stand_alone():
    assert group_numbers(pa.array(["a", None, "a", None]), 4).tolist() == [0, 1, 0, 2]


def test_groups_that_cannot_be_told_apart_are_refused():
    with pytest.raises(DataError, match=r"groups cannot be told apart.*give a string or number per row"):
        group_numbers([["a"], ["b"]], 2)


def test_rows_without_a_group_stand_alone():
    assert group_numbers(["a", None, "a", None], 4).tolist() == [0, 1, 0, 2]
    assert group_numbers(pd.Series([1.5, np.nan, 1.5]), 3).tolist() == [0, 1, 0]
    assert group_numbers([None, None], 2).tolist() == [0, 1]


def test_gather_puts_scores_where_their_rows_are():
    plan = Folds(2, repeats=2).plan([0.0, 1.0, 2.0, 3.0])
    oof = plan.gather([fold.test[:, None].astype(float) for fold in plan])
    np.testing.assert_array_equal(oof, np.tile(np.arange(4.0)[:, None], (2, 1, 1)))


def test_given_splits_become_a_plan():
    plan = plan_of_pairs([([0, 1], [2, 3]), ([2, 3], [0, 1]), ([0, 1, 2], [3])], rows=5)
    assert [(fold.repeat, fold.fold) for fold in plan] == [(0, 0), (0, 1), (1, 0)]
    assert plan.ratio == pytest.approx((1 + 1 + 1 / 3) / 3)
    assert [fold.test.tolist() for fold in plan.pooled] == [[0, 1, 2, 3], [3]]
    oof = plan.gather([np.ones((2, 1)), np.ones((2, 1)), np.ones((1, 1))])
    assert np.isnan(oof[:, :, 0]).tolist() == [[False] * 4 + [True], [True] * 3 + [False, True]]


@over(
    ("splits", "groups", "message"),
    [
        ([([0, 1], [1, 2])], None, r"split 0: 1 row is on both sides \(the first: 1\)"),
        ([([0], [1]), ([0], [9])], None, "split 1, test: row 9 is not in the table; rows are numbered 0 to 2"),
        ([([-1], [1])], None, "split 0, train: row -1 is not in the table"),
        ([([0], [])], None, "split 0 has no test row"),
        ([([0], [1])], ["a", "a", "b"], "split 0: the group of row 1 is trained on and tested"),
        ([([0.5], [1])], None, "split 0, train: \\[0.5\\] are no row numbers; give whole numbers, or a mask"),
        ([([0, 1], [2]), 3], None, "split 1 is 3: give a pair of \\(train rows, test rows\\)"),
        (["ab"], None, "split 0 is 'ab': give a pair"),
        ([([0], [1], [2])], None, "split 0 is \\(\\[0\\], \\[1\\], \\[2\\]\\): give a pair"),
        ([], None, "no split is given"),
    ],
)
def test_given_splits_are_checked(splits, groups, message):
    with pytest.raises(DataError, match=message):
        plan_of_pairs(splits, 3, groups)


def test_impossible_requests_say_what_to_do():
    with pytest.raises(DataError, match="5 folds of 4 rows: choose at most 4 folds"):
        Folds(5).plan([0, 1, 0, 1])
    with pytest.raises(DataError, match="5 folds of 2 groups: a group is never divided, so choose at most 2 folds"):
        Folds(5).plan(np.arange(10) % 2, np.arange(10) % 2)
    assert group_numbers(["a", float("nan"), "a", None], 4).tolist() == [0, 1, 0, 2]
    with pytest.raises(DataError, match=r"groups have shape \(4, 2\): give one group per row, \(N,\)"):
        group_numbers(np.zeros((4, 2)), 4)
    with pytest.raises(DataError, match="3 groups for 4 rows: give one group per row"):
        Folds(2).plan([0, 1, 0, 1], [1, 2, 3])
    with pytest.raises(OptionError, match="folds = 1: at least 2 are needed"):
        Folds(1)
    with pytest.raises(OptionError, match="repeats = 0: at least 1 is needed"):
        Folds(2, repeats=0)
    with pytest.raises(OptionError, match="seed = -1: give 0 or more"):
        Folds(seed=-1)
    with pytest.raises(OptionError, match=r"folds = 3\.0: give a whole number"):
        Folds(3.0)  # type: ignore[arg-type]
    assert Folds(5, repeats=1000).repeats == 1000
    with pytest.raises(OptionError, match="1001 repeats of 5 folds: choose at most 5,000 folds in all repeats"):
        Folds(5, repeats=1001)
    with pytest.raises(OptionError, match="99999999999999999999 repeats of 5 folds"):
        Folds(5, repeats=99999999999999999999)
    with pytest.raises(OptionError, match="choose at most 5,000 folds"):
        Folds(np.int64(2**62), repeats=np.int64(4))  # type: ignore[arg-type]


def test_masks_name_rows():
    plan = plan_of_pairs([(np.array([True, True, False]), np.array([False, False, True]))], rows=3)
    assert plan.folds[0].train.tolist() == [0, 1]
    assert plan.folds[0].test.tolist() == [2]


def test_splitters_of_scikit_learn_deal_the_rows():
    target, groups = np.arange(12) % 2, np.arange(12) // 3
    plan = plan_of_pairs(pairs(GroupKFold(4), target, groups), 12, groups)
    assert [len(fold.test) for fold in plan] == [3, 3, 3, 3]
    assert len(plan_of_pairs(pairs(StratifiedKFold(3), target), 12)) == 3
    with pytest.raises(OptionError, match=r"StratifiedKFold\(n_splits=9, .*cannot split this table .*: take another"):
        pairs(StratifiedKFold(9), target)


@over("folds", [3.0, "3", None])
def test_what_is_no_folds_is_told(folds):
    with pytest.raises(
        OptionError, match=r"folds is .*: give a whole number, Folds\(5, repeats=3\), a splitter of sci"
    ):
        pairs(folds, np.arange(12) % 2)
