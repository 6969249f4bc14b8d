from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch

from cases import over
from intarsia.errors import DataError, UnknownName
from intarsia.tasks.base import tasks
from intarsia.tasks.multilabel import Multilabel

ROWS = [["red", "wool"], [], {"wool"}, ("blue",)]


def test_lists_of_labels_round_trip():
    task = Multilabel().learn(ROWS)
    assert task.classes == ("blue", "red", "wool")
    np.testing.assert_array_equal(task.truth(ROWS), [[0, 1, 1], [0, 0, 0], [0, 0, 1], [1, 0, 0]])
    decoded = task.decode(task.truth(ROWS).astype(float))
    assert decoded.tolist() == [("red", "wool"), (), ("wool",), ("blue",)]
    np.testing.assert_allclose(task.prior(), [0.25, 0.25, 0.5])


@pytest.mark.parametrize(
    "y", [pd.Series(ROWS), np.array([[*row] for row in ROWS], dtype=object)], ids=["pandas", "numpy"]
)
def test_columns_of_lists_are_lists(y):
    assert Multilabel().learn(y) == Multilabel().learn(ROWS)


@over("dtype", [np.int64, np.bool_, np.float32, np.uint8])
def test_matrices_round_trip_in_their_dtype(dtype):
    y = np.array([[0, 1, 0], [1, 1, 0]], dtype=dtype)
    task = Multilabel().learn(y)
    decoded = task.decode(task.truth(y).astype(float))
    assert decoded.dtype == dtype
    np.testing.assert_array_equal(decoded, y)
    assert task.classes == (0, 1, 2)


def test_the_columns_of_a_frame_name_the_labels():
    assert Multilabel().learn(pd.DataFrame({"wool": [0, 1], "red": [1, 1]})).classes == ("wool", "red")


def test_a_matrix_without_names_may_be_given_some():
    y = np.array([[0, 1], [1, 1]])
    task = Multilabel(names=("wool", "red")).learn(y)
    assert task.classes == task.learn(y[:1]).classes == ("wool", "red")
    assert tasks.load(tasks.dump(task)) == task
    with pytest.raises(DataError, match="y has 2 columns, and 1 name: give one for each"):
        Multilabel(names=("wool",)).learn(y)


@pytest.mark.parametrize("balance", ["none", "balanced"])
def test_loss_is_binary_cross_entropy(balance):
    task = Multilabel(balance=balance).learn(np.array([[0, 1], [1, 1], [1, 0], [1, 0]]))
    logits = torch.randn(3, 2)
    given = task.target(np.array([[0, 1], [1, 1], [0, 0]])).tensors()
    target = given["labels"]
    share = torch.tensor([0.75, 0.5])
    weight = torch.where(target > 0, 0.5 / share, 0.5 / (1 - share)) if balance == "balanced" else None
    expected = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, weight, reduction="none").mean(1)
    torch.testing.assert_close(task.loss(logits, given), expected)


def test_score_is_subset_accuracy():
    task = Multilabel().learn(ROWS)
    scores = task.truth(ROWS).astype(float)
    scores[0, 0] = 0.9
    assert task.score(ROWS, scores) == 0.75
    assert task.score([["red", "wool", "silk"], [], ["wool"], ["blue"]], task.truth(ROWS).astype(float)) == 0.75


@over(
    ("y", "message"),
    [
        ([["a"], None], "y, row 1: the labels are missing: write an empty list for none"),
        ([["a"], float("nan")], "y, row 1: the labels are missing"),
        ([["a"], "b"], r"y, row 1: expected a list of labels, got 'b': write \['b'\]"),
        ([["a"], 3], r"y, row 1: expected a list of labels, got 3: write \[3\]"),
        ([["a"], [], ["b", None]], "y, row 2: the label is missing"),
        ([["a"], [[]]], "y, row 1: a label must be hashable"),
        ([[0, 1, 1], [1, 0, 0]], "y, row 0: the label 1 is there twice: .* give a matrix of 0 and 1 as a numpy array"),
        ([[], []], "y has no labels in any row: give at least one row with a label"),
        (np.zeros((2, 0)), "y has no labels in any row"),
        (np.array([[0, 1], [2, 0]]), "y, row 1, label 0: expected 0 or 1, got 2: correct it or leave the row out"),
        (np.array([[0, np.nan]]), "y, row 0, label 1: expected 0 or 1, got nan"),
        (np.zeros((1, 1, 1)), r"y has shape \(1, 1, 1\), expected \(N, K\)"),
    ],
)
def test_labels_that_cannot_be_learned_are_refused_with_their_row(y, message):
    with pytest.raises(DataError, match=message):
        Multilabel().learn(y)


def test_labels_that_were_not_learned_are_refused_with_their_row():
    task = Multilabel().learn(ROWS)
    with pytest.raises(
        DataError, match=r"y, row 1: the label 'silk' was not among those learned \('blue', 'red', 'wool'\)"
    ):
        task.truth([["red"], ["wool", "silk"]])
    with pytest.raises(DataError, match="y has 2 columns, expected one for each of 3 labels"):
        task.truth(np.zeros((4, 2)))


def test_an_unknown_balance_is_refused():
    with pytest.raises(UnknownName, match="no balance of multilabel named 'equal'"):
        Multilabel(balance="equal")
