"""Which word people use for a colour: CIELAB, divided among the basic colour terms (Berlin & Kay 1969) and beige.

The cells are gates on lightness L*, chroma C* and hue h of CIELAB, set by hand where surveys of names put the borders
(Sturges & Whitfield 1995; Munroe's survey of 2010). Borders are soft: a colour belongs to a word as far as colours that
hardly differ from it do.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import Array, chroma, ciede2000, hue, srgb_to_lab
from intarsia.apps.tryon.colour.names import colour_names

TERMS = (
    "black", "white", "grey", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "beige",
)  # fmt: skip
"""The basic colour terms of clothes; every colour belongs to them, with shares that sum to 1."""

TINTS = ("dark", "light", "bright", "pastel", "neutral")
"""Words for many colours at once; a colour has any number of them."""

SOFT = 3.0
"""Half the width of a border, in units of CIELAB."""
NAMED = 4.5
"""CIEDE2000 up to which a colour goes by a shade, though another one is nearer."""
FAR = 18.0
"""CIEDE2000 from which it does not, though none is nearer."""

_STEPS = SOFT * np.array(list(itertools.product((-1.0, 0.0, 1.0), repeat=3)))

MORE_OF: Mapping[str, tuple[str, ...]] = {
    "navy": ("000080", "14213d", "1b2a49", "0b1f3a", "001f3f", "27304f", "202a44"),
    "burgundy": ("800020", "5c1a24", "722f37", "4c1c24", "8c2440"),
    "royal blue": ("0000ff", "4169e1", "1f3fd0"),
    "blue": ("0057b8", "1f75d0", "3f7fbf"),
    "sky blue": ("87ceeb", "5fa8e0", "6cb4ee"),
    "light blue": ("add8e6", "cfe2f3"),
    "purple": ("800080", "8a2be2", "4b0082", "5a2d82"),
    "lavender": ("c8a2c8", "e0d0f0", "9f86c9"),
    "fuchsia": ("ff00ff", "ff1493", "ff69b4", "c71585"),
    "pink": ("ffc0cb", "f78fa7", "ee9ab0"),
    "red": ("ff0000", "dc143c", "b01020", "a80f1c"),
    "orange": ("ffa500", "ff8c00", "ff6a13", "e8751a"),
    "yellow": ("ffff00", "ffd700", "ffe04d"),
    "mustard": ("c9971c", "b8860b", "d9a520"),
    "green": ("008000", "00a000", "3cb043", "228b22"),
    "forest green": ("0b3d20", "014421", "24512f"),
    "olive": ("808000", "7a7a30", "5c5c2b"),
    "khaki": ("c3b091", "a89468", "9c8b62"),
    "turquoise": ("40e0d0", "00ced1", "00ffff", "5fd0c8"),
    "teal": ("008080", "0f5257", "2a7f86"),
    "brown": ("8b4513", "6b4226", "5c3a21", "7b4b2a", "964b00"),
    "black": ("000000", "1a1a1c"),
    "charcoal": ("2b2b2d", "404246"),
    "grey": ("808080", "9c9c9c", "707274"),
    "light grey": ("d3d3d3", "b4b6b8"),
    "white": ("ffffff", "f0f0f0"),
    "beige": ("f5f5dc", "e1d3b5", "d2b48c", "cbb994"),
    "coral": ("ff7f50", "fa8072"),
}
"""Shade → further colours that go by its name, beside the one that stands for it."""


def shares(lab: npt.ArrayLike) -> Array:
    """Return how far colours belong to each of `TERMS`: (..., 3) to (..., 12), which sum to 1."""
    around = np.asarray(lab, np.float64)[..., None, :] + _STEPS  # (..., 27, 3)
    cells = np.eye(len(TERMS))[_cell(around)]  # (..., 27, 12)
    return np.asarray(cells.mean(-2))


def of_shade(lab: npt.ArrayLike, shade: str) -> Array:
    """Return how far colours go by the name of a shade, such as "navy": (..., 3) to (...) in [0, 1]."""
    names, centres = _shades()
    colours = np.asarray(lab, np.float64)
    apart = ciede2000(colours[..., None, :], centres)  # (..., K)
    own = np.where(names == shade, apart, np.inf).min(-1)
    others = np.where(names != shade, apart, np.inf).min(-1)
    nearest = np.clip(0.5 + (others - own) / (2 * SOFT), 0, 1)
    return np.asarray(np.maximum(nearest, own <= NAMED) * np.clip((FAR - own) / SOFT, 0, 1))


def has_tint(lab: npt.ArrayLike, tint: str) -> npt.NDArray[np.bool_]:
    """Return which colours (..., 3) are "dark", "light", "bright", "pastel" or "neutral"."""
    colours = np.asarray(lab, np.float64)
    lightness = colours[..., 0]
    saturation = chroma(colours)
    found = {
        "dark": lightness <= 38,
        "light": lightness >= 74,
        "bright": saturation >= 45,
        "pastel": (lightness >= 72) & (saturation >= 8) & (saturation <= 42),
        "neutral": saturation <= 12,
    }
    return np.asarray(found[tint])


def _cell(lab: Array) -> npt.NDArray[np.intp]:
    """Return the place among `TERMS` of colours, (..., 3) to (...): of the gates in their order the first decides."""
    light = lab[..., 0]
    vivid = chroma(lab)
    angle = hue(lab)
    pale = light > 86
    warm = (angle > 40) & (angle < 110)
    gates = [
        ("black", (light < 9) & (vivid < 14) | (light < 20) & (vivid < 6) | (light < 14) & (vivid < 9)),
        (
            "white",
            (light > 86) & (vivid < 6)
            | (light > 94) & (vivid < 8)
            | (light > 91) & (vivid < 12) & (angle > 60) & (angle < 140),
        ),
        ("grey", (vivid < 6) | (vivid < 10) & ~warm & (light > 18) & (light < 80)),
        (
            "beige",
            (angle > 45)
            & (angle < np.where(pale, 118, 106))
            & (light > 66)
            & (vivid < np.where(pale, 34, 42))
            & (angle > 2 * vivid),
        ),
        ("pink", ((angle > 345) | (angle < 45)) & (light > 76)),
        (
            "brown",
            (angle > np.where(light > 60, 50, 30))
            & (angle < np.where(vivid < 34, 98, 92))
            & (light < 68)
            & (vivid < np.where(light < 48, 62, 46))
            & ~((angle < 38) & (vivid > 30)),
        ),
        (
            "pink",
            ((angle > 338) | (angle < 32))
            & (light > 44)
            & ~((angle > 12) & (angle < 180) & (light < 58) & (vivid > 55))
            | (angle < 42) & (light > 62) & (vivid < 62),
        ),
        ("red", ((angle > 350) | (angle < 48)) & ~((angle > 350) & (light < 30) & (vivid < 25))),
        ("orange", (angle >= 45) & (angle < 78)),
        ("brown", (angle < 92) & (light < 52) & (angle >= 48)),
        ("yellow", (angle >= 78) & (angle < 113) & (light > 62)),
        ("green", (angle >= 78) & (angle < 200)),
        ("blue", (angle >= 200) & (angle < np.select([vivid > 68, light < 22], [308, 305], 299))),
        ("pink", (angle > 322) & ((light > 58) & (vivid > 40) | (light > 78))),
    ]
    places = [TERMS.index(term) for term, _ in gates]
    return np.asarray(np.select([gate for _, gate in gates], places, TERMS.index("purple")))


@functools.cache
def _shades() -> tuple[npt.NDArray[np.str_], Array]:
    """Return the names (K,) and the colours (K, 3) of all shades; a name has several."""
    names = [each.english for each in colour_names()]
    centres = [each.lab for each in colour_names()]
    for name, codes in MORE_OF.items():
        names += [name] * len(codes)
        centres += [tuple(srgb_to_lab(np.frombuffer(bytes.fromhex(code), np.uint8)).tolist()) for code in codes]
    return np.array(names), np.array(centres)
