"""Looks with their reasons, and the page that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.naming import title
from intarsia.apps.tryon.page.asking import Understood, understood
from intarsia.apps.tryon.page.card import OutfitCard, card
from intarsia.apps.tryon.page.clipping import SMALL, clipped
from intarsia.apps.tryon.page.toning import facts
from intarsia.apps.tryon.page.words import tell
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.apps.tryon.wear import Body
from intarsia.apps.tryon.wish.wishes import Wish
from intarsia.errors import OptionError
from intarsia.html.page import Page
from intarsia.i18n import Message, messages
from intarsia.progress import Progress

say = messages(__package__)


TEMPLATE = "apps/tryon/page/looks.html"


@dataclass(frozen=True)
class ShownGarment:
    """A garment that the user told of: its picture and name."""

    picture: str
    name: Message


@dataclass(frozen=True, eq=False)
class Lookbook:
    """A recommendation, ready to be shown.

    Attributes:
        recommendation: the looks that are shown.
        cards: each of them with its reasons.
        me: the person that was measured, if any.
        photo: show a small copy of their photo; without that and previews, the page holds no picture of anybody.
    """

    recommendation: Recommendation
    cards: tuple[OutfitCard, ...]
    me: Person | None = None
    photo: bool = False

    @classmethod
    def of(
        cls,
        recommendation: Recommendation,
        me: Person | None = None,
        photo: bool = False,
        regions: bool = False,
        preview: bool = False,
    ) -> Lookbook:
        """Give the reasons of every look.

        Args:
            recommendation: from `FittingRoom.recommend`.
            me: the person that was measured, if any.
            photo: show a small copy of their photo.
            regions: map what of a garment mattered, which takes seconds each.
            preview: draw each look on their photo, which takes seconds each; the page then holds their picture.

        Raises:
            OptionError: a preview without a person.
        """
        if preview and me is None:
            raise OptionError(say("preview.no_photo"))
        body = Body.of(me) if preview and me is not None else None
        cards = []
        with Progress("reasons", say("progress.reasons"), len(recommendation)) as progress:
            for number, ranked in enumerate(recommendation, 1):
                cards.append(card(recommendation, ranked, number, regions, body))
                progress.advance(1)
        return cls(recommendation, tuple(cards), me, photo)

    def write(self, path: str | Path, language: str | None = None) -> Path:
        """Write the page, in English and Chinese, and return its path. It needs nothing but itself.

        Args:
            path: where; folders are made when needed.
            language: "en" or "zh": which of both is seen first, by default the one that the terminal speaks; the page
                has a switch.

        Raises:
            OptionError: no such language.
        """
        asked = self.recommendation.request
        told = self.asked
        previewed = any(card.worn and card.worn.picture for card in self.cards)
        values = {
            "cards": self.cards,
            "asked": told,
            "me": None if self.me is None else facts(self.me, self.photo),
            "likes": _told(asked.likes),
            "dislikes": _told(asked.dislikes),
            "chosen_from": len(asked.shelf),
            "removed": [(tell(f"rule.{rule}"), count) for rule, count in self.recommendation.sieved.counts().items()],
            "notes": [each for each in self.notes if each not in told.notes],
            "previewed": previewed,
            "pictured": previewed or (self.photo and self.me is not None),
            "learned": len(self.recommendation.preference.feedbacks),
            "tell": tell,
            "looks_style": Markup((files(__package__) / "looks.css").read_text("utf-8")),
        }
        return Page(TEMPLATE, values).write(path, language)

    @property
    def asked(self) -> Understood:
        """What was asked, as it was understood."""
        asked = self.recommendation.request
        return understood(asked.wish or Wish(""), asked.constraints)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What was not used for any look, and why."""
        return tuple(self.recommendation.notes)


def _told(garments: tuple[Garment, ...]) -> tuple[ShownGarment, ...]:
    return tuple(ShownGarment(clipped(each, SMALL), title(each)) for each in garments)
