"""How far colours in CIELAB are from the nearest of others, or of a cloth's main ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require

Plane = npt.NDArray[np.float32]


def main_colours(lab: Plane, count: int, samples: int) -> Plane:
    """(count, 3) means of those of (N, 3), by k-means over at most some 2 x `samples` evenly spaced ones."""
    cv2 = require("cv2")
    some = np.ascontiguousarray(sample(lab, samples), np.float32)
    cv2.setRNGSeed(0)
    _, _, means = cv2.kmeans(some, count, None, (cv2.TERM_CRITERIA_MAX_ITER, 10, 0.5), 1, cv2.KMEANS_PP_CENTERS)
    return np.asarray(means, np.float32)


def sample(lab: Plane, samples: int) -> Plane:
    """Evenly spaced ones of (N, 3), from `samples` to twice as many."""
    return lab[:: max(1, len(lab) // samples)]


def difference(lab: Plane, others: Plane) -> Plane:
    """(N,) from the nearest of (K, 3) others."""
    return np.asarray(np.min([np.linalg.norm(lab - each, axis=1) for each in others], axis=0), np.float32)
