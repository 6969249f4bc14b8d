"""Tables to begin with, drawn from a fixed seed when they are asked for: nothing is fetched, nothing is stored."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import PIL.Image
import PIL.ImageDraw

from intarsia.columns.table import Table
from intarsia.errors import UnknownName
from intarsia.i18n import messages

say = messages(__package__)

SIDE = 64
"""Height and width of a drawn photo; pixels."""
FEELS = ("hard as wood", "rather firm", "gives a little", "soft to the thumb", "very soft")
FARMS = ("the hill farm", "the river farm", "the south slope", "the old orchard")


@dataclass(frozen=True)
class Example:
    """A generated table to begin with.

    Attributes:
        label: the column to be answered.
        splits: name of a split → (first row, row after the last), as ranges of the rows that `draw` gives.
        draw: makes that many rows, the first ones the same however many are asked for.
    """

    label: str
    splits: Mapping[str, tuple[int, int]]
    draw: Callable[[int], Table]


def example(name: str, split: str = "train") -> Table:
    """A small table to try everything on. The same name and split give the same rows on every machine.

    `example("fruit")` asks whether a fruit is ripe: `photo` is a drawing of it as the bytes of a PNG file, `note` what
    its seller wrote, `days` the time since it was picked, and `state`, the label, "ripe" or "unripe". Every column
    tells something and none tells all, so a model gains by fusing them. 300 rows to train on, 100 to test with.

    Args:
        name: which example; `EXAMPLES` holds them all.
        split: "train", or "test" for rows that no training should see.

    Raises:
        UnknownName: no example or no split has that name; the message lists those that exist.
    """
    found = declared(name)
    if split not in found.splits:
        raise UnknownName(say("example.split", name=name), split, found.splits)
    start, stop = found.splits[split]
    return found.draw(stop).take(range(start, stop))


def declared(name: str) -> Example:
    """The declaration of an example. Raises `UnknownName`."""
    if name not in EXAMPLES:
        raise UnknownName(say("example.kind"), name, EXAMPLES)
    return EXAMPLES[name]


def fruit(rows: int = 300) -> Table:
    """That many fruits. Redness, softness and days since picking count alike, and each is seen in one column."""
    random = np.random.default_rng(0)
    found = []
    for _ in range(rows):
        red, soft, days = random.random(3)
        feel = FEELS[int(len(FEELS) * soft)]
        note = f"{feel}, in a box of {random.integers(6, 20)} from {random.choice(FARMS)}"
        state = "ripe" if red + soft + days > 1.5 else "unripe"
        found.append({"photo": _photo(red), "note": note, "days": round(10 * days, 1), "state": state})
    return Table.read(pd.DataFrame(found))


def _photo(red: float) -> bytes:
    """A disc on white as a PNG file, from green (0) to red (1)."""
    picture = PIL.Image.new("RGB", (SIDE, SIDE), "white")
    colour = (round(90 + 150 * red), round(170 - 120 * red), 40)
    PIL.ImageDraw.Draw(picture).ellipse((8, 8, 56, 56), fill=colour)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


EXAMPLES: Mapping[str, Example] = {
    "fruit": Example(label="state", splits={"train": (0, 300), "test": (300, 400)}, draw=fruit),
}
"""Name → the example."""
