"""What holds for every column that is registered, whatever a cell is."""

import datetime
import decimal
import fractions
import json
import uuid
from pathlib import Path

import numpy as np
import pandas as pd
import PIL.Image
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cases import over
from intarsia.columns.base import Batch, columns
from intarsia.columns.scalar import is_missing
from intarsia.errors import CellError, OptionError

NAMES = ["category", "image", "number", "text"]

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(st.characters()),  # halves of surrogate pairs included
    st.binary(max_size=64),
    st.decimals(),
    st.fractions(),
    st.dates(),
    st.datetimes(timezones=st.none() | st.timezones()),
    st.times(),
    st.timedeltas(),
    st.uuids(),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.sampled_from(["bytes", "path", "x"]), st.none() | st.text() | st.binary(), max_size=2),
    arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)),
    st.from_type(type),
)


class Odd:
    """Compares with nothing, is no path, and has no text."""

    def __ne__(self, other: object) -> bool:
        raise ZeroDivisionError

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        raise ZeroDivisionError


ODD = [
    Odd(),
    object(),
    pd.NA,
    pd.NaT,
    np.datetime64("NaT"),
    np.datetime64("20000-01-01"),
    np.timedelta64(1, "Y"),
    np.float16(1.5),
    np.longdouble(1) / 3,
    decimal.Decimal("sNaN"),
    decimal.Decimal("1e999999"),
    fractions.Fraction(10**400),
    10**5000,
    datetime.datetime.max,
    datetime.date.min,
    uuid.UUID(int=0),
    pd.Series([1, 2]),
    pd.DataFrame({"a": [1]}),
    pd.Interval(0, 1),
    pd.Period("2024-01"),
    torch.zeros(2),
    torch.tensor(1.0),
    np.array(["a", None], dtype=object),
    np.array(None, dtype=object),
    np.ma.masked,
    Path(),
    Path("\0"),
    "a\0b.jpg",
    "x" * 5000,
    b"\xff\xd8\xff",
    memoryview(b"abc"),
    {},
    {"path": 3},
    range(3),
    (1, 2),
    {1},
    len,
    PIL.Image.new("RGB", (0, 4)),
]


def behaves(name: str, cell: object) -> None:
    column = columns.make(name)
    try:
        value, digest = column.load(cell), column.digest(cell)
    except CellError:
        return
    column.check(cell)
    assert (value is None) == (digest == b"")
    assert len(digest) in (0, 16)
    assert column.digest(cell) == digest


@pytest.mark.parametrize("name", NAMES)
@given(cell=ANYTHING)
@settings(deadline=None, max_examples=150)
def test_any_object_is_loaded_or_refused_with_a_reason(name: str, cell: object) -> None:
    behaves(name, cell)


@over("name", NAMES)
@over("cell", ODD)
def test_odd_objects_are_loaded_or_refused_with_a_reason(name: str, cell: object) -> None:
    behaves(name, cell)


@over("name", NAMES)
@over("cell", [None, float("nan"), np.nan, pd.NA, pd.NaT, "", "  \n"])
def test_missing_cells_are_none_and_absent(name: str, cell: object) -> None:
    column = columns.make(name)
    assert column.load(cell) is None
    assert column.digest(cell) == b""
    assert not column.collate([column.load(cell)]).present[0]


@over("name", NAMES)
def test_a_column_survives_json_and_is_hashable(name: str) -> None:
    column = columns.make(name)
    assert columns.load(json.loads(json.dumps(columns.dump(column)))) == column
    assert hash(column) == hash(columns.make(name))
    assert column.at(Path("elsewhere")) == column


@given(st.permutations(range(5)))
@settings(deadline=None, max_examples=20)
def test_a_batch_follows_the_order_of_its_rows(order: list[int]) -> None:
    column = columns.make("number")
    cells = [1, None, "3", float("inf"), 5.0]
    batch = column.collate([column.load(cell) for cell in cells])
    mixed = column.collate([column.load(cells[row]) for row in order])
    taken = batch.take(order)
    assert isinstance(taken, Batch)
    assert len(taken) == 5
    assert taken.values == mixed.values
    assert (taken.present == mixed.present).all()


def test_things_that_only_look_empty_are_not_missing() -> None:
    assert not any(map(is_missing, ["", "nan", 0, False, [], b"", {}, np.array(np.nan), torch.zeros(2)]))


def test_options_that_cannot_work_are_refused() -> None:
    with pytest.raises(OptionError, match="script of a text column is 'runes'; choose one of latin, multilingual"):
        columns.get("text")(script="runes")
    with pytest.raises(OptionError, match=r"max_side is from 1 to 16384, and max_pixels .*, not 0 and 5"):
        columns.get("image")(max_side=0, max_pixels=5)
