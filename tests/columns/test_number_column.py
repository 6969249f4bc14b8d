import datetime
import decimal
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import over
from intarsia.columns import Number
from intarsia.errors import CellError, OptionError

DAY = 86400.0


@over(
    ("cell", "value"),
    [
        (3, 3.0),
        (" -2.5e1 ", -25.0),
        ("1,234.5", 1234.5),
        ("12,345,678", 12345678.0),
        ("１２．５", 12.5),
        ("−7", -7.0),
        (".5", 0.5),
        ("٣", 3.0),
        (True, 1.0),
        (np.bool_(False), 0.0),
        (decimal.Decimal("0.1"), 0.1),
        (np.float32(0.5), 0.5),
        (np.array(4), 4.0),
        (-0.0, 0.0),
        ("1970-01-02", DAY),
        ("1970-01-02T00:00:00Z", DAY),
        ("1970-01-02 08:00:00+08:00", DAY),
        (datetime.date(1970, 1, 3), 2 * DAY),
        (datetime.datetime(1970, 1, 2), DAY),
        (pd.Timestamp("1970-01-02", tz="UTC"), DAY),
        (np.datetime64("1970-01-02"), DAY),
        (datetime.timedelta(days=1), DAY),
        (np.timedelta64(1, "D"), DAY),
    ],
)
def test_numbers_and_moments_are_floats(cell: object, value: float) -> None:
    loaded = Number().load(cell)
    assert type(loaded) is float
    assert loaded == value


@over("cell", ["NA", "n/a", "null", "None", "NaN", "-", "?", math.inf, "-inf", "1e999", 10**400])
def test_no_number_and_infinity_are_missing(cell: object) -> None:
    assert Number().load(cell) is None
    assert Number().digest(cell) == b""


@over(
    ("cell", "reason"),
    [
        ("cheap", "expected a number, got 'cheap'"),
        ("1,234", "'1,234' may have a decimal comma or a thousands separator; write it without the comma"),
        ("1_000", "expected a number, got '1_000'"),
        ("10²", "expected a number"),
        ("x" * 500, "expected a number, got 500 characters"),
        ([1], r"expected a number, got list \[1\]"),
        (1j, "expected a number, got complex 1j"),
        (np.timedelta64(1, "Y"), "not a number or moment that a float can hold"),
        (b"1", "expected a number, got bytes"),
    ],
)
def test_what_is_no_number_is_refused(cell: object, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        Number().load(cell)


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(deadline=None)
def test_a_number_survives_its_text(value: float) -> None:
    assert Number().load(repr(value)) == value
    assert Number().digest(repr(value)) == Number().digest(value) == Number().digest(np.float64(value))


def test_a_column_of_numbers_takes_no_dates_after_training_and_one_of_dates_no_numbers() -> None:
    prices = Number().learn(["3", 4.5, None, "-", True])
    days = Number().learn(["2020-01-01", datetime.date(2020, 1, 2)])
    assert (prices.moments, days.moments) == (False, True)
    with pytest.raises(CellError, match="'2020-01-01' is not a number"):
        prices.load("2020-01-01")
    with pytest.raises(CellError, match="18000 is not a date"):
        days.load(18000)
    assert prices.load("NaN") is None
    assert days.load("inf") is None
    assert days.load("2020-01-03") == prices.load(86400 * 18264)


def test_a_column_that_held_both_or_nothing_takes_both() -> None:
    for cells in (["3", "2020-01-01"], [None, ""]):
        learned = Number().learn(cells)
        assert learned.moments is None
        assert learned.load("1970-01-02") == learned.load(86400) == DAY
    assert Number().learn([1, 2]).learn(["1970-01-02"]).load("1970-01-02") == DAY


def test_words_that_mean_that_there_is_no_number_are_missing() -> None:
    column = Number(missing=["<5", "-999"])  # type: ignore[arg-type]
    assert [column.load(cell) for cell in ("<5", " <5", -999, "-999", -999.0, "7", 8)] == [None] * 5 + [7.0, 8.0]
    assert column == Number(missing=("<5", "-999.0"))
    assert Number(missing="<5").missing == ("<5",)  # type: ignore[arg-type]
    assert not column.reads({"1", "2"})
    with pytest.raises(OptionError, match=r"the decimal sign is one of , \., ,, not ';'"):
        Number(";")


@over("words", [{"1", "2.5"}, {"-1e5"}])
def test_numbers_as_programs_write_them_are_read_at_once(words: set[str]) -> None:
    assert Number().reads(words)


@over("words", [{"1", "x"}, {"nan"}, {"inf"}, {"1_000"}, {""}, {"\ud800"}, {"1,5"}, {"2024-01-01"}])
def test_other_words_are_read_one_by_one(words: set[str]) -> None:
    assert not Number().reads(words)
