from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import over
from intarsia.errors import DataError, SavedModelError
from intarsia.tasks import labelling
from intarsia.tasks.base import tasks
from intarsia.tasks.classify import Classify

EXACT = [
    "coat",
    "外套",
    7,
    2**80,
    2.5,
    True,
    b"\x00\xff",
    ("a", 1, ("b", 2.0)),
    frozenset({"x", "y"}),
    1 + 2j,
    Decimal("1.10"),
    Fraction(1, 3),
    uuid.UUID(int=5),
    dt.date(2024, 2, 29),
    dt.time(12, 30),
    dt.datetime(2024, 2, 29, 1, 2, 3, 4),
    dt.datetime(2024, 2, 29, tzinfo=dt.UTC),
    dt.timedelta(days=-1, microseconds=1),
    pd.Timestamp("2024-02-29 01:02:03.000000004"),
    pd.Timedelta("1 day 3 ns"),
    np.datetime64("2024-02-29T01:02:03", "s"),
    np.timedelta64(3, "ms"),
    np.float32(0.1),
    np.int8(3),
]


# Named by type: the order in which a set prints its members differs between the processes of pytest-xdist.
@over("label", EXACT)
def test_a_label_comes_back_from_json_as_it_was(label):
    again = labelling.from_json(json.loads(json.dumps(labelling.to_json(label))))
    assert again == label
    assert type(again) is type(label)
    assert getattr(again, "dtype", None) == getattr(label, "dtype", None)


def test_a_type_that_json_cannot_be_taught_is_refused_only_when_saved():
    task = Classify().learn([object(), int])
    with pytest.raises(
        SavedModelError, match=r"of type (object|type) cannot be saved: train with labels that are strings"
    ):
        tasks.dump(task)


def test_a_label_of_a_kind_from_the_future_is_refused():
    with pytest.raises(SavedModelError, match="label of unknown kind 'tensor': load it with a newer Intarsia"):
        labelling.from_json({"type": "tensor", "value": 1})


COLUMNS = [
    ["b", "a", "b"],
    [2, 1, 2],
    [True, False, True],
    [2.5, 1.5, 2.5],
    [("a", 1), ("b", 2), ("a", 1)],
    [1, "a", 1],
    np.array([3, 1, 3], dtype=np.int8),
    np.array(["b", "aaa", "b"]),
    np.array([b"b", b"a", b"b"]),
    np.array([2.5, 1.5, 2.5], dtype=np.float16),
    np.array(["2024-01-02", "2024-01-01", "2024-01-02"], dtype="datetime64[D]"),
    np.array(["b", "a", "b"], dtype=object),
    pd.Series(["b", "a", "b"], index=[7, 7, 9]),
    pd.Series(["b", "a", "b"], dtype="category"),
    pd.Series([2, 1, 2], dtype="Int64"),
    pd.Series([True, False, True], dtype="boolean"),
    pd.Series(pd.to_datetime(["2024-01-02", "2024-01-01", "2024-01-02"])),
    pd.Series(pd.to_datetime(["2024-01-02", "2024-01-01", "2024-01-02"])).dt.tz_localize("Asia/Shanghai"),
    pl.Series(["b", "a", "b"]),
    pl.Series([2, 1, 2]),
]


@over("y", COLUMNS)
def test_labels_of_any_column_round_trip(y):
    task = Classify().learn(y)
    again = tasks.load(json.loads(json.dumps(tasks.dump(task))))
    assert again == task
    target = again.truth(y)
    assert [task.classes[place] for place in target] == list(y)
    decoded = again.decode(np.eye(2)[target])
    assert decoded.dtype == labelling.column(y).dtype
    assert list(decoded) == list(labelling.column(y))
    assert [type(label) for label in decoded] == [type(label) for label in labelling.column(y)]


def test_classes_are_sorted_whatever_the_order_of_the_rows():
    assert Classify().learn(["b", "c", "a"]).classes == ("a", "b", "c")
    assert Classify().learn([1, "a", 0.5]).classes == Classify().learn(["a", 0.5, 1]).classes
    sets = [frozenset("ab"), frozenset("c"), frozenset("abc")]
    assert Classify().learn(sets).classes == Classify().learn(sets[::-1]).classes


@settings(deadline=None, max_examples=50)
@given(st.lists(st.one_of(st.text(), st.integers(), st.booleans(), st.tuples(st.text(), st.integers())), min_size=2))
def test_any_mixture_of_labels_round_trips(y):
    if len(set(y)) < 2:
        return
    task = tasks.load(json.loads(json.dumps(tasks.dump(Classify().learn(y)))))
    assert list(task.decode(np.eye(task.outputs)[task.truth(y)])) == y


@over(
    "y",
    [["a", None], [1.0, float("nan")], pd.Series([1, None], dtype="Int64"), pd.Series(["a", None]), [pd.NaT, pd.NaT]],
)
def test_a_missing_label_is_refused_with_its_row(y):
    with pytest.raises(DataError, match=r"y, row [01]: the label is missing: leave such rows out of training"):
        Classify().learn(y)


def test_labels_that_are_not_one_per_row_are_refused():
    with pytest.raises(DataError, match=r"y has shape \(2, 2\), expected one label per row: take one column of it"):
        Classify().learn(np.zeros((2, 2)))
    with pytest.raises(DataError, match=r"y, row 1: a label must be hashable, got \['b'\].*use Multilabel"):
        Classify().learn(["a", ["b"]])


def test_a_message_lists_a_few_classes_only():
    assert labelling.listing([np.int64(1), "b"]).en == "1, 'b'"
    assert labelling.listing(list(range(9))).en == "0, 1, 2, 3, 4, ... 9 in all"


@over(
    ("classes", "labels", "found"),
    [
        (["1", "2", "x"], [2, 1, 1.0], [1, 0, 0]),
        ([1, 2], ["2", " 1", "1.0"], [1, 0, 0]),
        ([False, True], ["true", "False", "TRUE"], [1, 0, 1]),
        ([1, "1", 2], ["1", 1, "2"], [1, 0, 2]),
        ([2.5, "01"], ["2.5", 1, "01"], [0, -1, 1]),
        ([1, "1"], [True, "1.0"], [0, -1]),
        ([("a", 1), 3], [("a", "1"), "3"], [-1, 1]),
    ],
)
def test_a_label_is_the_same_however_its_file_was_typed(classes, labels, found):
    assert labelling.places(labelling.array(labels, "|O"), classes).tolist() == found
