"""Hair in six styles: what lies behind the head, and what lies on it."""

from __future__ import annotations

import numpy as np

from intarsia.apps.tryon.colour.lab import lab_to_linear
from intarsia.apps.tryon.synthetic.canvas import Canvas, Window
from intarsia.apps.tryon.synthetic.curves import both, ellipse, moved, points, smooth
from intarsia.apps.tryon.synthetic.fabric import Lab
from intarsia.apps.tryon.synthetic.raster import Plane, Points, noise
from intarsia.apps.tryon.synthetic.relief import inflated, lit

STYLES = ("short", "bob", "long", "bun", "curly", "bald")

_BEHIND = {
    "bob": ((0, -0.09), (0.26, -0.03), (0.42, 0.16), (0.47, 0.5), (0.49, 0.85), (0.44, 1.10), (0.2, 1.14), (0, 1.12)),
    "long": (
        (0, -0.09),
        (0.26, -0.03),
        (0.42, 0.16),
        (0.46, 0.55),
        (0.53, 1.15),
        (0.56, 1.7),
        (0.44, 2.05),
        (0.2, 2.0),
        (0, 1.9),
    ),
}
_FRONT = {  # outer edge from the top to the side, then the hairline back to the middle
    "short": (
        ((0, -0.115), (0.13, -0.105), (0.25, -0.055), (0.345, 0.06), (0.388, 0.25), (0.372, 0.45)),
        ((0.348, 0.49), (0.330, 0.36), (0.298, 0.25), (0.20, 0.185), (0.09, 0.165), (0, 0.17)),
    ),
    "bob": (
        ((0, -0.115), (0.13, -0.105), (0.26, -0.05), (0.39, 0.12), (0.45, 0.45), (0.465, 0.85), (0.42, 1.02)),
        ((0.345, 0.96), (0.335, 0.6), (0.305, 0.36), (0.17, 0.20), (0, 0.13)),
    ),
    "long": (
        (
            (0, -0.115),
            (0.13, -0.105),
            (0.26, -0.05),
            (0.39, 0.12),
            (0.445, 0.5),
            (0.47, 1.0),
            (0.49, 1.45),
            (0.43, 1.62),
        ),
        ((0.37, 1.40), (0.345, 0.9), (0.318, 0.45), (0.20, 0.21), (0, 0.12)),
    ),
    "bun": (
        ((0, -0.06), (0.13, -0.05), (0.25, 0.0), (0.342, 0.12), (0.372, 0.30), (0.362, 0.44)),
        ((0.342, 0.47), (0.318, 0.30), (0.23, 0.17), (0.10, 0.125), (0, 0.12)),
    ),
    "curly": (
        ((0, -0.22), (0.28, -0.16), (0.46, 0.06), (0.50, 0.34), (0.46, 0.58)),
        ((0.345, 0.56), (0.322, 0.36), (0.26, 0.21), (0.12, 0.165), (0, 0.17)),
    ),
}


def paint_hair_behind(canvas: Canvas, style: str, colour: Lab) -> None:
    """Draw what is seen beside and below the head, darker than what lies on top."""
    if style in _BEHIND:
        _paint(canvas, both(smooth(_BEHIND[style], closed=False)), colour, style, 0.72)
    elif style == "curly":
        _paint(canvas, _ruffled(ellipse((0, 0.36), 0.55, 0.58)), colour, style, 0.75)
    elif style == "bun":
        _paint(canvas, ellipse((0.0, -0.12), 0.19, 0.16), colour, style, 0.85)


def paint_hair(canvas: Canvas, style: str, colour: Lab) -> None:
    """Draw what lies on the head, with its shadow on the forehead."""
    if style not in _FRONT:
        return
    outer, line = _FRONT[style]
    half = np.concatenate([smooth(outer, closed=False), smooth(line, closed=False)])
    around = np.concatenate([half, (half * [-1, 1])[::-1]])
    if style == "curly":
        around = _ruffled(around, 0.018)
    canvas.shadow(moved(around, 0, 0.02), 0.018, 0.28, on="face")
    _paint(canvas, around, colour, style, 1.0)


def _paint(canvas: Canvas, around: Points, colour: Lab, style: str, tone: float) -> None:
    window = canvas.window(around)
    cover = window.soft(window.cover(around), 0.003)
    base = np.clip(lab_to_linear(np.array(colour)), 0.004, 1)
    strands = _curls(window) if style == "curly" else _strands(window)
    bright = lit(window, inflated(window, cover, 0.16), 0.8) * tone * (1 + strands)
    band = np.exp(-(((window.y - 0.10 - 0.55 * window.x**2) / 0.06) ** 2)) * (0.35 + 0.65 * np.clip(strands * 3, 0, 1))
    gloss = 0.03 + 0.10 * float(base.mean())
    canvas.paint("hair", window, cover, base * bright[..., None] + gloss * band[..., None] * (style != "curly"))


def _strands(window: Window) -> Plane:
    """Return streaks that run from the crown over the head and then down."""
    angle = np.arctan2(window.x, 0.25 - np.minimum(window.y, 0.2))
    fall = np.clip((window.y - 0.2) / 0.3, 0, 1)
    across = angle * 0.30 * (1 - fall) + window.x * fall + 0.012 * np.sin(window.y * 7 + 9 * window.x)
    coarse = noise(across * 28, window.y * 1.2 + 5, 41)
    fine = noise(across * 90, window.y * 2.0, 42)
    return np.asarray(0.20 * coarse + 0.16 * fine, dtype=np.float32)


def _curls(window: Window) -> Plane:
    """Return the shade of small round locks."""
    bend = 0.03 * noise(window.x * 9, window.y * 9, 43)
    return np.asarray(
        0.34 * noise((window.x + bend) * 22, (window.y - bend) * 22, 44)
        + 0.15 * noise(window.x * 60, window.y * 60, 45),
        dtype=np.float32,
    )


def _ruffled(around: Points, depth: float = 0.022) -> Points:
    """Return an outline with locks sticking out."""
    way = np.cumsum(np.linalg.norm(np.diff(around, axis=0, prepend=around[:1]), axis=1))
    middle = around.mean(axis=0)
    out = (around - middle) / np.linalg.norm(around - middle, axis=1, keepdims=True)
    wave = np.abs(np.sin(way * 26)) * depth + 0.5 * depth * np.sin(way * 61 + 1)
    return points(*(around + out * wave[:, None]))
