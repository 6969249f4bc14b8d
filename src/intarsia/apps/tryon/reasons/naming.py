"""What garments are called in reasons: by colour, pattern and kind. A shop's titles are its own, and not repeated."""

from __future__ import annotations

from intarsia.apps.tryon.colour.names import colour_name
from intarsia.apps.tryon.garment.garment import FILE, PATTERNS, Garment
from intarsia.apps.tryon.garment.taxonomy import KINDS, kind_of
from intarsia.apps.tryon.scorers.style import MIDDLE, UNIT
from intarsia.i18n import Message, messages

say = messages(__package__)


def called(garment: Garment) -> Message:
    """Name a garment by its colour, pattern and kind, such as "navy striped shirt"."""
    pattern = garment.pattern if garment.pattern in PATTERNS else "plain"
    return say(f"garment.{pattern}", colour=hue_of(garment), kind=kind_of(garment.category).title)


def hue_of(garment: Garment) -> Message:
    """The name of its largest colour."""
    return colour_name(garment.palette[0][0]).title


def liked(garment: Garment, number: int) -> Message:
    """A garment of the user's list of likes, `number` from 0; by the name of its file where that is known."""
    name = called(garment)
    file = garment.others.get(FILE)
    if isinstance(file, str):
        return say("liked.file", file=file, name=name)
    return say("liked.number", number=number + 1, name=name)


def trait_of(trait: str) -> Message:
    """Name a trait of the scorer of style, such as "striped garments"."""
    if trait in KINDS:
        return say("trait.kind", kind=KINDS[trait].title)
    return say(f"trait.{trait}")


def told_of(trait: str, value: float) -> str:
    """Its number: a share, or a coordinate of CIELAB."""
    return f"{MIDDLE[trait] + UNIT * value:.0f}" if trait in MIDDLE else f"{value:.0%}"
