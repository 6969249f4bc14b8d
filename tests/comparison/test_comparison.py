"""The comparison: what it contains, that it is fair, that it goes on where it was, that it says when fusing is vain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import StratifiedKFold

from intarsia.columns import Category, Number, Schema, Text
from intarsia.comparison import folding
from intarsia.comparison.compare import compare
from intarsia.comparison.resume import Result, Results
from intarsia.errors import DataError, OptionError, TableError, UnknownName
from intarsia.evaluation.board import Board
from intarsia.fusion.base import fusions
from intarsia.learner.ensemble import FitCache
from intarsia.learner.learner import Learner
from intarsia.learner.plan import make_plan
from intarsia.learner.problem import Problem
from intarsia.progress import Event
from intarsia.timing import Cost
from intarsia.training.base import Split
from intarsia.training.linear import LinearSolver
from intarsia.training.splits import Folds
from intarsia.training.trainer import Trainer

SCHEMA = Schema({"words": Text(), "size": Number(), "shop": Category()})
LEARNER = Learner(schema=SCHEMA, encoders={"text": "tfidf"}, fitter=LinearSolver(C=(1.0,)))


def table(rows: int = 150, useless: bool = False, seed: int = 0) -> pd.DataFrame:
    """Words and size tell the answer together, or, when `useless`, the words alone."""
    random = np.random.default_rng(seed)
    warm, large = random.random(rows) < 0.5, random.random(rows) < 0.5
    told = np.where(warm, "warm wool coat", "light linen shirt")
    noisy = random.random(rows) < 0.15
    return pd.DataFrame(
        {
            "words": np.where(noisy, random.permutation(told), told),
            "size": np.where(large, 44.0, 36.0) + random.normal(0, 1, rows),
            "shop": random.choice(["north", "south"], rows),
            "customer": np.arange(rows) // 3,
            "buy": warm if useless else warm & large,
        }
    )


def test_it_contains_baselines_modalities_and_every_fusion() -> None:
    board = compare(table().drop(columns="customer"), "buy", LEARNER, folds=3)
    names = [entry.name for entry in board.entries]
    assert {"majority", "plain linear", "only words", "only table", *fusions.names()} <= set(names)
    assert board.entry("majority").mean.value == pytest.approx(0.5)
    assert board.winner.mean.value > board.entry("only words").mean.value
    assert board.best.score(table()) > 0.85
    assert board.best_name in str(board)
    assert max(map(len, str(board).splitlines())) <= 80


def test_it_seldom_says_that_fusing_helps_where_it_does_not() -> None:
    tables = [table(useless=True, seed=seed).drop(columns="customer") for seed in range(8)]
    boards = [compare(rows, "buy", LEARNER, folds=3) for rows in tables]
    assert sum("Fusing helps" in board.verdict.en for board in boards) <= 1
    for board in boards:
        assert board.entry("only words").mean.value - board.winner.mean.value <= 0.01


def test_groups_stay_whole_and_are_no_input() -> None:
    rows = table()
    board = compare(rows, "buy", LEARNER, folds=3, groups="customer", fusions=["average"])
    for fold in board.question.plan:
        assert not set(rows["customer"][fold.train]) & set(rows["customer"][fold.test])
    assert "customer" not in board.best.feature_names_in_
    with pytest.raises(OptionError, match="groups is 'buy', the label: name the column whose rows belong together"):
        compare(rows, "buy", LEARNER, groups="buy")


def test_the_same_seed_gives_the_same_board() -> None:
    first, second = (compare(table(), "buy", LEARNER, folds=3, fusions=["stacking"]) for _ in range(2))
    for one, other in zip(first.entries, second.entries, strict=True):
        np.testing.assert_array_equal(one.oof, other.oof)


def test_out_of_fold_scores_are_those_of_learners_trained_without_the_fold() -> None:
    rows = table().drop(columns="customer")
    board = compare(rows, "buy", LEARNER, folds=3, fusions=["concat"])
    fold = board.question.plan.folds[1]
    made = Learner("buy", None, SCHEMA, {"text": "tfidf"}, fitter=LEARNER.fitter).fit(rows.iloc[fold.train])
    np.testing.assert_allclose(
        made.predict_proba(rows.iloc[fold.test]), board.entry("concat").oof[0, fold.test], atol=1e-5
    )


def test_an_interrupted_comparison_goes_on_where_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms: dict[str, Any] = {"folds": 3, "groups": "customer", "out": tmp_path}
    compare(table(), "buy", LEARNER, fusions=["average"], **terms)
    capsys.readouterr()
    board = compare(table(), "buy", LEARNER, fusions=["average", "vote"], **terms)
    said = capsys.readouterr().err
    assert said.count("kept from before") == 9  # majority, plain linear, two modalities, each in two ensembles, average
    assert "vote: roc_auc" in said
    for damaged in (tmp_path / "finished").glob("*.npz"):
        damaged.write_bytes(b"half a fi")
    again = compare(table(), "buy", LEARNER, fusions=["average", "vote"], **terms)
    np.testing.assert_array_equal(again.entry("vote").oof, board.entry("vote").oof)


def test_other_rows_are_another_comparison(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for rows in (table(), table().assign(size=lambda frame: frame["size"] + 1)):
        compare(rows, "buy", LEARNER, folds=3, groups="customer", fusions=["vote"], out=tmp_path)
    assert "kept from before" not in capsys.readouterr().err


def test_predefined_folds_and_repeats(tmp_path: Path) -> None:
    rows = table().drop(columns="customer")
    given = [(np.arange(100), np.arange(100, 150)), (np.arange(50, 150), np.arange(50))]
    board = compare(rows, "buy", LEARNER, folds=given, fusions=["stacking"])
    assert len(board.winner.fold_scores) == 2
    board.save(tmp_path)
    assert str(Board.load(tmp_path)) == str(board)


def test_a_rare_class_that_misses_from_a_fold_is_no_error() -> None:
    rows = table(90).assign(buy=lambda frame: frame["buy"].map({True: "yes", False: "no"}))
    rows.loc[0, "buy"] = "never seen again"
    board = compare(rows, "buy", LEARNER, folds=3, groups="customer", fusions=["stacking", "weighted"])
    assert "never seen again" in board.best.classes_


def test_regression_is_compared_too() -> None:
    rows = (
        table().assign(price=lambda frame: 100 * frame["size"] + 500 * frame["buy"]).drop(columns=["customer", "buy"])
    )
    board = compare(rows, "price", LEARNER, folds=3, fusions=["average", "stacking"])
    assert board.question.primary == "r2"
    assert board.winner.mean.value > 0.8
    for name in ("average", "stacking"):
        assert board.entry(name).mean.value > 0.5


def test_two_folds_and_few_groups_are_enough() -> None:
    assert compare(table(), "buy", LEARNER, folds=2, groups="customer", fusions=["stacking"]).winner
    few = table().assign(customer=lambda frame: frame.index % 3)
    assert compare(few, "buy", LEARNER, folds=3, groups="customer", fusions=["stacking", "vote"]).winner
    some = table().assign(customer=["a", None, "b"] * 50)
    assert compare(some, "buy", LEARNER, folds=2, groups="customer", fusions=["vote"]).winner


def test_encoders_of_one_column_suit_every_strategy() -> None:
    told = replace(LEARNER, encoders={"words": "tfidf", "size": "scaled"})
    assert {"only words", "only table"} <= {
        entry.name for entry in compare(table(), "buy", told, folds=2, fusions=["vote"]).entries
    }
    with pytest.raises(UnknownName, match="to encode named 'wrods'; did you mean 'words'"):
        compare(table(), "buy", replace(told, encoders={"wrods": "tfidf"}), folds=2)
    with pytest.raises(OptionError, match="seed = -1: give 0 or more"):
        compare(table(), "buy", replace(LEARNER, seed=-1), folds=2)


def test_a_class_of_two_rows_stops_no_ensemble() -> None:
    rows = table(90).drop(columns="customer").assign(buy=lambda frame: frame.index < 2)
    board = compare(rows, "buy", LEARNER, folds=3, fusions=["stacking", "weighted"])
    assert np.isfinite(board.entry("stacking").oof).all()


def test_the_majority_answer_is_a_model_like_any_other(tmp_path: Path) -> None:
    rows = pd.DataFrame({"size": np.random.default_rng(0).normal(size=60), "buy": ["yes", "no", "no"] * 20})
    board = compare(
        rows,
        "buy",
        LEARNER.set_params(schema=Schema({"size": Number()})),
        folds=3,
        metric="log_loss",
        fusions=["stacking"],
    )
    LEARNER.set_params(schema=SCHEMA)
    assert board.best_name == "majority"
    assert set(board.best.predict(rows)) == {"no"}
    board.best.save_pretrained(tmp_path)
    np.testing.assert_allclose(Learner.from_pretrained(tmp_path).predict_proba(rows)[0], [2 / 3, 1 / 3])


def test_a_seed_or_a_group_makes_another_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed, groups in ((0, "customer"), (1, "customer"), (0, np.arange(150) // 2)):
        learner = Learner(**LEARNER.get_params() | {"seed": seed})
        compare(table(), "buy", learner, folds=3, groups=groups, fusions=["vote"], out=tmp_path)
    assert "kept from before" not in capsys.readouterr().err


def test_bad_terms_get_a_clear_line() -> None:
    rows = table()
    with pytest.raises(TableError, match="no column 'customr'; did you mean 'customer'"):
        compare(rows, "buy", LEARNER, groups="customr")
    with pytest.raises(DataError, match="2 groups for 150 rows"):
        compare(rows, "buy", LEARNER, groups=[1, 2])
    with pytest.raises(UnknownName, match="did you mean 'stacking'"):
        compare(rows, "buy", LEARNER, fusions=["stackin"])
    with pytest.raises(OptionError, match="fusion vote is named twice"):
        compare(rows, "buy", LEARNER, fusions=["vote", "vote"])
    with pytest.raises(DataError, match="an ensemble needs at least 2 groups"):
        Learner(**LEARNER.get_params() | {"fusion": "vote"}).fit(rows, list(rows["buy"]), groups=np.zeros(150))
    with pytest.raises(UnknownName, match="roc_auc"):
        compare(rows, "buy", LEARNER, metric="auc")
    with pytest.raises(OptionError, match=r"fusions is 3: give names or declarations"):
        compare(rows, "buy", LEARNER, fusions=3)
    with pytest.raises(OptionError, match=r"learner is 3: give a Learner; folds and all else go by name \(folds=5\)"):
        compare(rows, "buy", 3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="unexpected keyword argument 'fold'"):
        compare(rows, "buy", LEARNER, fold=3)  # type: ignore[call-arg]
    with pytest.raises(OptionError, match=r"folds is 3\.0: give a whole number"):
        compare(rows, "buy", LEARNER, folds=3.0)
    with pytest.raises(DataError, match="choose at most 50"):
        compare(rows, "buy", LEARNER, folds=60, groups="customer")


def test_a_fold_that_leaves_nothing_to_learn_is_named() -> None:
    rows = table(30).assign(buy=lambda frame: frame.index < 2)
    told = "fold 2 of 2 leaves nothing to learn: among its 28 training rows, y has one class only, False"
    with pytest.raises(DataError, match=f"{told}.* Choose fewer folds, or groups that spread the classes"):
        compare(rows, "buy", LEARNER, folds=[(np.arange(15), np.arange(15, 30)), (np.arange(2, 30), np.arange(2))])


def test_answers_may_stand_beside_the_table() -> None:
    rows = table().drop(columns="customer")
    inside = compare(rows, "buy", LEARNER, folds=StratifiedKFold(3), fusions="concat")
    for y in (rows["buy"], rows["buy"].to_numpy(), rows["buy"].tolist()):
        beside = compare(rows.drop(columns="buy"), y, LEARNER, folds=StratifiedKFold(3), fusions=["concat"])
        assert str(beside.verdict) == str(inside.verdict)
        assert beside.best.predict(rows).dtype == bool


def test_columns_of_answers_are_named_labels() -> None:
    rows = table(60)
    y = pd.DataFrame({"warm": rows["words"].str.contains("warm").astype(int), "buy": rows["buy"].astype(int)})
    board = compare(rows[["words", "size", "shop"]], y, LEARNER, folds=np.int64(2), fusions=["concat"])
    assert board.question.labels == ("warm", "buy")
    assert board.best.task_.labels == ("warm", "buy")


def test_scores_that_cannot_be_kept_are_told_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "finished").write_text("a file where the folder should be")
    with pytest.raises(OptionError, match=r"finished cannot be written \(.*\): make room there and start again"):
        Results(tmp_path, []).put("strategy", Result(np.zeros((1, 2, 2)), Cost(1.0, 1.0), 1.0))


def test_a_prepared_problem_is_asked_as_it_was_prepared() -> None:
    """What contradicts it is refused, not ignored."""
    rows = table(60).drop(columns="customer")
    problem = Problem.of(rows, "buy", schema=SCHEMA)
    for told, why in (
        ({"label": "size"}, "answers 'size', but the problem asks for 'buy'"),
        ({"groups": "shop"}, "label and groups are those of the problem"),
        ({"learner": replace(LEARNER, task="regress")}, "made for 'regress', but the problem is one of 'classify'"),
        ({"learner": replace(LEARNER, label="size")}, "answers 'size', but the problem asks for 'buy'"),
    ):
        with pytest.raises(OptionError, match=why):
            compare(problem, **told)
    with pytest.raises(OptionError, match="answers 'size'"):
        replace(LEARNER, label="size").learn(problem)
    assert compare(problem, "buy", LEARNER, folds=2, fusions="concat").question.task.labels == (False, True)


def test_every_comparison_tells_its_listener_what_was_guessed() -> None:
    rows = table(40).drop(columns="customer")
    for _ in range(2):
        heard: list[Event] = []
        learner = Learner(encoders="plain", fitter=LinearSolver(C=(1.0,)))
        compare(rows, "buy", learner, folds=2, fusions="concat", on_event=heard.append)
        assert "guess" in {event.name for event in heard}


def test_few_rows_are_split_three_times_where_nothing_else_is_asked_for() -> None:
    rows = table()
    board = compare(rows, "buy", LEARNER, groups="customer", fusions="concat")
    plan = board.question.plan
    assert (len(plan), plan.repeats) == (15, 3)
    assert "15 folds: 5 × 3 repeats, since rows are few." in str(board)
    assert "行数较少，因此 5 折重复 3 次" in plan.note.zh
    seeds = [entry.oof for entry in board.entries if entry.name == "concat"]
    assert not np.array_equal(seeds[0][0], seeds[0][1])
    asked = compare(rows, "buy", LEARNER, folds=5, groups="customer", fusions=[]).question.plan
    assert (len(asked), asked.repeats, asked.note.en) == (5, 1, "")
    assert all(np.array_equal(one.test, other.test) for one, other in zip(asked, plan.folds[:5], strict=True))


def test_many_rows_are_split_once_and_few_groups_into_as_many_folds() -> None:
    many = table(folding.FEW)
    plan = compare(many, "buy", LEARNER, groups="customer", fusions=[]).question.plan
    assert (len(plan), plan.repeats, plan.note.en) == (5, 1, "")
    few = many.assign(customer=lambda frame: frame.index % 4)
    assert len(compare(few, "buy", LEARNER, groups="customer", fusions=[]).question.plan) == 4
    with pytest.raises(DataError, match="choose at most 4 folds"):
        compare(few, "buy", LEARNER, folds=5, groups="customer", fusions=[])


def test_the_best_on_all_rows_is_made_of_what_the_folds_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models without a fold are the inner models of an ensemble on all rows: it comes out as if trained alone."""
    trained: list[int] = []
    fit = Trainer.fit

    def counted(self: Trainer, design: Any, data: Any, y: Any, splits: Any) -> Any:
        trained.append(len(splits))
        return fit(self, design, data, y, splits)

    monkeypatch.setattr(Trainer, "fit", counted)
    rows = table(60).drop(columns="customer")
    learner = Learner("buy", None, SCHEMA, "plain", "stacking", Trainer(epochs=1))
    problem = Problem.of(rows, "buy", schema=SCHEMA)
    fits = FitCache()
    plan = Folds(5).plan(problem.task.learn(problem.y).strata(problem.truth()[1]))
    splits = [Split(fold.train, 0, None, np.arange(60)[fold.train]) for fold in plan]
    for expert in make_plan(SCHEMA, problem.task, learner.options()).experts:  # type: ignore[union-attr]
        expert.fit(problem.data, problem.y, splits, fits)
    trained.clear()
    shared = learner.learn(problem, fits).predict_proba(rows)
    assert trained == [1, 1, 1]
    np.testing.assert_array_equal(learner.learn(problem).predict_proba(rows), shared)
    assert trained[3:] == [1, 5, 1, 5, 1, 5]
