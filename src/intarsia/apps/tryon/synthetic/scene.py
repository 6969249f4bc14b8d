"""Where a person stands, and in what light."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from intarsia.apps.tryon.colour.lab import lab_to_linear
from intarsia.apps.tryon.synthetic.canvas import Canvas, Window
from intarsia.apps.tryon.synthetic.curves import ellipse, points
from intarsia.apps.tryon.synthetic.fabric import Lab
from intarsia.apps.tryon.synthetic.raster import Plane, Points, noise

LIGHTS: Mapping[str, tuple[float, float, float]] = {
    "day": (1.0, 1.0, 1.0),
    "warm": (1.10, 0.98, 0.78),
    "cool": (0.90, 1.0, 1.13),
    "dim": (0.36, 0.34, 0.31),
    "bright": (1.35, 1.35, 1.33),
}
"""What the light multiplies linear red, green and blue by."""

FLOOR = 7.42
"""Height of the soles, heads below the top of the head."""


def paint_scene(canvas: Canvas, background: str) -> None:
    """Draw the place, out of focus, under a soft shadow where the person stands."""
    window = canvas.window()
    SCENES[background](canvas, window)
    canvas.shadow(ellipse((0.08, FLOOR + 0.06), 1.15, 0.10), 0.10, 0.38)


def exposed(light: Plane, lamp: str) -> Plane:
    """Return what a camera makes of (H, W, 3) light under one of `LIGHTS`: its colour, and a little noise of the
    sensor.
    """
    seen = light * np.array(LIGHTS[lamp], dtype=np.float32)
    grain = np.random.default_rng(0).standard_normal(light.shape, dtype=np.float32)
    return np.asarray(seen + grain * (0.0015 + 0.006 * np.sqrt(np.clip(seen, 0, 1))), dtype=np.float32)


def _wall(canvas: Canvas, window: Window, wall: Lab, floor: Lab) -> None:
    """Draw a wall and a floor, lighter where the lamp shines."""
    upper, lower = (lab_to_linear(np.array(each)).astype(np.float32) for each in (wall, floor))
    glow = 1.06 - 0.022 * np.hypot(window.x + 1.5, window.y - 1.5) + 0.008 * noise(window.x * 0.6, window.y * 0.6, 51)
    below = np.clip((window.y - FLOOR + 0.55) / 0.05, 0, 1)[..., None]
    canvas.light[:] = (upper * (1 - below) + lower * below) * glow[..., None]


def _studio(canvas: Canvas, window: Window) -> None:
    """Draw seamless grey paper."""
    fall = 1 - 0.16 * np.clip((window.y - 5.5) / 2.5, 0, 1)
    glow = 1.05 - 0.03 * np.hypot(window.x, window.y - 2.0)
    canvas.light[:] = (0.62 * fall * glow)[..., None] * np.array([1.0, 1.0, 1.01], dtype=np.float32)


def _room(canvas: Canvas, window: Window) -> None:
    """Draw a living room out of focus: a window, a shelf, a plant."""
    _wall(canvas, window, (84.0, 1.0, 8.0), (58.0, 9.0, 22.0))
    _blurs(canvas, window, (
        (points((1.25, -0.2), (2.9, -0.2), (2.9, 2.6), (1.25, 2.6)), (96.0, -1.0, -4.0), 0.06),
        (points((2.03, -0.2), (2.10, -0.2), (2.10, 2.6), (2.03, 2.6)), (70.0, 2.0, 10.0), 0.03),
        (points((-3.2, 2.6), (-1.35, 2.6), (-1.35, 2.74), (-3.2, 2.74)), (52.0, 14.0, 28.0), 0.03),
        (points((-2.6, 1.8), (-2.35, 1.8), (-2.35, 2.6), (-2.6, 2.6)), (45.0, 30.0, 18.0), 0.04),
        (points((-2.3, 1.95), (-2.05, 1.95), (-2.05, 2.6), (-2.3, 2.6)), (48.0, -8.0, -18.0), 0.04),
        (ellipse((-1.7, 2.38), 0.18, 0.22), (80.0, 2.0, 12.0), 0.05),
        (ellipse((2.3, 5.4), 0.62, 0.9), (44.0, -22.0, 24.0), 0.16),
        (points((2.0, 6.1), (2.6, 6.1), (2.5, 7.0), (2.1, 7.0)), (88.0, 2.0, 6.0), 0.05),
    ))  # fmt: skip


def _park(canvas: Canvas, window: Window) -> None:
    """Draw grass, trees and sky, out of focus."""
    sky, grass = (
        lab_to_linear(np.array(each)).astype(np.float32) for each in ((86.0, -3.0, -14.0), (60.0, -22.0, 30.0))
    )
    below = 1 / (1 + np.exp(-(window.y - 4.3) / 0.35))[..., None]
    canvas.light[:] = sky * (1 - below) + grass * below
    trees = 0.6 + noise(window.x * 0.8 + 3, window.y * 0.6, 52) + 0.6 * noise(window.x * 2.1, window.y * 2.1, 54)
    leaf = lab_to_linear(np.array((48.0, -20.0, 26.0))).astype(np.float32)
    part = np.clip(window.soft(trees.astype(np.float32), 0.12) * 1.6 + 0.15, 0, 0.85)[..., None]
    part = part * np.exp(-(((window.y - 3.1 + 0.5 * np.sin(window.x * 1.3)) / 1.7) ** 4))[..., None]
    canvas.light[:] = canvas.light * (1 - part) + leaf * part
    canvas.light[:] *= (1 + 0.06 * noise(window.x * 4, window.y * 8, 53) * below[..., 0])[..., None]


def _blurs(canvas: Canvas, window: Window, things: Sequence[tuple[Points, Lab, float]]) -> None:
    for around, colour, sigma in things:
        part = window.soft(window.cover(around), sigma)[..., None]
        canvas.light[:] += part * (lab_to_linear(np.array(colour)).astype(np.float32) - canvas.light)


SCENES: Mapping[str, Callable[[Canvas, Window], None]] = {
    "studio": _studio,
    "wall": lambda canvas, window: _wall(canvas, window, (88.0, 0.0, 3.0), (66.0, 4.0, 12.0)),
    "room": _room,
    "park": _park,
}
"""Name → how the place is painted."""
