"""What every task promises, whatever it asks."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from intarsia.errors import DataError
from intarsia.tasks.base import tasks

SAMPLES = {
    "classify": ["coat", "shirt", "shirt", "hat", "coat", "shirt"],
    "multilabel": [["red"], [], ["blue", "red"], ["blue"], ["red"], ["green"]],
    "regress": [1.5, 2.0, -3.0, 8.0, 0.0, 2.5],
}
every_task = pytest.mark.parametrize("name", tasks.names())


def learned(name):
    task = tasks.make(name)
    y = SAMPLES[task.kind]
    return task.learn(y), y


@every_task
def test_learning_returns_a_new_task(name):
    before = tasks.make(name)
    task, _ = learned(name)
    assert task != before
    assert before == tasks.make(name)
    assert task.outputs == len(task.prior())


@every_task
def test_head_loss_and_scores_fit_together(name):
    task, y = learned(name)
    logits = task.head(4)(torch.randn(6, 4))
    assert logits.shape == (6, task.outputs)
    loss = task.loss(logits, torch.from_numpy(task.target(y)))
    assert loss.shape == (6,)
    loss.sum().backward()
    scores = task.scores(logits.detach().numpy())
    assert scores.shape == (6, task.outputs)
    assert scores.dtype == np.float64


@every_task
@pytest.mark.parametrize("rows", [1, 6])
def test_the_loss_is_per_row(name, rows):
    task, y = learned(name)
    logits, target = torch.randn(rows, task.outputs), torch.from_numpy(task.target(y))[:rows]
    alone = torch.cat([task.loss(logits[row : row + 1], target[row : row + 1]) for row in range(rows)])
    torch.testing.assert_close(task.loss(logits, target), alone)


@every_task
def test_the_loss_survives_wild_logits(name):
    task, y = learned(name)
    target = torch.from_numpy(task.target(y))
    for size in (1e4, -1e4):
        logits = torch.full((6, task.outputs), size, requires_grad=True)
        task.loss(logits, target).sum().backward()
        assert logits.grad.isfinite().all()
        assert np.isfinite(task.scores(logits.detach().numpy())).all()


@every_task
def test_the_loss_runs_in_many_copies_at_once(name):
    task, y = learned(name)
    logits, target = torch.randn(3, 6, task.outputs), torch.from_numpy(task.target(y))
    together = torch.func.vmap(task.loss, in_dims=(0, None))(logits, target)
    torch.testing.assert_close(together, torch.stack([task.loss(one, target) for one in logits]))


@every_task
def test_the_right_scores_decode_to_the_labels_and_score_best(name):
    task, y = learned(name)
    target = task.target(y)
    if task.kind == "regress":
        scores = task.scores(target[:, None])
        np.testing.assert_allclose(task.decode(scores), y, atol=1e-6)
    else:
        scores = np.eye(task.outputs)[target] if task.kind == "classify" else target.astype(float)
        assert [set(found) if task.kind == "multilabel" else found for found in task.decode(scores)] == [
            set(found) if task.kind == "multilabel" else found for found in y
        ]
    assert task.score(y, scores) == pytest.approx(1.0)
    assert task.score(y, np.tile(task.prior(), (6, 1))) < 1.0


@every_task
def test_row_weights_have_mean_one(name):
    task, y = learned(name)
    weights = task.row_weights(task.target(y))
    assert weights.shape == (6,)
    assert weights.dtype == np.float32
    assert weights.mean() == pytest.approx(1.0)


@every_task
def test_a_learned_task_comes_back_from_json(name):
    task, y = learned(name)
    again = tasks.load(json.loads(json.dumps(tasks.dump(task), allow_nan=False)))
    assert again == task
    np.testing.assert_array_equal(again.target(y), task.target(y))
    scores = np.tile(task.prior(), (6, 1))
    np.testing.assert_array_equal(again.decode(scores), task.decode(scores))


@every_task
def test_the_primary_metric_is_known(name):
    from intarsia.evaluation.metrics import METRICS

    task, _ = learned(name)
    assert task.primary in METRICS


@every_task
def test_no_rows_and_no_learning_are_refused(name):
    task = tasks.make(name)
    with pytest.raises(DataError, match="y is empty"):
        task.learn([])
    with pytest.raises(DataError, match=r"call learn\(y\) with the \w+ of the training rows first"):
        task.target(SAMPLES[task.kind])
