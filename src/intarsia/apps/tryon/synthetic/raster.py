"""The few operations on pixels that the renderer is made of; all of OpenCV's that it uses is here."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require

Plane = npt.NDArray[np.float32]
"""(H, W) float32, or (H, W, 3) for light."""
Points = npt.NDArray[np.float64]
"""(N, 2) float64, x and y."""

_SHIFT = 6
"""Corners of polygons are rounded to 1/64 pixel."""
_CELLS = 64
_FINE = 8


def filled(polygon: Points, shape: tuple[int, int]) -> Plane:
    """Return the coverage in [0, 1] of the inside of a polygon, given in pixels."""
    cv2 = require("cv2")
    plane = np.zeros(shape, dtype=np.uint8)
    corners = np.rint((polygon - 0.5) * 2**_SHIFT).astype(np.int32)
    cv2.fillPoly(plane, [corners], 255, lineType=cv2.LINE_AA, shift=_SHIFT)
    return np.asarray(plane / np.float32(255), dtype=np.float32)


def blurred(plane: Plane, sigma: float, down: float = 1.0) -> Plane:
    """Blur by a Gaussian, `down` times as far up and down; wide ones on a reduced picture, which nobody can tell."""
    cv2 = require("cv2")
    if sigma < 0.3:
        return plane
    height, width = plane.shape[:2]
    step = max(int(sigma * min(down, 1) / 4), 1)
    small = cv2.resize(plane, (-(-width // step), -(-height // step)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / step, sigmaY=down * sigma / step, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def reduced(plane: Plane, factor: int) -> Plane:
    """Return the mean of blocks of factor x factor pixels."""
    cv2 = require("cv2")
    height, width = plane.shape[:2]
    size = (width // factor, height // factor)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def noise(x: Plane, y: Plane, seed: int) -> Plane:
    """Smooth noise at the places (x, y), about in [-1, 1]; its bumps are 1 wide, and it repeats after 64."""
    cv2 = require("cv2")
    plane = cv2.remap(_bumps(seed), _FINE * x, _FINE * y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(plane, dtype=np.float32)


@functools.lru_cache(maxsize=32)
def _bumps(seed: int) -> Plane:
    cv2 = require("cv2")
    random = np.random.default_rng(seed).uniform(-1, 1, (_CELLS, _CELLS)).astype(np.float32)
    tiled = np.pad(random, 4, mode="wrap")
    fine = cv2.resize(tiled, None, fx=_FINE, fy=_FINE, interpolation=cv2.INTER_CUBIC)
    return np.asarray(fine[4 * _FINE : -4 * _FINE, 4 * _FINE : -4 * _FINE], dtype=np.float32)
