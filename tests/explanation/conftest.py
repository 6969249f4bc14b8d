"""A small table of words and numbers, and learners over it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import intarsia as ia
from intarsia.columns import Category, Number, Schema, Text
from intarsia.fusion.base import FeatureFusion, fusions
from intarsia.training.trainer import Trainer

ROWS = 40


@pytest.fixture(scope="session")
def frame():
    chance = np.random.default_rng(0)
    words = [" ".join(chance.choice(["red", "blue", "dog", "cat", "sun"], 3)) for _ in range(ROWS)]
    frame = pd.DataFrame({"words": words, "size": chance.normal(size=ROWS), "maker": chance.choice(["a", "b"], ROWS)})
    frame["title"] = ["a dog" if "dog" in each else "no such" for each in words]
    frame.loc[3, "words"] = None
    frame.loc[5, ["size", "maker"]] = None
    frame["answer"] = np.where(frame["words"].fillna("").str.contains("dog"), "yes", "no")
    frame["weight"] = frame["size"].fillna(0.0) * 3 + 10 + chance.normal(size=ROWS) * 0.1
    return frame


@pytest.fixture(scope="session")
def learn(frame, tmp_path_factory):
    """(label, fusion, **options) → a fitted learner."""
    store = ia.FeatureStore(tmp_path_factory.mktemp("store") / "features")
    schema = Schema({"words": Text(), "title": Text(), "size": Number(), "maker": Category()})
    fitted = {}

    def fit(label="answer", fusion="concat", **options):
        key = label, fusion, repr(options)
        if key not in fitted:
            name = fusion if isinstance(fusion, str) else "concat"
            quick = Trainer(epochs=2) if issubclass(fusions.get(name), FeatureFusion) else "linear"
            options = {"fitter": quick, "encoders": {"text": "tfidf"}} | options
            learner = ia.Learner(label, schema=schema, fusion=fusion, store=store, **options)
            fitted[key] = learner.fit(frame)
        return fitted[key]

    return fit
