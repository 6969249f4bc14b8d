"""Gradient training from labels to a saved model."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from sheet import Sheet, blobs, ready

from cases import over
from intarsia.encoders.embedding import CategoryEmbedding
from intarsia.errors import DataError, OptionError, SavedModelError
from intarsia.fusion.concat import Concat
from intarsia.fusion.weighted_sum import WeightedSum
from intarsia.model.design import Design, Part
from intarsia.objectives.supervised import Supervised
from intarsia.tasks.classify import Classify
from intarsia.tasks.regress import Regress
from intarsia.training.base import Split, fitters
from intarsia.training.batches import RunBatches
from intarsia.training.loop import Schedule, adamw, train
from intarsia.training.network_model import TrainedNetwork
from intarsia.training.prepare import prepare
from intarsia.training.stopping import EarlyStopping
from intarsia.training.trainer import Trainer
from intarsia.training.vectorized import Alone, Stacked

TRAINER = Trainer(epochs=5, device="cpu")
DESIGN = ready(Classify(), Concat(hidden=8, dropout=0.1))


def test_it_learns():
    data, y = blobs(300)
    train, test = np.arange(200), np.arange(200, 300)
    (trained,) = replace(TRAINER, epochs=30).fit(DESIGN, data, y, [Split(train)])
    assert trained.design.task.score(y[test], trained.scores(data.take(test))) > 0.85


def test_only_training_rows_are_looked_at():
    data, y = blobs(100)
    train = np.arange(60)
    (one,) = TRAINER.fit(DESIGN, data, y, [Split(train)])
    other = Sheet({name: values.copy() for name, values in data.columns.items()})
    for values in other.columns.values():
        values[60:] = 1e4
    (two,) = TRAINER.fit(DESIGN, other, y, [Split(train)])
    assert all(torch.equal(tensor, two.state()[name]) for name, tensor in one.state().items())


def test_the_same_seed_gives_the_same_model_and_leaves_torchs_generator_alone():
    data, y = blobs(90)
    splits = [Split(np.arange(90), seed=1), Split(np.arange(90), seed=1), Split(np.arange(90), seed=2)]
    torch.manual_seed(5)
    before = torch.get_rng_state()
    one, same, other = TRAINER.fit(DESIGN, data, y, splits)
    assert torch.equal(before, torch.get_rng_state())
    torch.manual_seed(6)
    (again, *_) = TRAINER.fit(DESIGN, data, y, splits)
    np.testing.assert_allclose(one.scores(data), same.scores(data), atol=1e-6)  # its place in the stack rounds it
    assert np.array_equal(one.scores(data), again.scores(data))
    assert not np.allclose(one.scores(data), other.scores(data), atol=1e-3)


@pytest.mark.parametrize("rows", [2, 5, 20])
def test_tiny_tables(rows):
    data, _ = blobs(rows)
    y = np.array(["b"] * (rows - 1) + ["a"])  # one class has one row
    for trained in TRAINER.fit(DESIGN, data, y, [Split(np.arange(rows)), Split(np.arange(rows), seed=1)]):
        assert np.isfinite(trained.scores(data)).all()
        assert trained.scores(data).shape == (rows, 2)


def test_a_holdout_of_one_class_is_enough_to_stop_by():
    data, _ = blobs(100)
    y = np.array([0] * 99 + [1])
    (trained,) = TRAINER.fit(DESIGN, data, y, [Split(np.arange(100))])
    assert np.isfinite(trained.scores(data)).all()


def test_missing_cells_and_hidden_modalities_are_the_same():
    data, y = blobs(60)
    (trained,) = TRAINER.fit(DESIGN, data, y, [Split(np.arange(60))])
    gone = Sheet(data.columns | {"words": np.full_like(data.columns["words"], np.nan)})
    keep = np.tile([True, False], (60, 1))
    np.testing.assert_allclose(trained.scores(data, keep), trained.scores(gone), atol=1e-12)
    assert not np.allclose(trained.scores(data), trained.scores(gone))


def test_each_split_learns_its_own_vocabulary():
    data, y = blobs(80)
    shops = np.array([f"shop {row % 7}" for row in range(80)], dtype=object)
    shops[40:] = [f"late {row % 3}" for row in range(40)]
    table = Sheet(data.columns | {"shop": shops})
    design = Design((*DESIGN.parts, Part("shop", "table", CategoryEmbedding())), WeightedSum(width=8), Classify())
    one, two = TRAINER.fit(design, table, y, [Split(np.arange(40)), Split(np.arange(20, 80))])
    assert one.design.parts[2].encoder != two.design.parts[2].encoder
    for trained, rows in ((one, np.arange(40)), (two, np.arange(20, 80))):
        (alone,) = TRAINER.fit(design, table, y, [Split(rows)])
        np.testing.assert_allclose(alone.scores(table), trained.scores(table), atol=1e-4)


@pytest.mark.parametrize("task", [Classify(), Regress()], ids=["classify", "regress"])
def test_design_and_state_are_all_there_is(task):
    data, y = blobs(60)
    design = ready(task, WeightedSum(width=8))
    (trained,) = TRAINER.fit(design, data, y, [Split(np.arange(60))])
    back = TRAINER.restore(trained.design, trained.state())
    assert np.array_equal(back.scores(data), trained.scores(data))
    assert np.array_equal(back.embed(data), trained.embed(data))
    assert back.embed(data).shape == (60, 8)
    np.testing.assert_allclose(back.evidence(data)["weights"].sum(1), 1, atol=1e-6)


def test_an_empty_table_has_no_answers():
    data, y = blobs(60)
    (trained,) = TRAINER.fit(DESIGN, data, y, [Split(np.arange(60))])
    nothing = data.take(np.arange(0))
    assert trained.scores(nothing).shape == (0, 3)
    assert trained.embed(nothing).shape == (0, 8)


def test_a_state_that_does_not_fit_is_refused():
    data, y = blobs(60)
    (trained,) = TRAINER.fit(DESIGN, data, y, [Split(np.arange(60))])
    state = {name: tensor for name, tensor in trained.state().items() if name != "head.bias"}
    with pytest.raises(
        SavedModelError, match=r"(?s)saved numbers do not fit the saved design .*head.bias.*: save it anew"
    ):
        TRAINER.restore(trained.design, state)


def test_labels_and_rows_must_match():
    data, y = blobs(60)
    with pytest.raises(DataError, match="60 rows but there are 59 labels: give one label per row"):
        TRAINER.fit(DESIGN, data, y[1:], [Split(np.arange(59))])
    with pytest.raises(DataError, match="split 1 has no training rows: give every split at least one"):
        TRAINER.fit(DESIGN, data, y, [Split(np.arange(60)), Split(np.arange(0))])


@over(
    ("options", "message"),
    [
        ({"epochs": 0}, "trainer: epochs is 0; give a whole number from 1 up"),
        ({"batch_size": 0}, "trainer: batch_size is 0; give a whole number from 1 up"),
        ({"holdout": 1.0}, r"trainer: holdout is 1.0; give a share in \[0, 1\)"),
        ({"modality_dropout": -0.1}, r"trainer: modality_dropout is -0.1; give a share in \[0, 1\)"),
        ({"lr": 0.0}, "trainer: lr is 0.0; give a number above 0"),
    ],
)
def test_options_that_cannot_work_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        Trainer(**options)


def test_what_a_run_needs_and_a_model_does_not_is_not_saved():
    dumped = json.loads(json.dumps(fitters.dump(Trainer(device="cpu", checkpoint="somewhere", lr=0.5))))
    assert dumped["lr"] == 0.5
    assert not {"device", "checkpoint", "checkpoint_seconds"} & dumped.keys()
    assert fitters.load(dumped) == Trainer(lr=0.5)


def stopping(y, data, patience=2, epochs=12, lr=0.3):
    """Three seeds, trained so fast that they soon get worse."""
    splits = [Split(np.arange(len(y)), seed=seed) for seed in range(3)]
    found = list(prepare(DESIGN, Supervised(), data, y, splits))
    learn = [np.arange(0, len(y) - 30 - seed) for seed in range(3)]
    batches = RunBatches(found, learn, 4, epochs, torch.device("cpu"))
    models = Stacked([Supervised().build(run.network, run.prepared.design.task, 0.0) for run in found])
    optimizer = adamw(models, lr, 0.01)
    return batches, models, optimizer, EarlyStopping(models, batches, optimizer, patience)


def test_every_model_keeps_its_best_state_and_stops_by_itself():
    data, y = blobs(90, noise=3.0)
    batches, models, optimizer, stop = stopping(y, data)
    seen = {seed: [] for seed in range(3)}

    class Watch:
        def after(self, steps):
            if steps % batches.per_epoch == 0 and len(stop.active):
                loss, _ = stop.held_out_loss()
                for place, seed in enumerate(stop.active.tolist()):
                    seen[seed].append((float(loss[place]), {n: t[place].clone() for n, t in models.tensors().items()}))
            return False

    train(models, batches, optimizer, Schedule(1.0, 0.0), [Watch(), stop])
    assert len({len(states) for states in seen.values()}) > 1  # they did not stop together
    for seed, states in seen.items():
        losses = [loss for loss, _ in states]
        best = int(np.argmin(losses))
        assert float(stop.loss[seed]) == pytest.approx(losses[best], rel=1e-5)
        assert len(losses) in (12, best + 3)  # patience 2
        for name, tensor in states[best][1].items():
            assert torch.equal(stop.best[name][seed], tensor)


def test_rows_to_stop_by_count_as_much_as_they_weigh():
    data, y = blobs(60)
    weight = np.linspace(0.1, 5, 60)
    (run,) = prepare(DESIGN, Supervised(), data, y, [Split(np.arange(60), weight=weight)])
    batches = RunBatches([run], [np.arange(40)], 4, 1, torch.device("cpu"))
    models = Alone(Supervised().build(run.network, run.prepared.design.task, 0.0))
    loss, judged = EarlyStopping(models, batches, adamw(models, 0.1, 0.0), 1).held_out_loss()
    scores = TrainedNetwork(run.prepared.design, run.network).scores(data)
    surprise = -np.log(scores[np.arange(60), y])
    assert float(loss) == pytest.approx(np.average(surprise[40:], weights=weight[40:]), rel=1e-4)
    assert judged.tolist() == [True]


@pytest.mark.parametrize("kind", [Alone, Stacked])
def test_a_batch_counts_as_much_as_its_rows_weigh(kind):
    data, y = blobs(60)
    weight = np.r_[np.full(30, 0.5), np.full(30, 3.0)]
    (run,) = prepare(DESIGN, Supervised(), data, y, [Split(np.arange(60), weight=weight)])
    batches = RunBatches([run], [np.arange(60)], 4, 1, torch.device("cpu"))
    module = Supervised().build(run.network, run.prepared.design.task, 0.0)
    models = kind(module) if kind is Alone else kind([module])
    models.eval()
    padding = len(batches.row) - 1
    light = models(batches.take(np.array([[0, 1, 2, padding]])))
    heavy = models(batches.take(np.array([[0, 1, 40, padding]])))
    assert float(light["loss"].detach()) == pytest.approx(float(light["each"][0]) * 0.5 / weight.mean(), rel=1e-5)
    assert float(heavy["loss"].detach()) == pytest.approx(float(heavy["each"][0]) * (4 / 3) / weight.mean(), rel=1e-5)


def test_without_rows_to_stop_by_the_last_state_is_kept():
    data, y = blobs(60)
    (trained,) = replace(TRAINER, holdout=0.0).fit(DESIGN, data, y, [Split(np.arange(60))])
    (longer,) = replace(TRAINER, holdout=0.0, patience=1).fit(DESIGN, data, y, [Split(np.arange(60))])
    assert np.array_equal(trained.scores(data), longer.scores(data))


def test_a_training_that_runs_away_keeps_numbers():
    data, y = blobs(120)
    (trained,) = replace(TRAINER, lr=1e30, clip=1e30).fit(DESIGN, data, y, [Split(np.arange(120))])
    assert np.isfinite(trained.scores(data)).all()


def test_an_epoch_is_every_row_once_dealt_out_evenly():
    data, y = blobs(101)
    splits = [Split(np.arange(101), seed=3), Split(np.arange(2, 99), seed=4)]
    found = list(prepare(DESIGN, Supervised(), data, y, splits))
    batches = RunBatches(found, [np.arange(101), np.arange(50)], 8, 2, torch.device("cpu"))
    order = batches.order(0)
    padding = 101 + 97
    for place, (first, count) in enumerate([(0, 101), (101, 50)]):
        lines = order[place].ravel()
        assert sorted(lines[lines != padding]) == list(range(first, first + count))
    sizes = (order != padding).sum(2)
    assert (sizes.max(1) - sizes.min(1)).max() <= 1
    assert not np.array_equal(order, batches.order(1))
    assert np.array_equal(order, batches.order(0))
    assert batches[0]["weight"].shape == (2, 13)
    assert len(batches) == 16
