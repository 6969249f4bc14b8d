"""Whether fusing helps is asked of like and like: what reads several modalities stands beside the same of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier

from intarsia.columns import Number, Schema, Text
from intarsia.comparison.compare import compare
from intarsia.comparison.strategies import Strategy, strategies
from intarsia.evaluation.board import Board
from intarsia.evaluation.entry import Entry
from intarsia.fusion.base import fusions
from intarsia.fusion.weighted_sum import WeightedSum
from intarsia.learner.ensemble import EnsemblePlan
from intarsia.learner.learner import Learner
from intarsia.progress import Event
from intarsia.tasks.classify import Classify
from intarsia.training.linear import LinearSolver
from intarsia.training.majority import Prior
from intarsia.training.trainer import Trainer

SCHEMA = Schema({"note": Text(), "grams": Number()})
LINEAR = Learner(schema=SCHEMA, encoders="plain", fitter=LinearSolver())
TASK = Classify(classes=("gold", "lead"))
BESIDE = ["only note, weighted", "only note, stacking", "only table, weighted", "only table, stacking"]


def table(rows: int, gain: float = 0.0, wrong: float = 0.0, seed: int = 0) -> pd.DataFrame:
    """A note that tells the answer but for a share that is wrong, and a number that tells `gain` beside it."""
    random = np.random.default_rng(seed)
    gold = random.random(rows) < 0.5
    shown = gold ^ (random.random(rows) < wrong)
    note = [("pale" if each else "dark") + " cloth " + random.choice(["north", "south", "west"]) for each in shown]
    grams = gold * gain + random.normal(0, 1, rows)
    return pd.DataFrame({"note": note, "grams": grams, "kind": np.where(gold, "gold", "lead")})


def wide(rows: int, columns: int) -> tuple[pd.DataFrame, Learner]:
    """Numbers, each of which tells a little, and words at random; a fitter that stops long before it has learned."""
    random = np.random.default_rng(0)
    numbers = random.normal(size=(rows, columns))
    gold = numbers.sum(1) > 0
    names = [f"f{place}" for place in range(columns)]
    found = pd.DataFrame(numbers, columns=names)
    found["note"] = [" ".join(random.choice(["river", "stone", "cloud", "maple"], 3)) for _ in range(rows)]
    schema = Schema({**{name: Number() for name in names}, "note": Text()})
    learner = Learner(schema=schema, encoders="plain", fitter=Trainer(epochs=1, min_steps=1))
    return found.assign(kind=np.where(gold, "gold", "lead")), learner


def named(learner: Learner, schema: Schema = SCHEMA, chosen: Any = None) -> dict[str, Strategy]:
    return {each.name: each for each in strategies(learner, schema, TASK, chosen)[0]}


def asked(board: Board, metric: str) -> Board:
    """The same answers, judged by another metric."""
    question = replace(board.question, primary=metric)
    return Board.build(question, [Entry.of(question, each.name, each.kind, each.oof) for each in board.entries])


def helps(board: Board) -> bool:
    return board.sentences[-1].en.startswith(("Fusing helps", "Fusing probably helps"))


def test_what_fuses_stands_beside_the_same_of_one_modality() -> None:
    default = named(Learner(encoders="plain"))
    assert {"only note, linear", "only table, linear", "concat, linear", *BESIDE, "stacking"} <= set(default)
    assert list(default).index("only note, linear") < list(default).index("concat, linear")
    assert list(default).index("only table, stacking") < list(default).index("average")
    assert {each.kind for name, each in default.items() if name.startswith("only")} == {"single"}
    # Where every strategy is linear, a linear one beside them would be the same again.
    assert not {"only note, linear", "concat, linear"} & set(named(LINEAR))
    assert {"concat, linear"} <= set(named(replace(LINEAR, fitter=LinearSolver(C=(1.0,)))))
    assert [name for name in named(LINEAR, chosen="concat") if name.startswith("only")] == ["only note", "only table"]
    assert [name for name in named(LINEAR, chosen="vote") if ", " in name] == BESIDE
    assert not [name for name in named(LINEAR, Schema({"note": Text()})) if ", " in name and name.startswith("only")]


def test_experts_are_shown_one_modality_and_nothing_else() -> None:
    words = Learner(schema=Schema({"note": Text()}), encoders="plain", fitter="linear")
    both = Learner(fusion=WeightedSum(weights=(0.3, 0.7)), encoders="plain", fitter=Trainer(epochs=1))
    experts = {"words": words, "both": both, "forest": RandomForestClassifier()}
    for told, blind in (
        (None, {"note": {"table"}, "table": {"note"}}),
        (experts, {"note": {"forest"}, "table": {"words", "forest"}}),
    ):
        learner = Learner(encoders="plain", fitter=Trainer(epochs=1), experts=told)
        found = named(learner, chosen="vote")
        remarks = [each.en for each in strategies(learner, SCHEMA, TASK, "vote")[1]]
        assert ("forest cannot be shown one modality alone" in " ".join(remarks)) == (told is not None)
        whole = found["vote"].planned(TASK)
        assert isinstance(whole, EnsemblePlan)
        for modality, unseeing in blind.items():
            plan = found[f"only {modality}, stacking"].planned(TASK)
            assert isinstance(plan, EnsemblePlan)
            assert {expert.design.modalities for expert in plan.experts} == {(modality,)}
            fitters = {
                name: expert.fitter
                for name, expert in zip((expert.name for expert in whole.experts), plan.experts, strict=True)
            }
            assert {name for name, fitter in fitters.items() if fitter == Prior()} == unseeing


def test_a_gain_of_the_fitter_is_none_of_fusing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in fusions.names():
        monkeypatch.setattr(fusions.get(name), "shortlisted", False)  # what is left is quick: the linear one
    rows, learner = wide(200, 12)
    board = compare(rows, "kind", learner, folds=5, metric="accuracy")
    assert board.entry("concat, linear").mean.value > board.entry("only table").mean.value + 0.1  # by the fitter
    assert not helps(board)
    assert not helps(asked(board, "log_loss"))


def test_calibration_is_none_of_fusing() -> None:
    board = compare(table(60), "kind", LINEAR, folds=5, fusions=["concat", "stacking"], metric="log_loss")
    assert board.entry("stacking").mean.value < board.entry("only note").mean.value / 2  # sharper, that is all
    assert not helps(board)
    assert not helps(asked(board, "brier"))


def test_a_gain_of_fusing_is_told() -> None:
    board = compare(table(1000, gain=1.0, wrong=0.2), "kind", LINEAR, folds=5, fusions=["stacking"], metric="roc_auc")
    for each in (board, asked(board, "log_loss")):
        assert each.sentences[-1].en.startswith("Fusing helps")


def test_an_ensemble_of_one_modality_is_a_model_like_any_other(tmp_path: Any) -> None:
    rows = table(60, wrong=0.1)
    learner = named(LINEAR, chosen="vote")["only note, stacking"].learner
    fitted = replace(learner, label="kind").fit(rows)
    fitted.save_pretrained(tmp_path)
    np.testing.assert_allclose(Learner.from_pretrained(tmp_path).predict_proba(rows), fitted.predict_proba(rows))
    assert fitted.score(rows) > 0.8


def test_a_modality_is_told_of_once_however_often_it_was_read() -> None:
    board = compare(table(80, wrong=0.2), "kind", LINEAR, folds=3, fusions=["vote"])
    told = [each.en for each in board.sentences if "only " in each.en and not each.en.startswith(("only", "Fusing"))]
    assert sum("only table" in each for each in told) == 1
    assert sum("only note" in each for each in told) <= 1


def test_a_fusion_that_was_named_and_is_left_out_is_told() -> None:
    heard: list[Event] = []
    rows = table(60, gain=2.0)[["grams", "kind"]]
    learner = Learner(schema=Schema({"grams": Number()}), encoders="plain", fitter="linear")
    board = compare(rows, "kind", learner, folds=2, fusions=["concat", "average"], on_event=heard.append)
    assert "concat" not in {entry.name for entry in board.entries}
    assert "concat is left out: there is one modality, table, and nothing to fuse it with." in " ".join(
        str(board).split()
    )
    assert [event.what.zh for event in heard if event.name == "remark"] == [
        "有 1 种融合未比较（concat）：只有 table 一个模态，没有可与之融合的内容。"
    ]
    assert "left out" not in str(compare(rows, "kind", learner, folds=2, fusions=["average"]))


def test_ensembles_that_groups_are_too_few_for_are_left_out_before_anything_is_trained() -> None:
    heard: list[Event] = []
    rows = table(60, wrong=0.2).assign(owner=np.repeat(["a", "b"], 30))
    terms: dict[str, Any] = {"groups": "owner", "fusions": ["concat", "stacking"]}
    board = compare(rows, "kind", LINEAR, folds=2, on_event=heard.append, **terms)
    assert {entry.name for entry in board.entries} == {
        "majority", "plain linear", "only note", "only table", "concat",
    }  # fmt: skip
    names = [event.name for event in heard]
    assert names.index("remark") < names.index("strategy")
    assert "stacking is left out: a fold trains on a single group" in " ".join(str(board).split())
    three = rows.assign(owner=np.repeat(["a", "b", "c"], 20))
    assert compare(three, "kind", LINEAR, folds=3, groups="owner", fusions="stacking").entry("stacking")
