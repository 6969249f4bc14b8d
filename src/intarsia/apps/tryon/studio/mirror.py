"""What is known of the visitor, as HTML: joints to drag, colours to choose, and how their wish was understood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import PIL.Image

from intarsia.apps.tryon.page import words as page_words
from intarsia.apps.tryon.page.asking import understood
from intarsia.apps.tryon.page.board import css
from intarsia.apps.tryon.page.clipping import pictured
from intarsia.apps.tryon.page.toning import facts
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.person.picture import BONES
from intarsia.apps.tryon.studio import tell
from intarsia.apps.tryon.studio.sitter import TUCKED
from intarsia.apps.tryon.studio.visit import Visit
from intarsia.apps.tryon.wear.person.figure import WAIST, BodyFigure, Point, joint_title
from intarsia.apps.tryon.wear.person.parts import waist
from intarsia.apps.tryon.wish.wishes import Wish
from intarsia.html.page import Page
from intarsia.i18n import Message

TEMPLATE = "apps/tryon/studio/mirror.html"
HEARD = "apps/tryon/studio/heard.html"
TALL = 720
"""Longer side of the picture on the page, pixels."""
DRAWN = tuple(bone for bone in BONES if not bone[1].endswith("foot"))
"""Joints between which a line is drawn: those that a visitor can move, so not the feet."""
REACH = 0.6
"""Half the length of the line along the waist, in shoulders' distances."""
TONES = ("skin", "hair", "eyes")
UNKNOWN = "#808080"
"""What a colour picker shows of a tone that is not known."""


@dataclass(frozen=True)
class JointMark:
    """A joint on the picture: its name in the program and on the page, its place in pixels of the photo."""

    name: str
    words: Message
    x: float
    y: float
    sure: bool


@dataclass(frozen=True)
class ToneChoice:
    """A colour to choose: what it is of, what is believed, and how that is known."""

    name: str
    words: Message
    colour: str
    known: Message


def mirror(visit: Visit) -> str:
    """Return HTML of the visitor's photo with joints and colours; "" without a photo."""
    sitter = visit.sitter
    if sitter is None:
        return ""
    pose = sitter.body.figure
    photo = sitter.me.photo
    found = waist(sitter.body.parts, pose)
    values = {
        "picture": pictured(np.asarray(photo.pixels), TALL),
        "width": photo.width,
        "height": photo.height,
        "joints": _joints(pose if found is None else pose.moved({WAIST: found}), photo.width, photo.height),
        "waist": None if found is None else _level(found, pose),
        "bones": _bones(pose),
        "outline": _outline(sitter.me),
        "tones": _tones(sitter.me),
        "choices": {name: tell(f"tucked.{name}") for name in TUCKED},
        "tucked": next(name for name, value in TUCKED.items() if value is sitter.tucked),
        "me": facts(sitter.me, with_photo=False),
        "tell": page_words.tell,
        "say": tell,
    }
    return Page(TEMPLATE, values).html()


def heard(visit: Visit) -> str:
    """Return HTML of what the visitor's wish was taken to say; "" without a wish."""
    if not visit.wish:
        return ""
    wish = Wish.read(visit.wish)
    told = understood(wish, visit.constraints.and_wish(wish))
    return Page(HEARD, {"asked": told, "say": tell}).html()


def _joints(pose: BodyFigure, width: int, height: int) -> list[JointMark]:
    """Return the joints; those outside of the photo are drawn at its edge, from where they can be moved."""
    return [
        JointMark(
            name, joint_title(name), float(np.clip(x, 0, width)), float(np.clip(y, 0, height)),
            pose.sure[name] >= 0.5,
        )
        for name, (x, y) in pose.joints.items()
    ]  # fmt: skip


def _bones(pose: BodyFigure) -> list[tuple[str, str]]:
    return [(one, other) for one, other in DRAWN if min(pose.sure[one], pose.sure[other]) >= 0.5]


def _level(waist: Point, pose: BodyFigure) -> tuple[float, float, float, float]:
    """Return the ends of a line along a waist, from its place: x and y to the left, and to the right."""
    x, y = (REACH * pose.size * pose.across).tolist()
    return -x, -y, x, y


def _outline(me: Person) -> str:
    """Return the outline as a translucent picture over the photo, a data URI."""
    alpha = np.asarray(np.clip(me.mask, 0, 1) * 255, np.uint8)
    edge = PIL.Image.fromarray(alpha)
    edge.thumbnail((TALL, TALL))
    inside = np.asarray(edge) > 127
    rim = inside & ~(np.roll(inside, 2, 0) & np.roll(inside, -2, 0) & np.roll(inside, 2, 1) & np.roll(inside, -2, 1))
    shown = np.zeros((*inside.shape, 4), np.uint8)
    shown[rim] = (255, 255, 255, 190)
    return pictured(shown, TALL)


def _tones(me: Person) -> list[ToneChoice]:
    found = []
    for name in TONES:
        tone = getattr(me.tones, name)
        known = "unknown"
        if tone is not None:
            known = "stated" if tone.stated else "measured"
        colour = UNKNOWN if tone is None else css(tuple(tone.lab.tolist()))
        found.append(ToneChoice(name, page_words.tell(f"tone.{name}"), colour, tell(f"tone.{known}")))
    return found
