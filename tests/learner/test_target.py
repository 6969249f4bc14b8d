"""Labels: out of the table or beside it, and the task that they ask for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from cases import over
from intarsia.columns.table import Table
from intarsia.errors import DataError
from intarsia.learner.problem import labels
from intarsia.tasks.base import tasks
from intarsia.tasks.infer import infer_task, task_of

ROWS = Table.read({"a": list(range(30))})


@over(
    "y",
    [
        [Decimal(row) / 4 for row in range(30)],
        pd.Series([Decimal(row) / 4 for row in range(30)]),
        [Fraction(row, 4) for row in range(30)],
        [1, 2.5] * 15,
        pd.Series([row / 4 for row in range(30)], dtype=object),
        pd.Series(list(range(30)), dtype=object),
        list(range(30)),
    ],
)
def test_numbers_of_any_type_are_measured(y: Any) -> None:
    _, found = labels(ROWS, None, y)
    task = infer_task(found)
    assert tasks.name_of(task) == "regress"
    np.testing.assert_allclose(task.learn(found).target(found).values["values"].std(), 1.0)


def test_exact_numbers_said_to_be_classes_stay_as_they_are() -> None:
    _, found = labels(ROWS, None, [Decimal("0.10"), Fraction(1, 3)] * 15)
    task = task_of(found, "classify").learn(found)
    assert task.decode(np.eye(2)).tolist() == list(task.labels)
    assert {type(each) for each in task.labels} == {Decimal, Fraction}


@pytest.mark.parametrize("kind", [pd.Series, pl.Series])
def test_labels_left_in_the_table_are_not_learned_from(kind: Any) -> None:
    y = pd.Series(list(range(30)), name="a") if kind is pd.Series else pl.Series("a", list(range(30)))
    with pytest.raises(DataError, match="y is column 'a' of the table, which still holds it: give label='a'"):
        labels(ROWS, None, y)
    inputs, _ = labels(Table.read({"a": list(range(30)), "b": [0] * 30}), "a", y)
    assert inputs.names == ("b",)
    assert labels(ROWS, None, y + 1)[0].names == ("a",)  # of the same name, but others


@over("y", [[1, "a"] * 15, [True, False] * 15, ["1", "2"] * 15, [Decimal(1), Decimal(2)] * 15])
def test_few_values_and_other_types_are_classes(y: list[Any]) -> None:
    _, found = labels(ROWS, None, y)
    assert tasks.name_of(infer_task(found)) == "classify"


@over(
    "y",
    [
        pd.date_range("2024-01-01", periods=30),
        pd.date_range("2024-01-01", periods=30, tz="UTC"),
        pd.to_timedelta(range(30), unit="D"),
        [dt.date(2024, 1, 1 + row) for row in range(30)],
        [dt.timedelta(row) for row in range(30)],
    ],
)
def test_moments_and_durations_are_neither_in_silence(y: Any) -> None:
    _, found = labels(ROWS, None, y)
    with pytest.raises(
        DataError, match=r'the labels are moments or durations .*: give them as numbers.*task="classify"'
    ):
        task_of(found)
    assert tasks.name_of(task_of(found, "classify")) == "classify"


@over("y", [["a", "b"] * 15, [True, False] * 15, list(range(30)), [["a"], []] * 15])
def test_an_arrow_array_is_read_as_its_chunks_are(y: list[Any]) -> None:
    _, found = labels(ROWS, None, pa.array(y))
    _, expected = labels(ROWS, None, pa.chunked_array([y]))
    assert list(map(repr, found)) == list(map(repr, expected))
