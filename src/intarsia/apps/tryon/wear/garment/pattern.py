"""Cutting patterns: for each type of garment, the half outline that its photo is compared with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.errors import RefusedPhoto
from intarsia.i18n import messages

say = messages(__package__)


Points = npt.NDArray[np.float64]

UPPER = "upper"
DRESS = "dress"
SKIRT = "skirt"
LEGS = "legs"
SHAPES: Mapping[str, str] = {
    "t-shirt": UPPER,
    "shirt": UPPER,
    "longsleeve": UPPER,
    "outwear": UPPER,
    "dress": DRESS,
    "skirt": SKIRT,
    "pants": LEGS,
    "shorts": LEGS,
}
"""Category → what it is cut like. Shoes and hats are not worn in a preview."""
ANGLES: Mapping[str, tuple[float, ...]] = {"short": (20, 45, 75), "long": (8, 17, 28, 45, 80)}
"""Degrees from straight down at which sleeves are laid out, as they are tried."""
SLEEVES: Mapping[str, tuple[float, float]] = {
    "short": (0.85, 0.66),
    "long": (2.55, 0.46),
    "three quarters": (1.6, 0.52),
}
"""Sleeve → length and width, in halves of the chest."""

TRUNKS: Mapping[str, tuple[tuple[str, tuple[float, float]], ...]] = {
    UPPER: (("side", (0.97, 1.6)), ("hem", (1.0, 2.15))),
    DRESS: (("waist", (0.9, 1.8)), ("seat", (1.1, 3.0)), ("hem", (1.35, 4.2))),
}
"""Shape → vertices below the armpit."""
HIGH: Mapping[str, tuple[float, ...]] = {"collar": (0.0, 0.22), "hood": (0.7,), "round": (0.0, 0.22)}
"""Neck → how far a collar or a hood rises above it, in halves of the chest."""


@dataclass(frozen=True)
class SewingPattern:
    """Half an outline, from the axis at the top around to the axis at the bottom.

    Attributes:
        names: of the vertices.
        places: (N, 2) x from the axis outwards, y down; half the chest, or half the seat, is 1.
    """

    names: tuple[str, ...]
    places: Points

    def __getitem__(self, name: str) -> Points:
        return np.asarray(self.places[self.names.index(name)])


def shape_of(garment: Garment) -> str:
    """Return how a garment is cut. Raises `RefusedPhoto` for one that no preview can show."""
    if garment.category not in SHAPES:
        kind = kind_of(garment.category)
        raise RefusedPhoto(
            "no preview",
            say("refused.kind", kind=kind.title),
        )
    return SHAPES[garment.category]


def patterns(
    shape: str, sleeve: str | None, neck: str | None = None, three_quarters: bool = False
) -> list[SewingPattern]:
    """Return what a garment of that shape may look like when it is laid out; the fit begins at each.

    Args:
        three_quarters: long sleeves end below the elbow; such garments are rare, and are tried when others fit badly.
    """
    if shape == LEGS:
        return [_legs(spread, length) for spread in (0.0, 0.35) for length in (1.6, 4.5)]
    if shape == SKIRT:
        return [_pattern(("waist", "seat", "hem"), ((0.85, 0), (1, 0.9), (flare, 2.2))) for flare in (1.05, 1.6)]
    low = TRUNKS[shape]
    names = (sleeve,) if sleeve in (*ANGLES, "none") else tuple(ANGLES)
    sizes = {**SLEEVES, "long": SLEEVES["three quarters"]} if three_quarters else SLEEVES
    bare = [_sleeved(sizes[name], angle, low) for name in names for angle in ANGLES.get(name, ())]
    bare = bare or [_sleeveless(low)]
    heights = HIGH.get(neck or "", (0.0,)) if sleeve != "none" or neck != "round" else (0.0,)
    return [each for high in heights for each in (_raised(bare, high) if high else bare)]


def _raised(bare: list[SewingPattern], high: float) -> list[SewingPattern]:
    """Add a collar or a hood above the neck."""
    wide = 0.24 if high < 0.5 else 0.36
    return [SewingPattern(("top", *each.names), np.concatenate([[[wide, 0.02 - high]], each.places])) for each in bare]


def _pattern(names: tuple[str, ...], places: tuple[tuple[float, float], ...]) -> SewingPattern:
    return SewingPattern(names, np.array(places, np.float64))


def _sleeved(
    size: tuple[float, float], angle: float, low: tuple[tuple[str, tuple[float, float]], ...]
) -> SewingPattern:
    length, wide = size
    turn = math.radians(angle)
    along = np.array([math.sin(turn), math.cos(turn)])
    across = np.array([math.cos(turn), -math.sin(turn)])
    root = np.array([0.84, 0.42])
    outer = root + along * length + across * wide / 2
    inner = root + along * length - across * wide / 2
    deltoid = root + along * 0.15 + across * (wide / 2 + 0.06)
    names = ("neck", "shoulder", "deltoid", "cuff outer", "cuff inner", "armpit", *(name for name, _ in low))
    joints = tuple((float(x), float(y)) for x, y in (deltoid, outer, inner))
    return _pattern(names, ((0.34, 0.02), (0.88, 0.14), *joints, (1.0, 1.0), *(place for _, place in low)))


def _sleeveless(low: tuple[tuple[str, tuple[float, float]], ...]) -> SewingPattern:
    names = ("neck", "shoulder", "armhole", "armpit", *(name for name, _ in low))
    return _pattern(names, ((0.52, 0.0), (0.76, 0.06), (0.78, 0.6), (1.0, 1.0), *(place for _, place in low)))


def _legs(spread: float, length: float) -> SewingPattern:
    names = ("waist", "seat", "leg outer", "leg inner", "crotch")
    low = 1.2 + length
    return _pattern(names, ((0.82, 0), (1, 0.9), (0.85 + spread, low), (0.3 + spread, low), (0.02, 1.3)))
