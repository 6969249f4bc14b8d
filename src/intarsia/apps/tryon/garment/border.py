"""The colour of a photo's border as a model of its background: exact and fast where the background is plain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.extra import require

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

RING = 0.03
"""Width of the border, as a share of the picture's shorter side."""
PLAIN = 0.97
"""Share of the border that the model must explain."""
NOISE = 2.0
"""Median distance of a plain border from its model, ΔE; paper and walls have less, floors and carpets more."""
FAINT = 3.0
CLEAR = 6.0
STRONG = 12.0
"""Distances from the background, ΔE, that all must give the same mask."""
SAME = 0.93
"""Intersection over union from which two masks are the same."""
AREA = (0.06, 0.9)
"""Share of the picture that a garment may fill."""


def border_mask(pixels: npt.NDArray[np.uint8]) -> Mask | None:
    """Return where a photo (H, W, 3) uint8 sRGB differs from its border; None unless that is sure.

    Background is a plane in CIELAB, so that light may fall off across it. A shadow, a white shirt on white or a
    carpet is not sure: the mask then depends on the threshold.
    """
    lab = srgb_to_lab(pixels)
    ring = _ring(pixels.shape[:2])
    distance, share = _from_plane(lab, ring)
    noise = float(np.median(distance[ring]))
    if share < PLAIN or noise > NOISE:
        return None
    masks = [_connected(distance, level + noise) for level in (FAINT, CLEAR, STRONG)]
    area = masks[1].mean()
    if not AREA[0] <= area <= AREA[1] or not all(_same(masks[1], other) for other in masks):
        return None
    return masks[2]  # the tightest: no rim of background


def _ring(shape: tuple[int, ...]) -> Mask:
    width = max(2, round(RING * min(shape)))
    ring = np.ones(shape, bool)
    ring[width:-width, width:-width] = False
    return ring


def _from_plane(lab: Array, ring: Mask) -> tuple[Array, float]:
    """Return (H, W) distances from a plane through the border's colours, and the share of the border that lies
    on it.
    """
    rows, columns = np.mgrid[-1 : 1 : lab.shape[0] * 1j, -1 : 1 : lab.shape[1] * 1j]
    places = np.stack([np.ones(rows.shape), rows, columns], -1)  # (H, W, 3)
    kept = ring
    for _ in range(4):
        plane, *_ = np.linalg.lstsq(places[kept], lab[kept], rcond=None)
        distance = np.linalg.norm(lab - places @ plane, axis=-1)
        kept = ring & (distance < max(3 * float(np.median(distance[ring])), FAINT))
    return distance, float(kept.sum() / ring.sum())


def _connected(distance: Array, level: float) -> Mask:
    """Return where the distance is above a level, and what that encloses."""
    cv2 = require("cv2")
    blurred = cv2.GaussianBlur(distance, (0, 0), 0.8)
    _, labels = cv2.connectedComponents((blurred <= level).astype(np.uint8), connectivity=4)
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    return ~np.isin(labels, edge[edge > 0])


def _same(one: Mask, other: Mask) -> bool:
    union = (one | other).sum()
    return bool((one & other).sum() >= SAME * union)
