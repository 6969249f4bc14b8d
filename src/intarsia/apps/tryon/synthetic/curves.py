"""Outlines: smooth curves through points, tubes along a line, mirror images. All in the units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.synthetic.raster import Points

_STEPS = 12
"""Points per piece of a curve."""


def points(*pairs: Sequence[float]) -> Points:
    """Return pairs as an array (N, 2) float64."""
    return np.array(pairs, dtype=np.float64)


def smooth(through: npt.ArrayLike, closed: bool = True) -> Points:
    """Return centripetal Catmull-Rom curve through (N, 2) points (Yuksel, Schaefer & Keyser 2011): no loops, no
    overshoot.
    """
    knots = np.asarray(through, dtype=np.float64)
    if closed:
        knots = np.concatenate([knots[-1:], knots, knots[:2]])
    else:
        knots = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    gaps = np.sqrt(np.maximum(np.linalg.norm(np.diff(knots, axis=0), axis=1), 1e-9))
    pieces = [_piece(knots[at : at + 4], gaps[at : at + 3]) for at in range(len(knots) - 3)]
    return np.concatenate(pieces if closed else [*pieces, knots[-2:-1]])


def tube(centre: npt.ArrayLike, radii: Sequence[float]) -> Points:
    """Return the outline of a band along a line (N, 2): its half width is given at equal steps along it; ends are cut
    square.
    """
    line = smooth(centre, closed=False)
    along = np.gradient(line, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    at = np.linspace(0, 1, len(line))
    half = np.interp(at, np.linspace(0, 1, len(radii)), radii)[:, None]
    return np.concatenate([line + normal * half, (line - normal * half)[::-1]])


def both(half: npt.ArrayLike) -> Points:
    """Return a right half (x >= 0) from top to bottom, and its mirror image from bottom to top: one closed outline."""
    right = np.asarray(half, dtype=np.float64)
    return np.concatenate([right, mirrored(right)[::-1]])


def mirrored(outline: Points) -> Points:
    """Return points on the other side of x = 0."""
    return outline * [-1, 1]


def moved(outline: Points, x: float, y: float) -> Points:
    """Return points shifted by so much."""
    return np.asarray(outline + np.array([x, y]))


def ellipse(centre: Sequence[float], across: float, down: float) -> Points:
    """Return the outline of an ellipse with these half axes."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return np.stack([centre[0] + across * np.cos(turn), centre[1] + down * np.sin(turn)], axis=1)


def along(start: npt.ArrayLike, end: npt.ArrayLike, part: float) -> Points:
    """Return the point at a part of the way."""
    first = np.asarray(start, np.float64)
    last = np.asarray(end, np.float64)
    return first + (last - first) * part


def _piece(knots: Points, gaps: npt.NDArray[np.float64]) -> Points:
    """Return the curve from the second to the third of four knots, without the third."""
    p0, p1, p2, p3 = knots
    t0 = 0.0
    (t1, t2, t3) = np.cumsum(gaps)
    t = np.linspace(t1, t2, _STEPS, endpoint=False)[:, None]
    a1 = (t1 - t) / (t1 - t0) * p0 + (t - t0) / (t1 - t0) * p1
    a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
    a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
    b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
    b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
    return np.asarray((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
