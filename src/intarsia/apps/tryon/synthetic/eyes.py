"""Eyes, seen from the front: white, iris, pupil, lashes and the fold of the lid. Places are in heads."""

from __future__ import annotations

import numpy as np

from intarsia.apps.tryon.colour.lab import lab_to_linear
from intarsia.apps.tryon.synthetic.canvas import Canvas, Window
from intarsia.apps.tryon.synthetic.curves import ellipse, moved, points, smooth, tube
from intarsia.apps.tryon.synthetic.fabric import Lab
from intarsia.apps.tryon.synthetic.raster import Plane, Points

EYE = (0.152, 0.495)
"""Middle of the right one in the picture."""
IRIS = 0.0315
PUPIL = 0.0140

_UPPER = ((-0.072, 0.006), (-0.035, -0.024), (0.006, -0.032), (0.045, -0.020), (0.074, 0.004))
_LOWER = ((0.074, 0.004), (0.035, 0.022), (-0.01, 0.025), (-0.045, 0.018), (-0.072, 0.006))
_WHITE = np.array([0.78, 0.74, 0.71])
_BLACK = np.array([0.006, 0.005, 0.005])


def paint_eye(canvas: Canvas, side: int, iris: Lab, hair: Lab) -> None:
    """Draw one eye as the part "eyes"; its lashes, darker than the hair, belong to the face."""
    upper, lower = (_edge(line, side) for line in (_UPPER, _LOWER))
    opening = np.concatenate([upper, lower])
    window = canvas.window(opening, 0.03)
    _ball(canvas, window, window.cover(opening), side, iris)
    lash = np.clip(lab_to_linear(np.array(hair) * [0.4, 0.6, 0.6]), 0.004, 0.06)
    for line, half, part in ((upper, (0.004, 0.008, 0.0085, 0.007), 0.92), (lower, (0.0025, 0.003, 0.0025), 0.30)):
        canvas.paint("face", window, part * window.cover(tube(line, half)), lash)
    fold = tube(moved(upper, 0, -0.022), (0.002, 0.005, 0.003))
    canvas.shade(window, 1 - 0.28 * window.soft(window.cover(fold), 0.003))


def _ball(canvas: Canvas, window: Window, within: Plane, side: int, iris: Lab) -> None:
    """Draw white, iris, pupil and the lamp in it, where the lids are open."""
    x = side * (EYE[0] + 0.002)
    y = EYE[1] - 0.006
    under_the_lid = np.clip((y - 0.004 - window.y) / 0.022, 0, 1)
    bright = (1 - 0.35 * under_the_lid - 0.12 * np.clip(np.abs(window.x - x) / 0.07, 0, 1))[..., None]
    away = np.hypot(window.x - x, window.y - y)[..., None]
    ring = np.clip(1.25 - 0.85 * np.clip((away - 0.012) / 0.020, 0, 1), 0.3, 1.3)
    colour = np.clip(lab_to_linear(np.array(iris)), 0.003, 1)
    canvas.paint("eyes", window, within, _WHITE * bright)
    canvas.paint("eyes", window, within * window.cover(ellipse((x, y), IRIS, IRIS)), colour * ring * bright)
    canvas.paint("eyes", window, within * window.cover(ellipse((x, y), PUPIL, PUPIL)), _BLACK)
    lamp = ellipse((x - 0.010, y - 0.011), 0.0062, 0.0062)
    canvas.paint("eyes", window, 0.9 * within * window.cover(lamp), np.ones(3))


def _edge(line: tuple[tuple[float, float], ...], side: int) -> Points:
    return smooth(moved(points(*line), *EYE), closed=False) * [side, 1]
