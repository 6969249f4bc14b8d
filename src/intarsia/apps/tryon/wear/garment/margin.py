"""The margin of a garment's photo: a mask that was guessed often runs over the last pixels to the edge, as if the cloth
went on beyond it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab

Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]

WIDE = 0.02
"""Width of the margin that is looked at, and how far inside of it cloth is sure, as a share of the longer side."""
NEARER = 3.0
"""How much nearer to the background than to the cloth a colour must be, CIELAB: white on white stays cloth."""
LEAST = 0.05
"""Share of an edge that must be background for its colour to be known."""


def without_margin(pixels: Pixels, mask: Mask) -> Mask:
    """Return a garment's mask (H, W) in a photo (H, W, 3) uint8 sRGB, without what at the edges has the background's
    colour rather than that of the cloth beside it.
    """
    wide = max(2, round(WIDE * max(mask.shape)))
    if min(mask.shape) < 6 * wide:
        return mask
    found = mask.copy()
    for turn in range(4):  # the upper edge of the picture, turned
        _trim(np.rot90(pixels, turn), np.rot90(mask, turn), np.rot90(found, turn), wide)
    return found


def _trim(pixels: Pixels, mask: Mask, found: Mask, wide: int) -> None:
    """Trim what lies at the upper edge, in place."""
    clear = ~mask[0]
    if not mask[0].any() or clear.mean() < LEAST:
        return
    background = np.median(srgb_to_lab(pixels[0, clear]), axis=0)
    edge = srgb_to_lab(pixels[:wide])  # (wide, W, 3)
    cloth = srgb_to_lab(pixels[2 * wide])  # (W, 3)
    away = np.linalg.norm(edge - background, axis=-1)
    beside = np.linalg.norm(edge - cloth, axis=-1)
    found[:wide] &= ~(mask[2 * wide] & (away + NEARER < beside))
