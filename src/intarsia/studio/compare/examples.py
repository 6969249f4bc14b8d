"""Tables to try a comparison on: one that is drawn here, and those that applications bring."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import PIL.Image
import PIL.ImageDraw

from intarsia.columns import columns
from intarsia.columns.table import Table
from intarsia.i18n import Message
from intarsia.learner.learner import Learner
from intarsia.studio.compare.table_setup import TableSetup
from intarsia.studio.page_text import tell

ROWS = 1200
"""Rows that are taken of the large sets."""
FRUIT = "fruit"
"""Name of the table that is drawn here, of so many rows."""
FRUIT_ROWS = 300
FEELS = ("hard as wood", "rather firm", "gives a little", "soft to the thumb", "very soft")
FARMS = ("the hill farm", "the river farm", "the south slope", "the old orchard")


@dataclass(frozen=True)
class ExampleTable:
    """A table that a comparison can be tried on.

    Attributes:
        name: what programs call it.
        title: what a visitor reads.
        label: the column to be answered.
        groups: the column whose rows belong together, or None.
        learner: makes the learner that suits the table; its schema says what the columns are.
        table: makes the table, with at most so many rows. Raises `AssetError` when it cannot be had.
    """

    name: str
    title: Message
    label: str
    groups: str | None
    learner: Callable[[], Learner]
    table: Callable[[int], Table]

    @property
    def words(self) -> Message:
        """What stands beside its button."""
        return tell("compare.example_of", title=self.title, rows=f"{ROWS:,}")

    def setup(self) -> TableSetup:
        """The table with what is known of it."""
        schema = self.learner().schema
        kinds = {name: columns.name_of(column) for name, column in schema.columns.items()}
        return TableSetup.of(self.table(ROWS), self.label, kinds, self.groups)


def fruit(rows: int = FRUIT_ROWS) -> Table:
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
