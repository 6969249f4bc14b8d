"""Shading: a face in a photo passes through all brightnesses, one drawn in flat colours has a few. Told apart are flat
drawings; what is shaded as light would shade it passes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person.crop import Pyramid, polygon
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
twentieth of the light, at JPEG quality 15, smoothed; their copies in flat colours 0.42 to 0.79, after JPEG 0.35 on."""
BURNT = 250
"""A burnt-out spot is flat in photos too."""


def is_drawn(pyramid: Pyramid, face: Face) -> bool:
    """Return True for a face in flat colours."""
    region = face.region
    oval = polygon((SIDE, SIDE), [region.to_square(face.landmarks[list(OVAL), :2]) * SIDE])
    pixels = pyramid.view(region, SIDE)
    return flatness(pixels[oval & (pixels.min(axis=2) < BURNT)]) > FLAT


def flatness(pixels: Pixels) -> float:
    """Return the share of (N, 3) pixels in the fullest steps of their range; 1/8 when they are spread evenly."""
    if not len(pixels):
        return 1.0
    light = pixels @ np.array(LUMINANCE)
    low, high = np.percentile(light, (3, 97))
    counts, _ = np.histogram(light, bins=BINS, range=(low, max(high, low + 1)))
    return float(np.sort(counts)[-TOP:].sum() / len(light))
