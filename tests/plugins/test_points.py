"""A task with ragged targets from another package: one file, and everything that stands on tasks works with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from plugging import kept, plugged

import intarsia as ia
from intarsia.errors import OptionError
from intarsia.fusion.attention import Attention
from intarsia.serving.predictor import Predictor
from intarsia.store import FeatureStore
from intarsia.tasks.base import tasks
from intarsia.training.trainer import Trainer

QUICK = Trainer(epochs=30, batch_size=32, lr=0.01, holdout=0.0)
SCHEMA = {"words": "text", "size": "number"}
PLACES = {"west": (0.1, 0.5), "east": (0.9, 0.5), "north": (0.5, 0.1), "south": (0.5, 0.9)}


@pytest.fixture(scope="module", autouse=True)
def points() -> Iterator[None]:
    with plugged("points", tasks):
        yield


@pytest.fixture(scope="module")
def sky() -> pd.DataFrame:
    """Words name the places of 0 to 3 points; some rows name none."""
    random = np.random.default_rng(0)
    rows = []
    for _ in range(120):
        named = [name for name in PLACES if random.random() < 0.4][:3]
        rows.append({"words": " ".join(named) or None, "size": random.normal(), "stars": [PLACES[n] for n in named]})
    return pd.DataFrame(rows)


def learner(**options: object) -> ia.Learner:
    return ia.Learner("stars", "points", SCHEMA, "plain", Attention(width=16, heads=2), QUICK, **options)  # type: ignore[arg-type]


def test_it_keeps_the_contract_of_tasks() -> None:
    assert len(list(kept("test_task", "points"))) >= 10


def test_targets_of_any_length_are_learned_from_tokens(sky: pd.DataFrame) -> None:
    fitted = learner().fit(sky)
    random = learner(seed=1).set_params(fitter__epochs=1).fit(sky)
    assert fitted.score(sky) > random.score(sky)
    answers = fitted.answer(sky)
    assert [len(row) <= 4 for row in answers.answers] == [True] * len(sky)
    assert answers.rows()[0]["probabilities"] is None
    assert "stars" in answers.frame()


def test_it_is_compared_saved_reported_and_explained(sky: pd.DataFrame, tmp_path: Path) -> None:
    quick = learner().set_params(fitter__epochs=4)
    board = ia.compare(sky, "stars", quick, folds=3)
    names = {entry.name for entry in board.entries}
    assert {"majority", "only words", "concat", "attention"} <= names
    assert names & {"plain linear", "stacking", "average"} == set()  # no linear model and no vote answers with points
    board.save(tmp_path)
    assert ia.Board.load(tmp_path).question.task == board.question.task
    board.best.save_pretrained(tmp_path)
    again = ia.Learner.from_pretrained(tmp_path)
    np.testing.assert_allclose(again.scores(sky), board.best.scores(sky), atol=1e-6)
    assert "chamfer" in ia.report(board, tmp_path / "report.html", sky).read_text("utf-8")
    assert "words" in str(ia.explain(board.best, sky.head(3)))
    why = ia.explain(board.best, sky.head(1))
    (points,) = board.best.answer(sky.head(1)).rows()
    told = ", ".join(map(str, points["answer"])) or "none of them"
    assert str(why).splitlines()[0] == f"stars = {told}"
    assert str(why).splitlines()[1].startswith(f"the reasons of its highest output, stars {why.chosen[0]}: ")
    (answered,) = Predictor(again, FeatureStore()).explain([{"words": sky["words"][0], "size": 1.0}])
    assert list(answered["scores"]) == [f"stars {place}" for place in range(12)]


def test_combining_such_answers_is_refused_in_one_line(sky: pd.DataFrame) -> None:
    with pytest.raises(OptionError, match="points"):
        learner().set_params(fusion="stacking").fit(sky)
