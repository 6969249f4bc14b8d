"""Shading: a face in a photo passes through all brightnesses, one drawn in flat colours has a few, and does not change
at all from pixel to pixel. Told apart are flat drawings; what is shaded as light would shade it passes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person.crop import Pyramid, cut, polygon
from intarsia.apps.tryon.person.face import OVAL, Face

Pixels = npt.NDArray[np.uint8]

SIDE = 160
"""Pixels of a face as it is looked at."""
LUMINANCE = (0.3, 0.6, 0.1)
BINS = 40
TOP = 5
"""Steps of the face's own range of brightness, so that dark and pale skin count alike; and how many hold a drawing."""
FLAT = 0.45
"""Share of a face in those few steps from which on it is drawn. Photos of ten people had 0.20 to 0.38, also dimmed to a
twentieth of the light, at JPEG quality 15, smoothed; their copies in flat colours 0.42 to 0.79, after JPEG 0.35 on. One
of 46 more photos had 0.45: a face in even light, under dark hair."""
STEADY = 0.35
STILL = 0.08
"""Change of brightness from pixel to pixel, in 1/255, that is none, and the share of such pixels from which on a flat
face is drawn. Photos had 0.15 at most, drawings of
people 0.06 to 0.69, also after JPEG."""
BURNT = 250
"""A burnt-out spot is flat in photos too."""


def is_drawn(pyramid: Pyramid, face: Face) -> bool:
    """Return True for a face in flat colours, as far as the picture shows it."""
    region = face.region
    oval = polygon((SIDE, SIDE), [region.to_square(face.landmarks[list(OVAL), :2]) * SIDE])
    pixels = pyramid.view(region, SIDE)
    inside = cut(np.ones((pyramid.height, pyramid.width), np.float32), region, SIDE) > 0.99
    seen = oval & inside & (pixels.min(axis=2) < BURNT)
    return bool(seen.any()) and flatness(pixels[seen]) > FLAT and _stillness(pixels)[seen].mean() > STILL


def _stillness(pixels: Pixels) -> npt.NDArray[np.bool_]:
    """Return (H, W): where brightness does not change from pixel to pixel."""
    cv2 = require("cv2")
    light = (pixels @ np.array(LUMINANCE)).astype(np.float32)
    across = cv2.Sobel(light, cv2.CV_32F, 1, 0) / 8
    down = cv2.Sobel(light, cv2.CV_32F, 0, 1) / 8
    return np.asarray(np.hypot(across, down) < STEADY)


def flatness(pixels: Pixels) -> float:
    """Return the share of (N, 3) pixels in the fullest steps of their range; 1/8 when they are spread evenly."""
    if not len(pixels):
        return 1.0
    light = pixels @ np.array(LUMINANCE)
    low, high = np.percentile(light, (3, 97))
    counts, _ = np.histogram(light, bins=BINS, range=(low, max(high, low + 1)))
    return float(np.sort(counts)[-TOP:].sum() / len(light))
