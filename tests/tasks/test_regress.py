from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.metrics import r2_score

from cases import over
from intarsia.errors import DataError, UnknownName
from intarsia.tasks.regress import Regress


def test_values_are_standardised_and_back():
    y = [10.0, 20.0, 60.0]
    task = Regress().learn(y)
    target = task.target(y).values["values"]
    assert target.dtype == np.float32
    assert target.mean() == pytest.approx(0, abs=1e-6)
    assert target.std() == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(task.decode(task.scores(target[:, None])), y, rtol=1e-6)
    np.testing.assert_allclose(task.prior(), [30.0])


@over("y", [[5, 5, 5], [0.1] * 7, [1e300, 1e300]])
def test_a_constant_can_be_learned(y):
    task = Regress().learn(y)
    assert task.scale == 1.0
    np.testing.assert_allclose(task.decode(task.scores(task.strata(task.truth(y))[:, None])), y)


def test_large_numbers_keep_their_digits():
    y = np.array([1.7e9, 1.7e9 + 1, 1.7e9 + 2])
    task = Regress().learn(y)
    np.testing.assert_allclose(
        task.decode(task.scores(task.strata(task.truth(y))[:, None])) - 1.7e9, [0, 1, 2], atol=1e-5
    )


def test_criteria():
    logits, target = torch.tensor([[0.0], [0.0]]), torch.tensor([0.5, 4.0])
    torch.testing.assert_close(Regress("mse").loss(logits, {"values": target}), torch.tensor([0.125, 8.0]))
    torch.testing.assert_close(Regress("huber").loss(logits, {"values": target}), torch.tensor([0.125, 3.5]))


def test_score_is_r2():
    y, scores = np.array([1.0, 2.0, 4.0]), np.array([[1.5], [2.0], [3.0]])
    assert Regress().learn(y).score(y, scores) == pytest.approx(r2_score(y, scores[:, 0]))
    assert Regress().learn(y).score([2, 2], np.array([[2.0], [2.0]])) == 1.0
    assert Regress().learn(y).score([2, 2], np.array([[2.0], [1.0]])) == 0.0


@over("y", [pd.Series([1, 2], dtype="Int64"), np.array([1, 2], dtype=np.float16), ["1", "2.0"], [True, False]])
def test_what_reads_as_a_number_is_one(y):
    assert Regress().learn(y).scale is not None


@over(
    ("y", "message"),
    [
        ([1.0, float("nan")], "y, row 1: expected a finite number, got nan: leave such rows out of training"),
        ([1.0, 2.0, float("-inf")], "y, row 2: expected a finite number, got -inf"),
        ([1.0, None], "y, row 1: expected a finite number, got nan"),
        (pd.Series([1, None], dtype="Int64"), "y, row 1: expected a finite number, got nan"),
        (["1", "two"], "y, row 1: expected a number, got 'two': correct it or leave the row out"),
        (pd.date_range("2024-01-01", periods=2), "y holds moments or durations .*: give numbers, such as days since"),
        ([1.0, [2.0]], r"y, row 1: expected a number, got \[2.0\]"),
        (
            [1e300, -2e300, 0.0],
            r"y reaches from -2e\+300 to 1e\+300: squares of such numbers are more than a float can hold; "
            "give them in a larger unit",
        ),
        (np.zeros((3, 2)), r"y has shape \(3, 2\), expected one number per row: take one column of it"),
    ],
)
def test_values_that_cannot_be_learned_are_refused_with_their_row(y, message):
    with pytest.raises(DataError, match=message):
        Regress().learn(y)


def test_an_unknown_criterion_is_refused():
    with pytest.raises(UnknownName, match="no criterion of regress named 'hubert'; did you mean 'huber'"):
        Regress("hubert")
