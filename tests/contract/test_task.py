"""What every task promises, whatever it asks. Samples come from the tasks themselves."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from intarsia.errors import DataError
from intarsia.fusion.base import Fused
from intarsia.tasks.base import metric_of, tasks

LABELLED = [name for name in tasks.names() if tasks.get(name).labelled]
every_task = pytest.mark.parametrize("name", LABELLED)


def learned(name):
    task = tasks.make(name)
    y = list(task.samples)
    return task.learn(y), y


def fused(rows, dtype=torch.float32):
    """Rows of 4 numbers, with 3 tokens each of which the last is missing."""
    torch.manual_seed(0)
    mask = torch.tensor([True, True, False]).expand(rows, -1)
    return Fused(torch.randn(rows, 4, dtype=dtype), torch.randn(rows, 3, 4, dtype=dtype), mask)


def some(target, rows):
    return {name: tensor[rows] for name, tensor in target.items()}


@every_task
def test_learning_returns_a_new_task(name):
    before = tasks.make(name)
    task, _ = learned(name)
    assert task != before
    assert before == tasks.make(name)
    assert task.prior().shape == (task.outputs,)


@every_task
def test_a_weight_of_2_is_two_rows(name):
    task, y = learned(name)
    weight = np.arange(1.0, len(y) + 1)
    repeated = [label for label, times in zip(y, weight.astype(int), strict=True) for _ in range(times)]
    heavy, again = task.learn(y, weight), task.learn(repeated)
    np.testing.assert_allclose(heavy.prior(), again.prior())
    assert not np.allclose(heavy.prior(), task.prior())
    np.testing.assert_allclose(task.learn(y, np.full(len(y), 7.0)).prior(), task.prior())
    scores = heavy.scores(heavy.head(4)(fused(len(y))).detach().numpy())
    rows = np.repeat(np.arange(len(y)), weight.astype(int))
    assert heavy.score(y, scores, weight) == pytest.approx(again.score(repeated, scores[rows]))


@every_task
def test_head_loss_and_scores_fit_together(name):
    task, y = learned(name)
    logits = task.head(4)(fused(len(y)))
    loss = task.loss(logits, task.target(y).tensors())
    assert loss.shape == (len(y),)
    loss.sum().backward()
    scores = task.scores(logits.detach().numpy())
    assert scores.shape == (len(y), task.outputs)
    assert scores.dtype == np.float64
    assert len(task.decode(scores)) == len(y)


@every_task
def test_a_head_reads_the_vector_where_a_fusion_keeps_no_tokens(name):
    task, _ = learned(name)
    assert len(task.head(4)(Fused(torch.randn(2, 4)))) == 2


@every_task
def test_the_loss_is_per_row(name):
    task, y = learned(name)
    logits = task.head(4)(fused(len(y)))
    target = task.target(y).tensors()
    alone = torch.cat([task.loss(logits[[row]], some(target, [row])) for row in range(len(y))])
    torch.testing.assert_close(task.loss(logits, target), alone)


@every_task
def test_padding_a_target_further_changes_no_loss(name):
    task, y = learned(name)
    logits = task.head(4)(fused(len(y)))
    target = task.target(y)
    one = target.take(np.arange(1))
    wide = {
        name: np.pad(values, [(0, 0), (0, 2), *[(0, 0)] * (values.ndim - 2)]) if "mask" in target.values else values
        for name, values in target.values.items()
    }
    padded = type(target)(wide, target.weight).tensors()
    torch.testing.assert_close(task.loss(logits, padded), task.loss(logits, target.tensors()))
    assert len(type(target).joined([target, one])) == len(y) + 1


@every_task
def test_the_loss_survives_wild_logits(name):
    task, y = learned(name)
    target = task.target(y).tensors()
    shape = task.head(4)(fused(len(y))).shape
    for size in (1e4, -1e4):
        logits = torch.full(shape, size, requires_grad=True)
        task.loss(logits, target).sum().backward()
        assert logits.grad.isfinite().all()
        assert np.isfinite(task.scores(logits.detach().numpy())).all()


@every_task
def test_the_loss_runs_in_many_copies_at_once(name):
    task, y = learned(name)
    target = task.target(y).tensors()
    logits = torch.randn(3, *task.head(4)(fused(len(y))).shape)
    together = torch.func.vmap(task.loss, in_dims=(0, None))(logits, target)
    torch.testing.assert_close(together, torch.stack([task.loss(one, target) for one in logits]))


@every_task
def test_scores_that_are_sure_of_the_truth_answer_it(name):
    task, y = learned(name)
    if task.family is None:
        pytest.skip("scores of no family are read by the task alone")
    truth = task.truth(y)
    scores = task.family.matrix(truth, task.outputs)
    assert np.all(np.array(task.family.verdicts(truth, scores).wrong) < 1e-6)
    assert task.score(y, scores) == pytest.approx(1.0)
    np.testing.assert_array_equal(task.truth(task.decode(scores)), truth)
    assert task.score(y, np.tile(task.prior(), (len(y), 1))) < 1.0


@every_task
def test_row_weights_have_mean_one(name):
    task, y = learned(name)
    weight = task.target(y).weight
    assert weight.shape == (len(y),)
    assert weight.dtype == np.float32
    assert weight.mean() == pytest.approx(1.0)


@every_task
def test_truth_is_dense_and_metrics_read_it(name):
    task, y = learned(name)
    truth = task.truth(y)
    assert len(truth) == len(y)
    assert truth.dtype != object
    assert len(task.strata(truth)) == len(y)
    scores = np.tile(task.prior(), (len(y), 1))
    for metric in task.metrics:
        low, high = metric.range
        value = metric(truth, scores)
        assert np.isnan(value) or low <= value <= high
    assert metric_of(task, task.primary) in task.metrics


@every_task
def test_answers_can_be_told_as_json_and_as_columns_of_a_table(name):
    task, y = learned(name)
    scores = np.tile(task.prior(), (len(y), 1))
    assert len(json.loads(json.dumps(task.told(scores), allow_nan=False))) == len(y)
    columns = task.frame("answer", scores)
    assert columns
    assert all(len(cells) == len(y) for _, cells in columns)


@every_task
def test_a_learned_task_comes_back_from_json(name):
    task, y = learned(name)
    again = tasks.load(json.loads(json.dumps(tasks.dump(task), allow_nan=False)))
    assert again == task
    np.testing.assert_array_equal(again.truth(y), task.truth(y))
    scores = np.tile(task.prior(), (len(y), 1))
    assert again.told(scores) == task.told(scores)


@every_task
def test_no_rows_and_no_learning_are_refused(name):
    task = tasks.make(name)
    with pytest.raises(DataError):
        task.learn([])
    with pytest.raises(DataError):
        task.target(list(task.samples))
