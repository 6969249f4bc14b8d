"""What makes scores too good is told before anything is trained."""

import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cases import over
from intarsia.columns import Category, Schema, Table
from intarsia.columns.leakage import remarked
from intarsia.learner.problem import Problem


def told_of(table: Table, y: Any, grouped: bool = False) -> tuple[str, ...]:
    schema = replace(Schema.infer(table), remarks=())
    return tuple(each.en for each in remarked(schema, table, np.asarray(y), grouped).remarks)


RNG = np.random.default_rng(0)
CLASSES = RNG.choice(["yes", "no"], 40)
PRICES = RNG.normal(size=40)


@over(
    ("cells", "y", "told"),
    [
        (np.where(CLASSES == "yes", 1, 0), CLASSES, True),
        (np.where(CLASSES == "yes", "accepted", "refused"), CLASSES == "yes", True),
        (-1.19 * PRICES + 3, PRICES, True),
        (PRICES + RNG.normal(size=40) / 10, PRICES, False),
        (np.where(np.arange(40) == 7, "other", CLASSES), CLASSES, False),
        (RNG.choice(["yes", "no"], 40), CLASSES, False),
        ([*CLASSES[:-1], None], CLASSES, False),
        ([f"word {row}" for row in range(40)], PRICES, False),
        ([f"word {row}" for row in range(40)], np.array([f"class {row}" for row in range(40)]), False),
    ],
)
def test_a_column_that_is_the_label_in_other_words_is_told(cells: Any, y: Any, told: bool) -> None:
    table = Table.read({"copy": list(cells), "other": list(RNG.normal(size=40))})
    assert told_of(table, y) == (
        ("column 'copy' tells the label in every row: drop it if it is not known beforehand",) if told else ()
    )


def test_few_rows_and_sets_of_labels_accuse_no_column() -> None:
    few = Table.read({"copy": ["a", "b"] * 5})
    assert told_of(few, np.array(["x", "y"] * 5)) == ()
    assert told_of(Table.read({"copy": ["a", "b"] * 15}), np.eye(2)[[0, 1] * 15]) == ()


GROUP = np.repeat(np.arange(40), 5)
OF_GROUP = np.random.default_rng(1).integers(0, 2, 40)[GROUP]
NOISE = list(np.random.default_rng(2).normal(size=200))


@over(
    "cells",
    [
        [f"p{each:03}" for each in GROUP],
        [int(each) for each in GROUP * 7 % 41],
        [f"visit of {each} to the ward" for each in GROUP],
        [str(each) for each in GROUP * 7 % 41],
    ],
)
def test_rows_that_belong_together_are_looked_for(cells: list[Any]) -> None:
    table = Table.read({"who": cells, "size": NOISE})
    (told,) = told_of(table, OF_GROUP)
    assert told.startswith("column 'who' has 40 values, each with one label: if rows of one belong together")
    assert "give groups='who'" in told
    assert told_of(table, OF_GROUP, grouped=True) == ()
    assert told_of(table, np.random.default_rng(3).integers(0, 2, 200)) == ()


def test_names_of_files_that_begin_alike_are_told() -> None:
    names = [f"scans/p{each}_{row}.png" for row, each in enumerate(GROUP)]
    table = Table.read({"scan": names, "size": NOISE})
    (told,) = told_of(table, OF_GROUP)
    assert told.startswith("column 'scan': files whose names begin alike ('p0…', 40 beginnings) have one label each")
    assert told_of(Table.read({"scan": [f"p{row}.png" for row in range(200)], "size": NOISE}), OF_GROUP) == ()


def test_columns_of_few_values_and_measurements_are_no_groups() -> None:
    rooms = list(np.random.default_rng(4).integers(1, 9, 200))
    table = Table.read({"rooms": rooms, "size": list(np.round(GROUP * 0.37 % 11, 2)), "kind": list("ab" * 100)})
    assert told_of(table, OF_GROUP) == ()


def test_rows_that_repeat_are_told_with_the_remedy() -> None:
    random = np.random.default_rng(5)
    rows = pd.DataFrame({"a": random.normal(size=60), "b": random.normal(size=60)})
    four = Table.read(pd.concat([rows] * 4, ignore_index=True))
    (told,) = told_of(four, random.permutation(np.repeat([0, 1], 120)))
    assert told.startswith("240 of 240 rows have the same inputs as another row")
    coarse = {"a": list(random.choice(list("xyz"), 240)), "b": list(random.choice(list("uv"), 240))}
    assert told_of(Table.read(coarse), random.integers(0, 2, 240)) == ()


def test_many_values_and_labels_take_little_memory() -> None:
    """A price of 1,000 values beside a name of 30,000: a table of the two would take 200 MB."""
    random = np.random.default_rng(8)
    names = [f"n{each}" for each in random.integers(0, 30_000, 60_000)]
    table = Table.read({"name": names})
    prices = random.integers(0, 1000, 60_000).astype(float)
    schema = Schema({"name": Category()})
    tracemalloc.start()
    found = remarked(schema, table, prices, grouped=False).remarks
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ()
    assert peak < 60e6


def test_what_is_told_stands_under_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    Problem.of({"who": [f"p{each:03}" for each in GROUP], "size": NOISE}, y=OF_GROUP)
    assert "note: column 'who' has 40 values, each with one label" in capsys.readouterr().err


def test_identifiers_are_no_numbers_and_tell_of_groups() -> None:
    random = np.random.default_rng(6)
    table = Table.read(
        {
            "user_id": [int(each) for each in random.integers(1, 40, 300)],
            "movieId": [str(each) for each in random.integers(100, 160, 300)],
            "order id": [int(each) for each in random.permutation(300)],
            "owner": [10**18 + int(each) for each in random.integers(0, 40, 300)],
            "paid": [int(each) for each in random.integers(1, 400, 300)],
            "size": list(random.normal(size=300)),
        }
    )
    schema = Schema.infer(table)
    kinds = {name: type(column).__name__ for name, column in schema.columns.items()}
    assert kinds == {
        "user_id": "Category", "movieId": "Category", "owner": "Category", "paid": "Number", "size": "Number"
    }  # fmt: skip
    assert schema.notes["order id"].why.en == "names its rows: 300 different"
    assert len({schema.columns["owner"].load(cell) for cell in table.cells("owner")}) == 40
    assert [each.en.split(";")[0] for each in schema.remarks] == [
        "column 'user_id' names things (39 in 300 rows) and is read as a category",
        "column 'movieId' names things (60 in 300 rows) and is read as a category",
    ]


AGES = np.random.default_rng(9).integers(20, 60, 40)[GROUP]


@over("y", [AGES.astype(float), AGES, np.array([f"ward {each}" for each in AGES])])
def test_labels_that_groups_share_hide_no_groups(y: Any) -> None:
    table = Table.read({"who": [f"p{each:03}" for each in GROUP], "size": NOISE})
    (told,) = told_of(table, y)
    assert told.startswith("column 'who' has 40 values, each with one label")


@over(
    ("name", "first"),
    [
        ("p{who:03}/img_{which}.png", "p000/…"),
        ("scans/p{who:03}/{side}/{which}.png", "scans/p000/…"),
        ("scans\\p{who:03}\\{which}.png", "scans/p000/…"),
        ("p{who:03}_{side}.png", "p000…"),
        ("{who:03}{side}.jpeg", "000…"),
        ("eye-{who:03}-{side}-a.png", "eye-000…"),
        ("{side}/eye_{who:03}.png", "eye_000…"),
        ("p{who:03}_2024-01-{which:02}.png", "p000…"),
        ("患者{who:03}_{which}.png", "患者000…"),
    ],
)
def test_files_are_grouped_by_folders_and_by_every_part_of_their_names(name: str, first: str) -> None:
    names = [name.format(who=who, which=row % 5 + 1, side="LRUDB"[row % 5]) for row, who in enumerate(GROUP)]
    (told,) = told_of(Table.read({"scan": names, "size": NOISE}), OF_GROUP)
    assert told.startswith(
        f"column 'scan': files whose names begin alike ({first!r}, 40 beginnings) have one label each"
    )


@over("name", ["{label}/img_{row}.png", "{label}_{row}.png", "{label}_{part}_{row}.png"])
def test_files_that_are_named_after_their_label_are_no_groups(name: str) -> None:
    kinds = np.random.default_rng(10).integers(0, 12, 200)
    names = [name.format(label=f"kind{each}", row=row, part="abc"[row % 3]) for row, each in enumerate(kinds)]
    labels = np.array([f"Kind{each}" for each in kinds])
    assert told_of(Table.read({"scan": names, "size": NOISE}), labels) == ()


FOUR = np.tile(np.arange(60), 4)
BODY = np.random.default_rng(11).normal(size=(60, 2))
COIN = np.random.default_rng(12).permutation(np.repeat([0, 1], 120))
LISTS = np.empty(240, dtype=object)
LISTS[:] = [["x"] if each else ["x", "y"] for each in COIN]


@over(
    ("columns", "y"),
    [
        ({"face": BODY[FOUR].tolist()}, COIN),
        ({"face": [BODY[each].astype(np.float32) for each in FOUR]}, COIN),
        ({"note": [f"note {each} on a thing" for each in FOUR]}, COIN),
        ({"note": [f"note {each} on a thing" for each in FOUR], "kind": [each % 3 for each in FOUR]}, COIN),
        ({"x": BODY[FOUR, 0].tolist(), "kind": [each % 3 for each in FOUR]}, COIN),
        ({"x": BODY[FOUR, 0].tolist(), "y": BODY[FOUR, 1].tolist()}, LISTS),
        ({"x": BODY[FOUR, 0].tolist(), "y": BODY[FOUR, 1].tolist()}, np.eye(2)[COIN]),
    ],
)
def test_rows_of_every_kind_that_repeat_are_told(columns: dict[str, Any], y: Any) -> None:
    (told,) = told_of(Table.read(columns), y)
    assert told.startswith("240 of 240 rows have the same inputs as another row")


@over(
    "columns",
    [
        {"age": list((np.random.default_rng(13).poisson(50, 240) - 50.3) / 7.1), "sex": list("mf" * 120)},
        {"code": [f"C{each}" for each in np.random.default_rng(14).integers(0, 60, 240)]},
        {"mark": [("good", "bad", "fair")[each % 3] for each in FOUR], "stars": [int(each % 5) for each in FOUR]},
        {"answer": [f"no {each}" for each in np.random.default_rng(15).integers(0, 90, 240)]},
    ],
)
def test_rows_that_are_alike_by_nature_are_not_told(columns: dict[str, Any]) -> None:
    assert told_of(Table.read(columns), COIN) == ()


@over("schema", [None, {"who": "category", "size": "number"}])
def test_a_column_gets_one_remark_whoever_said_what_it_is(schema: Any, capsys: pytest.CaptureFixture[str]) -> None:
    table = {"user_id": [int(each) + 2 for each in GROUP], "size": NOISE}
    if schema:
        table = {"who": table["user_id"], "size": [each + 1 for each in NOISE]}
    problem = Problem.of(table, y=OF_GROUP, schema=schema)
    name = next(iter(table))
    (remark,) = problem.schema.remarks
    assert remark.en.startswith(f"column {name!r} has 40 values, each with one label")
    assert f"note: column {name!r} has 40 values, each with one label" in capsys.readouterr().err
    again = Problem.of(table, y=OF_GROUP, schema=problem.schema)
    assert again.schema.remarks == problem.schema.remarks


def test_offsets_that_patients_share_are_measurements() -> None:
    days = [None if each % 3 == 0 else float(each) for each in GROUP]
    assert told_of(Table.read({"offset": days, "size": NOISE}), OF_GROUP) == ()
