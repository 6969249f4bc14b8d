"""What a garment is called: by its shop, or by its colour, pattern and kind."""

from __future__ import annotations

from intarsia.apps.tryon.colour.names import colour_name
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.i18n import Message, messages

say = messages(__package__)

PATTERNED = ("stripe", "check", "print")
"""The patterns that a name tells; of a plain garment it tells none."""


def title(garment: Garment) -> Message:
    """Return what the shop of a garment calls it, else what it is."""
    if garment.title:
        chinese = garment.others.get("title_zh")
        return Message(garment.title, chinese if isinstance(chinese, str) and chinese else garment.title)
    words = called(garment)
    return Message(words.en[:1].upper() + words.en[1:], words.zh)


def called(garment: Garment) -> Message:
    """Name a garment by its colour, pattern and kind, such as "navy striped shirt"; a shop's title is not repeated."""
    kind = kind_of(garment.category).title
    if garment.pattern not in PATTERNED:
        return say("garment.plain", colour=hue_of(garment), kind=kind)
    return say("garment.patterned", colour=hue_of(garment), pattern=patterned(garment.pattern), kind=kind)


def patterned(pattern: str) -> Message:
    """Return the adjective for one of `PATTERNED`, such as "striped"."""
    return say(f"patterned.{pattern}")


def hue_of(garment: Garment) -> Message:
    """Name the largest colour of a garment."""
    return colour_name(garment.palette[0][0]).title
