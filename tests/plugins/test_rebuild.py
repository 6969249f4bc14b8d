"""An objective without labels from another package trains through the one loop, folds side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from plugging import kept, plugged
from sklearn.linear_model import LogisticRegression

import intarsia as ia
from intarsia.errors import DataError, OptionError
from intarsia.fusion.weighted_sum import WeightedSum
from intarsia.objectives.base import objectives
from intarsia.training.trainer import Trainer

WARM = ["wool coat", "warm hat"]
LIGHT = ["light dress", "thin top"]
SCHEMA = {"words": "text", "size": "number", "shop": "category"}


@pytest.fixture(scope="module", autouse=True)
def rebuild() -> Iterator[None]:
    with plugged("rebuild", objectives):
        yield


@pytest.fixture(scope="module")
def goods() -> pd.DataFrame:
    """Words and numbers that know of each other; nobody says what is to be answered."""
    random = np.random.default_rng(0)
    warm = random.random(200) < 0.5
    return pd.DataFrame(
        {
            "words": [
                random.choice(["wool coat", "warm hat"] if each else ["light dress", "thin top"]) for each in warm
            ],
            "size": np.where(warm, 2.0, -2.0) + random.normal(size=200),
            "shop": random.choice(["hill", "river"], 200),
        }
    )


def trainer(**options: object) -> Trainer:
    return Trainer(epochs=30, lr=0.01, batch_size=32, holdout=0.1, objective="rebuild", **options)  # type: ignore[arg-type]


def learner(fitter: object) -> ia.Learner:
    return ia.Learner(None, "represent", SCHEMA, "plain", WeightedSum(width=16), fitter)


def test_a_table_without_labels_is_learned_and_represented(goods: pd.DataFrame) -> None:
    fitted = learner(trainer()).fit(goods)
    vectors = fitted.transform(goods)
    assert vectors.shape == (200, 16)
    fresh = learner(replace(trainer(), epochs=1, lr=1e-9)).fit(goods)
    assert np.abs(vectors - fresh.transform(goods)).max() > 0.1  # something was learned
    warm = goods["words"].isin(WARM)
    blind = fitted.transform(goods.assign(words=None))  # numbers alone still tell what the words would
    probe = LogisticRegression(max_iter=1000).fit(blind[:100], warm[:100])
    assert probe.score(blind[100:], warm[100:]) > 0.9
    with pytest.raises(DataError, match="answers nothing"):
        fitted.predict(goods)


def test_it_keeps_the_contract_of_objectives() -> None:
    assert len(list(kept("test_objective", "rebuild"))) == 3


def test_learning_from_labels_without_labels_is_refused(goods: pd.DataFrame) -> None:
    with pytest.raises(OptionError, match="supervised"):
        learner(Trainer(epochs=2)).fit(goods)
    with pytest.raises(OptionError, match="linear"):
        learner("linear").fit(goods)
