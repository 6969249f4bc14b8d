"""What is measured of a person's photo, in words for a reader and in numbers for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.page.board import css
from intarsia.apps.tryon.page.complexion import contrast_worded, likely, worded
from intarsia.apps.tryon.page.toning import TONES, parts_seen, parts_unseen, remarks
from intarsia.apps.tryon.page.words import tell
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.person.person import PARTS
from intarsia.apps.tryon.person.tones import Interval, Tone
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment
from intarsia.apps.tryon.wear import Body, wear
from intarsia.errors import RefusedPhoto
from intarsia.i18n import Message

TRIED = ("t-shirt", "shirt", "jacket", "trousers", "skirt", "dress")
"""Rendered garments that are tried on: whether one can be drawn shows only when it is."""
SIDE = 384
"""Longer side of their pictures, pixels."""

Row = tuple[Message, Message]
"""What is told of, and what is told."""


@dataclass(frozen=True)
class TriedKind:
    """A kind of garment, and why a plain one of that kind cannot be drawn on the person; None where it can."""

    category: str
    why: Message | None

    @property
    def title(self) -> Message:
        """The name of the kind."""
        return kind_of(self.category).title


@dataclass(frozen=True)
class MeasuredPhoto:
    """A measured person, and what can be drawn on their photo.

    Attributes:
        me: the person.
        previews: one for each kind that was tried.
    """

    me: Person
    previews: tuple[TriedKind, ...]

    @classmethod
    def of(cls, me: Person) -> MeasuredPhoto:
        """Try a plain garment of each kind on; takes some seconds."""
        body = Body.of(me)
        return cls(me, tuple(_tried(body, kind) for kind in TRIED))

    def rows(self) -> Iterator[Row]:
        """Yield what is told, line by line."""
        me = self.me
        name = me.photo.name or tell("measured.memory")
        yield tell("measured.photo"), tell("measured.size", name=name, width=me.photo.width, height=me.photo.height)
        for each in TONES:
            yield tell(f"tone.{each}"), _toned(each, getattr(me.tones, each))
        if me.tones.contrast is not None:
            words = contrast_worded(me.tones.contrast)
            yield tell("measured.contrast"), tell("measured.of_contrast", words=words)
        yield tell("measured.seen"), parts_seen(me)
        yield tell("measured.unseen"), parts_unseen(me)
        for remark in remarks(me) or (tell("measured.good"),):
            yield tell("measured.quality"), remark
        possible = [each.title for each in self.previews if each.why is None]
        yield tell("measured.previews"), tell("measured.possible", kinds=possible)
        reasons = dict.fromkeys(each.why for each in self.previews if each.why is not None)
        for why in reasons:
            others = [each.title for each in self.previews if each.why == why]
            yield tell("measured.previews"), tell("measured.impossible", kinds=others, why=why)

    def dump(self) -> dict[str, Any]:
        """Return the numbers, JSON-able: colours in CIELAB as [low, mid, high], places in pixels of the photo."""
        me = self.me
        quality = me.quality
        return {
            "photo": {"name": me.photo.name, "width": me.photo.width, "height": me.photo.height},
            "tones": {name: _dumped(name, getattr(me.tones, name)) for name in TONES},
            "contrast": None if me.tones.contrast is None else _ends(me.tones.contrast),
            "seen": [part for part in PARTS if part in me.visible],
            "not seen": [part for part in PARTS if part not in me.visible],
            "quality": {
                "notes": list(quality.notes),
                "face height": round(float(quality.face_height), 1),
                "turn": round(float(quality.turn), 1),
                "cast": round(float(quality.cast), 3),
                "brightness": round(float(quality.brightness), 1),
            },
            "previews": {
                each.category: {"possible": each.why is None, "why": None if each.why is None else each.why.dump()}
                for each in self.previews
            },
        }


def _tried(body: Body, kind: str) -> TriedKind:
    spec = GarmentSpec(kind)
    garment = understand(render_garment(spec, SIDE).pixels, category=spec.style.category)
    try:
        wear(body, garment)
    except RefusedPhoto as error:
        return TriedKind(spec.style.category, error.message)
    return TriedKind(spec.style.category, None)


def _toned(name: str, tone: Tone | None) -> Message:
    if tone is None:
        return tell("measured.unknown")
    found = worded(name, tone)
    if tone.stated:
        return tell("measured.stated", words=found)
    most = likely(name, tone)
    return found if found == most else tell("measured.range", range=found, words=most)


def _dumped(name: str, tone: Tone | None) -> Mapping[str, Any] | None:
    if tone is None:
        return None
    return {
        "words": worded(name, tone).dump(),
        "hex": css(tuple(tone.lab.tolist())),
        "lightness": _ends(tone.lightness),
        "a": _ends(tone.a),
        "b": _ends(tone.b),
        "stated": tone.stated,
    }


def _ends(interval: Interval) -> list[float]:
    return [round(each, 2) for each in (interval.low, interval.mid, interval.high)]
