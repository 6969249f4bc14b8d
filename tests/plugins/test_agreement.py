"""A fusion from another package: its term in the loss is learned from, its evidence is told, its variants compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from plugging import kept, plugged

import intarsia as ia
from intarsia.fusion.base import FeatureFusion, fusions
from intarsia.training.trainer import Trainer

SCHEMA = {"words": "text", "size": "number"}
QUICK = Trainer(epochs=20, batch_size=32, lr=0.01, holdout=0.0, modality_dropout=0.0)
OURS = ["concat", "sum"]


@pytest.fixture(scope="module", autouse=True)
def agreement() -> Iterator[None]:
    with plugged("agreement", fusions):
        yield


@pytest.fixture(scope="module")
def goods() -> pd.DataFrame:
    random = np.random.default_rng(0)
    warm = random.random(120) < 0.5
    words = np.where(warm, "wool coat", "thin top").astype(object)
    words[::10] = None
    return pd.DataFrame({"words": words, "size": warm + random.normal(size=120), "warm": warm})


def fitted(goods: pd.DataFrame, pull: float) -> ia.Learner:
    fusion = fusions.load({"type": "agreement", "width": 8, "pull": pull})
    return ia.Learner("warm", schema=SCHEMA, encoders="plain", fusion=fusion, fitter=QUICK).fit(goods)


def apart(learner: ia.Learner, goods: pd.DataFrame) -> float:
    """How far apart the modalities lie, in the unit of the answer's own spread."""
    answered = learner.answer(goods[goods["words"].notna()])
    alone = [learner.transform(goods.assign(**{hidden: None})) for hidden in SCHEMA]
    return float(np.square(alone[0] - alone[1]).mean() / np.square(answered.embedding).mean())


def test_it_keeps_the_contract_of_fusions_of_features() -> None:
    fusion = fusions.make("agreement")
    assert isinstance(fusion, FeatureFusion)
    assert len(list(kept("test_feature_fusion", fusion, "fusion"))) >= 7


def test_its_own_term_in_the_loss_is_learned_from(goods: pd.DataFrame) -> None:
    assert apart(fitted(goods, 50.0), goods) < apart(fitted(goods, 0.0), goods) / 2


def test_its_evidence_is_told_and_saved(goods: pd.DataFrame, tmp_path: Path) -> None:
    learner = fitted(goods, 0.1)
    weights = learner.answer(goods).weights
    assert weights is not None
    assert weights.loc[0].tolist() == [0.0, 1.0]  # the first row has no words
    assert weights.loc[1].tolist() == [0.5, 0.5]
    assert "the fusion's own weights" in str(ia.explain(learner, goods.head(1)))
    learner.save_pretrained(tmp_path)
    again = ia.Learner.from_pretrained(tmp_path)
    np.testing.assert_allclose(again.scores(goods), learner.scores(goods), atol=1e-6)


def test_it_is_compared_when_it_is_asked_for_with_its_variants(goods: pd.DataFrame) -> None:
    quick = ia.Learner(schema=SCHEMA, encoders="plain", fitter=Trainer(epochs=1, holdout=0.0))
    rows = goods.head(40)

    def compared(chosen: object) -> set[str]:
        return {entry.name for entry in ia.compare(rows, "warm", quick, folds=2, fusions=chosen).entries}

    usual = compared(None)
    every = compared("all")
    assert set(OURS) <= usual
    assert "agreement" not in usual
    assert every - usual == {"agreement", "agreement, strong"}
    assert "agreement" in compared(["agreement", "concat"])
