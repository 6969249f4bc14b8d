"""What was measured of a person: colours as chips with their intervals, and what makes them less sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from intarsia.apps.tryon.page.board import css
from intarsia.apps.tryon.page.words import joined, tell
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.person.person import PARTS
from intarsia.apps.tryon.person.quality import note
from intarsia.apps.tryon.person.tones import Interval, Tone
from intarsia.html.cells import data_uri, minus
from intarsia.i18n import Message


@dataclass(frozen=True)
class Chip:
    """One colour: what it is of, from its darkest to its lightest as CSS, and its numbers.

    Attributes:
        name: skin, hair, eyes.
        low, mid, high: colours of the interval.
        lightness: L* as "64–83".
        hue: of the colour in degrees, "" where it may be any.
        stated: the user said so.
    """

    name: Message
    low: str
    mid: str
    high: str
    lightness: str
    hue: str
    stated: bool


@dataclass(frozen=True)
class Facts:
    """The person, as far as the page tells.

    Attributes:
        chips: the colours that are known.
        unknown: those that are not, as a list; None when all are.
        contrast: of hair and skin, "" when not known.
        seen: parts of the body that the photo shows, as a list.
        notes: what about the photo makes the facts less sure.
        photo: a small copy as a data URI, "" unless it was asked for.
    """

    chips: tuple[Chip, ...]
    unknown: Message | None
    contrast: str
    seen: Message
    notes: tuple[Message, ...]
    photo: str


def facts(me: Person, with_photo: bool) -> Facts:
    """Return what the page tells of a person."""
    tones = {name: getattr(me.tones, name) for name in ("skin", "hair", "eyes")}
    unknown = [tell(f"tone.{name}") for name, tone in tones.items() if tone is None]
    return Facts(
        tuple(_chips(tones)),
        joined(Message(each.en.lower(), each.zh) for each in unknown) if unknown else None,
        _span(me.tones.contrast) if me.tones.contrast else "",
        joined(tell(f"part.{name}") for name in PARTS if name in me.visible),
        tuple(Message(_sentence(note(name).en), f"{note(name).zh}。") for name in me.quality.notes),
        data_uri(np.asarray(me.photo.pixels)) if with_photo else "",
    )


def _chips(tones: Mapping[str, Tone | None]) -> Iterator[Chip]:
    for name, tone in tones.items():
        if tone is not None:
            low, mid, high = (
                css((lightness, tone.a.mid, tone.b.mid))
                for lightness in (tone.lightness.low, tone.lightness.mid, tone.lightness.high)
            )
            hue = _span(tone.hue, "°") if tone.hue.width < 180 else ""
            yield Chip(tell(f"tone.{name}"), low, mid, high, _span(tone.lightness), hue, tone.stated)


def _span(interval: Interval, unit: str = "") -> str:
    low = f"{interval.low:.0f}"
    high = f"{interval.high:.0f}"
    return minus(f"{low}{unit}" if low == high else f"{low}–{high}{unit}")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
