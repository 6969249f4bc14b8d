"""The cut of clothes: outlines on a form, in heads. Nothing is painted here."""

from __future__ import annotations

import numpy as np

from intarsia.apps.tryon.synthetic.curves import both, ellipse, moved, points, smooth, tube
from intarsia.apps.tryon.synthetic.form import ARMPIT, CROTCH, SEAT, WAIST, BodyForm
from intarsia.apps.tryon.synthetic.raster import Points
from intarsia.apps.tryon.synthetic.spec import GarmentSpec

_NECKS = {  # half width at the shoulder, depth below it
    "round": (0.34, 0.27),
    "v": (0.34, 0.66),
    "scoop": (0.44, 0.55),
    "high": (0.27, 0.10),
    "collar": (0.27, 0.26),
    "lapel": (0.30, 1.40),
    "hood": (0.32, 0.24),
}
_LONG = (0.16, 0.212, 0.235, 0.235, 0.22, 0.205, 0.18, 0.155)
_SHORT = (0.16, 0.215, 0.24, 0.265)
"""Half the width of a sleeve from the shoulder to its end, without ease."""
_TOP = 1.36
"""Where the seam of the shoulder meets the neck."""


def neckline(spec: GarmentSpec, closed: bool = True) -> Points:
    """Return the front edge of the neck opening, from the left shoulder down and up to the right; closed over
    the neck.
    """
    half, depth = _NECKS[spec.resolved().neck]
    if spec.resolved().neck in ("v", "lapel", "collar"):
        edge = points(
            (-half, _TOP),
            (-half * 0.62, _TOP + depth * 0.45),
            (0, _TOP + depth),
            (half * 0.62, _TOP + depth * 0.45),
            (half, _TOP),
        )
    else:
        turn = np.linspace(np.pi, 0, 25)
        edge = np.stack([half * np.cos(turn), _TOP + depth * np.sin(turn) ** 0.8], axis=1)
    return np.concatenate([edge, points((half * 0.95, _TOP - 0.3), (-half * 0.95, _TOP - 0.3))]) if closed else edge


def shoulder_tip(spec: GarmentSpec, form: BodyForm) -> Points:
    """Return (2,) right end of the shoulder's seam."""
    if spec.resolved().sleeve == "none":
        return np.array([0.56 * form.build**0.5, 1.46])
    return moved(form.shoulder(1), -0.02, -0.18 - spec.style.ease * 0.4)


def trunk(spec: GarmentSpec, form: BodyForm, hem: float) -> Points:
    """Return the outline of the trunk of a top, down to a hem, without sleeves and with the neck closed."""
    ease = spec.style.ease
    tip = shoulder_tip(spec, form)
    armpit = points((form.half_width(ARMPIT) + ease, ARMPIT + ease * 0.6))
    hole = [] if spec.resolved().sleeve != "none" else [smooth([tip, (tip[0] * 0.97, 1.85), armpit[0]], closed=False)]
    neck = points((0, _TOP - 0.05), (0.25, _TOP - 0.02))
    side = smooth(np.concatenate([armpit, _side(spec, form, hem)]), closed=False)
    return both(np.concatenate([neck, tip[None], *hole, side, points((0, hem + _drop(spec)))]))


def sleeve(spec: GarmentSpec, form: BodyForm, side: int) -> Points:
    """Return the outline of a sleeve; empty (0, 2) when there is none. Of an arm that is bent far, from the
    elbow down.
    """
    if spec.resolved().sleeve == "none":
        return np.empty((0, 2))
    if _bent_far(spec, form, side):
        return _tube(spec, [form.down_the_arm(side, part) for part in np.linspace(0.5, 0.97, 5)], _LONG[4:])
    start = moved(form.shoulder(side), -side * 0.22, -0.02)
    long = spec.resolved().sleeve == "long"
    line = [form.down_the_arm(side, part) for part in np.linspace(0.03, 0.97 if long else 0.31, 8)]
    return _tube(spec, [start, *line], _LONG if long else _SHORT)


def upper_sleeve(spec: GarmentSpec, form: BodyForm, side: int) -> Points:
    """Return what `sleeve` leaves out of an arm that is bent far: from the shoulder around the elbow."""
    if not _bent_far(spec, form, side):
        return np.empty((0, 2))
    start = moved(form.shoulder(side), -side * 0.22, -0.02)
    line = [form.down_the_arm(side, part) for part in np.linspace(0.03, 0.5, 6)]
    upper = _tube(spec, [start, *line], _LONG[:5])
    turn = ellipse(line[-1].tolist(), _LONG[4] + spec.style.ease * 0.75, _LONG[4] + spec.style.ease * 0.75)
    middle = len(upper) // 2
    corner = int(np.argmin(np.linalg.norm(turn - upper[middle - 1], axis=1)))
    around = np.roll(turn, -corner, axis=0)
    if np.linalg.norm(around[12] - line[0]) < np.linalg.norm(around[-12] - line[0]):
        around = around[::-1]
    return np.concatenate([upper[:middle], around[:25], upper[middle:]])


def _bent_far(spec: GarmentSpec, form: BodyForm, side: int) -> bool:
    upper, fore = form.arms[(side + 1) // 2]
    return spec.resolved().sleeve == "long" and abs(upper - fore) > 90


def _tube(spec: GarmentSpec, line: list[Points], radii: tuple[float, ...]) -> Points:
    ease = spec.style.ease
    return tube(np.stack(line), [radius + ease * (0.75 if radius != _LONG[0] else 0.2) for radius in radii])


def sleeve_end(spec: GarmentSpec, form: BodyForm, side: int, back: float = 0.0) -> Points:
    """Return (2, 2) the two corners of a sleeve's end, or of the line `back` heads above it."""
    outline = sleeve(spec, form, side)
    middle = len(outline) // 2
    corners = outline[[middle - 1, middle]]
    away = form.down_the_arm(side, 0.5 if spec.resolved().sleeve == "long" else 0.0) - corners.mean(axis=0)
    return np.asarray(corners + away / np.linalg.norm(away) * back)


def skirt(spec: GarmentSpec, form: BodyForm) -> Points:
    """Return the outline of a skirt, or of the lower part of a dress."""
    waist = form.half_width(WAIST) + spec.style.ease
    straight = spec.fabric.choice(3, 11) == 0
    seat = form.half_width(SEAT) + spec.style.ease + (0.02 if straight else 0.12)
    flare = seat - 0.06 if straight else seat + 0.24 * (spec.hem - SEAT)
    side = smooth(
        [(waist, WAIST - 0.06), (waist + (seat - waist) * 0.7, 3.2), (seat, SEAT), (flare, spec.hem - 0.05)],
        closed=False,
    )
    return both(
        np.concatenate([points((0, WAIST - 0.04)), side, points((flare * 0.6, spec.hem + 0.03), (0, spec.hem + 0.06))])
    )


def trouser_leg(spec: GarmentSpec, form: BodyForm, side: int) -> Points:
    """Return the outline of one leg of trousers or shorts with its half of the seat."""
    ease = spec.style.ease
    wide = 0.05 if spec.kind == "shorts" else (0.0, 0.02, 0.08)[spec.fabric.choice(3, 12)]
    waist = form.half_width(WAIST) + 0.03
    seat = form.half_width(SEAT) + ease
    heights = np.linspace(CROTCH + 0.25, spec.hem, 8)
    middle = np.stack([form.down_the_leg(side, y) for y in heights])
    half = (
        ease * 0.5
        + np.interp(heights, (4.2, 4.7, 5.4, 6.2, 7.2), (0.345, 0.305, 0.255, 0.235, 0.165))
        + wide * np.clip((heights - 4.0) / 1.4, 0, 1)
    )
    outer = np.concatenate(
        [
            points((side * waist, WAIST), (side * (waist + seat) / 2, 3.2), (side * seat, SEAT)),
            middle + np.stack([side * half, 0 * half], axis=1),
        ]
    )
    inner = np.concatenate(
        [middle - np.stack([side * half, 0 * half], axis=1), points((side * 0.0, CROTCH + 0.02))[:0]]
    )[::-1]
    over = -side * 0.012
    return np.concatenate(
        [
            smooth(outer, closed=False),
            smooth(np.concatenate([inner, points((over, CROTCH + ease))]), closed=False),
            points((over, WAIST + 0.02)),
        ]
    )


def lapel(side: int) -> Points:
    """Return the outline of one lapel with its collar, of a jacket."""
    right = points(
        (0.27, 1.30),
        (0.40, 1.42),
        (0.44, 1.72),
        (0.33, 1.80),
        (0.46, 1.86),
        (0.34, 2.30),
        (0.03, 2.80),
        (0.0, 2.76),
        (0.2, 2.0),
    )
    return right * [side, 1]


def collar(side: int) -> Points:
    """Return the outline of one flap of a shirt's collar."""
    right = points((0.0, 1.60), (0.12, 1.49), (0.25, 1.30), (0.30, 1.22), (0.37, 1.40), (0.27, 1.78))
    return right * [side, 1]


def landmarks(spec: GarmentSpec, form: BodyForm) -> dict[str, Points]:
    """Return (2,) places of a garment that can be found again in a photo of it; left and right are the picture's."""
    found: dict[str, Points] = {}
    for name, side in (("left", -1), ("right", 1)):
        mirror = np.array([side, 1])
        if spec.style.slot != "bottom":
            found[f"{name} neck"] = points((_NECKS[spec.resolved().neck][0], _TOP))[0] * mirror
            found[f"{name} shoulder"] = shoulder_tip(spec, form) * mirror
            found[f"{name} armpit"] = (
                points((form.half_width(ARMPIT) + spec.style.ease, ARMPIT + spec.style.ease * 0.6))[0] * mirror
            )
            if spec.resolved().sleeve != "none":
                found[f"{name} cuff"] = sleeve_end(spec, form, side).mean(axis=0)
        else:
            found[f"{name} waist"] = points((form.half_width(WAIST) + 0.03, WAIST))[0] * mirror
        if spec.kind in ("trousers", "shorts"):
            found[f"{name} leg"] = form.down_the_leg(side, spec.hem)
        else:
            outline = skirt(spec, form) if spec.kind in ("skirt", "dress") else trunk(spec, form, spec.hem)
            low = outline[outline[:, 0] * side > 0]
            found[f"{name} hem"] = low[np.argmax(low[:, 1] + np.abs(low[:, 0]))]
    return found


def _side(spec: GarmentSpec, form: BodyForm, hem: float) -> Points:
    """Return the side of the trunk from below the armpit to the hem."""
    ease = spec.style.ease
    loose = spec.kind in ("t-shirt", "hoodie", "longsleeve", "jacket", "shirt")
    waist = form.half_width(WAIST) + max(ease, 0.05) + (0.04 if loose else 0.0)
    low = form.half_width(min(hem, SEAT)) + max(ease, 0.07)
    if hem <= 3.3:
        return points((waist, min(hem, WAIST)), (form.half_width(hem) + max(ease, 0.05), hem))[
            : 1 + (hem > WAIST + 0.1)
        ]
    return points(
        (waist, WAIST),
        (form.half_width(3.25) + max(ease, 0.075), 3.25),
        (low, hem - (0.22 if spec.kind == "shirt" else 0.03)),
    )


def _drop(spec: GarmentSpec) -> float:
    return 0.06 if spec.kind == "shirt" else 0.02
