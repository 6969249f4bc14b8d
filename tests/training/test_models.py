"""K models side by side: each comes out as it does alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from sheet import blobs, ready

from intarsia.fusion.attention import Attention
from intarsia.fusion.base import Fused
from intarsia.fusion.concat import Concat
from intarsia.fusion.weighted_sum import WeightedSum
from intarsia.objectives.supervised import Supervised
from intarsia.tasks.classify import Classify
from intarsia.tasks.multilabel import Multilabel
from intarsia.tasks.regress import Regress
from intarsia.training.base import Split
from intarsia.training.loop import adamw
from intarsia.training.prepare import prepare
from intarsia.training.trainer import Trainer
from intarsia.training.vectorized import Alone, Stacked, stacks, vectorises

TRAINER = Trainer(epochs=4, device="cpu")
FUSIONS = [
    Concat(hidden=0),
    Concat(hidden=8),
    WeightedSum(width=8),
    WeightedSum(weights="gated", width=8),
    WeightedSum(weights=(1.0, 2.0), width=8),
    Attention(width=8, heads=2),
]


def folds(rows, count=3, seeds=1):
    return [
        Split(np.flatnonzero(np.arange(rows) % count != fold), seed=10 * seed + fold)
        for seed in range(seeds)
        for fold in range(count)
    ]


def closest(one, other):
    for name, tensor in one.state().items():
        if name.endswith("key.bias"):  # softmax does not see it: its gradient is rounding, which Adam makes steps of
            continue
        torch.testing.assert_close(tensor, other.state()[name], rtol=1e-3, atol=1e-4, msg=name)


@pytest.mark.parametrize("fusion", FUSIONS, ids=repr)
def test_side_by_side_is_as_one_by_one_dropout_included(fusion):
    data, y = blobs(120)
    trainer = replace(TRAINER, modality_dropout=0.3)
    together = trainer.fit(ready(Classify(), fusion), data, y, folds(120))
    for split, trained in zip(folds(120), together, strict=True):
        (alone,) = trainer.fit(ready(Classify(), fusion), data, y, [split])
        closest(alone, trained)
        np.testing.assert_allclose(alone.scores(data), trained.scores(data), atol=1e-4)


@pytest.mark.parametrize("task", [Regress(), Multilabel()], ids=["regress", "multilabel"])
def test_other_tasks_too(task):
    data, y = blobs(120)
    labels = np.eye(3)[y] if isinstance(task, Multilabel) else y.astype(float)
    together = TRAINER.fit(ready(task, Concat(hidden=8)), data, labels, folds(120, seeds=2))
    (alone,) = TRAINER.fit(ready(task, Concat(hidden=8)), data, labels, folds(120, seeds=2)[-1:])
    closest(alone, together[-1])


def test_splits_of_different_size_do_not_disturb_each_other():
    data, y = blobs(130)
    splits = [Split(np.arange(99)), Split(np.arange(31, 130))]
    sizes = [Split(np.arange(97)), Split(np.arange(31, 130))]
    for given in (splits, sizes):  # padded to the longest
        together = TRAINER.fit(ready(Classify(), Concat(hidden=8)), data, y, given)
        (alone,) = TRAINER.fit(ready(Classify(), Concat(hidden=8)), data, y, given[:1])
        closest(alone, together[0])


def objectives(count=3):
    data, y = blobs(60)
    found = list(prepare(ready(Classify(), Concat(hidden=4, dropout=0.0)), Supervised(), data, y, folds(60, count)))
    return [Supervised().build(run.network, run.prepared.design.task, 0.0) for run in found]


def batch(count, rows=12):
    made = torch.Generator().manual_seed(1)
    tokens = {"photo": torch.randn(count, rows, 1, 8, generator=made), "words": torch.randn(count, rows, 2, 5)}
    cells = {name: {"tokens": found, "mask": torch.ones(found.shape[:3]) > 0} for name, found in tokens.items()}
    return {
        "cells": cells,
        "target": {"classes": torch.randint(0, 3, (count, rows), generator=made)},
        "weight": torch.ones(count, rows),
    }


def test_each_models_gradient_is_clipped_by_its_own_norm():
    given = batch(3)
    given["cells"]["photo"]["tokens"][1] *= 100  # one model's gradient is long, the others' are not
    stacked = Stacked(objectives())
    stacked(given)["loss"].backward()
    before = [gradient.clone() for gradient in stacked.gradients()]
    norms = torch.stack([gradient.flatten(1).norm(dim=1) for gradient in before]).norm(dim=0)
    limit = float(norms.sort().values[1]) * 1.5
    stacked.clip(limit)
    after = torch.stack([gradient.flatten(1).norm(dim=1) for gradient in stacked.gradients()]).norm(dim=0)
    torch.testing.assert_close(after, norms.clamp(max=limit))


def test_one_model_is_clipped_as_torch_does():
    alone, other = Alone(objectives()[0]), objectives()[0]
    other.load_state_dict(alone.objective.state_dict())
    given = batch(1)
    alone(given)["loss"].backward()
    Alone(other)(given)["loss"].backward()
    alone.clip(0.1)
    torch.nn.utils.clip_grad_norm_(other.parameters(), 0.1)
    for one, two in zip(alone.objective.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(one.grad, two.grad)


@pytest.mark.parametrize("count", [1, 3])
def test_rows_of_weight_zero_do_not_count(count):
    made = objectives(3)[:count]
    models = Stacked(made) if count > 1 else Alone(made[0])
    models.eval()
    given, padded = batch(count, 8), batch(count, 12)
    for name, cells in padded["cells"].items():
        for kind, tensor in cells.items():
            given["cells"][name][kind] = tensor[:, :8]
    given["target"] = {"classes": padded["target"]["classes"][:, :8]}
    padded["weight"][:, 8:] = 0
    torch.testing.assert_close(models(given)["each"], models(padded)["each"])


def test_what_is_left_goes_on_with_its_own_moments():
    stacked, alone = Stacked(objectives()), objectives()
    ones = [Alone(one) for one in alone]
    optimizers = [adamw(one, 0.01, 0.01) for one in (stacked, *ones)]
    for step in range(4):
        if step == 2:
            stacked.narrow(torch.tensor([0, 2]), optimizers[0])
        given = batch(3)
        kept = torch.tensor([0, 1, 2] if step < 2 else [0, 2])
        some = torch.utils._pytree.tree_map(lambda tensor, kept=kept: tensor[kept], given)
        _step(stacked, some, optimizers[0])
        for place, one in enumerate(ones):
            given = torch.utils._pytree.tree_map(lambda tensor, place=place: tensor[place : place + 1], batch(3))
            _step(one, given, optimizers[1 + place])
    for name, tensor in stacked.tensors().items():
        for place, one in enumerate([ones[0], ones[2]]):
            torch.testing.assert_close(tensor[place], one.tensors()[name][0], rtol=1e-4, atol=1e-5)


def _step(models, given, optimizer):
    torch.manual_seed(0)
    optimizer.zero_grad()
    models(given)["loss"].backward()
    optimizer.step()


def test_matrices_decay_and_biases_do_not():
    for models in (Stacked(objectives()), Alone(objectives()[0])):
        optimizer = adamw(models, 0.01, 0.5)
        decay = {id(p): group["weight_decay"] for group in optimizer.param_groups for p in group["params"]}
        for name, parameter in models.named():
            assert decay[id(parameter)] == (0.5 if name.endswith("weight") else 0.0), name


class Peeking(torch.nn.Module):
    """Looks at a value: what no vectorised computation can do."""

    def forward(self, fused):
        return fused if fused.vector.sum() > 0 else Fused(-fused.vector)


def test_what_cannot_be_vectorised_is_trained_one_by_one():
    made = objectives()
    for one in made:
        one.network.head = torch.nn.Sequential(Peeking(), one.network.head)
    assert not vectorises(Stacked(made), batch(3))
    assert vectorises(Stacked(objectives()), batch(3))


def test_only_networks_of_one_shape_are_stacked():
    data, y = blobs(90)
    some = y < 2  # two classes only
    splits = [Split(np.flatnonzero(some)), Split(np.arange(90)), Split(np.arange(80)), Split(np.arange(10))]
    found = list(prepare(ready(Classify(), Concat()), Supervised(), data, y, splits))
    sizes = [
        [len(run.split.train) for run in stack]
        for stack in stacks(found, lambda run: len(run.split.train).bit_length())
    ]
    assert sizes == [[60], [90, 80], [10]]
    assert len(TRAINER.fit(ready(Classify(), Concat()), data, y, splits)) == 4
