"""Models answer from features that are known already."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from intarsia.columns import Text
from intarsia.columns.schema import Schema
from intarsia.encoders.base import Features
from intarsia.encoders.minilm import MiniLM
from intarsia.errors import DataError, SchemaError
from intarsia.learner.learner import Learner
from intarsia.store import FeatureStore
from intarsia.training.feature_data import FeatureData

ROWS = ["red wool", "blue silk", "red linen", "blue cotton", "red", "blue"] * 4


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FeatureStore:
    return FeatureStore(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def learner(store: FeatureStore) -> Learner:
    table = pd.DataFrame({"note": ROWS, "colour": [row.split()[0] for row in ROWS]})
    schema = Schema({"note": Text()})
    made = Learner("colour", schema=schema, encoders={"note": MiniLM()}, fitter="linear", store=store)
    return made.fit(table)


def test_answers_from_features_are_those_from_cells(learner: Learner, store: FeatureStore) -> None:
    found = store.features(Text(), MiniLM(), [*ROWS[:5], None], "note")
    data = FeatureData({"note": found})
    table = pd.DataFrame({"note": [*ROWS[:5], None]})
    before = store.encoded
    np.testing.assert_array_equal(learner.predict_proba(data), learner.predict_proba(table))
    np.testing.assert_array_equal(learner.predict(data), learner.predict(table))
    np.testing.assert_array_equal(learner.missing(data), learner.missing(table))
    np.testing.assert_array_equal(learner.scores(data.take(np.array([3, 1]))), learner.scores(table.iloc[[3, 1]]))
    assert store.encoded == before


def test_what_features_cannot_give_is_told(learner: Learner) -> None:
    other = Features(np.zeros((2, 1, 384), np.float16), np.ones((2, 1), bool))
    with pytest.raises(SchemaError, match="'note' has no features among those given"):
        learner.predict(FeatureData({"title": other}))
    with pytest.raises(DataError, match="all of as many rows"):
        FeatureData({"one": other, "two": Features(other.tokens[:1], other.mask[:1])})
    with pytest.raises(DataError, match="was given as features"):
        FeatureData({"note": other}).frame(["note"])
    plain = Learner("colour", schema=Schema({"note": Text()}), encoders="plain", fitter="linear")
    plain.fit(pd.DataFrame({"note": ROWS, "colour": [row.split()[0] for row in ROWS]}))
    with pytest.raises(DataError, match="reads its cells"):
        plain.predict(FeatureData({"note": other}))
