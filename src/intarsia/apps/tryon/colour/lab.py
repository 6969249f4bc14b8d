"""CIELAB, the space in which all colour of the fitting room is measured (D65, 2° observer)."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require

Array = npt.NDArray[np.float64]
Plane = npt.NDArray[np.float32]

_XYZ = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
"""Linear sRGB to XYZ, ITU-R BT.709 primaries."""
_WHITE = _XYZ.sum(axis=1)
"""XYZ of sRGB's white: a grey pixel has a* = b* = 0 exactly."""
_EPSILON = (6 / 29) ** 3
_KAPPA = (29 / 6) ** 2 / 3


def srgb_to_lab(pixels: npt.ArrayLike) -> Array:
    """Convert (..., 3) sRGB, uint8 or float in [0, 1], to (..., 3) float64 L*, a*, b* (CIE 15:2004)."""
    values = np.asarray(pixels)
    xyz = (_linear_levels()[values] if values.dtype == np.uint8 else linear(values)) @ (_XYZ.T / _WHITE)
    f = np.where(xyz > _EPSILON, np.cbrt(xyz), _KAPPA * xyz + 4 / 29)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def lab_to_srgb(lab: npt.ArrayLike) -> npt.NDArray[np.uint8]:
    """Convert (..., 3) CIELAB to (..., 3) uint8 sRGB; colours that a screen cannot show are clipped channel by
    channel.
    """
    return as_bytes(lab_to_linear(lab))


def lab_to_linear(lab: npt.ArrayLike) -> Array:
    """Convert (..., 3) CIELAB to linear sRGB in [0, 1] where the screen can show it, unclipped."""
    lightness, a, b = np.moveaxis(np.asarray(lab, dtype=np.float64), -1, 0)
    y = (lightness + 16) / 116
    f = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    xyz = np.where(f > 6 / 29, f**3, (f - 4 / 29) / _KAPPA)
    return np.asarray((xyz * _WHITE) @ np.linalg.inv(_XYZ).T)


def linear(srgb: npt.ArrayLike) -> Array:
    """Convert sRGB in [0, 1] to light, IEC 61966-2-1."""
    values = np.asarray(srgb, dtype=np.float64)
    return np.asarray(np.where(values <= 0.04045, values / 12.92, ((np.maximum(values, 0) + 0.055) / 1.055) ** 2.4))


def as_bytes(light: npt.ArrayLike) -> npt.NDArray[np.uint8]:
    """Convert light (linear sRGB, clipped to [0, 1]) to uint8 sRGB."""
    values = np.clip(np.asarray(light, dtype=np.float64), 0, 1)
    encoded = np.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(encoded * 255), dtype=np.uint8)


def ciede2000(one: npt.ArrayLike, other: npt.ArrayLike) -> Array:
    """Return the perceived difference of colours (..., 3), broadcast against each other; 1 is just noticeable, 100 is
    much.
    """
    left, right = np.broadcast_arrays(np.asarray(one, np.float64), np.asarray(other, np.float64))
    return np.asarray(require("skimage.color").deltaE_ciede2000(left, right))


def chroma(lab: npt.ArrayLike) -> Array:
    """Return the distance from grey, (..., 3) to (...)."""
    values = np.asarray(lab, dtype=np.float64)
    return np.asarray(np.hypot(values[..., 1], values[..., 2]))


def hue(lab: npt.ArrayLike) -> Array:
    """Return the angle of (a*, b*), (..., 3) to (...) in degrees, [0, 360); red is near 40, yellow 100, green 136, blue
    306.
    """
    values = np.asarray(lab, dtype=np.float64)
    return np.asarray(np.degrees(np.arctan2(values[..., 2], values[..., 1])) % 360)


def polar(lightness: npt.ArrayLike, saturation: npt.ArrayLike, degrees: npt.ArrayLike) -> Array:
    """Return the CIELAB of a lightness, a chroma and a hue in degrees: (...) each, broadcast, to (..., 3)."""
    light, radius, angle = np.broadcast_arrays(lightness, saturation, np.radians(degrees))
    return np.asarray(np.stack([light, radius * np.cos(angle), radius * np.sin(angle)], axis=-1), dtype=np.float64)


def main_colours(lab: Plane, count: int, samples: int) -> Plane:
    """Return (count, 3) means of (N, 3) colours, by k-means over at most some 2 x `samples` evenly spaced ones."""
    cv2 = require("cv2")
    some = np.ascontiguousarray(sample(lab, samples), np.float32)
    cv2.setRNGSeed(0)
    _, _, means = cv2.kmeans(some, count, None, (cv2.TERM_CRITERIA_MAX_ITER, 10, 0.5), 1, cv2.KMEANS_PP_CENTERS)
    return np.asarray(means, np.float32)


def sample(lab: Plane, samples: int) -> Plane:
    """Return evenly spaced rows of (N, 3), from `samples` to twice as many."""
    return lab[:: max(1, len(lab) // samples)]


def difference(lab: Plane, others: Plane) -> Plane:
    """Return the distances (N,) of colours from the nearest of (K, 3) others."""
    return np.asarray(np.min([np.linalg.norm(lab - each, axis=1) for each in others], axis=0), np.float32)


@functools.cache
def _linear_levels() -> Array:
    return linear(np.arange(256) / 255)
