"""A schema as people read it: a table of 80 columns of text."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import rich.box
import rich.console
import rich.table
import rich.text

from intarsia.columns.scalar import word_or_none
from intarsia.i18n import LANGUAGES, Message, messages

say = messages(__package__)

WIDTH = 80
HEADINGS = {"column": 18, "guess": 8, "missing": 7, "why": 25, "example": 12}
"""Headings, by their names in section "listing" of the messages, and how wide their columns are; with gaps of two
they make 80."""


def listing(rows: Sequence[Sequence[Message | str]]) -> Message:
    """Rows of five texts (see `HEADINGS`) as a table; long cells are folded, Chinese counts as wide."""
    return Message(*(_table(rows, language) for language in LANGUAGES))


def _table(rows: Sequence[Sequence[Message | str]], language: str) -> str:
    table = rich.table.Table(box=rich.box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for heading, width in HEADINGS.items():
        shown = say(f"listing.{heading}").in_(language)
        table.add_column(shown, width=width, overflow="fold", justify="right" if heading == "missing" else "left")
    for row in rows:
        table.add_row(*(rich.text.Text(Message.plain(cell).in_(language)) for cell in row))
    console = rich.console.Console(file=io.StringIO(), width=WIDTH, color_system=None, legacy_windows=False)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def example(cell: object) -> Message | str:
    """A cell in a few printable letters; of pictures in memory, what they are."""
    if isinstance(cell, (bytes, bytearray)):
        return say("listing.bytes", size=len(cell))
    if isinstance(cell, np.ndarray):
        return say("listing.array", shape=str(cell.shape))
    word = cell if isinstance(cell, (str, int, float)) else word_or_none(cell)
    if word is None:
        return type(cell).__name__
    text = "".join(letter if letter.isprintable() else " " for letter in str(word))
    text = " ".join(text.split())
    return text if len(text) <= 24 else f"{text[:23]}…"
