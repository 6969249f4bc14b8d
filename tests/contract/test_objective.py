"""What every objective promises: it trains through the one loop, and folds side by side come out as alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import intarsia as ia
from intarsia.fusion.weighted_sum import WeightedSum
from intarsia.learner.plan import make_plan
from intarsia.learner.problem import Problem
from intarsia.objectives.base import objectives
from intarsia.progress import Event, listening
from intarsia.training.base import Split, fitters
from intarsia.training.trainer import Trainer

every_objective = pytest.mark.parametrize("name", objectives.names())
SCHEMA = {"words": "text", "size": "number", "shop": "category"}


def goods() -> pd.DataFrame:
    random = np.random.default_rng(0)
    warm = random.random(120) < 0.5
    return pd.DataFrame(
        {
            "words": np.where(warm, "wool coat", "thin top"),
            "size": np.where(warm, 2.0, -2.0) + random.normal(size=120),
            "shop": random.choice(["hill", "river"], 120),
            "warm": warm,
        }
    )


def trainer(name: str, **options: object) -> Trainer:
    return Trainer(**{"epochs": 10, "lr": 0.01, "batch_size": 32, "holdout": 0.0, "objective": name} | options)  # type: ignore[arg-type]


def prepared(name: str) -> tuple[Problem, ia.Learner]:
    """A question that the objective can learn from: with labels where it needs some."""
    labelled = objectives.get(name).labelled
    rows = goods()
    problem = (
        Problem.of(rows, "warm", schema=SCHEMA)
        if labelled
        else Problem.of(rows.drop(columns="warm"), task="represent", schema=SCHEMA)
    )
    return problem, ia.Learner(schema=SCHEMA, encoders="plain", fusion=WeightedSum(width=16, dropout=0.0))


@every_objective
def test_something_is_learned(name: str) -> None:
    problem, learner = prepared(name)
    taught = learner.set_params(fitter=trainer(name)).learn(problem).transform(problem.table)
    fresh = learner.set_params(fitter=trainer(name, epochs=1, lr=1e-9)).learn(problem).transform(problem.table)
    assert np.isfinite(taught).all()
    assert np.abs(taught - fresh).max() > 0.05


@every_objective
def test_folds_are_trained_side_by_side_and_come_out_as_alone(name: str) -> None:
    problem, learner = prepared(name)
    design = make_plan(problem.schema, problem.task, learner.set_params(fitter=trainer(name)).options()).design
    splits = [Split(np.arange(0, 90)), Split(np.arange(30, 120)), Split(np.arange(15, 105))]
    heard: list[Event] = []
    with listening(heard.append):
        together = trainer(name).fit(design, problem.data, problem.y, splits)
    assert len({event.what for event in heard}) == 1  # one training of three models, not three trainings
    (alone,) = trainer(name).fit(design, problem.data, problem.y, splits[1:2])
    np.testing.assert_allclose(together[1].embed(problem.data), alone.embed(problem.data), atol=1e-4)


@every_objective
def test_it_is_named_in_saved_options_and_on_the_command_line(name: str) -> None:
    assert fitters.load(fitters.dump(trainer(name))) == trainer(name)
    parsed = fitters.parse(f"gradient:objective={name}")
    assert isinstance(parsed, Trainer)
    assert parsed.objective == objectives.make(name)
