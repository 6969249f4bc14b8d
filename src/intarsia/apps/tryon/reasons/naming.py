"""What garments are called in reasons: by colour, pattern and kind. A shop's titles are its own, and not repeated."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.apps.tryon.colour.names import colour_name
from intarsia.apps.tryon.garment.garment import FILE, Garment
from intarsia.apps.tryon.garment.taxonomy import KINDS, kind_of
from intarsia.apps.tryon.recommend.constraints import Words
from intarsia.apps.tryon.scorers.style import MIDDLE, UNIT

PATTERNS: Mapping[str, Words] = {
    "plain": {"en": "", "zh": ""},
    "stripe": {"en": "striped ", "zh": "条纹"},
    "check": {"en": "checked ", "zh": "格纹"},
    "print": {"en": "printed ", "zh": "印花"},
}
SLOTS: Mapping[str, Words] = {
    "top": {"en": "tops", "zh": "上装"},
    "bottom": {"en": "bottoms", "zh": "下装"},
    "dress": {"en": "dresses", "zh": "连衣裙"},
    "outer": {"en": "jackets", "zh": "外套"},
    "shoes": {"en": "shoes", "zh": "鞋"},
    "hat": {"en": "hats", "zh": "帽子"},
}
"""Slot → what its garments are called together."""
COLOURS: Mapping[str, Words] = {
    "lightness": {"en": "lightness (L*)", "zh": "明度（L*）"},
    "chroma": {"en": "colourfulness (C*)", "zh": "鲜艳度（C*）"},
    "red": {"en": "red against green (a*)", "zh": "偏红（a*，相对绿色）"},
    "yellow": {"en": "yellow against blue (b*)", "zh": "偏黄（b*，相对蓝色）"},
}
"""Trait of colour of the scorer of style → what it is called."""


def called(garment: Garment) -> Words:
    """Name a garment by its colour, pattern and kind, such as "navy striped shirt"."""
    kind = kind_of(garment.category)
    pattern = PATTERNS.get(garment.pattern, PATTERNS["plain"])
    colour = hue_of(garment)
    return {
        "en": f"{colour['en']} {pattern['en']}{kind.english}".strip(),
        "zh": f"{colour['zh']}{pattern['zh']}{kind.chinese}",
    }


def hue_of(garment: Garment) -> Words:
    """The name of its largest colour."""
    found = colour_name(garment.palette[0][0])
    return {"en": found.english, "zh": found.chinese}


def liked(garment: Garment, number: int) -> Words:
    """A garment of the user's list of likes, `number` from 0; by the name of its file where that is known."""
    name = called(garment)
    file = garment.others.get(FILE)
    if isinstance(file, str):
        return {"en": f"your liked {file} ({name['en']})", "zh": f"您喜欢的 {file}（{name['zh']}）"}
    return {
        "en": f"number {number + 1} of your likes ({name['en']})",
        "zh": f"您喜欢的第{number + 1}件（{name['zh']}）",
    }


def trait_of(trait: str) -> Words:
    """Name a trait of the scorer of style, such as "striped garments"."""
    if trait in COLOURS:
        return COLOURS[trait]
    if trait in KINDS:
        return {"en": f"of the kind {KINDS[trait].english}", "zh": KINDS[trait].chinese}
    return {"en": f"{PATTERNS[trait]['en'] or 'plain '}garments", "zh": f"{PATTERNS[trait]['zh'] or '素色'}衣物"}


def told_of(trait: str, value: float) -> str:
    """Its number: a share, or a coordinate of CIELAB."""
    return f"{MIDDLE[trait] + UNIT * value:.0f}" if trait in MIDDLE else f"{value:.0%}"
