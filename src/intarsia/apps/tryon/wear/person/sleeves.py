"""How far sleeves and trouser legs reach, where their cloth passes for skin: decided for whole limbs, not by the pixel.

A sleeve begins at the shoulder and ends once, so along a limb cloth comes first and skin after it. Skin of one person
has one hue (Lab), in light and in shade, and beige or brown cloth another: that of face and hands is compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.wear.person.figure import SEEN, BodyFigure

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]
Sections = npt.NDArray[np.int8]

JOINTS = {"arm": ("shoulder", "elbow", "wrist"), "leg": ("hip", "knee", "ankle")}
NARROW = {"arm": 0.14, "leg": 0.17}
WIDE = {"arm": 0.28, "leg": 0.34}
"""Limb → half the width that is looked at, and half of that which cloth on it has at most, in shoulders' distances."""
SECTIONS = 8
"""Sections of a bone."""
ROOT = 3
"""Sections from the root on: where these are bare there is no sleeve."""
BARE = 0.8
"""What cloth in a section that is called bare costs, beside skin in one that is called cloth."""
LEAST = 60
"""Pixels of skin that say a hue."""
PALE = 6.0
"""Chroma below which a hue says nothing."""
TURN = 12.0
"""Degrees by which skin of a limb may be off the hues of face and hands."""


def covered(pixels: npt.NDArray[np.uint8], figure: BodyFigure, skin: Mask, clothes: Mask, known: list[Mask]) -> Mask:
    """Return what of the skin (H, W) on arms and legs is cloth.

    Args:
        pixels: (H, W, 3) uint8 sRGB.
        known: (H, W) each: skin for sure, of the face and of the hands.
    """
    found = np.zeros_like(skin)
    hues = [hue for each in known if (hue := _hue(pixels, each & skin)) is not None]
    beyond = skin & ~np.logical_or.reduce(known)
    for narrow, wide in zip(_limbs(figure, skin.shape, NARROW), _limbs(figure, skin.shape, WIDE), strict=True):
        end = _end(_shares(skin, clothes & ~skin, narrow))
        hue = _hue(pixels, beyond & (narrow >= end))
        if hues and hue is not None and not min(hues) - TURN <= hue <= max(hues) + TURN:
            end = 2 * SECTIONS
        found |= beyond & (wide >= 0) & (wide < end)
    return found


def _limbs(figure: BodyFigure, shape: tuple[int, ...], half: Mapping[str, float]) -> Iterator[Sections]:
    """Return for each arm, and for both legs together, (H, W) int8: the section of the limb, from its root on; -1
    beside it.
    """
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    for limb, names in JOINTS.items():
        sides = []
        for side in ("left", "right"):
            joints = [f"{side} {name}" for name in names]
            if min(figure.sure[joint] for joint in joints[:2]) >= SEEN:
                sides.append(_sections(columns, rows, [figure[joint] for joint in joints], half[limb] * figure.size))
        if limb == "leg" and len(sides) == 2:
            sides = [np.maximum(*sides)]
        yield from sides


def _sections(columns: Plane, rows: Plane, joints: list[Array], half: float) -> Sections:
    found = np.full(columns.shape, -1, np.int8)
    for number, (start, end) in enumerate(itertools.pairwise(joints)):
        bone = end - start
        long = max(float(np.linalg.norm(bone)), 1.0)
        x, y = (bone / long).tolist()
        right = columns - float(start[0])
        down = rows - float(start[1])
        share = (right * x + down * y) / long
        near = (np.abs(right * y - down * x) < half) & (share >= 0) & (share < 1)
        found[near] = (share[near] * SECTIONS).astype(np.int8) + number * SECTIONS
    return found


def _shares(skin: Mask, clothes: Mask, limb: Sections) -> Array:
    """Return (2 * SECTIONS,) the share of skin in each section of a limb, in [0, 1]; 1/2 where too little is seen."""
    bare, cloth = (
        np.bincount(limb[each & (limb >= 0)], minlength=2 * SECTIONS).astype(np.float64) for each in (skin, clothes)
    )
    return np.where(bare + cloth >= LEAST // 6, bare / np.maximum(bare + cloth, 1), 0.5)


def _end(shares: Array) -> int:
    """Return how many sections, from the root on, are cloth: where that says least against what is seen."""
    if shares[:ROOT].mean() > 0.5:
        return 0
    wrong = np.concatenate([[0.0], np.cumsum(shares)])
    bare = BARE * np.concatenate([np.cumsum((1 - shares)[::-1])[::-1], [0.0]])
    return int((wrong + bare).argmin())


def _hue(pixels: npt.NDArray[np.uint8], mask: Mask) -> float | None:
    """Return the median hue in degrees; None when too little is seen, or it is grey."""
    if mask.sum() < LEAST:
        return None
    _, a, b = np.median(srgb_to_lab(pixels[mask]), axis=0)
    chroma = float(np.hypot(a, b))
    return None if chroma < PALE else float(np.degrees(np.arctan2(b, a)))
