"""Maps from a garment to a person: affine ones, and what lies between two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Affine:
    """An affine map of the plane.

    Attributes:
        form: (2, 2).
        start: (2,) a place of the garment, pixels.
        end: (2,) where it goes on the person, pixels.
    """

    form: Array
    start: Array
    end: Array

    def __call__(self, places: npt.ArrayLike) -> Array:
        """Map (..., 2) pixels of the garment to (..., 2) pixels of the person."""
        return np.asarray((np.asarray(places, np.float64) - self.start) @ self.form.T + self.end)


def bone(start: Array, towards: Array, end: Array, to: Array, scale: tuple[float, float]) -> Affine:
    """Return the map that lays a line from `start` in direction `towards` on the one from `end` in direction `to`.

    Args:
        scale: along the line and across it.
    """
    source = _frame(towards)
    target = _frame(to)
    return Affine(target @ np.diag(scale) @ source.T, start, end)


def between(one: Array, other: Array, share: Array) -> Array:
    """Return forms (..., 2, 2) between two (2, 2) or (..., 2, 2): turns are blended as angles, stretches as
    they are.
    """
    first = _turn(one)
    second = _turn(other)
    turned = first + share * ((second - first + np.pi) % (2 * np.pi) - np.pi)
    stretch = _back(one, first) + share[..., None, None] * (_back(other, second) - _back(one, first))
    return rotation(turned) @ stretch


def rotation(angle: npt.ArrayLike) -> Array:
    """Return rotations (..., 2, 2) by angles (...)."""
    cos = np.cos(angle)
    sin = np.sin(angle)
    return np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)


def unit(vector: npt.ArrayLike) -> Array:
    """Return a direction (2,) scaled to length 1."""
    found = np.asarray(vector, np.float64)
    return np.asarray(found / max(float(np.linalg.norm(found)), 1e-9))


def smooth(value: npt.ArrayLike, start: float, end: float) -> Array:
    """Rise smoothly: 0 up to `start`, 1 from `end`, smooth between them."""
    share = np.clip((np.asarray(value, np.float64) - start) / (end - start), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def _frame(along: Array) -> Array:
    x, y = unit(along)
    return np.array([[x, -y], [y, x]])


def _turn(form: Array) -> Array:
    """Return (...) angle of the rotation nearest to a form."""
    return np.asarray(np.arctan2(form[..., 1, 0] - form[..., 0, 1], form[..., 0, 0] + form[..., 1, 1]))


def _back(form: Array, angle: Array) -> Array:
    return np.asarray(rotation(-angle) @ form)
