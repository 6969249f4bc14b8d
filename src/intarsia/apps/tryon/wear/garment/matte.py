"""The cloth of a garment without its background: a soft edge, and colours that hold no light of what lay behind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require

Plane = npt.NDArray[np.float32]

EDGE = 0.12
"""How far beyond one half a mask that is blurred must rise: its outermost pixels show something of the background."""
USUAL = 512
"""Pixels of a photo's longer side for which the next ones are given; in smaller photos they are smaller."""
STAIRS = 2.0
RAMP = 0.4
"""Standard deviation, pixels, of the blur that takes the stairs from a mask's edge; width of the new edge in it."""
SURE = 2.5
"""Pixels from the edge of a mask from which colours are the cloth's own."""
LEAST = 0.5
"""Share of them that is left in the smallest photos."""
REACH = (2, 4, 8, 16, 32)
"""Pixels over which colours are continued outwards, one after the other."""


def matte(
    pixels: npt.NDArray[np.uint8], mask: npt.NDArray[np.bool_], hidden: npt.NDArray[np.bool_] | None = None
) -> tuple[Plane, Plane]:
    """Return (H, W, 3) float32 in [0, 255] cloth, continued beyond its edge and where (H, W) it is hidden; and (H, W)
    float32 in [0, 1] coverage.
    """
    cv2 = require("cv2")
    scale = min(max(max(mask.shape) / USUAL, LEAST), 1.0)
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), scale * STAIRS)
    alpha = np.clip((soft - 0.5 - EDGE) / RAMP + 0.5, 0, 1)
    known = mask if hidden is None else mask & ~hidden
    sure = cv2.distanceTransform(known.astype(np.uint8), cv2.DIST_L2, 3) > scale * SURE
    return continued(pixels.astype(np.float32), sure), alpha


def continued(colours: Plane, known: npt.NDArray[np.bool_], reaches: Sequence[int] = REACH) -> Plane:
    """Return (H, W, 3) with colours where they are not known, from those nearby (normalised convolution); what lies
    farther away than all reaches, in pixels, keeps its colour.
    """
    cv2 = require("cv2")
    found = np.where(known[..., None], colours, 0).astype(np.float32)
    there = known.astype(np.float32)
    for reach in reaches:
        size = (2 * reach + 1, 2 * reach + 1)
        share = cv2.blur(there, size)
        near = cv2.blur(found, size) / np.maximum(share, 1e-6)[..., None]
        new = (there == 0) & (share > 1e-4)
        found[new] = near[new]
        there[new] = 1
    return np.where(there[..., None] > 0, found, colours)
