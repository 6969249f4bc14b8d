"""Tables to try a comparison on."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import PIL.Image
import PIL.ImageDraw

from intarsia.apps.recipe import Recipe
from intarsia.apps.reviews import Reviews
from intarsia.apps.shapes import Shapes
from intarsia.columns import columns
from intarsia.columns.table import Table
from intarsia.studio.compare.table_setup import Sheet

ROWS = 1200
"""Rows that are taken of the large sets."""
FRUIT = 300
FEELS = ("hard as wood", "rather firm", "gives a little", "soft to the thumb", "very soft")
FARMS = ("the hill farm", "the river farm", "the south slope", "the old orchard")


def demo(name: str) -> Sheet:
    """The table of that name in `DEMOS`. Raises `AssetError` when a set cannot be had."""
    return DEMOS[name]()


def fruit(rows: int = FRUIT) -> Table:
    """Is it ripe? A photo, a seller's note and the days since it was picked; none of them tells all."""
    random = np.random.default_rng(0)
    found = []
    for _ in range(rows):
        red, soft, days = random.random(3)
        note = f"{FEELS[int(5 * soft)]}, in a box of {random.integers(6, 20)} from {random.choice(FARMS)}"
        state = "ripe" if red + soft + days > 1.5 else "unripe"
        found.append({"photo": _photo(red), "note": note, "days": round(10 * days, 1), "state": state})
    return Table.read(pd.DataFrame(found))


def _photo(red: float) -> bytes:
    picture = PIL.Image.new("RGB", (64, 64), "white")
    file = io.BytesIO()
    PIL.ImageDraw.Draw(picture).ellipse((8, 8, 56, 56), fill=(round(90 + 150 * red), round(170 - 120 * red), 40))
    picture.save(file, "PNG")
    return file.getvalue()


def _of(recipe: Recipe) -> Sheet:
    table = recipe.example(ROWS)
    schema = recipe.learner().schema
    kinds = {name: columns.name_of(column) for name, column in schema.columns.items()}
    return Sheet.of(table, recipe.label, kinds, recipe.groups)


DEMOS: Mapping[str, Callable[[], Sheet]] = {
    "fruit": lambda: Sheet.of(fruit(), "state"),
    "reviews": lambda: _of(Reviews()),
    "shapes": lambda: _of(Shapes()),
}
"""Name → its table, with what is known of it."""
