from __future__ import annotations

import numpy as np
import pytest
import torch

from intarsia.errors import DataError, OptionError, UnknownName
from intarsia.tasks.classify import Classify


def test_two_classes_are_compared_by_roc_auc_and_more_by_accuracy():
    assert Classify().learn([0, 1]).primary == "roc_auc"
    assert Classify().learn([0, 1, 2]).primary == "accuracy"


def test_loss_is_cross_entropy_with_smoothing():
    task = Classify(smoothing=0.2).learn([0, 1, 2])
    logits, target = torch.randn(5, 3), torch.tensor([0, 1, 2, 1, 0])
    expected = torch.nn.functional.cross_entropy(logits, target, reduction="none", label_smoothing=0.2)
    torch.testing.assert_close(task.loss(logits, {"classes": target}), expected)


def test_balanced_rows_give_every_class_the_same_weight():
    task = Classify(balance="balanced").learn(["a"] * 9 + ["b"])
    weights = task.target(["a"] * 9 + ["b"]).weight
    assert weights[:9].sum() == pytest.approx(weights[9])
    assert weights.mean() == pytest.approx(1)


def test_the_prior_is_the_share_of_the_classes():
    np.testing.assert_allclose(Classify().learn(["b", "a", "b", "b"]).prior(), [0.25, 0.75])


def test_scores_are_probabilities():
    scores = Classify().learn([0, 1]).scores(np.array([[1e4, -1e4], [0, 0]], dtype=np.float32))
    np.testing.assert_allclose(scores, [[1, 0], [0.5, 0.5]])


def test_one_class_is_refused():
    with pytest.raises(DataError, match="y has one class only, 'a': give rows of at least two classes"):
        Classify().learn(["a", "a"])


def test_a_label_that_was_not_learned_is_refused_with_its_row():
    with pytest.raises(DataError, match=r"y, row 1: the label 'c' was not among those learned \('a', 'b'\)"):
        Classify().learn(["a", "b"]).truth(["a", "c"])


def test_a_label_that_was_not_learned_counts_as_wrong():
    assert Classify().learn(["a", "b"]).score(["a", "c"], np.eye(2)) == 0.5


def test_options_that_cannot_work_are_refused():
    with pytest.raises(UnknownName, match="no balance of classify named 'balance'; did you mean 'balanced'"):
        Classify(balance="balance")
    with pytest.raises(OptionError, match=r"smoothing must be in \[0, 1\), got 1"):
        Classify(smoothing=1)
