"""What was measured of a person: colours as chips with their intervals, and what makes them less sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from intarsia.apps.tryon.page.board import css
from intarsia.apps.tryon.page.complexion import contrast_worded, worded
from intarsia.apps.tryon.page.words import joined, tell
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.person.quality import note
from intarsia.apps.tryon.person.tones import Tone
from intarsia.html.cells import data_uri
from intarsia.i18n import Message

TONES = ("skin", "hair", "eyes")
"""Of what a person's colours are told."""
DOWNWARDS = ("head", "shoulders", "arms", "hands", "torso", "legs", "feet")
"""The parts of a body, `person.PARTS`, in the order in which they are told."""


@dataclass(frozen=True)
class Chip:
    """One colour: what it is of, from its darkest to its lightest as CSS, and in words.

    Attributes:
        name: skin, hair, eyes.
        low, mid, high: colours of the interval.
        words: what it is called, from its darkest to its lightest.
        stated: the user said so.
    """

    name: Message
    low: str
    mid: str
    high: str
    words: Message
    stated: bool


@dataclass(frozen=True)
class Facts:
    """The person, as far as the page tells.

    Attributes:
        chips: the colours that are known.
        unknown: those that are not, as a list; None when all are.
        contrast: of hair and skin; None when not known.
        seen: parts of the body that the photo shows, as a list.
        notes: what about the photo makes the facts less sure.
        photo: a small copy as a data URI, "" unless it was asked for.
    """

    chips: tuple[Chip, ...]
    unknown: Message | None
    contrast: Message | None
    seen: Message
    notes: tuple[Message, ...]
    photo: str


def facts(me: Person, with_photo: bool) -> Facts:
    """Return what the page tells of a person."""
    tones = {name: getattr(me.tones, name) for name in TONES}
    unknown = [tell(f"tone.{name}") for name, tone in tones.items() if tone is None]
    return Facts(
        tuple(_chips(tones)),
        joined(Message(each.en.lower(), each.zh) for each in unknown) if unknown else None,
        contrast_worded(me.tones.contrast) if me.tones.contrast else None,
        parts_seen(me),
        remarks(me),
        data_uri(np.asarray(me.photo.pixels)) if with_photo else "",
    )


def remarks(me: Person) -> tuple[Message, ...]:
    """Return a sentence for each thing about the photo that makes the facts less sure."""
    return tuple(tell("you.note", note=_capital(note(name))) for name in me.quality.notes)


def parts_seen(me: Person) -> Message:
    """Return the parts of the body that a photo shows, from the head down."""
    return _parts(name for name in DOWNWARDS if name in me.visible)


def parts_unseen(me: Person) -> Message:
    """Return the parts of the body that a photo does not show, from the head down."""
    return _parts(name for name in DOWNWARDS if name not in me.visible)


def _parts(names: Iterable[str]) -> Message:
    return joined(tell(f"part.{name}") for name in names) or tell("part.none")


def _chips(tones: Mapping[str, Tone | None]) -> Iterator[Chip]:
    for name, tone in tones.items():
        if tone is not None:
            low, mid, high = (
                css((lightness, tone.a.mid, tone.b.mid))
                for lightness in (tone.lightness.low, tone.lightness.mid, tone.lightness.high)
            )
            yield Chip(tell(f"tone.{name}"), low, mid, high, worded(name, tone), tone.stated)


def _capital(words: Message) -> Message:
    return Message(words.en[:1].upper() + words.en[1:], words.zh)
