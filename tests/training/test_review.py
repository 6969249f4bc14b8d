"""What a model may depend on: its own rows, its own labels, and nothing that is not there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest
import torch
from sheet import Sheet, blobs, ready

from cases import over
from intarsia.encoders.base import Encoder
from intarsia.errors import DataError, OptionError
from intarsia.fusion.attention import Attention
from intarsia.fusion.concat import Concat
from intarsia.model.design import Design, Part
from intarsia.objectives.supervised import Supervised
from intarsia.tasks.classify import Classify
from intarsia.tasks.multilabel import Multilabel
from intarsia.tasks.regress import Regress
from intarsia.training.base import Split
from intarsia.training.lbfgs import LinearProblem
from intarsia.training.linear import LinearSolver
from intarsia.training.prepare import prepare
from intarsia.training.trainer import Trainer
from intarsia.training.vectorized import stacks

TRAINER = Trainer(epochs=3, device="cpu")
DESIGN = ready(Classify(), Concat(hidden=8))


@dataclass(frozen=True)
class Raw(Encoder):
    """The value itself, whatever it is."""

    accepts: ClassVar[tuple[str, ...]] = ("number",)

    @property
    def frozen(self):
        return False

    def tensors(self, batch):
        raise NotImplementedError

    def build(self):
        raise NotImplementedError

    def matrix(self, batch):
        return np.array(batch.values, dtype=np.float32)[:, None]


def same(one, other):
    return all(torch.equal(tensor, other.state()[name]) for name, tensor in one.state().items())


@pytest.mark.parametrize("row", [0, 20, 299])
def test_a_checkpoint_is_of_every_training_row(tmp_path, row):
    data, y = blobs(300)
    changed = Sheet({name: values.copy() for name, values in data.columns.items()})
    changed.columns["words"][row] += 5
    trainer = replace(TRAINER, checkpoint=str(tmp_path))
    trainer.fit(DESIGN, data, y, [Split(np.arange(300))])
    (found,) = trainer.fit(DESIGN, changed, y, [Split(np.arange(300))])
    (alone,) = TRAINER.fit(DESIGN, changed, y, [Split(np.arange(300))])
    assert same(found, alone)


def test_a_checkpoint_knows_its_groups_by_who_belongs_together(tmp_path):
    data, y = blobs(60)
    for _ in range(2):  # other objects, the same names
        groups = np.array([f"customer {row % 20}" for row in range(60)], dtype=object)
        replace(TRAINER, checkpoint=str(tmp_path)).fit(DESIGN, data, y, [Split(np.arange(60), groups=groups)])
    assert len(list(tmp_path.glob("*.safetensors"))) == 1


def test_balanced_labels_weigh_in_each_fold_by_its_own_shares():
    data, y = blobs(240)
    labels = np.eye(3, dtype=int)[y]
    labels[120:, 0] = 1  # common in the second half alone
    design = ready(Multilabel(balance="balanced"), Concat(hidden=8))
    splits = [Split(np.arange(120)), Split(np.arange(120, 240))]
    together = TRAINER.fit(design, data, labels, splits)
    for split, trained in zip(splits, together, strict=True):
        (alone,) = TRAINER.fit(design, data, labels, [split])
        np.testing.assert_allclose(trained.scores(data), alone.scores(data), atol=1e-4)


@pytest.mark.parametrize(
    ("task", "stacked"),
    [
        (Multilabel(), [2]),
        (Multilabel(balance="balanced"), [2]),
        (Classify(balance="balanced"), [2]),
        (Regress(), [2]),
    ],
    ids=repr,
)
def test_runs_of_one_shape_are_stacked_whatever_their_rows_taught(task, stacked):
    data, y = blobs(100)
    y[:50] = np.arange(50) % 2
    y[0] = 2
    labels = np.eye(3)[y] if isinstance(task, Multilabel) else y
    found = prepare(
        ready(task, Concat()), Supervised(), data, labels, [Split(np.arange(50)), Split(np.arange(50, 100))]
    )
    assert [len(stack) for stack in stacks(found, lambda run: 1)] == stacked


@pytest.mark.parametrize(("few", "many"), [(60, 200), (200, 60)])
def test_neighbours_with_more_rows_change_nothing(few, many):
    data, y = blobs(200)
    trainer = replace(TRAINER, batch_size=8)
    splits = [Split(np.arange(few)), Split(np.arange(many)), Split(np.arange(few - 1))]
    for split, trained in zip(splits, trainer.fit(DESIGN, data, y, splits), strict=True):
        (alone,) = trainer.fit(DESIGN, data, y, [split])
        np.testing.assert_allclose(trained.scores(data), alone.scores(data), atol=1e-3)


def test_folds_of_about_one_size_take_equally_many_steps():
    data, y = blobs(1000)
    sizes = (900, 901, 893, 880)
    found = list(prepare(DESIGN, Supervised(), data, y, [Split(np.arange(size)) for size in sizes]))
    trainer = Trainer(batch_size=4, holdout=0.0)
    assert [trainer._steps(run) for run in found] == [240, 240, 224, 224]
    assert [replace(trainer, batch_size=256)._steps(run) for run in found] == [16] * 4
    assert replace(trainer, batch_size=1, min_steps=1)._steps(found[1]) == 901  # no step without rows
    assert [len(stack) for stack in stacks(found, trainer._steps)] == [2, 2]


@over("task", [Classify(), Multilabel(), Regress()])
@over("fitter", [TRAINER, LinearSolver()])
@over("fusion", [Concat(hidden=8), Attention(width=8, heads=2)])
def test_where_nothing_is_there_the_answer_is_the_prior(task, fitter, fusion):
    data, y = blobs(90)
    y = np.minimum(y, 1)
    labels = np.eye(2)[y] if isinstance(task, Multilabel) else y
    (trained,) = fitter.fit(ready(task, fusion), data, labels, [Split(np.arange(90))])
    prior = trained.design.task.prior()
    empty = Sheet({name: values.copy() for name, values in data.columns.items()})
    empty.columns["photo"][:3] = np.nan
    empty.columns["words"][1:5] = np.nan
    keep = np.ones((90, 2), dtype=bool)
    keep[0, 1] = keep[4, 0] = False  # the last that these rows have
    plain, hidden = trained.scores(empty), trained.scores(empty, keep)
    np.testing.assert_array_equal(np.flatnonzero((plain == prior).all(1)), [1, 2])
    np.testing.assert_array_equal(np.flatnonzero((hidden == prior).all(1)), [0, 1, 2, 4])
    assert (trained.scores(data, np.zeros((90, 2), dtype=bool)) == prior).all()
    np.testing.assert_allclose(plain[5:], trained.scores(data)[5:], atol=1e-6)
    assert trained.scores(data.take(np.arange(0))).shape == (0, trained.design.task.outputs)


def test_the_middle_of_several_is_taken_when_no_loss_is_a_number():
    data, y = blobs(60)
    solver = LinearSolver(C=(0.1, 1.0, 10.0))
    task = Classify().learn(y)
    weight = np.full(60, np.nan, np.float32)
    problem = LinearProblem([data.columns["photo"][:, 0]], replace(task.target(y), weight=weight), task)
    assert solver._solve(problem, y, Split(np.arange(60))).shape == (problem.size,)


def test_features_that_are_no_numbers_are_told():
    data, y = blobs(60)
    design = Design((*DESIGN.parts, Part("size", "table", Raw())), Concat(), Classify())
    table = Sheet(data.columns | {"size": np.where(np.arange(60) == 7, np.inf, 1.0)})
    with pytest.raises(
        DataError, match="column 'size': its features hold NaN or infinity; correct the cells, or choose"
    ):
        LinearSolver(C=(0.1, 1.0)).fit(design, table, y, [Split(np.arange(60))])


def test_columns_of_one_modality_need_one_width():
    data, y = blobs(60)
    parts = tuple(Part(part.column, "both", part.encoder) for part in DESIGN.parts)
    wanted = r"modality 'both': .* not equally wide \('photo' 8, 'words' 5\); give their encoders one width, or"
    with pytest.raises(OptionError, match=wanted):
        TRAINER.fit(Design(parts, Concat(), Classify()), data, y, [Split(np.arange(60))])
