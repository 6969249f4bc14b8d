"""What garments are called in reasons: by colour, pattern and kind. A shop's titles are its own, and not repeated."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.apps.tryon.colour.names import colour_name
from intarsia.apps.tryon.garment.garment import FILE, Garment
from intarsia.apps.tryon.garment.taxonomy import KINDS, kind_of
from intarsia.apps.tryon.scorers.style import MIDDLE, UNIT
from intarsia.i18n import Message

PATTERNS: Mapping[str, Message] = {
    "plain": Message("", ""),
    "stripe": Message("striped ", "条纹"),
    "check": Message("checked ", "格纹"),
    "print": Message("printed ", "印花"),
}
SLOTS: Mapping[str, Message] = {
    "top": Message("tops", "上装"),
    "bottom": Message("bottoms", "下装"),
    "dress": Message("dresses", "连衣裙"),
    "outer": Message("jackets", "外套"),
    "shoes": Message("shoes", "鞋"),
    "hat": Message("hats", "帽子"),
}
"""Slot → what its garments are called together."""
COLOURS: Mapping[str, Message] = {
    "lightness": Message("lightness (L*)", "明度（L*）"),
    "chroma": Message("colourfulness (C*)", "鲜艳度（C*）"),
    "red": Message("red against green (a*)", "偏红（a*，相对绿色）"),
    "yellow": Message("yellow against blue (b*)", "偏黄（b*，相对蓝色）"),
}
"""Trait of colour of the scorer of style → what it is called."""


def called(garment: Garment) -> Message:
    """Name a garment by its colour, pattern and kind, such as "navy striped shirt"."""
    kind = kind_of(garment.category)
    pattern = PATTERNS.get(garment.pattern, PATTERNS["plain"])
    colour = hue_of(garment)
    return Message(f"{colour.en} {pattern.en}{kind.english}".strip(), f"{colour.zh}{pattern.zh}{kind.chinese}")


def hue_of(garment: Garment) -> Message:
    """The name of its largest colour."""
    found = colour_name(garment.palette[0][0])
    return Message(found.english, found.chinese)


def liked(garment: Garment, number: int) -> Message:
    """A garment of the user's list of likes, `number` from 0; by the name of its file where that is known."""
    name = called(garment)
    file = garment.others.get(FILE)
    if isinstance(file, str):
        return Message(f"your liked {file} ({name.en})", f"您喜欢的 {file}（{name.zh}）")
    return Message(f"number {number + 1} of your likes ({name.en})", f"您喜欢的第{number + 1}件（{name.zh}）")


def trait_of(trait: str) -> Message:
    """Name a trait of the scorer of style, such as "striped garments"."""
    if trait in COLOURS:
        return COLOURS[trait]
    if trait in KINDS:
        return Message(f"of the kind {KINDS[trait].english}", KINDS[trait].chinese)
    return Message(f"{PATTERNS[trait].en or 'plain '}garments", f"{PATTERNS[trait].zh or '素色'}衣物")


def told_of(trait: str, value: float) -> str:
    """Its number: a share, or a coordinate of CIELAB."""
    return f"{MIDDLE[trait] + UNIT * value:.0f}" if trait in MIDDLE else f"{value:.0%}"
