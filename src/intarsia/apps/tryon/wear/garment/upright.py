"""A garment's own frame: where its axis of symmetry lies, and how far its photo is tilted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]

SIDE = 224
"""Height and width of the upright picture in which a garment is looked at; the garment fills nine tenths of it."""
TILTS = (range(-24, 25, 6), range(-4, 5, 2), range(-1, 2))
"""Degrees that are tried, each round around the best of the last."""
LIKELY = 0.004
"""Symmetry that a degree of tilt must gain: who lays out a garment holds the camera straight."""
EVEN = 0.92
CLEARLY = 0.08
"""Symmetry from which a garment is not asked whether it lies on its side, and by how much it must be more symmetric
then."""


@dataclass(frozen=True)
class Upright:
    """The way from a photo to the picture in which the garment stands upright, its axis in the middle, and back.

    Attributes:
        turn: (2, 3) affine, pixels of the photo to pixels of the upright picture.
        cover: (SIDE, SIDE) float32 in [0, 1]: the garment, upright.
        symmetry: in [0, 1]: intersection over union of the garment with its mirror image.
    """

    turn: Points
    cover: Plane
    symmetry: float

    @property
    def scale(self) -> float:
        """Pixels of the upright picture per pixel of the photo."""
        return float(np.hypot(*self.turn[:, 0]))

    @property
    def above(self) -> float:
        """Share of the garment that lies above the middle of its height."""
        rows = np.flatnonzero(self.cover.max(axis=1) > 0.5)
        middle = (int(rows[0]) + int(rows[-1]) + 1) // 2 if len(rows) else 0
        return float(self.cover[:middle].sum() / max(float(self.cover.sum()), 1.0))

    def to_photo(self, points: npt.ArrayLike) -> Points:
        """Map (N, 2) in the upright picture to (N, 2) pixels of the photo."""
        moved = np.asarray(points, np.float64) - self.turn[:, 2]
        return np.asarray(moved @ np.linalg.inv(self.turn[:, :2]).T)

    def halves(self) -> tuple[Plane, Plane]:
        """Return (SIDE, SIDE / 2) the left half, mirrored, and the right half: both from the axis outwards."""
        middle = SIDE // 2
        return self.cover[:, :middle][:, ::-1], self.cover[:, middle:]


def upright(mask: Mask, turn: float = 0.0) -> Upright:
    """Return the most symmetric view of a garment (H, W) that is turned by about so many degrees."""
    tilt = turn
    for steps in TILTS:
        tried = [tilt + step for step in steps]
        tilt = max(tried, key=lambda each: _seen(mask, each).symmetry - LIKELY * abs(each - turn))
    return _seen(mask, tilt)


def lying(mask: Mask) -> list[Upright]:
    """Return the views of a garment (H, W) that may be the upright one: more than one where it lies on its side, with
    its neck to the left or to the right.
    """
    seen = upright(mask)
    if seen.symmetry >= EVEN:
        return [seen]
    turned = [upright(mask, turn) for turn in (90.0, -90.0)]
    return [seen, *(each for each in turned if each.symmetry > seen.symmetry + CLEARLY)]


def _seen(mask: Mask, tilt: float) -> Upright:
    """Return the garment turned by some degrees, fitted into the picture, its best axis in the middle."""
    cv2 = require("cv2")
    turn = _framing(mask, tilt)
    soft = mask.astype(np.float32)
    scale = float(np.hypot(*turn[:, 0]))
    if scale < 0.5:  # a coarse picture of a fine mask
        soft = cv2.blur(soft, (round(1 / scale),) * 2)
    cover = cv2.warpAffine(soft, turn, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    spectrum = np.fft.rfft(cover, 2 * SIDE, axis=1)
    match = np.fft.irfft(spectrum**2, 2 * SIDE, axis=1).sum(axis=0)  # overlap with the mirror image about each axis
    axis = int(match.argmax())
    shift = (SIDE - 1 - axis) / 2
    turn = turn + np.array([[0, 0, shift], [0, 0, 0]])
    cover = cv2.warpAffine(soft, turn, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    both = float(np.minimum(cover, cover[:, ::-1]).sum())
    return Upright(turn, cover, both / max(2 * float(cover.sum()) - both, 1.0))


def _framing(mask: Mask, tilt: float) -> Points:
    rows, columns = np.nonzero(mask[::2, ::2]) if min(mask.shape) > 64 else np.nonzero(mask)
    step = 2 if min(mask.shape) > 64 else 1
    places = np.stack([columns, rows], axis=1) * float(step)
    angle = math.radians(tilt)
    rotation = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    turned = places @ rotation.T
    low = turned.min(axis=0)
    high = turned.max(axis=0) + step
    scale = 0.9 * SIDE / float((high - low).max())
    offset = np.array([SIDE - 1, SIDE - 1]) / 2 - scale * (low + high) / 2
    return np.concatenate([scale * rotation, offset[:, None]], axis=1)
