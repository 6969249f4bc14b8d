"""Clothes on a canvas: cloth with folds, and what is sewn on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.synthetic.canvas import Canvas, Window
from intarsia.apps.tryon.synthetic.curves import ellipse, moved, tube
from intarsia.apps.tryon.synthetic.fabric import Fabric
from intarsia.apps.tryon.synthetic.raster import Plane, Points, noise
from intarsia.apps.tryon.synthetic.relief import Crease, creased, inflated, lit


@dataclass(frozen=True)
class FabricPiece:
    """A piece of cloth with its outline.

    Args:
        outline: (N, 2) heads.
        round: how far from its edge the cloth curves.
        down: how far it curves at its upper and lower end, beside that.
        axis: two points; the pattern runs along them. Straight down when None.
    """

    outline: Points
    round: float
    axis: Points | None = None
    down: float = 1.0


@dataclass(frozen=True)
class Seamstress:
    """Sews one garment onto a canvas, under one name, from one cloth."""

    canvas: Canvas
    part: str
    fabric: Fabric

    def cloth(self, pieces: Sequence[FabricPiece], hole: Points | None = None, creases: Sequence[Crease] = ()) -> None:
        """Draw pieces that hang together without a visible edge between them; `hole` is cut out of all."""
        window = self.canvas.window(np.concatenate([piece.outline for piece in pieces]))
        cover = np.zeros_like(window.x)
        height = np.zeros_like(window.x)
        u = window.x.copy()
        v = window.y.copy()
        for number, piece in enumerate(pieces):
            own = window.cover(piece.outline)
            inner = inflated(window, own, piece.round, piece.down)
            if number and piece.axis is not None:
                _lay_along(piece.axis, window, (own > 0.5) & (inner >= height), u, v)
            height = np.maximum(height, inner)
            cover = np.maximum(cover, own)
        if hole is not None:
            cover = cover * (1 - window.cover(hole))
        folds = creased(window, creases) + self._drape(window)
        height = window.soft(height, 0.025) + folds
        ink = self.fabric.ink(u + folds * 0.25, v + folds * 0.4)
        light = self.fabric.light(ink, u, v) * lit(window, height)[..., None]
        self.canvas.paint(self.part, window, cover, light, ink)

    def patch(self, outline: Points, tone: float = 1.0, round: float = 0.04, shadow: float = 0.3) -> None:
        """Draw a piece on top, with a soft shadow: collar, pocket, lapel, hood."""
        if shadow:
            self.canvas.shadow(moved(outline, 0.015, 0.025), 0.03, shadow)
        window = self.canvas.window(outline)
        cover = window.cover(outline)
        ink = self.fabric.ink(window.x + 0.03, window.y + 0.05)
        bright = tone * lit(window, inflated(window, cover, round) + 0.5 * self._drape(window))
        self.canvas.paint(self.part, window, cover, self.fabric.light(ink, window.x, window.y) * bright[..., None], ink)

    def band(self, line: Points, half: float, tone: float = 0.92, ribs: float = 0.0) -> None:
        """Draw a strip along a line: a ribbed cuff (`ribs` per head), a waistband, the edge of a neck."""
        outline = tube(line, [half, half])
        window = self.canvas.window(outline)
        cover = window.cover(outline)
        ground = Fabric(self.fabric.inks()[:1], seed=self.fabric.seed)
        ink = ground.ink(window.x, window.y)
        bright = tone * lit(window, inflated(window, cover, half) * 0.6)
        if ribs:
            start = line[0]
            end = line[-1]
            way = (end - start) / np.linalg.norm(end - start)
            place = (window.x - start[0]) * way[0] + (window.y - start[1]) * way[1]
            bright = bright * (1 + 0.09 * np.sin(2 * np.pi * ribs * place))
        light = ground.light(ink, window.x, window.y) * bright[..., None]
        self.canvas.paint(self.part, window, cover, light.astype(np.float32), ink)

    def seam(self, line: Points, strength: float = 0.28, half: float = 0.007) -> None:
        """Draw a stitched line: a thin shadow."""
        outline = tube(line, [half, half])
        window = self.canvas.window(outline)
        on = self.canvas.cover(self.part, window)
        self.canvas.shade(window, 1 - strength * window.cover(outline) * on)

    def inset(self, outline: Points, tone: float = 0.45) -> None:
        """Draw the inside of the garment, seen through an opening."""
        window = self.canvas.window(outline)
        cover = window.cover(outline)
        ground = Fabric(self.fabric.inks()[:1], seed=self.fabric.seed)
        ink = ground.ink(window.x, window.y)
        depth = tone + 0.25 * np.clip((window.y - outline[:, 1].max()) / max(np.ptp(outline[:, 1]), 1e-6) + 1, 0, 1)
        self.canvas.paint(self.part, window, cover, ground.light(ink, window.x, window.y) * depth[..., None])

    def button(self, place: npt.ArrayLike, light: Sequence[float] = (0.75, 0.73, 0.68), radius: float = 0.032) -> None:
        """Draw a round button, no part of the palette."""
        self.trim(ellipse(np.asarray(place).tolist(), radius, radius), light)

    def trim(self, outline: Points, light: Sequence[float], round: float = 0.02) -> None:
        """Draw a thing of another material: a zip, a cord, a button."""
        self.canvas.shadow(moved(outline, 0.006, 0.012), 0.012, 0.35)
        window = self.canvas.window(outline)
        cover = window.cover(outline)
        bright = lit(window, inflated(window, cover, round))
        self.canvas.paint(self.part, window, cover, np.asarray(light, np.float32) * bright[..., None])

    def _drape(self, window: Window) -> Plane:
        """Return shallow folds that cloth hangs in."""
        seed = self.fabric.seed
        slow = noise(window.x * 2.2 + 7, window.y * 0.7 + 3, seed + 1) * 0.020
        fine = noise(window.x * 5.0, window.y * 2.0, seed + 2) * 0.005
        return np.asarray(slow + fine, dtype=np.float32)


def _lay_along(axis: Points, window: Window, where: npt.NDArray[np.bool_], u: Plane, v: Plane) -> None:
    """Turn the cloth's coordinates in place so that v runs along the axis."""
    start = axis[0]
    way = (axis[-1] - axis[0]) / np.linalg.norm(axis[-1] - axis[0])
    x = window.x[where] - start[0]
    y = window.y[where] - start[1]
    u[where] = x * way[1] - y * way[0]
    v[where] = x * way[0] + y * way[1] + start[1]
