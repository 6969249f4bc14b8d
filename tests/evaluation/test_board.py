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
from intarsia.evaluation.paired import Redrawn, compared
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import Comparison
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
    redrawn = [Redrawn.of(helpful.question, helpful.entry(name).oof) for name in ("concat", "text")]
    assert helpful.tests["text"].difference == pytest.approx(differences.mean())
    assert helpful.tests["text"].p == compared(helpful.question, *redrawn).p
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
        "Fusing helps: concat, the best fusion, does better than text, the best single modality (difference 0.1950, 95"
    )
    assert helpful.verdict.zh.splitlines()[-1].startswith(
        "融合有帮助：最好的融合 concat 优于最好的单一模态 text （相差 0.1950，95%"
    )
    assert len(helpful.verdict.zh.splitlines()) == len(lines)


def test_the_verdict_says_when_fusing_makes_no_difference():
    """Equal within ±.01 is known of 300 rows and more on which nothing differs (a row in 100 would show)."""
    for rows, known in ((250, False), (400, True)):
        target = np.arange(rows) % 2
        asked = Question(Classify(classes=("no", "yes")), "accuracy", target, Folds(5).plan(target), ("text", "table"))
        positive = np.where(np.arange(rows) % 10 == 3, 0.1, 0.9)
        same = np.stack([1 - positive, positive], 1)[None]
        entries = [Entry.of(asked, "concat", "fusion", same), Entry.of(asked, "text", "single", same)]
        found = Board.build(asked, entries)
        assert found.best_name == "text"
        assert found.fusing.negligible is known
        if known:
            told = "concat, the best fusion, and text, the best single modality, are equal within ±0.0100 (the same"
            assert f"Fusing makes no difference here: {told}" in found.verdict.en
            assert "融合在此没有区别：最好的融合 concat 与最好的单一模态 text 在 ±0.0100 之内相等" in found.verdict.zh
        else:
            told = "concat, the best fusion, and text, the best single modality, score the same on every fold."
            assert f"Fusing makes no difference on these rows: {told} Of other rows" in found.verdict.en
            assert (
                "就这些行而言，融合没有区别：最好的融合 concat 与最好的单一模态 text 在每一折上成绩相同"
                in found.verdict.zh
            )


def test_what_is_told_of_fusing_is_of_what_it_names():
    """Which of two is the best single modality differs from fold to fold: the difference is that of the choice."""
    asked = question()
    folds = [fold.test for fold in asked.plan]
    text = np.concatenate([rows[:count] for rows, count in zip(folds, (12, 5, 5, 5, 5), strict=True)])
    table = np.concatenate([rows[:count] for rows, count in zip(folds, (5, 7, 7, 7, 7), strict=True)])
    found = board(asked, concat=("fusion", []), text=("single", text), table=("single", table))
    last = found.sentences[-1]
    assert last.en.startswith(
        "Fusing helps: concat, the best fusion, does better than the best single modality, mostly table (difference 0."
    )
    assert "What is best was chosen for each fold by the other folds; on the board concat has 1.0000, and table 0." in (
        last.en
    )
    assert "优于最好的单一模态（多为 table）" in last.zh
    pair = {name: found.tests[name].difference for name in ("text", "table")}
    assert found.fusing.difference > max(pair.values())  # on no fold is the lucky one taken
    fixed = board(asked, concat=("fusion", []), text=("single", text), table=("single", noise(0.4, 1)))
    assert f"does better than text, the best single modality (difference {fixed.tests['text'].difference:.4f}" in (
        fixed.verdict.en
    )
    assert "other folds" not in fixed.verdict.en


def test_folds_that_overlap_are_not_called_few():
    random = np.random.default_rng(0)
    pairs = [np.split(random.permutation(ROWS), [140]) for _ in range(5)]
    asked = replace(question(), plan=plan_of_pairs([(np.sort(train), np.sort(test)) for train, test in pairs], ROWS))
    assert asked.plan.repeats == 5
    positive = answers(noise(0.1, 1))
    shown = np.full((5, ROWS, 2), np.nan)
    for fold in asked.plan:
        shown[fold.repeat, fold.test] = positive[0, fold.test]
    entries = [Entry.of(asked, "concat", "fusion", shown), Entry.of(asked, "text", "single", shown)]
    assert "folds that overlap" in Board.build(asked, entries).sentences[-1].en


def test_the_board_does_not_contradict_what_is_told_of_fusing(helpful):
    """p of the winner against a single modality, one of many comparisons, is larger than that of the planned one."""
    tests = {name: replace(test, p=0.02, p_adjusted=0.06) for name, test in helpful.tests.items()}
    fusing = replace(helpful.fusing, p=0.02, p_adjusted=0.02)
    told = verdict(helpful.question, helpful.entries, helpful.winner, tests, fusing)
    assert [each.en for each in told if "of text" in each.en or "than table" in each.en] == []
    assert told[-1].en.endswith("p on the board is adjusted for all of them.")
    assert "排行榜上的 p 已按全部比较校正" in told[-1].zh
    unsure = verdict(helpful.question, helpful.entries, helpful.winner, tests, replace(fusing, p=0.3))
    assert any(each.en.startswith("It is ahead of text, though not beyond doubt") for each in unsure)


def test_the_interval_of_what_is_not_proven_says_which_way():
    """Of errors less is better: the ends must not be read as the metric's."""
    target = np.random.default_rng(0).normal(size=60)
    asked = Question(Regress(), "rmse", target, Folds(5).plan(target), ("text", "table"))
    noise = np.random.default_rng(1).normal(size=(2, 60))
    entries = [
        Entry.of(asked, name, kind, (target + each)[None, :, None])
        for (name, kind), each in zip((("concat", "fusion"), ("text", "single")), noise, strict=True)
    ]
    found = Board.build(asked, entries)
    low, high = (figure(asked.metric, end) for end in (-found.fusing.low, found.fusing.high))
    told = f"in rmse, concat, the best fusion, is between {low} worse and {high} better than text, the best single"
    assert told in found.sentences[-1].en
    assert (
        f"以 rmse 计，最好的融合 concat 与最好的单一模态 text 相比，介于差 {low} 与好 {high} 之间"
        in found.sentences[-1].zh
    )


def test_a_higher_mean_that_is_not_equal_is_not_told_as_equal():
    """Forty rows: the choice takes another fusion on the fold on which the best one is better."""
    rows = 40
    target = np.arange(rows) % 2
    asked = Question(Classify(classes=("no", "yes")), "accuracy", target, Folds(5).plan(target), ("text", "table"))
    fusing = Comparison(-0.02, -0.03, -0.01, 0.01, 0.01)
    entries = {}
    for name, kind, count in (("concat", "fusion", 3), ("linear", "baseline", 5), ("text", "single", 5)):
        positive = np.where(target == 1, 0.9, 0.1)
        positive[:count] = 1 - positive[:count]
        entries[name] = Entry.of(asked, name, kind, np.stack([1 - positive, positive], 1)[None])
    tests = {"concat": Comparison(-0.05, -0.1, 0.02, 0.2, 0.2, 0.9, 0.01), "text": Comparison(0, -0.1, 0.1, 1, 1)}
    told = verdict(asked, tuple(entries.values()), entries["linear"], tests, fusing)
    assert told[1].en.startswith("concat has the higher mean (difference -0.0500")
    assert told[1].en.endswith("fusing is known to be of no use here, so nothing that fuses is taken.")
    assert "已知融合在此没有用处" in told[1].zh


def test_whether_fusing_helps_is_one_question_whatever_else_is_compared(helpful):
    def said(**changed):
        fusing = replace(helpful.fusing, **changed)
        return verdict(helpful.question, helpful.entries, helpful.winner, helpful.tests, fusing)[-1]

    assert said(p=0.049).en.startswith("Fusing helps: concat, the best fusion, does better than text")
    probably = said(p=0.06, difference=0.02)
    assert probably.en.startswith("Fusing probably helps: concat, the best fusion, is ahead of text, the best single")
    assert "融合可能有帮助" in probably.zh
    unproven = said(p=0.3, low=-0.01, high=0.03)
    assert "is not proven here: in accuracy, concat, the best fusion, is between 0.0100 worse and 0.0300" in unproven.en
    assert "融合是否有帮助在此尚未证实" in unproven.zh
    assert said(p=0.01, difference=-0.02).en.startswith("Fusing does not help here: text, the best single modality")
    for each in (probably, unproven):
        assert "as well as" not in each.en


def test_a_lead_among_many_is_told_with_doubt_where_it_is_clear_only_by_itself(helpful):
    tests = {
        name: replace(test, difference=0.06, low=0.03, high=0.09, p=0.006, p_adjusted=0.07)
        for name, test in helpful.tests.items()
    }
    found = joined(verdict(helpful.question, helpful.entries, helpful.winner, tests, helpful.fusing), " ")
    assert "It is ahead of majority, though not beyond doubt" in found.en


def test_a_lead_that_may_be_chance_is_kept_and_told_as_such():
    found = board(concat=("fusion", noise(0.1, 1)[:-1]), text=("single", noise(0.1, 1)))
    assert found.best_name == "concat"
    assert "Whether fusing helps is not proven here" in found.verdict.en
    assert "It is not clearly better than text: difference 0.0050" in found.verdict.en


def test_where_fusing_is_known_to_be_of_no_use_nothing_that_fuses_is_chosen():
    rows = 20_000
    target = np.arange(rows) % 2
    asked = Question(Classify(classes=(0, 1)), "accuracy", target, Folds(5).plan(target), ("text", "table"))
    positive = np.where(target == 1, 0.9, 0.1)

    def entry(name, kind, wrong, seconds=1.0):
        given = positive.copy()
        given[wrong] = 1 - given[wrong]
        return Entry.of(asked, name, kind, np.stack([1 - given, given], 1)[None], seconds=seconds)

    wrong = np.random.default_rng(0).permutation(rows)[:2000]
    found = Board.build(asked, [entry("text", "single", wrong), entry("concat", "fusion", wrong[20:])])
    assert (found.fusing.negligible, found.best_name) == (False, "concat")  # it is proven to be better, by little
    swapped = np.concatenate([wrong[100:], np.setdiff1d(np.arange(rows), wrong)[:95]])
    pair = [entry("text", "single", wrong), entry("concat", "fusion", swapped)]
    found = Board.build(asked, pair)
    assert (found.fusing.negligible, found.best_name) == (True, "text")
    assert "concat has the higher mean (difference -0.0003" in found.verdict.en
    slow = entry("sum", "fusion", wrong[1000:], 9.0)
    quick = entry("concat", "fusion", np.concatenate([wrong[1045:], swapped[-50:]]), 1.0)
    assert Board.build(asked, [pair[0], slow, quick]).best_name == "concat"
    assert Board.build(asked, [pair[0], slow, replace(quick, seconds=5.0)]).best_name == "sum"


def test_a_table_of_one_modality_is_told_nothing_of_fusing():
    one = replace(question(), modalities=("text",))
    assert "using" not in board(one, concat=("fusion", []), text=("single", noise(0.4, 2))).verdict.en


def test_a_baseline_may_win_and_is_no_fusion():
    found = board(linear=("baseline", []), concat=("fusion", noise(0.3, 1)), text=("single", noise(0.4, 2)))
    assert found.best_name == "linear"
    assert "It beats text: difference 0." in found.verdict.en
    assert "concat" in found.sentences[-1].en
    assert "linear" not in found.sentences[-1].en


def test_where_the_majority_wins_nothing_else_is_said_to_help():
    entries = {"majority": ("baseline", []), "concat": ("fusion", noise(0.3, 1)), "text": ("single", noise(0.4, 2))}
    found = board(**entries).verdict
    assert found.en.endswith("Neither fusing nor any single modality does better than majority.")
    assert found.zh.endswith("无论融合还是任何单一模态，都不优于 majority。")


def test_a_single_modality_is_compared_with_the_best_that_reads_several():
    rivals = {"sum": ("fusion", noise(0.2, 1)), "concat": ("fusion", noise(0.4, 2))}
    found = board(**rivals, text=("single", []))
    told = "text, the best single modality, does better than sum, the best fusion"
    assert f"Fusing does not help here: {told}" in found.verdict.en


def test_without_a_fusion_or_a_single_nothing_is_said_of_fusing():
    assert "using" not in board(a=("baseline", noise(0.3, 1)), b=("fusion", [])).verdict.en


def test_one_fold_allows_no_test():
    plan = plan_of_pairs([(np.arange(100), np.arange(100, 200))], ROWS)
    found = board(
        Question(Classify(classes=(0, 1)), "accuracy", TARGET, plan, ("a", "c")),
        a=("single", noise(0.3, 1)),
        b=("fusion", []),
    )
    assert np.isnan(found.tests["a"].p)
    assert "Against a: difference 0.2700; too few folds, or rows of a class, to test it." in found.verdict.en
    assert "Whether fusing helps cannot be tested on so few folds, or so few rows of a class." in found.verdict.en
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
    assert "score the same on every fold. Of other rows that is not proven." in found.verdict.en
    assert "每一折上成绩相同" in found.verdict.zh
    assert "p = 1.00" not in str(found)
    assert next(line.split()[-2] for line in str(found).splitlines() if line.split()[:1] == ["concat"]) == "same"
    twins = board(one=("single", rows), other=("single", rows))
    assert "It scores the same as other on every fold." in twins.verdict.en
    assert "它与 other 在每一折上成绩相同。" in twins.verdict.zh


def test_the_same_lead_whatever_rows_are_drawn_is_said_so():
    asked = question("roc_auc")
    found = board(asked, concat=("fusion", []), text=("single", np.arange(ROWS)))
    assert "difference 1.0000 on every fold, p < .001" in found.verdict.en
    assert "每一折都相差 1.0000" in found.verdict.zh


def test_a_difference_is_no_larger_than_the_metric_allows():
    asked = question(folds=2)
    found = board(asked, good=("fusion", []), bad=("single", asked.plan.folds[0].test))
    assert (found.tests["bad"].low, found.tests["bad"].high) == (-1.0, 1.0)
