"""Coarse answers of a network, carried to the edges of the picture (He et al. 2010, He and Sun 2015: guided filter)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require

Array = npt.NDArray[np.float32]

RADIUS = 2
"""Pixels of the coarse picture, to each side, in which an answer follows the picture's colours."""
EVEN = 1e-3
"""Variance of colours, in [0, 1], below which a window is even."""


NONE = 0.1
"""A plane that is nowhere above this is left out."""


def to_the_edges(coarse: Array, pixels: npt.NDArray[np.uint8]) -> Array:
    """Return (K, H, W): planes (K, h, w) made as fine as the picture (H, W, 3); in each small window an answer is a
    linear function of the colours.
    """
    cv2 = require("cv2")
    size = coarse.shape[:0:-1]
    fine = pixels.astype(np.float32) / 255
    guide = cv2.resize(fine, size, interpolation=cv2.INTER_AREA)
    colour = _mean(guide)
    pairs = _mean((guide[..., :, None] * guide[..., None, :]).reshape(*size[::-1], 9))
    spread = pairs.reshape(*size[::-1], 3, 3) - colour[..., :, None] * colour[..., None, :]
    inverse = np.linalg.inv(spread + EVEN * np.eye(3, dtype=np.float32))  # (h, w, 3, 3)
    found = np.empty((len(coarse), *pixels.shape[:2]), np.float32)
    for plane, laid in zip(coarse, found, strict=True):
        if plane.max() < NONE:
            laid[:] = 0
            continue
        level = _mean(plane)
        along = _mean(guide * plane[..., None]) - colour * level[..., None]
        slope = np.einsum("hwij,hwj->hwi", inverse, along)
        base = _mean(level - (slope * colour).sum(-1))
        both = np.dstack([_mean(slope), base]).astype(np.float32)
        wide = cv2.resize(both, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        laid[:] = wide[..., 3]
        for channel in range(3):
            laid += wide[..., channel] * fine[..., channel]
    return np.clip(found, 0, 1, out=found)


def _mean(values: npt.NDArray[np.floating]) -> Array:
    """Return the mean over a window around each pixel of (h, w) or (h, w, C)."""
    cv2 = require("cv2")
    planes = values.reshape(*values.shape[:2], -1).astype(np.float32)
    side = (2 * RADIUS + 1,) * 2
    done = [cv2.blur(planes[..., each], side, borderType=cv2.BORDER_REFLECT) for each in range(planes.shape[2])]
    return np.stack(done, -1).reshape(values.shape)
