"""Adapters: beside which layers, what they train and what is saved of them; the same for full training."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
import torch
from tiny_models import bert, vision
from torch import nn

from intarsia.columns.image import Image
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.columns.text import Text
from intarsia.encoders._lora import adapt, unchanged
from intarsia.encoders.transformer import Transformer
from intarsia.encoders.vision import Vision
from intarsia.errors import MissingExtra, OptionError, SavedModelError
from intarsia.fusion.concat import Concat
from intarsia.learner.learner import Learner
from intarsia.model.design import Design, Part
from intarsia.store import FeatureStore
from intarsia.tasks.classify import Classify
from intarsia.training.base import Split
from intarsia.training.data import TableData
from intarsia.training.trainer import Trainer

RED, BLUE = (np.full((20, 20, 3), colour, np.uint8) for colour in ((200, 30, 30), (30, 30, 200)))
TABLE = {"photo": [RED, BLUE] * 8, "review": ["a red coat", "a blue coat"] * 8}
LABELS = np.array(["red", "blue"] * 8)
SPLITS = [Split(np.arange(12), seed=0), Split(np.arange(4, 16), seed=1)]
TRAINER = Trainer(epochs=20, lr=3e-2, batch_size=6, holdout=0.0)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    root = tmp_path_factory.mktemp("lora")
    return {"photo": str(vision(root / "vision", "convnext")), "review": str(bert(root / "bert"))}


def layers():
    torch.manual_seed(0)
    return nn.ModuleDict(
        {"query": nn.Linear(8, 8), "value": nn.Linear(8, 8), "conv": nn.Conv2d(8, 8, 3), "narrow": nn.Linear(8, 2)}
        | {"grouped": nn.Conv2d(8, 8, 3, groups=8)}
    )


def adapted(module):
    return {name.split(".")[0] for name, parameter in module.named_parameters() if parameter.requires_grad}


def test_every_linear_and_convolutional_layer_that_is_wide_enough():
    module = layers()
    adapt(module, 4, 8.0, ())
    assert adapted(module) == {"query", "value", "conv"}


def test_layers_by_the_ends_of_their_names():
    module = layers()
    adapt(module, 4, 8.0, ("query",))
    assert adapted(module) == {"query"}
    assert all("lora_" in name or name in unchanged(module) for name in module.state_dict())
    assert unchanged(module) >= {"query.base_layer.weight", "value.weight"}


def test_adapters_begin_as_nothing():
    module, x = layers(), torch.randn(3, 8)
    before = module["query"](x)
    adapt(module, 4, 8.0, ())
    assert torch.equal(module["query"](x), before)


def test_a_name_that_no_layer_has():
    with pytest.raises(OptionError, match="no layer is named 'key'; targets may be conv, query, value"):
        adapt(layers(), 4, 8.0, ("query", "key"))


def test_a_rank_above_all_widths():
    with pytest.raises(OptionError, match="no linear or convolutional layer is at least 64 wide; choose a lower rank"):
        adapt(layers(), 64, 8.0, ())


def test_without_peft_the_command_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(MissingExtra, match=r"train='lora' needs peft: pip install 'intarsia\[lora\]'"):
        adapt(layers(), 4, 8.0, ())


def encoder(models, column, train):
    if column == "photo":
        return Vision(weights=models[column], train=train, rank=2)
    return Transformer(weights=models[column], train=train, rank=2, max_tokens=8)


def data(tmp_path):
    return TableData(Table.read(TABLE), {"photo": Image(), "review": Text()}, FeatureStore(tmp_path / "store"))


@pytest.mark.parametrize("column", ["photo", "review"])
@pytest.mark.parametrize("train", ["full", "lora"])
def test_it_trains_and_comes_back(models, tmp_path, column, train):
    design = Design((Part(column, column, encoder(models, column, train)),), Concat(), Classify())
    table = data(tmp_path)
    pretrained = encoder(models, column, train).build().state_dict()
    for trained in TRAINER.fit(design, table, LABELS, SPLITS):
        scores = trained.scores(table)
        assert (trained.design.task.decode(scores) == LABELS).all()
        state = trained.state()
        moved = {
            name
            for name, tensor in trained.network.encoders[0].state_dict().items()
            if "lora_A" not in name and not torch.equal(tensor, pretrained[name])
        }
        assert moved
        if train == "lora":
            assert all("lora_B" in name for name in moved)
            assert all("lora_" in name for name in state if name.startswith("encoders."))
        else:
            assert {f"encoders.0.{name}" for name in pretrained} <= set(state)
        np.testing.assert_allclose(TRAINER.restore(trained.design, state).scores(table), scores, rtol=1e-5)


def test_a_saved_model_knows_the_weights_beside_its_adapters(models, tmp_path):
    weights = bert(tmp_path / "bert")
    learner = Learner(
        label="colour",
        schema=Schema({"review": Text()}, label="colour"),
        encoders={"review": Transformer(weights=str(weights), train="lora", rank=2, max_tokens=8)},
        fitter=Trainer(epochs=1),
    )
    learner.fit(pd.DataFrame({"review": TABLE["review"], "colour": LABELS}))
    learner.save_pretrained(tmp_path / "saved")
    Learner.from_pretrained(tmp_path / "saved")
    bert(weights, layer_norm_eps=0.1)
    with pytest.raises(SavedModelError, match="column 'review': encoder 'transformer' no longer gives the features"):
        Learner.from_pretrained(tmp_path / "saved")


def test_numbers_of_another_model_do_not_fit(models, tmp_path):
    design = Design((Part("review", "review", encoder(models, "review", "lora")),), Concat(), Classify())
    (trained,) = Trainer(epochs=1).fit(design, data(tmp_path), LABELS, SPLITS[:1])
    state = dict(trained.state())
    name = next(name for name in state if "lora_A" in name)
    for bad in ({**state, "encoders.0.other": state[name]}, {key: state[key] for key in state if key != name}):
        with pytest.raises(SavedModelError, match="the saved numbers do not fit the saved design"):
            TRAINER.restore(trained.design, bad)
