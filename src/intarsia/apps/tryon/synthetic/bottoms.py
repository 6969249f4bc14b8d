"""Trousers, shorts, skirts and the lower part of dresses, on a canvas."""

from __future__ import annotations

import numpy as np

from intarsia.apps.tryon.synthetic.curves import along, points, smooth, tube
from intarsia.apps.tryon.synthetic.cut import skirt, trouser_leg
from intarsia.apps.tryon.synthetic.form import CROTCH, SEAT, WAIST, BodyForm
from intarsia.apps.tryon.synthetic.relief import Crease
from intarsia.apps.tryon.synthetic.sewing import FabricPiece, Seamstress
from intarsia.apps.tryon.synthetic.spec import GarmentSpec


def sew_bottom(seamstress: Seamstress, spec: GarmentSpec, form: BodyForm) -> None:
    """Draw trousers, shorts, a skirt, or a dress from its waist down."""
    if spec.kind in ("trousers", "shorts"):
        _trousers(seamstress, spec, form)
    else:
        _skirt(seamstress, spec, form)


def _trousers(seamstress: Seamstress, spec: GarmentSpec, form: BodyForm) -> None:
    legs = [FabricPiece(trouser_leg(spec, form, side), 0.26, down=0.2) for side in (-1, 1)]
    seamstress.cloth(legs, None, _pulls(spec, form))
    waist = form.half_width(WAIST) + 0.035
    seamstress.seam(smooth(points((0.0, WAIST + 0.1), (0.0, CROTCH - 0.05)), closed=False), 0.32, 0.010)
    seamstress.seam(smooth(points((0.11, WAIST + 0.1), (0.11, 3.35), (0.01, 3.6)), closed=False), 0.2)
    for side in (-1, 1):
        pocket = smooth(
            points((waist * 0.62, WAIST + 0.12), (waist * 0.78, 3.15), (form.half_width(3.3) + 0.02, 3.3)) * [side, 1],
            closed=False,
        )
        seamstress.seam(pocket, 0.35, 0.010)
        end = trouser_leg(spec, form, side)
        low = end[end[:, 1] > spec.hem - 0.02]
        left = low[:, 0].min()
        right = low[:, 0].max()
        seamstress.seam(points((left, spec.hem - 0.09), (right, spec.hem - 0.09)), 0.25)
    seamstress.band(points((-waist, WAIST + 0.03), (0, WAIST + 0.06), (waist, WAIST + 0.03)), 0.075, 0.97)
    seamstress.seam(points((-waist, WAIST + 0.10), (0, WAIST + 0.13), (waist, WAIST + 0.10)), 0.3)
    for x in (-0.62, -0.3, 0.3, 0.62):
        seamstress.patch(
            tube(points((x * waist, WAIST - 0.03), (x * waist, WAIST + 0.14)), [0.022, 0.022]), 1.0, 0.01, 0.2
        )
    seamstress.button((0.03, WAIST + 0.06), (0.35, 0.30, 0.22), 0.034)


def _pulls(spec: GarmentSpec, form: BodyForm) -> list[Crease]:
    """Return folds from the crotch outwards, behind the knees and above the hems."""
    random = np.random.default_rng((spec.seed, 22))
    found = []
    for side in (-1, 1):
        for turn in (-0.12, 0.05, 0.22):
            found.append(
                Crease(
                    (side * 0.04, CROTCH - 0.06), (side * 0.55, CROTCH + turn + random.uniform(-0.06, 0.06)), 0.04, 0.02
                )
            )
        if spec.kind == "trousers":
            for y in (5.25, 5.45, 5.62, *np.linspace(spec.hem - 0.5, spec.hem - 0.12, 3)):
                middle = form.down_the_leg(side, float(y))[0]
                tilt = random.uniform(-0.08, 0.10)
                found.append(Crease((middle - 0.28, y + tilt), (middle + 0.28, y - tilt), 0.04, 0.015))
        middle = form.down_the_leg(side, spec.hem)
        top = along((side * 0.38, SEAT), middle, 0.15)
        if spec.fabric.choice(2, 14) and spec.kind == "trousers":
            found.append(Crease((float(top[0]), float(top[1])), (float(middle[0]), float(middle[1])), 0.03, 0.016))
    return found


def _skirt(seamstress: Seamstress, spec: GarmentSpec, form: BodyForm) -> None:
    outline = skirt(spec, form)
    seamstress.cloth([FabricPiece(outline, 0.40, down=0.15)], None, _falls(spec, outline[:, 0].max()))
    waist = form.half_width(WAIST) + spec.style.ease
    if spec.kind == "skirt":
        seamstress.band(points((-waist, WAIST + 0.02), (0, WAIST + 0.045), (waist, WAIST + 0.02)), 0.075, 0.95)
        seamstress.seam(points((-waist, WAIST + 0.09), (0, WAIST + 0.12), (waist, WAIST + 0.09)), 0.3)
    low = outline[:, 0].max()
    seamstress.seam(
        points(
            (-low * 0.985, spec.hem - 0.12),
            (-low * 0.6, spec.hem - 0.05),
            (low * 0.6, spec.hem - 0.05),
            (low * 0.985, spec.hem - 0.12),
        ),
        0.15,
    )


def _falls(spec: GarmentSpec, half: float) -> list[Crease]:
    """Return folds that fall from the waist to the hem, opening like a fan."""
    random = np.random.default_rng((spec.seed, 23))
    straight = spec.fabric.choice(3, 11) == 0
    pleats = 4 if straight else 9
    found = []
    for place in np.linspace(-0.9, 0.9, pleats) + random.uniform(-0.06, 0.06, pleats):
        start = (float(place) * 0.52, WAIST + random.uniform(0.0, 0.5))
        depth = 0.012 if straight else random.uniform(0.025, 0.045)
        found.append(
            Crease(start, (float(place) * half, spec.hem + (spec.hem - WAIST) * 0.6), random.uniform(0.06, 0.11), depth)
        )
    return found
