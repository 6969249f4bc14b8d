"""Tops, jackets and the upper part of dresses, on a canvas."""

from __future__ import annotations

import numpy as np

from intarsia.apps.tryon.synthetic.curves import along, both, mirrored, moved, points, smooth, tube
from intarsia.apps.tryon.synthetic.cut import collar, lapel, neckline, sleeve, sleeve_end, trunk, upper_sleeve
from intarsia.apps.tryon.synthetic.form import ARMPIT, WAIST, BodyForm
from intarsia.apps.tryon.synthetic.raster import Points
from intarsia.apps.tryon.synthetic.relief import Crease
from intarsia.apps.tryon.synthetic.sewing import FabricPiece, Seamstress
from intarsia.apps.tryon.synthetic.spec import GarmentSpec

_METAL = (0.45, 0.45, 0.47)


def sew_behind(seamstress: Seamstress, spec: GarmentSpec, worn: bool) -> None:
    """Draw what lies behind the neck: a hood, and in a garment that nobody wears, the inside of its back."""
    neck = spec.resolved().neck
    if neck == "hood":
        high = 0.25 if worn else 0.0
        seamstress.patch(
            smooth(both(points((0, 0.72 + high * 1.3), (0.34, 0.82 + high), (0.50, 1.12 + high / 2), (0.46, 1.5)))),
            0.95,
            0.18,
            0.0,
        )
    if worn:
        return
    half = float(neckline(spec, closed=False)[:, 0].max())
    rise = {"hood": 0.52, "collar": 0.16, "high": 0.16}.get(neck, 0.045)
    if neck in ("collar", "high"):
        seamstress.patch(
            smooth(both(points((0, 1.34 - rise - 0.03), (half * 0.8, 1.34 - rise), (half + 0.06, 1.34)))),
            0.9,
            0.05,
            0.0,
        )
    back = smooth(
        points(
            (-half, 1.36),
            (-half * 0.8, 1.36 - rise * 0.7),
            (0, 1.36 - rise),
            (half * 0.8, 1.36 - rise * 0.7),
            (half, 1.36),
        ),
        closed=False,
    )
    if neck not in ("hood", "collar", "high"):
        back[:, 1] += 0.08 * (1 - (back[:, 0] / half) ** 2)
    seamstress.inset(np.concatenate([back, neckline(spec, closed=False)[::-1]]))
    if neck != "hood":
        seamstress.patch(tube(points((-0.06, 1.47 - rise / 2), (0.06, 1.47 - rise / 2)), [0.03, 0.03]), 0.8, 0.01, 0.0)


def sew_top(seamstress: Seamstress, spec: GarmentSpec, form: BodyForm) -> None:
    """Draw the front of a top, a jacket, or a dress down to its waist."""
    hem = WAIST + 0.03 if spec.kind == "dress" else spec.hem
    pieces = [FabricPiece(trunk(spec, form, hem), 0.42, down=0.2)]
    for side in (-1, 1):
        arm = form.arm(side)
        upper = upper_sleeve(spec, form, side)
        lower = sleeve(spec, form, side)
        last = 2 if spec.resolved().sleeve == "long" else 1
        bones = (arm[[0, 1]], arm[[1, 2]] if len(upper) else arm[[0, last]])
        pieces += [FabricPiece(each, 0.20, bone) for each, bone in zip((upper, lower), bones, strict=True) if len(each)]
    seamstress.cloth(pieces, neckline(spec), _creases(spec, form))
    _armholes(seamstress, spec, form)
    _ends(seamstress, spec, form, hem)
    _NECKS.get(spec.resolved().neck, _edge)(seamstress, spec)
    if spec.kind == "hoodie":
        pocket = both(points((0.30, 2.92), (0.52, 3.28), (0.52, 3.62)))
        seamstress.patch(pocket, 1.0, 0.03, 0.25)
        seamstress.seam(points((-0.30, 2.94), (0.30, 2.94)))


def _creases(spec: GarmentSpec, form: BodyForm) -> list[Crease]:
    """Return folds where cloth is pulled: from the armpits, at the waist, inside the elbows."""
    random = np.random.default_rng((spec.seed, 21))
    wide = form.half_width(ARMPIT)
    found = []
    for side in (-1, 1):
        for _ in range(3):
            drop = random.uniform(0.25, 0.7)
            reach = random.uniform(0.3, 0.75)
            start = (side * wide * random.uniform(0.85, 1.0), ARMPIT + random.uniform(-0.1, 0.15))
            found.append(Crease(start, (start[0] - side * reach, start[1] + drop), random.uniform(0.035, 0.06), 0.018))
        for _ in range(3):
            y = WAIST + random.uniform(-0.35, 0.75)
            found.append(
                Crease((side * wide, y), (side * random.uniform(0.1, 0.3), y + random.uniform(0.0, 0.3)), 0.05, 0.015)
            )
        if spec.resolved().sleeve == "long":
            for part in (0.36, 0.45, 0.53, 0.60, 0.88):
                middle = form.down_the_arm(side, part)
                tilt = random.uniform(-0.08, 0.16)
                found.append(
                    Crease((middle[0] - 0.2, middle[1] + tilt), (middle[0] + 0.2, middle[1] - tilt), 0.035, 0.016)
                )
    return found


def _armholes(seamstress: Seamstress, spec: GarmentSpec, form: BodyForm) -> None:
    if spec.resolved().sleeve == "none":
        for side in (-1, 1):
            outline = trunk(spec, form, 3.0)
            edge = outline[(outline[:, 0] * side > 0) & (outline[:, 1] > 1.45) & (outline[:, 1] < ARMPIT + 0.02)]
            edge = edge[np.argsort(edge[:, 1])] - [side * 0.025, 0]
            seamstress.seam(edge, 0.22)
        return
    for side in (-1, 1):
        tip = form.shoulder(1)[0] + spec.style.ease * 0.3
        line = smooth(
            points((tip + 0.02, 1.49), (tip - 0.03, 1.8), (form.half_width(ARMPIT) + 0.01, ARMPIT + 0.05)), closed=False
        )
        seamstress.seam(line if side > 0 else mirrored(line), 0.30, 0.009)


def _ends(seamstress: Seamstress, spec: GarmentSpec, form: BodyForm, hem: float) -> None:
    """Sew hems and cuffs."""
    ribbed = spec.kind == "hoodie" or (spec.kind == "jacket" and spec.resolved().neck == "high")
    outline = trunk(spec, form, hem)
    low = outline[outline[:, 1] > hem - 0.3]
    right = low[np.argmax(low[:, 0] + 0.5 * low[:, 1])]
    if ribbed:
        seamstress.band(points((-right[0], hem - 0.07), (right[0], hem - 0.07)), 0.085, 0.88, 14)
    elif spec.kind not in ("dress", "shirt", "jacket"):
        seamstress.seam(points((-right[0], right[1] - 0.08), (0, hem - 0.06), (right[0], right[1] - 0.08)), 0.2)
    if spec.resolved().sleeve == "none":
        return
    for side in (-1, 1):
        if ribbed or spec.kind == "longsleeve":
            seamstress.band(sleeve_end(spec, form, side, 0.06), 0.07, 0.9, 16)
        elif spec.kind == "shirt" and spec.resolved().sleeve == "long":
            corners = sleeve_end(spec, form, side, 0.20)
            seamstress.seam(corners, 0.35, 0.010)
            seamstress.button(_across(sleeve_end(spec, form, side, 0.1), 0.75), radius=0.024)
        elif spec.kind == "jacket":
            for back in (0.10, 0.18, 0.26):
                seamstress.button(
                    _across(sleeve_end(spec, form, side, back), 0.5 - 0.36 * side), (0.05, 0.05, 0.05), 0.02
                )
        else:
            seamstress.seam(sleeve_end(spec, form, side, 0.07), 0.22)


def _edge(seamstress: Seamstress, spec: GarmentSpec) -> None:
    """Draw the ribbed edge of a round or pointed neck."""
    line = neckline(spec, closed=False)
    if spec.kind in ("tank", "dress"):
        seamstress.seam(moved(line, 0, 0.03), 0.25)
        return
    outer = moved(line, 0, 0.03)
    seamstress.band(smooth(outer, closed=False) if spec.resolved().neck == "round" else outer, 0.035, 0.94)
    seamstress.seam(moved(outer, 0, 0.04), 0.25)


def _shirt_front(seamstress: Seamstress, spec: GarmentSpec) -> None:
    hem = spec.hem + 0.05
    seamstress.seam(points((-0.065, 1.6), (-0.065, hem)), 0.22)
    seamstress.seam(points((0.065, 1.6), (0.065, hem)), 0.34, 0.010)
    dark = spec.colours[0][0] < 45
    light = (0.10, 0.10, 0.11) if dark else (0.80, 0.78, 0.74)
    for y in np.arange(1.86, hem - 0.15, 0.38):
        seamstress.button((0.0, y), light, 0.030)
    if spec.fabric.choice(2, 13):
        pocket = points((0.20, 2.12), (0.52, 2.12), (0.52, 2.46), (0.36, 2.54), (0.20, 2.46))
        seamstress.patch(pocket, 1.0, 0.015, 0.2)
        seamstress.seam(points((0.20, 2.19), (0.52, 2.19)), 0.25)
    for side in (-1, 1):
        seamstress.patch(collar(side), 1.02, 0.03, 0.35)
    seamstress.button((0.0, 1.60), light, 0.030)


def _lapels(seamstress: Seamstress, spec: GarmentSpec) -> None:
    hem = spec.hem
    seamstress.seam(smooth(points((0.02, 2.78), (0.05, 3.3), (0.06, hem - 0.1)), closed=False), 0.45, 0.014)
    for side in (-1, 1):
        seamstress.patch(lapel(side), 1.03, 0.03, 0.40)
        right = points((0.27, 1.62), (0.33, 1.80)) * [side, 1]
        seamstress.seam(right, 0.35)
        flap = points((0.34, 3.18), (0.72, 3.14), (0.74, 3.28), (0.36, 3.32)) * [side, 1]
        seamstress.patch(flap, 1.0, 0.02, 0.3)
    seamstress.patch(tube(points((0.36, 2.22), (0.62, 2.17)), [0.035, 0.035]), 1.0, 0.01, 0.2)
    for y in (2.92, 3.26):
        seamstress.button((0.0, y), (0.05, 0.045, 0.04), 0.042)


def _zip(seamstress: Seamstress, spec: GarmentSpec) -> None:
    if spec.kind == "longsleeve":
        _turtleneck(seamstress, spec)
        return
    rim = smooth(points((-0.36, 1.34), (-0.2, 1.47), (0, 1.51), (0.2, 1.47), (0.36, 1.34)), closed=False)
    seamstress.band(moved(rim, 0, -0.04), 0.10, 0.88)
    seamstress.trim(tube(points((0, 1.44), (0, spec.hem)), [0.022, 0.022]), _METAL)
    seamstress.trim(tube(points((0, 1.55), (0, 1.68)), [0.025, 0.018]), (0.6, 0.6, 0.62))
    for side in (-1, 1):
        seamstress.trim(tube(points((0.40 * side, 3.0), (0.62 * side, 3.42)), [0.016, 0.016]), _METAL)


def _turtleneck(seamstress: Seamstress, spec: GarmentSpec) -> None:
    roll: Points = smooth(both(points((0, 1.12), (0.24, 1.11), (0.29, 1.2), (0.31, 1.40), (0.18, 1.50), (0, 1.53))))
    seamstress.patch(roll, 0.98, 0.12, 0.25)
    seamstress.seam(smooth(points((-0.26, 1.14), (0, 1.20), (0.26, 1.14)), closed=False), 0.2, 0.01)


def _hood_front(seamstress: Seamstress, spec: GarmentSpec) -> None:
    line = neckline(spec, closed=False)
    for side in (-1, 1):
        flap = points((0.34, 1.28), (0.46, 1.42), (0.30, 1.60), (0.0, 1.74), (0.0, 1.62), (0.2, 1.54)) * [side, 1]
        seamstress.patch(flap, 1.0, 0.05, 0.3)
        cord = smooth(points((0.12, 1.62), (0.13, 1.9), (0.11, 2.22)) * [side, 1], closed=False)
        pale = (0.75, 0.74, 0.72) if spec.colours[0][0] < 75 else (0.35, 0.34, 0.34)
        seamstress.trim(tube(cord, [0.015, 0.015, 0.018]), pale)
    seamstress.seam(moved(line, 0, 0.03), 0.2)


def _across(corners: Points, part: float) -> Points:
    return along(corners[0], corners[1], part)


_NECKS = {"collar": _shirt_front, "lapel": _lapels, "high": _zip, "hood": _hood_front}
