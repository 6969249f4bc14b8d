"""The looks in a terminal: at most 80 columns, colours where there are any to be had."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.garment.understanding import remarks
from intarsia.apps.tryon.page.board import FlatLay
from intarsia.apps.tryon.page.card import OutfitCard
from intarsia.apps.tryon.page.lookbook import Lookbook
from intarsia.apps.tryon.page.measured import MeasuredPhoto
from intarsia.apps.tryon.page.toning import facts
from intarsia.apps.tryon.page.words import joined as listed
from intarsia.apps.tryon.page.words import tell
from intarsia.apps.tryon.page.worn import told, uncovered
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.wear import Preview
from intarsia.apps.tryon.wear.engines.remote import Remote
from intarsia.i18n import Message, joined

COLUMNS = 80
STRIP = 10
"""Columns of an outfit's colours."""


def print_person(me: Person) -> None:
    """Print what was measured of a person."""
    measured = facts(me, with_photo=False)
    console = _console()
    line = Text(tell("page.you").told, style="bold")
    for chip in measured.chips:
        line.append("   ").append("██ " if console.color_system else "", style=chip.mid)
        line.append(f"{chip.name.told}: {chip.words.told}", style="not bold")
    console.print(line)
    for note in measured.notes:
        console.print(Text(note.told, style="dim"))


def print_measured(measured: MeasuredPhoto) -> None:
    """Print what was measured of a person, and which previews their photo allows."""
    console = _console()
    colours = {chip.name: chip.mid for chip in facts(measured.me, with_photo=False).chips}
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    before = None
    for about, what in measured.rows():
        told = Text(what.told)
        if about in colours and console.color_system:
            told = Text("██ ", style=colours[about]).append(told)
        grid.add_row(Text("" if about == before else about.told, style="bold"), told)
        before = about
    console.print(grid)


def print_lookbook(book: Lookbook, reasons: bool) -> None:
    """Print how the wish was understood, a line or two for each look, then what was not used."""
    console = _console()
    if book.asked.sentences:
        console.print(Text(tell("wish.understood", sentences=joined(book.asked.sentences, "; ", "；")).told))
    for each in book.cards:
        console.print(_row(each))
        if reasons:
            console.print(Padding(Group(*(Text(words.told) for words in each.sentences)), (0, 0, 0, 11)))
    for note in book.notes:
        console.print(Text(note.told, style="dim"))


def print_sending(engine: Remote) -> None:
    """Print where photos go, on standard error."""
    for note in (
        tell("page.consent"),
        tell("worn.sent", host=engine.host),
        *([] if engine.encrypted else [tell("worn.open")]),
    ):
        print(note.told, file=sys.stderr)


def print_preview(preview: Preview, garments: Sequence[Garment]) -> None:
    """Print what of a preview was guessed and what it does not show, then what else there is to know."""
    console = _console()
    kinds = listed(_kind(each) for each in garments)
    console.print(Text(tell("worn.drawn", kinds=kinds, share=f"{uncovered(preview.sidecar):.0%}").told))
    seen = (remark for each in garments for remark in remarks(each))
    for note in dict.fromkeys((*told(preview.sidecar), *seen)):
        console.print(Text(note.told, style="dim"))


def _kind(garment: Garment) -> Message:
    name = kind_of(garment.category).title
    if garment.probability == 1:
        return tell("worn.stated", kind=name)
    return tell("worn.seen", kind=name, sure=f"{garment.probability:.0%}")


def _row(card: OutfitCard) -> Table:
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(justify="right", width=2)
    grid.add_column(justify="right", width=5)
    grid.add_column(ratio=1)
    grid.add_column(justify="right")
    title = Text(card.title.told, style="bold").append("  ").append(_strip(card.board))
    grid.add_row(str(card.number), card.score, title, card.total)
    for item in card.items if len(card.items) > 1 else ():
        grid.add_row("", "", Text(item.name.told, style="dim"), Text(item.price, style="dim"))
    return grid


def _strip(board: FlatLay) -> Text:
    """Return the outfit's colours, each as wide as its share; nothing where a terminal has no colours."""
    found = Text()
    if _console().color_system is None:
        return found
    for each in board.colours:
        found.append("█" * round(STRIP * each.share / 100), style=each.colour)
    return found


def _console() -> Console:
    console = Console(file=sys.stdout, highlight=False)
    console.width = min(console.width, COLUMNS)
    return console
