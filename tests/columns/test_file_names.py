"""Names of files are pictures, an error or left out with a remark, and never words to learn from."""

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import PIL.Image
import pytest

from cases import over
from intarsia.columns import Image, Schema, Table, Text
from intarsia.errors import CellError, SchemaError

N = 40
PRICES = [row / 7 for row in range(N)]
NONE = ("n/a", "-", "no image", "NULL")


def described(cells: list[Any], folder: Path | None = None, **more: list[Any]) -> Schema:
    return Schema.infer(Table.read({"it": cells, "price": PRICES, **more}, folder=folder))


def named(pattern: str) -> list[str]:
    return [pattern.format(kind=("cats", "dogs")[row % 2], row=row) for row in range(N)]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the pictures 0.png to 39.png."""
    for row in range(N):
        PIL.Image.new("RGB", (4, 4), (6 * row, 0, 0)).save(tmp_path / f"{row}.png")
    return tmp_path


@over(
    "pattern",
    [
        "{kind}/{row}.jpg",
        "{kind}/{row}.jpg  ",
        "{kind}/{row}.JFIF",
        "{kind}/{row}.svg",
        "{kind}/{row}.dcm",
        "{kind}/{row}.heif",
        "C:\\pictures\\{kind} here\\{row}.tga",
        "https://cdn.example.org/{kind}/{row}.jpg?w=300",
        "s3://bucket/{kind}/{row}.png",
        "data:image/svg+xml,%3Csvg {kind} {row}%3E",
    ],
)
def test_pictures_that_are_not_there_are_an_error_and_not_words(pattern: str) -> None:
    schema = described(named(pattern))
    assert schema.columns["it"] == Image()
    with pytest.raises(SchemaError, match="column 'it', row 0: "):
        schema.check(Table.read({"it": named(pattern), "price": PRICES}))


@over("make", [PurePosixPath, Path, lambda path: {"bytes": None, "path": path}, lambda path: {"path": path}])
def test_paths_in_other_clothes_are_paths(make: Callable[[str], Any]) -> None:
    assert described([make(path) for path in named("{kind}/{row}.jpg")]).columns["it"] == Image()


@over("none", NONE)
def test_words_for_none_among_paths_do_not_make_words_of_them(shop: Path, none: str) -> None:
    lost = [none if row % 3 == 0 else path for row, path in enumerate(named("{kind}/{row}.jpg"))]
    assert described(lost).columns["it"] == Image()
    there = [none if row % 3 == 0 else f"{row}.png" for row in range(N)]
    assert described(there, shop).columns["it"] == Image()
    if none != "no image":
        described(there, shop).check(Table.read({"it": there, "price": PRICES}, folder=shop))
        assert Image().at(shop).load(none) is None


def test_an_error_says_what_to_do() -> None:
    for cell, remedy in [
        ("cats/1.jpg", r"no file 'cats/1.jpg' in .*; if it lies elsewhere, tell the folder: .*--column NAME=drop"),
        ("https://a.org/1.jpg", "is a URL, which is not opened: download the pictures first, .*--column NAME=drop"),
        ("s3://bucket/1", "is a URL, which is not opened"),
    ]:
        with pytest.raises(CellError, match=remedy):
            Image().load(cell)


def test_spaces_around_a_path_do_not_hide_the_file(shop: Path) -> None:
    column = Image().at(shop)
    assert column.load("7.png   ")[0, 0].tolist() == [42, 0, 0]  # type: ignore[index]
    (shop / " 8.png").write_bytes((shop / "9.png").read_bytes())
    assert column.load(" 8.png")[0, 0].tolist() == [54, 0, 0]  # type: ignore[index]


@over("pattern", ["case-{row}-original.jpg", "lost/{row}.png", "https://a.org/{row}.jpg"])
def test_names_beside_the_pictures_themselves_are_left_out(shop: Path, pattern: str) -> None:
    photos = [f"{row}.png" for row in range(N)]
    names = named(pattern)
    schema = described(photos, shop, origin=names)
    assert set(schema.columns) == {"it", "price"}
    (remark,) = schema.remarks
    assert f"column 'origin' holds names of pictures that do not open in {shop}, and is left out" in remark.en
    schema.check(Table.read({"it": photos, "price": PRICES, "origin": names}, folder=shop))
    told = Schema.infer(Table.read({"it": photos, "origin": names}, folder=shop), overrides={"origin": "text"})
    assert told.columns["origin"] == Text()
    assert not told.remarks


def test_two_columns_of_lost_pictures_are_both_an_error() -> None:
    lost = named("{kind}/{row}.jpg")
    assert described(lost, other=lost).columns["other"] == Image()


def test_words_that_end_in_the_name_of_a_picture_are_no_false_error() -> None:
    schema = described([f"see photo_{row}.jpg" for row in range(N)])
    assert "it" not in schema.columns
    assert "column 'it' holds names of pictures" in schema.remarks[0].en


@over(
    "pattern",
    [
        "audio/{kind}/take_{row}.wav",
        "{row}.OGG",
        "clips/{kind} {row}.mp4 ",
        "https://a.org/{kind}/{row}.pdf#page=2",
        "gs://bucket/{kind}/{row}",
        "data:audio/wav;base64,UklGR{row}{kind}",
        "{kind}/000{row}",
        "animals\\{kind}\\frog-{row}",
    ],
)
def test_names_of_other_files_are_left_out_with_a_remark(pattern: str) -> None:
    schema = described(named(pattern))
    assert set(schema.columns) == {"price"}
    assert "column 'it' holds names of files that are not opened" in schema.remarks[0].en
    assert "--column it=text" in schema.remarks[0].en
    gaps = ["n/a" if row % 4 == 0 else name for row, name in enumerate(named(pattern))]
    assert set(described(gaps).columns) == {"price"}


@over(
    "cells",
    [
        [f"{row}/200" for row in range(N)],
        [f"{row % 12 + 1}/{row % 28 + 1}/2024" for row in range(N)],
        [f"{100 + row}/{60 + row}" for row in range(N)],
        [f"Band{row}/Guest{row}" for row in range(N)],
        [f"home/kitchen/{'pans' if row % 2 else 'knives'}" for row in range(N)],
        ["yes/no", "and/or"] * 20,
        [f"The file {row} was a .jpg, I believe" for row in range(N)],
        [f"ask me at example.org about {row}" for row in range(N)],
        [json.dumps({"path": f"way {row}"}) for row in range(N)],
    ],
)
def test_words_with_strokes_and_dots_stay_words(cells: list[str]) -> None:
    schema = described(cells)
    assert "it" in schema.columns
    assert not schema.remarks


def test_addresses_of_pages_bring_a_hint() -> None:
    schema = described(named("https://news.example.org/{kind}/story-{row}"))
    assert schema.columns["it"] == Text()
    assert "URLs, which are not opened" in schema.notes["it"].why.en


def test_pictures_of_memory_beside_names_settle_what_the_names_are() -> None:
    pixels = [np.full((4, 4), row, np.uint8) for row in range(N)]
    assert set(described(pixels, source=named("{kind}/{row}.jpg")).columns) == {"it", "price"}
