"""Square regions of a picture that may be turned: what a network sees, and the way back to the picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require

Array = npt.NDArray[np.float32]
Points = npt.NDArray[np.floating[Any]]
Pixels = npt.NDArray[np.uint8]

QUARTER = math.pi / 2


@dataclass(frozen=True)
class CropSquare:
    """A square of the picture, whose own axes are turned by `angle`.

    Attributes:
        x: of its centre, in pixels; pixel (0, 0) covers [0, 1) x [0, 1).
        y: of its centre.
        side: in pixels.
        angle: from the picture's x axis to the square's, clockwise as seen, in radians.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0

    def scaled(self, factor: float) -> CropSquare:
        """Scale the side; centre and angle stay."""
        return replace(self, side=self.side * factor)

    def moved(self, right: float, down: float) -> CropSquare:
        """Move the square along its own axes, by parts of its side."""
        x, y = self.to_picture(np.array([[0.5 + right, 0.5 + down]], dtype=np.float32))[0]
        return replace(self, x=float(x), y=float(y))

    def to_picture(self, points: Points) -> Array:
        """Map (N, 2) in [0, 1] of the square to (N, 2) pixels of the picture."""
        return np.asarray((points - 0.5) @ self._axes + (self.x, self.y), dtype=np.float32)

    def to_square(self, points: Points) -> Array:
        """Map (N, 2) pixels of the picture to (N, 2) in [0, 1] of the square."""
        return np.asarray((points - (self.x, self.y)) @ self._axes.T / self.side**2 + 0.5, dtype=np.float32)

    def landmarks(self, values: Points, side: int) -> Array:
        """Map (N, 3) x, y, z in pixels of a square of `side` to (N, 3) in pixels of the picture; z is depth."""
        depth = values[:, 2:3] * (self.side / side)
        return np.asarray(np.hstack([self.to_picture(values[:, :2] / side), depth]), np.float32)  # (N, 3)

    @property
    def _axes(self) -> npt.NDArray[np.float64]:
        """(2, 2): rows are the square's axes in pixels of the picture."""
        cosine = math.cos(self.angle)
        sine = math.sin(self.angle)
        return np.array([[cosine, sine], [-sine, cosine]]) * self.side


class Pyramid:
    """A picture and its halves, so that small crops of large regions average pixels instead of skipping them.

    Args:
        pixels: (H, W, 3) uint8.
    """

    def __init__(self, pixels: Pixels) -> None:
        self.levels = [pixels]
        self.height, self.width = pixels.shape[:2]

    def crop(self, region: CropSquare, side: int) -> Array:
        """Return (side, side, 3) float32 in [0, 1]; black outside of the picture."""
        cv2 = require("cv2")
        level = max(0, int(math.log2(max(region.side / side, 1))))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        warped = cv2.warpAffine(self._level(level), _back(region, side, 2**level), (side, side), flags=flags)
        return np.asarray(warped / np.float32(255), np.float32)

    def view(self, region: CropSquare, side: int) -> Pixels:
        """Return what `crop` returns, as uint8."""
        return np.asarray(np.rint(self.crop(region, side) * 255), np.uint8)

    def whole(self) -> CropSquare:
        """Return the smallest upright square around the picture."""
        return CropSquare(self.width / 2, self.height / 2, float(max(self.width, self.height)))

    def small(self, side: int) -> Pixels:
        """Return the picture halved until its longer side is at most `side`."""
        return self._level(max(0, math.ceil(math.log2(max(self.height, self.width) / side))))

    def _level(self, level: int) -> Pixels:
        cv2 = require("cv2")
        while len(self.levels) <= level:
            height, width = self.levels[-1].shape[:2]
            half = (max(1, width // 2), max(1, height // 2))
            self.levels.append(cv2.resize(self.levels[-1], half, interpolation=cv2.INTER_AREA))
        return self.levels[level]


def cut(values: Array, region: CropSquare, side: int) -> Array:
    """Return (side, side) of a region of (H, W), 0 outside."""
    cv2 = require("cv2")
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(values, _back(region, side, 1), (side, side), flags=flags), np.float32)


def unwarp(values: Array, region: CropSquare, shape: tuple[int, int]) -> Array:
    """Return (S, S) of a region laid back into a picture of (H, W), 0 outside. Give no logits: 0 is one half."""
    cv2 = require("cv2")
    laid = np.zeros(shape, np.float32)
    corners = region.to_picture(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]))
    (left, top), (right, bottom) = (
        np.clip(each, 0, shape[::-1]).astype(int).tolist()
        for each in (corners.min(axis=0) - 1, corners.max(axis=0) + 2)
    )
    if right > left and bottom > top:
        back = _back(region, len(values), 1) - [[0, 0, left], [0, 0, top]]
        laid[top:bottom, left:right] = cv2.warpAffine(values, back, (right - left, bottom - top))
    return laid


def polygon(shape: tuple[int, int], points: Iterable[Points]) -> npt.NDArray[np.bool_]:
    """Return (H, W): inside of polygons (N, 2) in pixels."""
    cv2 = require("cv2")
    canvas = np.zeros(shape, np.uint8)
    for each in points:  # four bits behind the point; OpenCV's pixel (0, 0) has its centre at 0
        corners = np.rint((each[:, :2] - 0.5) * 16).astype(np.int32)
        cv2.fillPoly(canvas, [corners], (1,), lineType=cv2.LINE_8, shift=4)
    return canvas > 0


def _back(region: CropSquare, side: int, reduction: int) -> npt.NDArray[np.float64]:
    """Return (2, 3): from pixel indices of the crop to those of the (reduced) picture; a pixel's centre is its index +
    1/2.
    """
    corners = np.array([[0.5, 0.5], [1.5, 0.5], [0.5, 1.5]], dtype=np.float32) / side
    start, right, down = region.to_picture(corners).astype(np.float64) / reduction - 0.5
    return np.stack([right - start, down - start, start], axis=1)
