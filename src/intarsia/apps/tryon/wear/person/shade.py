"""Light on cloth: what the photo says of the light on the body, and what folds of cloth throw on each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]

REACH = 0.16
"""Standard deviation of the light that is kept of a photo, in shoulders' distances: folds and prints are finer."""
EDGE = 14.0
"""Difference of lightness (0-255) from its surroundings at which a pixel is a print, a fold or an edge, not light."""
SHADED = 0.25
PLAIN = 0.85
"""What is added to that for each level of lightness; share of what is worn that must be so near to its middle."""
DARKEST = 0.87
BRIGHTEST = 1.08
"""Limits of light on cloth; 1 leaves it as its own photo shows it."""
ROUND = 0.09
RIM = 0.07
"""How much darker cloth is at its outer edge than in the middle, and how far in, in shoulders' distances."""
SLIGHT = 0.15
"""Weight of no change: away from the clothes that are worn the photo says nothing."""
CAST = 0.25
"""How much a piece of cloth darkens the one behind it, at most."""
COARSE = 4
"""Pixels of the photo to one of the light."""


def light(pixels: npt.NDArray[np.uint8], worn: Sequence[Mask], size: float) -> Plane:
    """Return (H, W) float32 factors near 1: the low frequencies of a photo's lightness on each garment that is worn."""
    cv2 = require("cv2")
    height, width = pixels.shape[:2]
    small = (max(1, width // COARSE), max(1, height // COARSE))
    sigma = REACH * size / COARSE
    grey = cv2.cvtColor(cv2.resize(pixels, small, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    middle = cv2.medianBlur(grey, 5).astype(np.float32)
    shares = np.zeros(grey.shape, np.float32)
    counts = np.zeros(grey.shape, np.float32)
    for mask in worn:
        there = (cv2.resize(mask.astype(np.float32), small, interpolation=cv2.INTER_AREA) > 0.95).astype(np.float32)
        if not _plain(middle[there > 0]):
            continue
        first = _mean(middle, there, sigma)
        there *= np.abs(middle - first) < EDGE + 0.25 * first
        if there.sum() >= 16:
            shares += there * middle / max(float(np.median(middle[there > 0])), 8.0)
            counts += there
    known = _blurred(counts, sigma)
    found = np.clip((_blurred(shares, sigma) + SLIGHT) / (known + SLIGHT), DARKEST, BRIGHTEST)
    return np.asarray(cv2.resize(found.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _plain(lightness: Plane) -> bool:
    """Return whether what is worn is of one lightness: off stripes, or an open jacket, light cannot be read."""
    if not len(lightness):
        return False
    usual = float(np.median(lightness))
    return float(np.mean(np.abs(lightness - usual) < EDGE + SHADED * usual)) > PLAIN


def rounded(alpha: Plane, size: float) -> Plane:
    """Return (h, w) factors: a piece of cloth turns away from the light at its edges."""
    cv2 = require("cv2")
    within = cv2.distanceTransform((alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(1 - ROUND * np.exp(-((within / (RIM * size)) ** 2)), np.float32)


def shadow(alpha: Plane, size: float) -> Plane:
    """Return (h, w) factors: what a piece of cloth throws on the one behind it."""
    cv2 = require("cv2")
    near = cv2.GaussianBlur(alpha, (0, 0), max(0.025 * size, 0.5))
    return np.asarray(1 - CAST * near, np.float32)


def _mean(values: Plane, there: Plane, sigma: float) -> Plane:
    """Return the mean of the values that count, weighted by nearness; far from all of them 0."""
    much = _blurred(values * there, sigma)
    share = _blurred(there, sigma)
    return np.asarray(much / np.maximum(share, 1e-3), np.float32)


def _blurred(values: Plane, sigma: float) -> Plane:
    return np.asarray(require("cv2").GaussianBlur(values, (0, 0), max(sigma, 0.5)), np.float32)
