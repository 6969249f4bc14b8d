"""What reasons call a garment that the user likes, and a trait of the scorer of style."""

from __future__ import annotations

from intarsia.apps.tryon.garment.garment import FILE, Garment
from intarsia.apps.tryon.garment.naming import called
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.scorers.style import MIDDLE, UNIT
from intarsia.i18n import Message, messages

say = messages(__package__)


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
