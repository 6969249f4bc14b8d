"""What was measured of the visitor, to be seen and corrected: joints to drag, colours to choose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import PIL.Image

from intarsia.apps.tryon.page import words as page_words
from intarsia.apps.tryon.page.board import css
from intarsia.apps.tryon.page.clipping import pictured
from intarsia.apps.tryon.page.toning import facts
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.wear.person.figure import BodyFigure, figure
from intarsia.html.page import Page
from intarsia.i18n.phrases import Both
from intarsia.studio.fitting.visit import Visit
from intarsia.studio.page_text import tell

TEMPLATE = "studio/fitting/mirror.html"
TALL = 720
"""Longer side of the picture on the page, pixels."""
BONES = (
    *(("left shoulder", "right shoulder"), ("left hip", "right hip")),
    *((f"{side} {one}", f"{side} {other}") for side in ("left", "right") for one, other in (
        ("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"),
    )),
)  # fmt: skip
TONES = ("skin", "hair", "eyes")
UNKNOWN = "#808080"
"""What a colour picker shows of a tone that is not known."""


@dataclass(frozen=True)
class Joint:
    """A joint on the picture: its name in the program and on the page, its place in pixels of the photo."""

    name: str
    words: Both
    x: float
    y: float
    sure: bool


@dataclass(frozen=True)
class Tone:
    """A colour to choose: what it is of, what is believed, and how that is known."""

    name: str
    words: Both
    colour: str
    known: Both


def mirror(visit: Visit) -> str:
    """HTML of the visitor's photo with joints and colours; "" without a photo."""
    if visit.me is None:
        return ""
    pose = figure(visit.me).value.moved(visit.joints)
    photo = visit.me.photo
    values = {
        "picture": pictured(np.asarray(photo.pixels), TALL),
        "width": photo.width,
        "height": photo.height,
        "joints": _joints(pose, photo.width, photo.height),
        "bones": _bones(pose),
        "outline": _outline(visit.me),
        "tones": _tones(visit.me),
        "me": facts(visit.me, with_photo=False),
        "tell": page_words.tell,
        "say": tell,
    }
    return Page(TEMPLATE, values).html()


def _joints(pose: BodyFigure, width: int, height: int) -> list[Joint]:
    """Those outside of the photo are drawn at its edge, from where they can be moved."""
    return [
        Joint(
            name, tell(f"joint.{name.replace(' ', '_')}"), float(np.clip(x, 0, width)), float(np.clip(y, 0, height)),
            pose.sure[name] >= 0.5,
        )
        for name, (x, y) in pose.joints.items()
    ]  # fmt: skip


def _bones(pose: BodyFigure) -> list[tuple[str, str]]:
    return [(one, other) for one, other in BONES if min(pose.sure[one], pose.sure[other]) >= 0.5]


def _outline(me: Person) -> str:
    """The outline as a translucent picture over the photo, a data URI."""
    alpha = np.asarray(np.clip(me.mask, 0, 1) * 255, np.uint8)
    edge = PIL.Image.fromarray(alpha)
    edge.thumbnail((TALL, TALL))
    inside = np.asarray(edge) > 127
    rim = inside & ~(np.roll(inside, 2, 0) & np.roll(inside, -2, 0) & np.roll(inside, 2, 1) & np.roll(inside, -2, 1))
    shown = np.zeros((*inside.shape, 4), np.uint8)
    shown[rim] = (255, 255, 255, 190)
    return pictured(shown, TALL)


def _tones(me: Person) -> list[Tone]:
    found = []
    for name in TONES:
        tone = getattr(me.tones, name)
        known = "unknown" if tone is None else "stated" if tone.stated else "measured"
        colour = UNKNOWN if tone is None else css(tuple(tone.lab.tolist()))
        found.append(Tone(name, page_words.tell(f"tone.{name}"), colour, tell(f"tone.{known}")))
    return found
