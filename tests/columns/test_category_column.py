import datetime
import decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cases import over
from intarsia.columns import Category, Table
from intarsia.errors import CellError


@over(
    ("cells", "value"),
    [
        ([1, 1.0, "1", " 1 ", "1.0", "1.00", np.int8(1), np.float32(1), decimal.Decimal("1.00")], "1"),
        ([0, -0.0, "0", "-0", "-0.0"], "0"),
        ([0.1, np.float32(0.1), "0.1", decimal.Decimal("0.1")], "0.1"),
        (["3.10", decimal.Decimal("3.10")], "3.10"),
        ([True, np.bool_(True), "True", "true", "TRUE "], "True"),
        ([1e20, 10**20, "100000000000000000000", "1e+20"], "100000000000000000000"),
        ([float("inf"), decimal.Decimal("inf"), "inf"], "inf"),
        (
            [datetime.date(2024, 1, 5), pd.Timestamp("2024-01-05"), np.datetime64("2024-01-05"), "2024-01-05"],
            "2024-01-05",
        ),
        ([datetime.timedelta(days=1), np.timedelta64(1, "D")], "1 days 00:00:00"),
        (["红色", "红色 "], "红色"),
    ],
)
def test_one_category_has_one_value_whatever_its_type(cells: list[object], value: str) -> None:
    column = Category()
    assert {column.load(cell) for cell in cells} == {value}
    assert len({column.digest(cell) for cell in cells}) == 1


def test_different_categories_differ() -> None:
    column = Category()
    values = [1, True, 1.5, "one", "One", "ONE", "01", "1.", "+1", "truth"]
    assert len({column.load(value) for value in values}) == len(values)


@over(
    ("some", "others"),
    [(["true", "false"], ["unknown"]), (["1.0", "2.50", "0"], ["x"]), (["7", "-0"], ["", "1.5"]), (["1e3"], ["01"])],
)
def test_a_cell_of_a_file_is_the_same_category_whatever_the_others_are(
    tmp_path: Path, some: list[str], others: list[str]
) -> None:
    def loaded(cells: list[str]) -> list[str | None]:
        (tmp_path / "t.csv").write_text("\n".join(["kind,n", *(f"{cell},1" for cell in cells)]))
        return [Category().load(cell) for cell in Table.read(tmp_path / "t.csv").cells("kind")]

    assert loaded(some) == loaded(some + others)[: len(some)]


def test_thousands_of_digits_are_a_category() -> None:
    assert Category().load("9" * 5000) == "9" * 5000


def test_a_list_is_no_category() -> None:
    with pytest.raises(CellError, match="expected text or a number, got tuple"):
        Category().load((1, 2))


@over(
    ("trained", "new", "expected"),
    [
        ([True, False], [1, 0, 1.0, "0", "true", None, 2], ["True", "False", "True", "False", "True", None, "2"]),
        (["1", "0"], [True, "false", 1], ["1", "0", "1"]),
        ([True, False, "maybe"], [1, "true"], ["1", "True"]),
        ([None], [1, True], ["1", "True"]),
    ],
)
def test_a_truth_is_read_as_the_training_table_wrote_it(trained: list, new: list, expected: list) -> None:
    column = Category().learn(trained)
    assert [column.load(cell) for cell in new] == expected


def test_a_category_that_was_not_in_training_is_told() -> None:
    column = Category().learn(["red", "blue ", None, True])
    assert column.known == ("True", "blue", "red")
    assert [column.unseen(cell) for cell in ("red", "blue", "green", None, "true", 1)] == [
        False, False, True, False, False, True,
    ]  # fmt: skip
    assert not Category().unseen("green")
