"""Depth in flat shapes: a height above the picture, in units, and the light that falls on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intarsia.apps.tryon.synthetic.canvas import Window
from intarsia.apps.tryon.synthetic.raster import Plane, Points

LAMP = np.array([-0.24, -0.40, 0.88]) / np.linalg.norm([-0.24, -0.40, 0.88])
"""Where the light comes from: above, a little to the left, in front."""
AMBIENT = 0.5
"""The part of the light that comes from everywhere."""


@dataclass(frozen=True)
class Crease:
    """A fold in cloth, from one point to another; it fades at both ends."""

    start: tuple[float, float]
    end: tuple[float, float]
    width: float = 0.05
    depth: float = 0.03


def inflated(window: Window, cover: Plane, radius: float, down: float = 1.0) -> Plane:
    """Raise a cushion of that shape, round up to `radius` from its edge (`down` times that above and below), flat
    inside.
    """
    height = np.zeros_like(cover)
    for part, reach in ((0.5, 0.3), (0.5, 0.75)):
        soft = np.clip(2 * window.soft(cover, radius * reach, down) - 1, 0, 1)
        height += np.float32(part * radius) * np.sqrt(1 - (1 - soft) ** 2, dtype=np.float32)
    return window.soft(height, radius * 0.12)


def ball_chain(x: Plane, y: Plane, line: Points, radii: Sequence[float]) -> tuple[Plane, Plane]:
    """Raise a limb of balls along (N, 2) points, radii at equal steps. Returns its height and its distance inside the
    edge.
    """
    length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
    at = np.linspace(0, 1, 2 + int(length / (0.16 * min(radii))))  # dense enough for a smooth edge
    own = np.linspace(0, 1, len(line))
    centres = np.stack([np.interp(at, own, line[:, 0]), np.interp(at, own, line[:, 1])], axis=1)
    height = np.zeros_like(x)
    inside = np.full_like(x, -1e3)
    for (across, down), radius in zip(centres, np.interp(at, np.linspace(0, 1, len(radii)), radii), strict=True):
        squared = (x - np.float32(across)) ** 2 + (y - np.float32(down)) ** 2
        np.maximum(height, np.sqrt(np.maximum(np.float32(radius**2) - squared, 0)), out=height)
        np.maximum(inside, np.float32(radius) - np.sqrt(squared), out=inside)
    return height, inside


def creased(window: Window, creases: Sequence[Crease]) -> Plane:
    """Return the height of folds: a ridge beside a furrow along each crease."""
    height = np.zeros_like(window.x)
    for crease in creases:
        start = np.array(crease.start)
        end = np.array(crease.end)
        length = max(float(np.linalg.norm(end - start)), 1e-6)
        ax, ay = ((end - start) / length).astype(np.float32)
        at = window.around(np.minimum(start, end) - 5 * crease.width, np.maximum(start, end) + 5 * crease.width)
        x = window.x[at] - np.float32(start[0])
        y = window.y[at] - np.float32(start[1])
        t = (x * ax + y * ay) / np.float32(length)
        off = (y * ax - x * ay) / np.float32(crease.width) + 0.5 * np.sin(3 * t)  # folds are never straight
        fade = np.clip(t * (1 - t) * 4, 0, 1) ** np.float32(0.7)
        height[at] -= np.float32(crease.depth) * fade * off * np.exp(-np.minimum(off**2 / 2, 30))
    return height


def lit(window: Window, height: Plane, strength: float = 1.0, ambient: float = AMBIENT) -> Plane:
    """Return how bright each place is beside a flat one, which has 1."""
    down, across = np.gradient(height, np.float32(window.pixel))
    facing = (LAMP[2] - strength * (across * LAMP[0] + down * LAMP[1])) / np.sqrt(
        1 + strength**2 * (across**2 + down**2)
    )
    direct = np.maximum(facing, 0) / LAMP[2]
    return np.asarray(np.clip(ambient + (1 - ambient) * direct, 0.25, 1.3), dtype=np.float32)
