"""The board: how it ranks, picks, tests, speaks, prints and is kept."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from intarsia.errors import DataError, OptionError, SavedModelError, UnknownName
from intarsia.evaluation.board import Board
from intarsia.evaluation.board_text import chance, figure, width, wrap
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import corrected_t
from intarsia.evaluation.verdict import verdict
from intarsia.i18n import joined
from intarsia.tasks.classify import Classify
from intarsia.tasks.metrics import metric
from intarsia.tasks.regress import Regress
from intarsia.training.splits import Folds, plan_of_pairs

ROWS = 200
TARGET = np.arange(ROWS) % 2


def question(primary="accuracy", folds=5, groups=None, labels=("no", "yes")):
    return Question(Classify(classes=labels), primary, TARGET, Folds(folds).plan(TARGET, groups), ("text", "table"))


def answers(wrong):
    """(1, N, 2) sure and right answers, but for these rows."""
    positive = np.where(TARGET == 1, 0.9, 0.1)
    positive[list(wrong)] = 1 - positive[list(wrong)]
    return np.stack([1 - positive, positive], 1)[None]


def noise(share, seed):
    return np.flatnonzero(np.random.default_rng(seed).random(ROWS) < share)


def board(asked=None, **wrong):
    """A board of entries: name=(kind, rows answered wrongly)."""
    asked = asked or question()
    entries = [Entry.of(asked, name, kind, answers(rows), seconds=1.5) for name, (kind, rows) in wrong.items()]
    return Board.build(asked, entries)


@pytest.fixture
def helpful():
    return board(
        majority=("baseline", noise(0.5, 0)),
        text=("single", noise(0.25, 1)),
        table=("single", noise(0.35, 2)),
        concat=("fusion", noise(0.02, 3)),
    )


def test_entries_are_ranked_and_the_best_is_picked(helpful):
    assert [entry.name for entry in helpful.entries] == ["concat", "text", "table", "majority"]
    assert helpful.best_name == helpful.winner.name == "concat"
    assert set(helpful.tests) == {"text", "table", "majority"}


def test_losses_are_ranked_the_other_way():
    found = board(question("log_loss"), good=("fusion", noise(0.02, 3)), bad=("single", noise(0.3, 1)))
    assert found.best_name == "good"
    assert found.tests["bad"].difference > 0
    assert "lower is better" in str(found)


def test_tests_are_paired_on_the_same_folds(helpful):
    differences = helpful.winner.fold_scores - helpful.entry("text").fold_scores
    assert helpful.tests["text"].p == corrected_t(differences, 0.25).p
    assert all(test.p_adjusted >= test.p for test in helpful.tests.values())


def test_metrics_hold_the_deciding_one_with_both_intervals(helpful):
    entry = helpful.winner
    assert entry.mean.value == pytest.approx(entry.fold_scores.mean())
    assert entry.metrics["accuracy"].value == pytest.approx(entry.mean.value)
    assert entry.mean.low < entry.mean.value
    assert entry.metrics["roc_auc"].low <= entry.metrics["roc_auc"].value <= entry.metrics["roc_auc"].high <= 1


def test_a_negligible_lead_goes_to_the_simpler_entry():
    same = noise(0.1, 1)
    found = board(concat=("fusion", same), text=("single", same), linear=("baseline", noise(0.3, 2)))
    assert found.best_name == "text"


def test_a_real_lead_is_kept_however_complex():
    few = noise(0.1, 1)
    found = board(concat=("fusion", few[:-4]), text=("single", few))  # 0.02 better
    assert found.best_name == "concat"


def test_the_verdict_says_that_fusing_helps(helpful):
    lines = helpful.verdict.en.splitlines()
    assert lines[0].startswith("concat is chosen: accuracy 0.98")
    assert any(line.startswith("It beats majority: difference 0.") for line in lines)
    assert lines[-1].startswith(
        "Fusing helps: concat does better than text, the best single modality (difference 0.1950, 95 %"
    )
    assert helpful.verdict.zh.splitlines()[-1].startswith(
        "融合有帮助：concat 优于最好的单一模态 text（相差 0.1950，95%"
    )
    assert len(helpful.verdict.zh.splitlines()) == len(lines)


def test_the_verdict_says_plainly_when_fusing_does_not_help():
    few = noise(0.1, 1)
    found = board(concat=("fusion", few), text=("single", few), majority=("baseline", noise(0.5, 2)))
    assert "Fusing does not help here: text does as well as concat, the best fusion (the same score" in found.verdict.en
    assert "融合在此没有帮助：text 不逊于最好的融合 concat" in found.verdict.zh


def test_the_verdict_tells_a_lead_that_is_clear_only_by_itself(helpful):
    tests = {
        name: replace(test, difference=0.06, low=0.03, high=0.09, p=0.006, p_adjusted=0.07)
        for name, test in helpful.tests.items()
    }
    found = joined(verdict(helpful.question, helpful.entries, helpful.winner, tests), " ")
    assert "Fusing probably helps: concat is ahead of text, the best single modality" in found.en
    assert "among 3 comparisons that is not beyond doubt" in found.en
    assert "It is ahead of text, though not beyond doubt" in found.en
    assert "融合可能有帮助" in found.zh


def test_the_verdict_says_when_a_lead_may_be_chance():
    found = board(concat=("fusion", noise(0.1, 1)[:-1]), text=("single", noise(0.1, 1)))
    assert (
        "Fusing does not help measurably here: text, the best single modality, does as well as concat"
        in found.verdict.en
    )
    assert "It is not clearly better than text: difference 0.0050" in found.verdict.en
    assert "融合在此没有可测的帮助" in found.verdict.zh


def test_a_baseline_may_win():
    found = board(linear=("baseline", []), concat=("fusion", noise(0.3, 1)), text=("single", noise(0.4, 2)))
    assert found.best_name == "linear"
    assert "Fusing helps: linear does better than text, the best single modality (difference 0." in found.verdict.en
    assert "融合有帮助：linear 优于最好的单一模态 text" in found.verdict.zh


def test_a_baseline_over_one_modality_or_none_does_not_fuse():
    one = replace(question(), modalities=("text",))
    entries = {"linear": ("baseline", []), "concat": ("fusion", noise(0.3, 1)), "text": ("single", noise(0.4, 2))}
    assert "Fusing does not help here: linear does better than concat" in board(one, **entries).verdict.en
    entries["majority"] = entries.pop("linear")
    assert "Fusing does not help here: majority does better than concat" in board(**entries).verdict.en


def test_a_single_modality_is_compared_with_the_best_that_reads_several():
    rivals = {"linear": ("baseline", noise(0.2, 1)), "concat": ("fusion", noise(0.4, 2))}
    found = board(**rivals, text=("single", []))
    assert "Fusing does not help here: text does better than linear, the best fusion" in found.verdict.en
    found = board(**rivals, text=("single", noise(0.2, 1)))  # as good, and linear is simpler
    assert "measurably here: text, the best single modality, does as well as linear" in found.verdict.en


def test_without_a_fusion_or_a_single_nothing_is_said_of_fusing():
    assert "using" not in board(a=("baseline", noise(0.3, 1)), b=("fusion", [])).verdict.en


def test_one_fold_allows_no_test():
    plan = plan_of_pairs([(np.arange(100), np.arange(100, 200))], ROWS)
    found = board(
        Question(Classify(classes=(0, 1)), "accuracy", TARGET, plan), a=("single", noise(0.3, 1)), b=("fusion", [])
    )
    assert np.isnan(found.tests["a"].p)
    assert "Against a: difference 0.2700; too few folds to test it." in found.verdict.en
    assert "Whether fusing helps cannot be tested on so few folds." in found.verdict.en
    assert "One fold: intervals are over its rows" in str(found)
    assert found.entry("a").mean == found.entry("a").metrics["accuracy"]


def test_a_learner_that_diverged_comes_last_with_a_note():
    asked = question("log_loss")
    broken = answers([])
    broken[0, 7] = np.nan
    entries = [Entry.of(asked, "broken", "fusion", broken), Entry.of(asked, "fine", "single", answers([1]))]
    found = Board.build(asked, entries)
    assert found.best_name == "fine"
    assert found.entries[-1].note.en == "1 score is not finite"
    assert np.isnan(found.entries[-1].mean.value)
    assert "broken: 1 score is not finite" in str(found)


def test_a_metric_that_is_undefined_everywhere_is_told():
    target = np.zeros(20, int)
    asked = Question(Classify(classes=("a", "b")), "roc_auc", target, Folds(2).plan(target))
    found = Board.build(asked, [Entry.of(asked, "x", "single", np.full((1, 20, 2), 0.5))])
    assert "roc_auc is undefined on every fold, so nothing can be ranked: choose another metric." in found.verdict.en


def test_repeats_and_groups_and_regression():
    values = np.random.default_rng(0).normal(50, 10, 90)
    plan = Folds(3, repeats=2).plan(values, np.arange(90) // 3)
    asked = Question(Regress(), "rmse", values, plan)
    noise = np.random.default_rng(1).normal(size=(2, 90, 1))
    entries = [
        Entry.of(asked, "mean", "baseline", np.full((2, 90, 1), values.mean())),
        Entry.of(asked, "sum", "fusion", values[:, None] + noise),
    ]
    found = Board.build(asked, entries)
    assert found.best_name == "sum"
    assert found.winner.fold_scores.shape == (6,)
    assert "rmse (lower is better) on 90 rows, 6 folds, 2 repeats, 30 groups kept whole" in str(found)
    assert found.winner.metrics["r2"].value > 0.9


def test_the_text_is_aligned_in_80_columns():
    found = board(
        question(groups=np.arange(ROWS) // 2, labels=("坏", "好")),
        **{
            "加权求和融合（每行学习权重）以及其他一些说明文字": ("fusion", noise(0.1, 1)),
            "é́t alone": ("single", noise(0.2, 2)),
        },
    )
    lines = str(found).splitlines()
    assert max(map(width, lines)) <= 80
    head, first, second = lines[2:5]
    assert first.startswith("* 加权求和")
    assert "…" in first.split("fusion")[0]
    # Rows end where the column does, whatever the script.
    assert width(first.split("fusion")[0]) == width(second.split("single")[0]) == width(head.split("kind")[0])
    assert "\x1b" not in str(found)
    assert "The score of * is slightly optimistic: it is the best of 2 on these same folds." in " ".join(lines)
    assert repr(found) == str(found)


def test_numbers_are_written_as_statisticians_write_them():
    assert [chance(p) for p in (0.62, 0.0139, 0.0004, 1.0, np.nan)] == [".62", ".014", "<.001", "1.00", "–"]
    assert figure(metric("accuracy"), 0.98765) == "0.9877"
    assert figure(metric("accuracy"), -1e-9) == "0.0000"
    assert figure(metric("rmse"), 12345.678) == "12346"
    assert figure(metric("r2"), np.nan) == "–"


def test_text_is_broken_between_words_but_not_inside_a_p():
    assert wrap("x" * 74 + " p = .62 y") == ["x" * 74, "p = .62 y"]
    assert wrap("") == []
    assert max(map(width, wrap("汉字 " * 60))) <= 80


def test_rows_of_the_frame_are_the_entries(helpful):
    frame = helpful.to_frame()
    assert frame["name"].tolist() == ["concat", "text", "table", "majority"]
    assert frame["best"].tolist() == [True, False, False, False]
    assert frame.loc[1, "difference"] == helpful.tests["text"].difference
    assert frame["p_adjusted"].isna().tolist() == [True, False, False, False]
    assert {"mean", "low", "high", "roc_auc", "ece", "seconds", "note"} <= set(frame)


def test_a_board_is_saved_and_read_back(helpful, tmp_path):
    helpful.save(tmp_path / "out")
    found = Board.load(tmp_path / "out")
    assert str(found) == str(helpful)
    assert found.to_dict() == helpful.to_dict()
    for one, other in zip(found.entries, helpful.entries, strict=True):
        np.testing.assert_array_equal(one.oof, other.oof)
    for one, other in zip(found.question.plan, helpful.question.plan, strict=True):
        np.testing.assert_array_equal(one.test, other.test)
    assert found.best is None


def test_nan_groups_and_labels_of_any_type_survive_saving(tmp_path):
    asked = question(groups=np.arange(ROWS) // 2, labels=((1, "a"), None.__class__.__name__))
    broken = Entry.of(asked, "broken", "fusion", np.full((1, ROWS, 2), np.nan))
    found = Board.build(asked, [broken, Entry.of(asked, "fine", "single", answers([1]))])
    found.save(tmp_path)
    again = Board.load(tmp_path)
    assert again.question.labels == asked.labels
    assert np.isnan(again.entry("broken").fold_scores).all()
    np.testing.assert_array_equal(again.question.plan.groups, asked.plan.groups)
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_folder_without_a_board_is_told(tmp_path):
    with pytest.raises(SavedModelError, match=r"holds no board that can be read .*; compare again to write one"):
        Board.load(tmp_path)


def test_a_truncated_board_is_told(helpful, tmp_path):
    helpful.save(tmp_path)
    (tmp_path / "board.npz").write_bytes((tmp_path / "board.npz").read_bytes()[:500])
    with pytest.raises(SavedModelError, match="holds no board that can be read"):
        Board.load(tmp_path)


def test_a_board_of_another_format_is_told(helpful, tmp_path):
    helpful.save(tmp_path)
    told = json.loads((tmp_path / "board.json").read_text()) | {"format": 99}
    (tmp_path / "board.json").write_text(json.dumps(told))
    with pytest.raises(SavedModelError, match="board of format 99; this version reads format 1"):
        Board.load(tmp_path)


def test_the_refitted_winner_is_attached(helpful):
    found = helpful.attach("a learner", "a table")
    assert (found.best, found.table, found.best_name) == ("a learner", "a table", "concat")
    assert helpful.best is None


def test_what_cannot_be_a_board_is_told(helpful):
    asked = question()
    with pytest.raises(DataError, match="a board needs at least one entry"):
        Board.build(asked, [])
    with pytest.raises(DataError, match="two entries are named 'x'"):
        Board.build(asked, [Entry.of(asked, "x", "single", answers([])), Entry.of(asked, "x", "single", answers([]))])
    with pytest.raises(UnknownName, match="no entry named 'concta'; did you mean 'concat'"):
        helpful.entry("concta")
    with pytest.raises(OptionError, match="entry 'x' is of kind 'magic'; an entry is one of baseline, single, fusion"):
        Entry.of(asked, "x", "magic", answers([]))
    with pytest.raises(DataError, match=r"entry 'x': out-of-fold scores are \(1, 9, 2\), not .* = \(1, 200, 2\)"):
        Entry.of(asked, "x", "single", np.zeros((1, 9, 2)))


def test_what_cannot_be_a_trial_is_told():
    with pytest.raises(OptionError, match="metric 'r2' does not apply to classify; choose one of: accuracy, "):
        question("r2")
    with pytest.raises(UnknownName, match="did you mean 'accuracy'"):
        question("acuracy")
    with pytest.raises(DataError, match="3 targets for folds over 200 rows"):
        Question(Classify(classes=(0, 1)), "accuracy", TARGET[:3], question().plan)


def test_equal_on_every_fold_is_said_so():
    rows = noise(0.05, 3)
    found = board(majority=("baseline", noise(0.5, 0)), text=("single", rows), concat=("fusion", rows))
    assert found.best_name == "text"
    assert "text does as well as concat, the best fusion (the same score on every fold)" in found.verdict.en
    assert "每一折成绩相同" in found.verdict.zh
    assert "p = 1.00" not in str(found)
    assert next(line.split()[-2] for line in str(found).splitlines() if line.split()[:1] == ["concat"]) == "same"
    twins = board(one=("single", rows), other=("single", rows))
    assert "It scores the same as other on every fold." in twins.verdict.en
    assert "它与 other 在每一折上成绩相同。" in twins.verdict.zh


def test_the_same_lead_on_every_fold_is_said_so():
    asked = question()
    ahead = [row for fold in asked.plan for row in fold.test[:2]]
    found = board(asked, text=("single", ahead), concat=("fusion", []))
    assert "difference 0.0500 on every fold, p = .062" in found.verdict.en
    assert "每一折都相差 0.0500" in found.verdict.zh


def test_a_difference_is_no_larger_than_the_metric_allows():
    asked = question(folds=2)
    found = board(asked, good=("fusion", []), bad=("single", asked.plan.folds[0].test))
    assert (found.tests["bad"].low, found.tests["bad"].high) == (-1.0, 1.0)
