"""From looks to one page."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.looks import Looks
from intarsia.apps.tryon.page.asking import understood
from intarsia.apps.tryon.page.board import title
from intarsia.apps.tryon.page.card import card
from intarsia.apps.tryon.page.clipping import SMALL, clipped
from intarsia.apps.tryon.page.toning import facts
from intarsia.apps.tryon.page.words import both, joined, tell
from intarsia.apps.tryon.person import Person
from intarsia.pages.page import Page
from intarsia.pages.phrases import Both
from intarsia.store._progress import Progress

TEMPLATE = "apps/tryon/page/looks.html"


@dataclass(frozen=True)
class Shown:
    """What a page shows besides the looks.

    Attributes:
        me: the person that was measured, if any.
        photo: with a small copy of their photo; without, the page holds no picture of anybody.
        regions: with a map of the garment that mattered, which takes seconds for each look.
    """

    me: Person | None = None
    photo: bool = False
    regions: bool = False


@dataclass(frozen=True)
class Told:
    """A garment that the user told of: its picture and name."""

    picture: str
    name: Both


def looks_page(looks: Looks, path: str | Path, shown: Shown = Shown(), language: str = "en") -> Path:
    """Write the page of looks, in English and Chinese, and return its path. It needs nothing but itself.

    Args:
        looks: from `FittingRoom.recommend`.
        path: where; folders are made when needed.
        shown: what else it shows.
        language: "en" or "zh": which of both is seen first; the page has a switch.

    Raises:
        OptionError: no such language.
    """
    cards = []
    with Progress("giving reasons", len(looks)) as progress:
        for number, ranked in enumerate(looks, 1):
            cards.append(card(looks, ranked, number, shown.regions))
            progress.advance(1)
    asked = looks.asked
    values = {
        "cards": cards,
        "asked": understood(asked),
        "me": None if shown.me is None else facts(shown.me, shown.photo),
        "likes": _told(asked.likes),
        "dislikes": _told(asked.dislikes),
        "owned": len(asked.owned),
        "chosen_from": len(asked.shelf),
        "removed": [(tell(f"rule.{rule}"), count) for rule, count in looks.sieved.counts().items()],
        "notes": tuple(map(both, looks.notes)),
        "learned": len(looks.preference.feedbacks),
        "tell": tell,
        "joined": joined,
        "looks_style": Markup((files(__package__) / "looks.css").read_text("utf-8")),
    }
    return Page(TEMPLATE, values).write(path, language)


def _told(garments: tuple[Garment, ...]) -> tuple[Told, ...]:
    return tuple(Told(clipped(each, SMALL), title(each)) for each in garments)
