"""From cloth that lies somewhere to pixels: which place of the garment's photo each pixel of the person's shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.wear.placement.mesh import Array, Laid

Plane = npt.NDArray[np.float32]

DENSE = 1.5
"""Samples of the cloth per pixel of the person, each way: fewer leave holes."""
USUAL = 48
"""Samples of a cell each way up to which all cells get as many as the one that needs most."""
TOGETHER = 1 << 17
"""Samples that are held in memory together."""


@dataclass(frozen=True)
class SampledCloth:
    """A window of the person's photo and what of the garment's photo it shows.

    Attributes:
        top, left: of the window, pixels of the person's photo.
        places: (h, w, 2) float32 x, y in the garment's photo; -1 where there is no cloth.
    """

    top: int
    left: int
    places: Plane

    @property
    def window(self) -> tuple[slice, slice]:
        """The rows and columns of the window."""
        height, width = self.places.shape[:2]
        return slice(self.top, self.top + height), slice(self.left, self.left + width)

    def of(self, picture: npt.NDArray[np.generic], outside: float = 0.0) -> Plane:
        """Return (h, w, ...) float32 of a picture (H, W, ...) of the garment."""
        cv2 = require("cv2")
        found = cv2.remap(
            np.ascontiguousarray(picture, np.float32),
            np.ascontiguousarray(self.places[..., 0]),
            np.ascontiguousarray(self.places[..., 1]),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(outside,) * 4,
        )
        return np.asarray(found, np.float32)


def show(laid: Laid, shape: tuple[int, int]) -> SampledCloth:
    """Return what the pixels of a photo (H, W) show of a piece of cloth that lies on it."""
    low = np.clip(np.floor(laid.corners.min(axis=(0, 1))) - 1, 0, [shape[1] - 1, shape[0] - 1]).astype(int)
    high = np.clip(np.ceil(laid.corners.max(axis=(0, 1))) + 2, low + 1, [shape[1], shape[0]]).astype(int)
    width, height = (high - low).tolist()
    places = np.full((height * width, 2), -1, np.float32)
    for cells, count in _together(laid):
        at, source, back = _samples(laid, cells, count)
        nearest = np.rint(at).astype(np.int64) - low
        inside = ((nearest >= 0) & (nearest < [width, height])).all(axis=1)
        rest = (nearest + low - at)[inside]  # less than a pixel: the cell is straight
        cell = np.flatnonzero(inside) // count**2
        pixel = nearest[inside, 1] * width + nearest[inside, 0]
        places[pixel] = source[inside] + np.einsum("kij,kj->ki", back[cell], rest)
    return SampledCloth(int(low[1]), int(low[0]), places.reshape(height, width, 2))


def _together(laid: Laid) -> Iterator[tuple[npt.NDArray[np.int64], int]]:
    """Return cells that are sampled together, and how often each way: those that are drawn out far need more than
    others do, for a small photo of a garment on a large one of a person has few cells, of many pixels each.
    """
    needed = np.maximum(np.ceil(np.ptp(laid.corners, axis=1).max(axis=1) * DENSE), 2)
    size = np.maximum(np.ceil(np.log2(needed / USUAL)), 0)
    for each in np.unique(size):
        cells = np.flatnonzero(size == each)
        count = int(needed[cells].max())
        step = max(1, TOGETHER // count**2)
        for first in range(0, len(cells), step):
            yield cells[first : first + step], count


def _samples(laid: Laid, cells: npt.NDArray[np.int64], count: int) -> tuple[Array, Array, Array]:
    """Return points all over some cells, `count` each way: (N, 2) on the person, (N, 2) in the garment's photo; (K, 2,
    2) the cells' way back.
    """
    steps = (np.arange(count) + 0.5) / count
    down, right = (each.reshape(-1, 1) for each in np.meshgrid(steps, steps, indexing="ij"))
    shares = np.concatenate([(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right], axis=1)
    at = np.einsum("sc,kcd->ksd", shares, laid.corners[cells])
    first = laid.cells[cells, None, ::-1] * laid.step
    source = first + np.concatenate([right, down], axis=1)[None] * laid.step
    forms = laid.jacobians()[cells]
    flat = np.abs(np.linalg.det(forms)) < 1e-4
    back = np.linalg.inv(np.where(flat[:, None, None], np.eye(2), forms))
    return at.reshape(-1, 2), source.reshape(-1, 2), back
