"""A head seen from the front: sculpted, lit, and painted. Places are in heads; the chin is at y = 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import lab_to_linear
from intarsia.apps.tryon.synthetic.canvas import Canvas, Window
from intarsia.apps.tryon.synthetic.curves import both, ellipse, mirrored, points, smooth, tube
from intarsia.apps.tryon.synthetic.eyes import paint_eye
from intarsia.apps.tryon.synthetic.fabric import Lab
from intarsia.apps.tryon.synthetic.flesh import skin_light
from intarsia.apps.tryon.synthetic.raster import Plane, Points, noise
from intarsia.apps.tryon.synthetic.relief import inflated

MOUTH = (0.118, 0.795)
EAR = (0.365, 0.55)
NOSE = (0.0, 0.665)
HEAD = 1.1
"""How much larger than one head the head is drawn: a face that is seen well, and a shorter neck."""

_BUMPS = (  # place, width, height: how far it stands out; those off the middle line exist twice
    ((0.0, 0.30), (0.22, 0.13), 0.020),  # forehead
    ((0.150, 0.425), (0.075, 0.030), 0.013),  # brow
    ((0.150, 0.490), (0.085, 0.055), -0.040),  # eye socket
    ((0.152, 0.497), (0.055, 0.030), 0.022),  # eyeball
    ((0.0, 0.665), (0.042, 0.040), 0.050),  # tip of the nose
    ((0.050, 0.680), (0.026, 0.024), 0.028),  # wings of the nose
    ((0.205, 0.610), (0.085, 0.070), 0.024),  # cheekbone
    ((0.120, 0.730), (0.020, 0.060), -0.008),  # fold beside the mouth
    ((0.0, 0.735), (0.016, 0.025), -0.007),  # groove above the lips
    ((0.0, 0.780), (0.070, 0.016), 0.014),  # upper lip
    ((0.0, 0.824), (0.060, 0.020), 0.020),  # lower lip
    ((0.0, 0.865), (0.060, 0.016), -0.014),  # below the lips
    ((0.0, 0.930), (0.075, 0.050), 0.026),  # chin
)


@dataclass(frozen=True)
class RenderedFace:
    """What a rendered face looks like.

    Args:
        skin, hair, iris: CIELAB.
        brows: how thick they are beside the usual.
        jaw: width of the jaw beside the usual.
        beard: part of a full beard, 0 to 1.
    """

    skin: Lab
    hair: Lab
    iris: Lab
    brows: float = 1.0
    jaw: float = 1.0
    beard: float = 0.0

    @property
    def lips(self) -> Lab:
        """Redder and darker than the skin; less so where the skin is dark."""
        lightness, a, b = self.skin
        return (lightness - 4 - 0.14 * lightness, a + 7 + 0.13 * lightness, b * 0.8 + 1)


def outline(face: RenderedFace) -> Points:
    """Return the head without ears and hair."""
    jaw = face.jaw
    half = [
        (0, -0.01), (0.10, 0.0), (0.20, 0.038), (0.285, 0.12), (0.338, 0.24), (0.352, 0.38), (0.348, 0.52),
        (0.335 * (1 + jaw) / 2, 0.66), (0.298 * jaw, 0.80), (0.225 * jaw, 0.91), (0.115 * jaw, 0.983), (0, 1.0),
    ]  # fmt: skip
    return both(smooth(half, closed=False))


def paint_head(canvas: Canvas, face: RenderedFace) -> None:
    """Draw ears, head, eyes, brows and mouth, as the parts "face", "eyes" and "lips"; brows belong to the face."""
    _ears(canvas, face)
    around = outline(face)
    window = canvas.window(around)
    cover = window.cover(around)
    height = 0.95 * inflated(window, cover, 0.36) + _features(window)
    canvas.paint("face", window, cover, skin_light(window, _complexion(window, face), height))
    _nostrils(canvas)
    for side in (-1, 1):
        paint_eye(canvas, side, face.iris, face.hair)
        _brow(canvas, face, side)
    _mouth(canvas, face)


def _features(window: Window) -> Plane:
    """Return what stands out of the round of the head."""
    height = np.zeros_like(window.x)
    for (x, y), (wide, high), out in _BUMPS:
        for side in (-1, 1) if x else (1,):
            height += np.float32(out) * np.exp(
                -(((window.x - side * x) / wide) ** 2 + ((window.y - y) / high) ** 2) / 2
            )
    # The bridge of the nose: rises from between the eyes to the tip, widens, and ends at once.
    t = np.clip((window.y - 0.44) / (0.67 - 0.44), 0, 1)
    end = _step(0.695 - window.y, 0.010)
    height += 0.075 * t**1.3 * end * np.exp(-((window.x / (0.026 + 0.022 * t)) ** 2) / 2)
    return np.asarray(height, dtype=np.float32)


def _complexion(window: Window, face: RenderedFace) -> Plane:
    """Return (h, w, 3) linear sRGB of the skin: warmer cheeks and nose, a shade under the brows, a beard if there is
    one.
    """
    lab = np.broadcast_to(np.array(face.skin), (*window.x.shape, 3)).copy()
    strength = 0.35 + 0.65 * np.clip(face.skin[0] / 80, 0, 1)
    for (x, y), wide, red in (((0.20, 0.64), 0.085, 2.8), ((0.0, 0.67), 0.05, 2.0), ((0.36, 0.55), 0.05, 2.0)):
        for side in (-1, 1) if x else (1,):
            spot = np.exp(-((window.x - side * x) ** 2 + (window.y - y) ** 2) / (2 * wide**2))
            lab += strength * red * spot[..., None] * np.array([-0.35, 1.0, 0.25])
    for side in (-1, 1):
        lid = np.exp(-(((window.x - side * 0.152) / 0.075) ** 2 + ((window.y - 0.468) / 0.022) ** 2) / 2)
        lab += lid[..., None] * np.array([-5.0, 2.0, 0.5])
    spots = 0.5 * noise(window.x * 14, window.y * 14, 33) + noise(window.x * 50, window.y * 50, 36)
    lab += spots[..., None] * np.array([0.005 * face.skin[0] + 0.9, 0.5, 0.3])
    lab += (face.beard * _beard(window))[..., None] * (np.array(face.hair) - lab)
    return np.clip(lab_to_linear(lab), 0.001, 1).astype(np.float32)


def _beard(window: Window) -> Plane:
    """Return where a full beard grows, in [0, 1]: cheeks, jaw and chin, without the mouth."""
    out: Plane = np.abs(window.x)
    jaw = _step(window.y - 0.735 + 0.25 * np.maximum(out - 0.10, 0), 0.016)
    cheek = _step(out - 0.275, 0.014) * _step(window.y - 0.53, 0.03)
    mouth = np.exp(-(((window.x / 0.105) ** 2 + ((window.y - 0.80) / 0.042) ** 2) ** 3))
    hairs = 0.82 + 0.18 * noise(window.x * 60, window.y * 40, 34)
    return np.asarray(np.clip(np.maximum(jaw, cheek) - mouth, 0, 1) * hairs, dtype=np.float32)


def _step(way: npt.NDArray[np.floating], width: float) -> Plane:
    """Rise from 0 to 1 where `way` passes 0."""
    return np.asarray(1 / (1 + np.exp(-way / width)), dtype=np.float32)


def _ears(canvas: Canvas, face: RenderedFace) -> None:
    for side in (-1, 1):
        around = smooth(
            points((0.33, 0.47), (0.375, 0.445), (0.40, 0.49), (0.392, 0.58), (0.365, 0.655), (0.335, 0.66)) * [side, 1]
        )
        window = canvas.window(around)
        cover = window.cover(around)
        height = inflated(window, cover, 0.05)
        bowl = np.exp(-(((window.x - side * 0.368) / 0.014) ** 2 + ((window.y - 0.54) / 0.05) ** 2) / 2)
        skin = np.array(face.skin) + np.array([-2.0, 4.0, 1.0])
        light = np.clip(lab_to_linear(skin), 0.001, 1) * (1 - 0.35 * bowl[..., None])
        canvas.paint("face", window, cover, skin_light(window, light, height))


def _nostrils(canvas: Canvas) -> None:
    for side in (-1, 1):
        dark = ellipse((side * 0.030, 0.698), 0.017, 0.008)
        window = canvas.window(dark)
        canvas.shade(window, 1 - 0.62 * window.soft(window.cover(dark), 0.004))
    under = ellipse((0, 0.712), 0.055, 0.016)
    window = canvas.window(under, 0.06)
    canvas.shade(window, 1 - 0.20 * window.soft(window.cover(under), 0.012))


def _brow(canvas: Canvas, face: RenderedFace, side: int) -> None:
    line = points((0.064, 0.418), (0.11, 0.404), (0.165, 0.397), (0.215, 0.405), (0.252, 0.428)) * [side, 1]
    thick = np.array([0.013, 0.0165, 0.014, 0.009, 0.003]) * face.brows
    around = tube(line, thick.tolist())
    window = canvas.window(around)
    hairs = 0.80 + 0.25 * noise(window.x * 55 + window.y * 30 * side, window.y * 14, 35)
    cover = window.soft(window.cover(around), 0.004) * np.clip(hairs, 0, 1)
    tone = np.array(face.hair) * [0.62, 0.8, 0.8]
    canvas.paint("face", window, 0.88 * cover, np.clip(lab_to_linear(tone), 0.004, 1))


def _mouth(canvas: Canvas, face: RenderedFace) -> None:
    half, y = MOUTH
    top = points((half, y - 0.012), (0.07, y - 0.020), (0.025, y - 0.034), (0.0, y - 0.027))
    arch = smooth(np.concatenate([top, mirrored(top[:-1])[::-1]]), closed=False)
    line = smooth(
        points((-half, y - 0.012), (-0.06, y + 0.005), (0, y + 0.004), (0.06, y + 0.005), (half, y - 0.012)),
        closed=False,
    )
    bow = smooth(
        points(
            (half * 0.96, y - 0.007),
            (0.065, y + 0.032),
            (0.0, y + 0.045),
            (-0.065, y + 0.032),
            (-half * 0.96, y - 0.007),
        ),
        closed=False,
    )
    whole = np.concatenate([arch, bow[::-1]])
    window = canvas.window(whole, 0.02)
    cover = window.soft(window.cover(whole), 0.004)
    height = inflated(window, cover, 0.03)
    shade = np.where(window.y < y + 0.004, 0.82, 1.0).astype(np.float32)[..., None]
    light = np.clip(lab_to_linear(np.array(face.lips)), 0.002, 1) * shade
    canvas.paint("lips", window, 0.9 * cover, skin_light(window, light, 0.7 * height, 0.10))
    between = tube(line, (0.003, 0.0065, 0.0055, 0.0065, 0.003))
    canvas.shade(window, 1 - 0.62 * window.soft(window.cover(between), 0.002))
