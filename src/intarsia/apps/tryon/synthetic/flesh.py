"""Skin on a canvas: limbs and trunk as one body with soft shading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import lab_to_linear
from intarsia.apps.tryon.synthetic.canvas import Canvas, Window
from intarsia.apps.tryon.synthetic.curves import both, moved, points, smooth
from intarsia.apps.tryon.synthetic.fabric import Lab
from intarsia.apps.tryon.synthetic.form import ARMPIT, SEAT, WAIST, BodyForm
from intarsia.apps.tryon.synthetic.raster import Plane, Points, noise
from intarsia.apps.tryon.synthetic.relief import LAMP, ball_chain, inflated, lit

_FILL = 0.54
"""Light from everywhere on skin: more than on cloth, as in portraits, so that a face shows nearly its true tone."""
_SHADOW_TINT = np.array([0.90, 1.04, 1.10], dtype=np.float32)
"""Light that went through skin comes out redder: shadows on skin are warm."""


@dataclass(frozen=True)
class Limb:
    """Balls along a line: (N, 2) points and radii at equal steps, heads. `base` lifts it towards the viewer."""

    line: Points
    radii: tuple[float, ...]
    base: float = 0.0


def skin_light(window: Window, light: npt.ArrayLike, height: Plane, gloss: float = 0.03) -> Plane:
    """Return (h, w, 3) light of skin of a colour, (3,) or (h, w, 3) linear sRGB, over a relief."""
    bright = lit(window, height, ambient=_FILL)[..., None]
    down, across = np.gradient(height, np.float32(window.pixel))
    half = LAMP + np.array([0.0, 0.0, 1.0])
    half = half / np.linalg.norm(half)
    facing = (half[2] - across * half[0] - down * half[1]) / np.sqrt(1 + across**2 + down**2)
    facing = np.clip(facing, 0, 1)
    # Half of it a spot, the rest spread wide: on dark skin most of what shows its form is reflected at the surface.
    shine = gloss * (0.5 * np.maximum(facing**16 - half[2] ** 16, 0) + np.maximum(facing**3 - 0.55, 0))
    return np.asarray(np.asarray(light, np.float32) * bright**_SHADOW_TINT + shine[..., None], dtype=np.float32)


def paint_limbs(canvas: Canvas, part: str, limbs: Sequence[Limb], skin: Lab, below: float = -9.0) -> None:
    """Draw limbs that grow out of each other, where they are below a height."""
    reach = np.concatenate(
        [np.concatenate([limb.line - max(limb.radii), limb.line + max(limb.radii)]) for limb in limbs]
    )
    window = canvas.window(reach)
    height, inside = _together(window, limbs)
    cover = np.clip(inside / np.float32(window.pixel) + 0.5, 0, 1)
    cover = cover * np.clip((window.y - below) / 0.06, 0, 1).astype(np.float32)
    canvas.paint(
        part,
        window,
        cover,
        skin_light(window, _mottled(window, skin), window.soft(height, 0.12 * min(min(limb.radii) for limb in limbs))),
    )


def paint_body(canvas: Canvas, form: BodyForm, skin: Lab) -> None:
    """Draw trunk, neck and legs, as the part "body"; arms and hands come later, over the clothes."""
    outline = trunk_outline(form)
    legs = [Limb(_bent(form.leg(side)), (0.36, 0.34, 0.28, 0.235, 0.25, 0.21, 0.15, 0.13)) for side in (-1, 1)]
    neck = Limb(points((0, 0.80), (0, 1.55)), (0.25, 0.235, 0.25, 0.30))
    shoulders = [
        Limb(np.stack([form.shoulder(side) * [0.35, 0.98], form.shoulder(side)]), (0.125, 0.145), -0.02)
        for side in (-1, 1)
    ]
    corners = np.concatenate([outline, neck.line, *[moved(limb.line, x, 0.2) for limb in legs for x in (-0.4, 0.4)]])
    window = canvas.window(corners, margin=0.2)
    height, inside = _together(window, [*legs, neck, *shoulders])
    trunk = window.cover(outline)
    height = np.maximum(height, 1.1 * inflated(window, trunk, 0.5) - 0.05)
    cover = np.maximum(np.clip(inside / np.float32(window.pixel) + 0.5, 0, 1), trunk)
    height = window.soft(height, 0.035) + _collarbones(window)
    canvas.paint("body", window, cover, skin_light(window, _mottled(window, skin), height))


def trunk_outline(form: BodyForm) -> Points:
    """Return the trunk without limbs, from the neck to the crotch."""
    shoulder = form.shoulder(1)
    half = [
        (0.0, 1.2), (0.235, 1.22), (0.26, 1.33), (0.42, 1.44), (shoulder[0] - 0.08, 1.53), (shoulder[0] + 0.06, 1.66),
        (form.half_width(ARMPIT), ARMPIT), (form.half_width(2.45), 2.45), (form.half_width(WAIST), WAIST),
        (form.half_width(3.2), 3.2), (form.half_width(SEAT), SEAT), (0.55 * form.build, 4.05), (0.0, 4.0),
    ]  # fmt: skip
    return both(smooth(half, closed=False))


def arm(form: BodyForm, side: int) -> Limb:
    """Shape an arm from the shoulder to the wrist."""
    return Limb(_bent(form.arm(side)), (0.145, 0.185, 0.18, 0.155, 0.165, 0.145, 0.115, 0.10))


def hand(form: BodyForm, side: int, open_palm: bool) -> list[Limb]:
    """Return a palm and five fingers at the end of an arm: hanging loosely, or open to the viewer."""

    def at(down: float, out: float) -> Points:
        return form.beyond_the_wrist(side, down, out)

    wide = 1.0 if open_palm else 0.82
    palm = Limb(
        np.stack([at(-0.06, 0), at(0.10, 0), at(0.22, 0.005), at(0.36, 0)]),
        (0.10, 0.12 * wide + 0.02, 0.17 * wide, 0.165 * wide),
        0.0,
    )
    fingers = []
    for number, length in enumerate((0.33, 0.40, 0.37, 0.28)):
        out = (number - 1.5) * 0.088 * wide
        lean = (number - 1.5) * 0.055 if open_palm else (number - 1.5) * 0.022 - 0.05
        knuckle = at(0.33, out)
        tip = at(0.38 + length * (1.0 if open_palm else 0.92), out + lean)
        middle = at(0.36 + length / 2, out + lean / 2 + (0.0 if open_palm else 0.022))
        fingers.append(Limb(np.stack([knuckle, middle, tip]), (0.049, 0.045, 0.036), 0.02 + 0.01 * (number % 2)))
    reach = 0.27 if open_palm else 0.13
    thumb = Limb(
        np.stack([at(0.08, -0.07 * wide), at(0.22, -0.16 * wide - 0.03), at(0.34 if open_palm else 0.42, -reach)]),
        (0.07, 0.056, 0.04),
        0.04,
    )
    return [palm, *fingers, thumb]


def _bent(joints: Points) -> Points:
    """Return twelve places along a limb of two bones, softly bent."""
    line = smooth(joints, closed=False)
    return np.asarray(line[np.linspace(0, len(line) - 1, 12).round().astype(int)])


def _together(window: Window, limbs: Sequence[Limb]) -> tuple[Plane, Plane]:
    """Return the height of the union, and distance inside its edge."""
    height = np.zeros_like(window.x)
    inside = np.full_like(window.x, -1e3)
    for limb in limbs:
        reach = max(limb.radii)
        at = window.around(limb.line.min(axis=0) - reach, limb.line.max(axis=0) + reach)
        above, within = ball_chain(window.x[at], window.y[at], limb.line, limb.radii)
        height[at] = np.maximum(height[at], np.where(above > 0, above + np.float32(limb.base), 0))
        inside[at] = np.maximum(inside[at], within)
    return height, inside


def _mottled(window: Window, skin: Lab) -> Plane:
    """Vary the colour of skin, which is never one: slow and slight changes of redness."""
    change = noise(window.x * 3, window.y * 3, 31)[..., None] * np.array([0.4, 0.9, 0.3])
    return np.clip(lab_to_linear(np.array(skin) + change), 0.001, 1).astype(np.float32)


def _collarbones(window: Window) -> Plane:
    """Return two faint ridges under the neck."""
    off = (window.y - 1.60 + 0.16 * np.abs(window.x)) / 0.035
    fade = np.exp(-(((np.abs(window.x) - 0.32) / 0.2) ** 2))
    return np.asarray(0.012 * fade * np.exp(-(off**2)), dtype=np.float32)
