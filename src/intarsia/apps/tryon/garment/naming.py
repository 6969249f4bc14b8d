"""What a garment is called: by colour, pattern and kind. A shop's titles are its own, and not repeated."""

from __future__ import annotations

from intarsia.apps.tryon.colour.names import colour_name
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.i18n import Message, messages

say = messages(__package__)

PATTERNED = ("stripe", "check", "print")
"""The patterns that a name tells; of a plain garment it tells none."""


def called(garment: Garment) -> Message:
    """Name a garment by its colour, pattern and kind, such as "navy striped shirt"."""
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
