"""What stands behind a person, continued to where they are seen no more.

PatchMatch (Barnes et al., 2009) copies patches of what is seen: gravel stays gravel, and floors keep their boards.
Smoothing, which costs nothing, leaves grey smears there; a plain wall it continues as well, in a tenth of the time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.wear.garment.matte import REACH, continued

Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]

RADIUS = 2
"""Of the patches that are compared, pixels: 3 takes half as long again, and looks no better."""
AROUND = 64
"""Pixels beside a hole from which patches are copied."""
LARGEST = 640
"""Longer side of what is worked on, pixels; larger holes are filled in a smaller picture."""
PLAIN = 2.0
DETAIL = 6.0
"""Mean difference of a wall from itself without detail, levels of 255, up to which it is plain; standard deviation over
which detail is smoothed away, pixels."""
LEAST = 400
"""Pixels of wall from which patches are copied."""
DEEP = (*REACH, 64, 128, 256, 512)
"""Pixels over which colours are continued where patches cannot be had."""


def walled(picture: Pixels, hole: Mask, wall: Mask) -> Pixels:
    """Return a picture (H, W, 3) whose hole (H, W) shows the wall around it; the same for the same picture.

    Args:
        wall: (H, W) bool: what may be copied.
    """
    if not hole.any():
        return picture
    rows, columns = (np.flatnonzero(hole.any(axis=axis)) for axis in (1, 0))
    at = tuple(slice(max(int(each[0]) - AROUND, 0), int(each[-1]) + AROUND) for each in (rows, columns))
    if not wall[at].any():
        return picture
    found = picture.copy()
    found[at][hole[at]] = _filled(picture[at], hole[at], wall[at])[hole[at]]
    return found


def _filled(picture: Pixels, hole: Mask, wall: Mask) -> Pixels:
    cv2 = require("cv2")
    patches = require("patchmatch.patch_match")
    # The package may be there, but not for this machine.
    if wall.sum() < LEAST or not patches.patchmatch_available or _plain(picture, wall):
        return np.asarray(np.rint(continued(picture.astype(np.float32), wall, DEEP)), np.uint8)
    scale = min(1.0, LARGEST / max(hole.shape))
    size = (max(1, round(hole.shape[1] * scale)), max(1, round(hole.shape[0] * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    holes, walls = (cv2.resize(each.astype(np.float32), size, interpolation=cv2.INTER_AREA) for each in (hole, wall))
    other = (walls < 1) & (holes == 0)
    patches.set_random_seed(0)
    filled = patches.inpaint(small, holes > 0, global_mask=other, patch_size=RADIUS)
    return np.asarray(cv2.resize(filled, hole.shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)


def _plain(picture: Pixels, wall: Mask) -> bool:
    """Return whether a wall has no pattern that would have to go on: light may fall on it unevenly."""
    cv2 = require("cv2")
    seen = wall.astype(np.float32)
    grey = picture.astype(np.float32).mean(axis=2)
    around = cv2.GaussianBlur(seen, (0, 0), DETAIL)
    smooth = cv2.GaussianBlur(grey * seen, (0, 0), DETAIL) / np.maximum(around, 1e-3)
    return bool(np.abs(grey - smooth)[wall].mean() < PLAIN)
