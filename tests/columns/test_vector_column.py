"""Vectors in the forms in which people have them, and what looks like some and is none."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch

from cases import over
from intarsia.columns import Schema, Table, Text, Vector
from intarsia.errors import CellError, SchemaError

N = 60
FACES = np.random.default_rng(0).normal(size=(N, 4)).astype(np.float32)
UNIT = (FACES - FACES.min()) / np.ptp(FACES)


def described(cells: list[Any]) -> Schema:
    return Schema.infer(Table.read({"face": cells, "size": [row / 7 for row in range(N)]}))


@over(
    "write",
    [
        str,
        repr,
        lambda face: str(face).replace(" ", "\n ", 1),
        lambda face: str(face.tolist()),
        lambda face: str(tuple(face.tolist())),
        lambda face: str(list(face)),
        lambda face: str(torch.from_numpy(face)),
        lambda face: "{" + ",".join(f"{number:.6f}" for number in face) + "}",
        lambda face: " ".join(f"{number:.6f}" for number in face),
        lambda face: ",".join(f"{number:.6f}" for number in face),
        lambda face: "; ".join(f"{number:.6f}" for number in face),
        lambda face: "\t".join(f"{number:.6e}" for number in face),
        lambda face: str(face[None].tolist()),
        lambda face: face[None],
        lambda face: [face.tolist()],
        lambda face: torch.from_numpy(face).requires_grad_(),
        lambda face: torch.from_numpy(face[None]),
        pd.Series,
        pl.Series,
        tuple,
    ],
)
def test_vectors_in_any_form_are_vectors(write: Callable[[Any], Any]) -> None:
    cells = [write(face) for face in FACES]
    schema = described(cells)
    assert schema.columns["face"] == Vector(4)
    assert not schema.remarks
    loaded = np.stack([Vector(4).load(cell) for cell in cells])  # type: ignore[misc]
    assert loaded.dtype == np.float32
    assert np.allclose(loaded, FACES, atol=1e-3)  # torch prints four digits
    assert Vector(4).digest(cells[0]) != Vector(4).digest(cells[1])


def test_a_list_with_one_row_is_a_vector_and_no_picture() -> None:
    assert described([face[None] for face in UNIT]).columns["face"] == Vector(4)
    assert described([face[:, None] for face in UNIT]).columns.get("face") is None


def test_pixels_in_text_are_vectors() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (N, 48))
    cells = [" ".join(map(str, each)) for each in pixels]
    assert described(cells).columns["face"] == Vector(48)
    assert Vector(48).load(cells[3]).tolist() == pixels[3].tolist()  # type: ignore[union-attr]


@over(
    ("cell", "numbers"),
    [
        ("[0.5, nan, 2]", [0.5, None, 2]),
        ("[0.5 None -2.]", [0.5, None, -2]),
        ("[0.5, null, .25]", [0.5, None, 0.25]),
        ("0.5,,2e1", [0.5, None, 20]),
        ("array([0.5, 1. , 2. ], dtype=float32)", [0.5, 1, 2]),
        ("[1, 2, 3,]", [1, 2, 3]),
    ],
)
def test_a_number_that_is_missing_leaves_the_others(cell: str, numbers: list[float | None]) -> None:
    found = Vector(3).load(cell)
    assert found is not None
    assert [None if np.isnan(number) else number for number in found] == numbers


@over(
    ("cell", "why"),
    [
        ("[0.1 0.2 ... 0.9]", "numbers of this vector are lost, for it was cut short"),
        ("0,5 0,7 0,9", "expected a list of numbers such as"),
        ("0,5;0,7;0,9", "expected a list of numbers such as"),
        ("3.5", "expected a list of numbers such as"),
        ("[0.1, x]", "expected a list of numbers such as"),
        ("1_000 2_000", "expected a list of numbers such as"),
        ("[1, 2" + " " * 4_000_000 + "]", "more than 4,000,000 characters"),
        ("[0.5, inf]", "is infinite"),
        ("[[1, 2], [3, 4]]", "is no vector"),
        ("[" * 100_000, "expected a list of numbers"),
        (torch.zeros(2, 2), "is no vector"),
        (np.float32(2), "expected a list of numbers, got float32"),
    ],
)
def test_what_is_no_vector_is_refused_with_the_reason(cell: object, why: str) -> None:
    with pytest.raises(CellError, match=why):
        Vector().load(cell)


@over("slip", ["see below", "[0.5, 1]", "[0.5, x, 1, 2]"])
def test_a_slip_among_vectors_is_named(slip: str) -> None:
    cells = [slip if row == 3 else json.dumps(face.tolist()) for row, face in enumerate(FACES)]
    schema = described(cells)
    assert schema.columns["face"] == Vector(4)
    (remark,) = schema.remarks
    assert "column 'face' holds vectors of 4 numbers, but for 1 of 60 cells (" in remark.en
    assert f"{slip!r} in row 3" in remark.en
    with pytest.raises(SchemaError, match="column 'face', row 3"):
        schema.check(Table.read({"face": cells, "size": [1] * N}))


def test_words_for_none_among_vectors_are_missing() -> None:
    cells = ["n/a" if row % 3 == 0 else str(face) for row, face in enumerate(FACES)]
    schema = described(cells)
    assert schema.columns["face"] == Vector(4)
    assert schema.notes["face"].missing == pytest.approx(1 / 3)
    assert not schema.remarks


def test_many_slips_bring_a_hint() -> None:
    cells = ["see below" if row % 9 == 0 else str(face) for row, face in enumerate(FACES)]
    schema = described(cells)
    assert schema.columns["face"] == Text()
    assert schema.notes["face"].why.en.endswith("nearly vectors, but not 'see below'")
    arrays = [face[:3] if row % 9 == 0 else face for row, face in enumerate(FACES)]
    assert described(arrays).columns["face"] == Vector(4)  # no other kind reads them
    assert "7 of 60 cells" in described(arrays).remarks[0].en


@over(
    ("pattern", "hint"),
    [
        ("2024 01 {0:02}", "3 numbers side by side: say vector"),
        ("{1},0,{2}", "3 numbers side by side: say vector"),
        ("0171 555 {1}{2}", "3 numbers side by side: say vector"),
        ("12 {1} {2}", ""),
        ("1,{1},{2}", ""),
        ("12,34,{1}.50", ""),
        ("(1,{1}.00)", ""),
        ("48.{1},11.{2}", ""),
        ("2024-01-05 10:{0:02}:00", ""),
        ("10:{0:02} 11:30 12:45", ""),
        ("0,{1} 0,{2} 0,5{0}", "write points"),
        ("[0.{1} 0.{2} ... 0.5]", "cut short"),
    ],
)
def test_dates_telephones_colours_and_amounts_are_no_vectors(pattern: str, hint: str) -> None:
    cells = [pattern.format(row, 100 + 7 * row, 900 - 11 * row) for row in range(N)]
    schema = described(cells)
    assert not isinstance(schema.columns.get("face"), Vector)
    why = schema.notes["face"].why.en
    assert hint in why
    assert hint or not any(word in why for word in ("vector", "side by side"))


def test_lists_of_unlike_lengths_are_words() -> None:
    cells = [" ".join(f"{number:.2f}" for number in range(2 + row % 5)) for row in range(N)]
    assert not isinstance(described(cells).columns["face"], Vector)
