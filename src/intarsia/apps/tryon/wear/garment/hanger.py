"""Hangers, clips and tags: thin things at a garment's edge that have none of its colours are no cloth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import difference, main_colours
from intarsia.apps.tryon.extra import require

Mask = npt.NDArray[np.bool_]

THIN = 0.07
"""Width of what is looked at, at most, beside the garment's width."""
STRANGE = 16.0
"""Difference of CIELAB from all colours of the cloth from which something is none of it."""
COLOURS = 6
"""The number of colours of the cloth that others are compared with."""
SAMPLES = 1500
"""Pixels of the cloth that are looked at."""
LEAST = 12
"""Pixels of what is taken away, at least."""


def hanger(pixels: npt.NDArray[np.uint8], mask: Mask) -> Mask:
    """Return (H, W) bool: what of a garment's mask is thin, lies at its edge and has a colour of its own."""
    cv2 = require("cv2")
    wide = max(3, round(THIN * float(mask.any(axis=0).sum())) | 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), *4 * (wide,), cv2.BORDER_REPLICATE)  # it may go on beyond
    core = cv2.morphologyEx(padded, cv2.MORPH_OPEN, disc)[wide:-wide, wide:-wide] > 0
    thin = mask & ~core
    inner = cv2.erode(core.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0
    if inner.sum() < SAMPLES // 10 or not thin.any():
        return np.zeros_like(mask)
    lab = cv2.cvtColor(cv2.GaussianBlur(pixels, (0, 0), 0.7).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    strange = np.zeros(mask.shape, np.uint8)
    strange[thin] = difference(lab[thin], main_colours(lab[inner], COLOURS, SAMPLES)) > STRANGE
    strange = cv2.morphologyEx(strange, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strange)
    large = np.flatnonzero(stats[:, 4] >= LEAST)
    found = cv2.dilate(np.isin(labels, large[large > 0]).astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray((found > 0) & thin)
