"""What of the old garment a new one leaves uncovered: narrow strips are painted over with what lies beside them,
more is hatched. Nothing is ever taken off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.wear.garment.matte import continued
from intarsia.apps.tryon.wear.paint.bare import BareLimbs
from intarsia.apps.tryon.wear.paint.wall import walled
from intarsia.i18n import messages

say = messages(__package__)

Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

HATCHED = say("uncovered.hatched")
BARED = say("uncovered.bared")
MUCH = 0.02
"""Share of what is worn from which it is told that it shows."""
NARROW = 0.07
"""Width of a strip that is painted over, at most, beside the shoulders' distance."""
SLIVER = 0.06
"""The greatest width of what is no garment, in the same unit: the rim of a bare arm may pass for cloth."""
FRINGE = 0.05
"""How far from an old garment its own edges lie, in the same unit."""
RIM = 0.012
"""How far the edge of the old garment may reach beyond its mask, in the same unit."""
LINES = 0.07
STROKE = 0.22
INK = 0.45
"""Distance of the lines of the hatching, in the same unit; the part of it that is drawn, and how strongly."""

INKED = 0.15
COARSE = 4
"""Distance over which lines have one colour, in the same unit; pixels of the photo to one in which that is decided."""
FAR = 0.05
"""Share of the outline up to which a pixel is background."""
AROUND = 40
"""Pixels beside a strip that are looked at for its colours."""


@dataclass(frozen=True)
class Bare:
    """What is known of a body below the clothes that it wears.

    Attributes:
        limbs: as they look bare; None when that is not known or no limb can show.
        trunk: (H, W) bool: where the body is, of which nothing is known.
        outline: (H, W) float32 in [0, 1]: the person with all clothes.
        unclaimed: (H, W) bool: what of that is neither clothes nor skin nor hair: the edges of such.
        size: pixels between the shoulders' joints.
    """

    limbs: BareLimbs | None
    trunk: Mask
    outline: Plane
    unclaimed: Mask
    size: float


@dataclass(frozen=True)
class Uncovered:
    """What is done about what shows.

    Attributes:
        filled: (H, W) float32 in [0, 1]: painted over.
        colours: (H, W, 3) float32 in [0, 255]: with what.
        hatched: (H, W) float32 in [0, 1]: marked as not covered.
        share: hatched pixels beside those of the old garment.
        bared: whether skin was drawn.
    """

    filled: Plane
    colours: Plane
    hatched: Plane
    share: float
    bared: bool


def uncovered(picture: Pixels, old: Mask, cover: Plane, kept: Mask, bare: Bare) -> Uncovered:
    """Return what a garment with a cover (H, W) leaves of an old one.

    Where a limb is under it, that is drawn; beside the body the background goes on; narrow strips are painted over with
    what lies beside them; the rest cannot be known, and is hatched.

    Args:
        picture: (H, W, 3) uint8 the photo.
        old: (H, W) the garment that is worn.
        kept: (H, W) what must not be touched: face, hair, hands.
        bare: what is known of the body below.
    """
    cv2 = require("cv2")
    size = bare.size
    old = _wide(old, SLIVER * size)
    fringe = max(1, round(FRINGE * size))
    old |= bare.unclaimed & (cv2.dilate(old.astype(np.uint8), np.ones((2 * fringe + 1,) * 2, np.uint8)) > 0)
    left = old & (cover < 0.5) & ~kept
    rim = max(1, round(RIM * size))
    ring = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1))
    limbs = np.zeros_like(cover) if bare.limbs is None else bare.limbs.cover
    beside = left & (limbs < 0.5) & ~bare.trunk
    inside = left & (limbs < 0.5) & bare.trunk
    thick = _wide(inside, NARROW * size)
    thin = (cv2.dilate((inside & ~thick).astype(np.uint8), ring) > 0) & ~kept & ~thick & (cover < 1)
    grown = (cv2.dilate(beside.astype(np.uint8), ring) > 0) & ~kept & ~thick & (cover < 1)
    person = cv2.dilate((bare.outline > FAR).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    colours = walled(picture, grown, ~(person | grown | kept)).astype(np.float32)
    source = ~(cv2.dilate((old | thin).astype(np.uint8), ring) > 0) & ~kept & (cover == 0)
    strips = _continued(picture, thin, source)
    colours[thin & ~grown] = strips[thin & ~grown]
    changed = (thin | grown).astype(np.float32)
    bared = False
    if bare.limbs is not None:
        drawn = (cv2.dilate((left & (limbs >= 0.5)).astype(np.uint8), ring) > 0) & ~kept & ~thick & (cover < 1)
        share = (drawn * limbs)[..., None]
        colours += share * (bare.limbs.colours - colours)
        changed = np.maximum(changed, drawn * (limbs > 0))
        bared = bool((drawn & (limbs >= 0.5)).any())
    filled = cv2.GaussianBlur(changed, (0, 0), 0.8) * ~kept
    hatched = cv2.GaussianBlur(thick.astype(np.float32), (0, 0), 0.8) * ~kept * (1 - cover)
    return Uncovered(filled, colours, hatched, float(thick.sum() / max(old.sum(), 1)), bared)


def _wide(mask: Mask, width: float) -> Mask:
    """Return what of a mask is wider than so many pixels, with its edges."""
    cv2 = require("cv2")
    pixels = max(3, round(width) | 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pixels, pixels))
    core = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, disc)
    return np.asarray(mask & (cv2.dilate(core, disc) > 0))


def _continued(picture: Pixels, hole: Mask, source: Mask) -> Pixels:
    """Return the picture with what a source (H, W) shows continued into a hole (H, W); only there it is looked at."""
    if not hole.any():
        return picture
    rows, columns = (np.flatnonzero(hole.any(axis=axis)) for axis in (1, 0))
    window = tuple(slice(max(int(each[0]) - AROUND, 0), int(each[-1]) + AROUND) for each in (rows, columns))
    found = picture.copy()
    found[window] = np.rint(continued(picture[window].astype(np.float32), source[window]))
    return found


def hatching(shape: tuple[int, ...], size: float) -> Plane:
    """Return (H, W) float32 in [0, 1]: thin slanting lines."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    period = max(LINES * size, 4.0)
    wave = np.abs((rows + columns) / period % 1 - 0.5) * 2  # 0 in the middle of a line
    return np.asarray(INK * np.clip((STROKE - wave) * period / 2 + 0.5, 0, 1), np.float32)


def ink(picture: Plane, size: float) -> Plane:
    """Return (H, W, 1): dark for lines on what is light, and light for others; the same all over a piece of cloth."""
    cv2 = require("cv2")
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(1, width // COARSE), max(1, height // COARSE)), interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(small.mean(axis=2), (0, 0), max(INKED * size / COARSE, 1.0))
    tone = 235 - 215 * np.clip((grey - 110) / 20 + 0.5, 0, 1)
    return np.asarray(cv2.resize(tone, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)[..., None]
