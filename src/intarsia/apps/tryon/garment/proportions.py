"""How long a garment is, from how high and wide it lies in its photo. A rule: what is folded deceives it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.heads import Classification

BOUNDS: Mapping[str, tuple[float, float]] = {
    "skirt": (1.05, 2.0),
    "dress": (1.35, 2.6),
    "shorts": (1.15, 9.0),
    "pants": (0.7, 1.2),
}
"""Category → height by width from which it reaches the knee, and below the calf. Our own figures."""
UPRIGHT = 0.85
"""Cosine from which the main axis is the garment's own; a wide one has no axis to speak of."""
SPREAD = 0.15
"""How gradual the change from one length to the next is, in the logarithm of the ratio."""


def length_of(ratio: float, category: str) -> Classification | None:
    """Return "short", "knee" or "long" for skirts, dresses and trousers of such a `ratio`, else None."""
    if category not in BOUNDS:
        return None
    at = math.log(max(ratio, 0.01))
    knee, long = (1 / (1 + math.exp((math.log(bound) - at) / SPREAD)) for bound in BOUNDS[category])
    shares = {"short": 1 - knee, "knee": max(knee - long, 0.0), "long": long}
    total = sum(shares.values())
    return Classification({name: share / total for name, share in sorted(shares.items(), key=lambda each: -each[1])})


def ratio(cutout: Cutout) -> float:
    """Return the height by width of where 98 of 100 of a garment's pixels lie, along its own axis, which may
    lie askew.
    """
    rows, columns = np.nonzero(cutout.mask)
    points = np.stack([columns, rows], 1).astype(np.float64)
    points -= points.mean(0)
    _, _, axes = np.linalg.svd(points[:: max(len(points) // 4000, 1)], full_matrices=False)
    upright = axes[int(np.argmax(np.abs(axes[:, 1])))]
    if abs(upright[1]) < UPRIGHT:
        upright = np.array([0.0, 1.0])
    extents = [np.ptp(np.percentile(points @ axis, (1, 99))) for axis in (upright, upright[::-1] * (1, -1))]
    return float(extents[0] / max(extents[1], 1.0))
