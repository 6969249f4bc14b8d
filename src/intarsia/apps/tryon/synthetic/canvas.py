"""A canvas in light: parts are painted back to front, and what stays visible of each is known exactly."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.synthetic.raster import Plane, Points, blurred, filled, reduced

OVER = 2
"""Pixels are painted this much finer than they are shown."""


@dataclass(frozen=True)
class View:
    """What a picture shows: its top left corner in units of the drawing, pixels per unit, height and width."""

    left: float
    top: float
    scale: float
    height: int
    width: int

    def pixels(self, places: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map (N, 2) units to (N, 2) float32 pixels of the picture."""
        moved = (np.asarray(places, np.float64) - [self.left, self.top]) * self.scale
        return np.asarray(moved, dtype=np.float32)


@dataclass(frozen=True)
class Window:
    """A part of the canvas: where it lies, and the place of each of its fine pixels in units.

    Args:
        rows, columns: of the fine pixels.
        x, y: (h, w) float32, units.
        pixel: size of a fine pixel, units.
    """

    rows: slice
    columns: slice
    x: Plane
    y: Plane
    pixel: float

    def cover(self, outline: Points) -> Plane:
        """Return (h, w) coverage of the inside of an outline given in units."""
        corner = np.array([self.x[0, 0], self.y[0, 0]], dtype=np.float64) - self.pixel / 2
        return filled((outline - corner) / self.pixel, self.x.shape[:2])

    def around(self, low: npt.ArrayLike, high: npt.ArrayLike) -> tuple[slice, slice]:
        """Return rows and columns of the window between two corners; empty where they lie outside."""
        (left, top) = np.asarray(low)
        (right, bottom) = np.asarray(high)
        rows = self.y[:, 0].searchsorted([top, bottom])
        columns = self.x[0].searchsorted([left, right])
        return slice(*rows.tolist()), slice(*columns.tolist())

    def soft(self, plane: Plane, sigma: float, down: float = 1.0) -> Plane:
        """Blur by `sigma` units, and `down` times that up and down."""
        return blurred(plane, sigma / self.pixel, down)


class Canvas:
    """A picture while it is painted: light (linear sRGB), coverage by part, colour number of fabrics."""

    def __init__(self, view: View) -> None:
        self.view = view
        shape = (view.height * OVER, view.width * OVER)
        self.light: Plane = np.ones((*shape, 3), dtype=np.float32)
        self._parts: dict[str, Plane] = {}
        self._ink: npt.NDArray[np.int8] = np.full(shape, -1, dtype=np.int8)

    def window(self, outline: Points | None = None, margin: float = 0.05) -> Window:
        """Return the part of the canvas around an outline; all of it when None."""
        scale = self.view.scale * OVER
        height, width = self._ink.shape
        left = 0
        top = 0
        right = width
        bottom = height
        if outline is not None:
            low = (outline.min(axis=0) - margin - [self.view.left, self.view.top]) * scale
            high = (outline.max(axis=0) + margin - [self.view.left, self.view.top]) * scale
            left, top = (int(np.clip(low[k], 0, size - 2)) for k, size in ((0, width), (1, height)))
            right, bottom = (
                int(np.clip(np.ceil(high[k]), at + 2, size)) for k, at, size in ((0, left, width), (1, top, height))
            )
        across = (np.arange(left, right, dtype=np.float32) + 0.5) / scale + self.view.left
        down = (np.arange(top, bottom, dtype=np.float32) + 0.5) / scale + self.view.top
        x, y = np.meshgrid(across.astype(np.float32), down.astype(np.float32))
        return Window(slice(top, bottom), slice(left, right), x, y, 1 / scale)

    def paint(
        self,
        part: str,
        window: Window,
        cover: Plane,
        light: Plane | npt.NDArray[np.float64],
        ink: npt.NDArray[np.int8] | None = None,
    ) -> None:
        """Lay a part over what is there.

        Args:
            part: its name; painting more of the same part adds to it. Details on top of a part take its name.
            cover: (h, w) in [0, 1].
            light: (h, w, 3) or (3,) linear sRGB.
            ink: (h, w) number of the fabric's colour, for the exact palette; -1 for what is no fabric.
        """
        at = window.rows, window.columns
        alpha = cover[..., None]
        self.light[at] += alpha * (np.asarray(light, np.float32) - self.light[at])
        for plane in self._parts.values():
            plane[at] *= 1 - cover
        mine = self._parts.setdefault(part, np.zeros(self._ink.shape, dtype=np.float32))
        mine[at] += cover
        self._ink[at] = np.where(cover > 0.5, -1 if ink is None else ink, self._ink[at])

    def shade(self, window: Window, factor: Plane) -> None:
        """Multiply the light by (h, w): shadows, seams, creases."""
        self.light[window.rows, window.columns] *= factor[..., None]

    def shadow(self, outline: Points, sigma: float, strength: float, on: str = "") -> None:
        """Draw the soft shadow of an outline on one part, or on all that is painted so far."""
        window = self.window(outline, margin=3 * sigma)
        fallen = window.soft(window.cover(outline), sigma)
        self.shade(window, 1 - strength * fallen * (self.cover(on, window) if on else 1))

    def magnified(self, factor: float) -> Canvas:
        """Return the same canvas for things that are drawn larger, about the origin of the drawing."""
        view = self.view
        other = copy.copy(self)
        other.view = View(view.left / factor, view.top / factor, view.scale * factor, view.height, view.width)
        return other

    def cover(self, part: str, window: Window) -> Plane:
        """Return (h, w) what a part covers so far, a copy."""
        return self._parts[part][window.rows, window.columns].copy()

    def cast(self, part: str, offset: tuple[float, float], sigma: float, strength: float) -> None:
        """Draw the soft shadow of a part on everything else."""
        window = self.window()
        cover = self._parts[part]
        shift = [round(each / window.pixel) for each in (offset[1], offset[0])]
        moved = np.roll(cover, shift, axis=(0, 1))
        self.shade(window, 1 - strength * window.soft(moved, sigma) * (1 - cover))

    def picture(self) -> Plane:
        """Return (H, W, 3) float32 light at the size that is shown."""
        return reduced(self.light, OVER)

    def parts(self) -> Mapping[str, Plane]:
        """Return (H, W) float32 in [0, 1] per part: how much of each pixel shows it."""
        return {name: np.clip(reduced(plane, OVER), 0, 1) for name, plane in self._parts.items()}

    def inks(self, part: str) -> npt.NDArray[np.int64]:
        """Return how many fine pixels of a part show each colour of its fabric."""
        seen = self._ink[(self._parts[part] > 0.5) & (self._ink >= 0)]
        return np.bincount(seen, minlength=1)
