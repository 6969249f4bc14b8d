"""How a garment's trunk lies on a person: its size, its turn and where its shoulders go."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from intarsia.apps.tryon.wear.garment.affine import Affine, Array, unit
from intarsia.apps.tryon.wear.garment.geometry import Cut
from intarsia.apps.tryon.wear.person.figure import SEEN, BodyFigure
from intarsia.apps.tryon.wear.person.measurements import of_garment
from intarsia.apps.tryon.wear.placement.wrap import Mask, Wrap, ease, lowest, reach

TIPS = 0.972
"""Width between the ends of the shoulders beside the distance of the shoulders' joints."""
CHEST = {"t-shirt": 1.05, "shirt": 1.09, "longsleeve": 1.1, "outwear": 1.21, "dress": 1.0}
"""Category → width of the chest beside that distance, as the fit finds it on rendered garments."""
HOODED = 1.20
"""Width of the chest of what has a hood, beside that distance."""
BARE = {"dress": 0.89, "outwear": 1.12}
"""Category → the same of what has no sleeves; else `SLEEVELESS`."""
SLEEVELESS = 0.975
TIP = (0.486, -0.145)
NECK = (0.236, -0.208)
"""Right end of the shoulder and side of the neck from the middle of the joints: across and down, in that distance."""
WAIST = 0.89
SEAT = 1.09
SKIRT = 0.908
"""Width of trousers at the waist and at the seat, and of skirts at the waist, beside that distance."""
RISE = (0.797, 0.53)
"""From the middle of the shoulders' joints down to the waist: in that distance, and in the way to the hips."""
LEGS = 3.0
"""From the waist to the ankles, in that distance."""
BELOW = 0.17
"""How far trousers reach below the joints of the ankles, in that distance."""
SHORTER = 0.75
TALLER = 1.25
REACHED = 1.4
"""Least and most that trousers are drawn as long as their width says; they may end above the ankles by the third."""
ALONG = (0.4, 0.6, 0.8)
DEEP = 0.2
MOVED = (-0.05, 0.12)
"""Where along its shoulders a garment is compared with the person's, from the neck; how far below that something of the
body must be; how far it may be moved down and up for it, the last two in shoulders' distances."""
CENTRAL = 0.3
SEEN_WAIST = 0.05
BAND = 0.03
HIGHER = 0.5
LONGER = 1.25
"""How far from the spine it is looked where old clothes end, and how many pixels of them there must be, beside the
shoulders' distance and its square; how far new ones reach beyond that; how far trousers are moved up for it; how much a
top is lengthened."""
LEAN = np.radians(10)
"""Most that shoulders and spine may be off a right angle."""
NARROW = 0.85
"""Least width of a trunk that is seen from the side, beside its width from the front."""


def own_size(cut: Cut, figure: BodyFigure) -> float:
    """Return the pixels of the garment, along its length, between the shoulders' joints of who wears it: by centimetres
    when both are known, else of somebody whom it fits.
    """
    if cut.model is not None:
        return cut.model.size
    return taped(cut, figure) or ease(cut) * _wide(cut)


def taped(cut: Cut, figure: BodyFigure) -> float:
    """Return the pixels of the garment between a person's shoulders' joints by centimetres; 0 when these are
    not known.
    """
    wide, long = of_garment(cut.garment.others)
    found = []
    if wide:
        found.append(cut.wide("armpit" if cut.has("armpit") else "waist") / wide)
    if long:
        high = cut.middle("neck" if cut.has("armpit") else "waist")
        low = cut.middle(lowest(cut))
        found.append(float(np.linalg.norm(low - high)) / long)
    return float(np.exp(np.mean(np.log(found)))) * figure.centimetres if found else 0.0


def _wide(cut: Cut) -> float:
    """Return the pixels of the garment's width between the shoulders' joints of somebody whom it fits."""
    if not cut.has("armpit"):
        if not cut.has("crotch"):
            return cut.wide("waist") / SKIRT
        return float(np.sqrt(cut.wide("waist") / WAIST * cut.wide("seat") / SEAT))
    if not cut.has("cuff outer"):
        return cut.wide("armpit") / BARE.get(cut.garment.category, SLEEVELESS)
    ratio = HOODED if cut.garment.neck == "hood" else CHEST.get(cut.garment.category, CHEST["t-shirt"])
    return float(np.sqrt(cut.wide("armpit") / ratio * cut.wide("shoulder") / TIPS))


def trunk_map(cut: Cut, figure: BodyFigure) -> Affine:
    """Return where the trunk of a garment goes."""
    if cut.model is not None:
        return _from_model(cut, cut.model, figure)
    return lower_trunk(cut, figure) if cut.has("waist") and not cut.has("neck") else upper_trunk(cut, figure)


def _from_model(cut: Cut, model: BodyFigure, figure: BodyFigure) -> Affine:
    """Return where cloth goes that somebody wears in its photo: shoulders on shoulders, or hips on hips."""
    joint = "shoulder" if cut.has("armpit") else "hip"
    scale = figure.size / model.size
    form = scale * np.stack(_axes(figure), axis=1) @ np.linalg.inv(np.stack(_axes(model), axis=1))
    return Affine(form, model.middle(joint), figure.middle(joint))


def lower_trunk(cut: Cut, figure: BodyFigure) -> Affine:
    """Return where the trunk of a skirt, of trousers or shorts goes: waist on waist.

    Trousers that end not far above the ankles reach them: those that lie flat are wider beside their length than those
    that are worn.
    """
    scale = figure.size / own_size(cut, figure)
    narrow = scale * ease(cut)
    across, down = _axes(figure)
    reach = float(np.linalg.norm(figure.middle("hip") - figure.middle("shoulder")))
    end = figure.middle("shoulder") + down * (RISE[0] * figure.size + RISE[1] * reach) / 2
    tall = 1.0
    if cut.garment.category == "pants" and cut.has("leg outer"):
        low = (cut.middle("leg outer") + cut.middle("leg inner")) / 2
        own = float(np.linalg.norm(low - cut.middle("waist"))) * scale
        legs = _legs(figure, end, down)
        tall = float(np.clip(legs / own, SHORTER, TALLER)) if own > legs / REACHED else 1.0
    form = np.stack([across * narrow, down * scale * tall], axis=1)
    return Affine(form @ np.stack(_own_axes(cut), axis=1).T, cut.middle("waist"), end)


def _legs(figure: BodyFigure, waist: Array, down: Array) -> float:
    """Return the pixels from the waist to where trousers end: at the ankles, if these are seen."""
    seen = [figure[f"{side} ankle"] for side in ("left", "right") if figure.sure[f"{side} ankle"] >= SEEN]
    if not seen:
        return figure.size * LEGS
    return float(np.mean([(each - waist) @ down for each in seen])) + BELOW * figure.size


def upper_trunk(cut: Cut, figure: BodyFigure) -> Affine:
    """Return where the trunk of a top or a dress goes: shoulders on shoulders, sized by the width of both."""
    scale = figure.size / own_size(cut, figure)
    seen = np.linalg.norm(figure["right shoulder"] - figure["left shoulder"]) / figure.size
    across, down = _axes(figure)
    form = np.stack([across * scale * np.clip(seen, NARROW, 1.0), down * scale], axis=1)
    axes = np.stack(_own_axes(cut), axis=1)
    names = ("shoulder", "neck") if cut.has("cuff outer") else ("neck",)
    start = np.mean([cut.middle(name) for name in names], axis=0)
    drop = np.mean([(TIP if name == "shoulder" else NECK)[1] for name in names])
    end = figure.middle("shoulder") + down * drop * figure.size
    return Affine(form @ axes.T, start, end)


def waisted(trunk: Affine, figure: BodyFigure, worn: Mask) -> Affine:
    """Return trousers or a skirt moved up to the waist of what is worn, where that is seen to lie higher than a pose
    says, within `HIGHER`.

    Args:
        worn: (H, W) the old trousers or skirt, without arms.
    """
    rows, columns = np.nonzero(worn)
    off = np.stack([columns, rows], axis=-1) - figure.middle("shoulder")
    near = np.abs(off @ figure.across) < CENTRAL * figure.size
    if near.sum() < SEEN_WAIST * figure.size**2:
        return trunk
    high = float(np.percentile((off @ figure.down)[near], 1)) - BAND * figure.size
    usual = float((trunk.end - figure.middle("shoulder")) @ figure.down)
    up = float(np.clip(usual - high, 0, HIGHER * figure.size))
    return replace(trunk, end=trunk.end - up * figure.down)


def lengthened(trunk: Affine, cut: Cut, figure: BodyFigure, worn: Mask) -> Affine:
    """Return a top that is as long as what it is worn instead of, within `LONGER`: who wears short tops chose to, and a
    photo of a flat shirt says little of how far down it reaches.

    Args:
        worn: (H, W) the old top, without arms.
    """
    low = float((trunk(cut.middle("hem")) - trunk.end) @ figure.down)
    rows, columns = np.nonzero(worn)
    off = np.stack([columns, rows], axis=-1) - trunk.end
    near = np.abs(off @ figure.across) < CENTRAL * figure.size
    if low <= 0 or near.sum() < SEEN_WAIST * figure.size**2:
        return trunk
    reached = float(np.percentile((off @ figure.down)[near], 99)) + BAND * figure.size
    taller = float(np.clip(reached / low, 1, LONGER))
    down = np.outer(figure.down, figure.down)
    return replace(trunk, form=(np.eye(2) + (taller - 1) * down) @ trunk.form)


def raised(trunk: Affine, wrap: Wrap, cut: Cut, figure: BodyFigure, body: Mask) -> Affine:
    """Return a trunk moved up or down by what its shoulders are off those in the photo, within `MOVED`.

    Args:
        body: (H, W) the person, without head and hair.
    """
    found = []
    for side in ("left", "right"):
        neck = cut[f"{side} neck"]
        for share in ALONG:
            place = trunk(wrap.places(neck + share * (cut[f"{side} shoulder"] - neck)))
            below = place + DEEP * figure.size * figure.down
            top = reach(body, below, -figure.down)
            if 0 < top < 2 * DEEP * figure.size:
                found.append(top - DEEP * figure.size)
    if len(found) < len(ALONG):
        return trunk
    up = float(np.clip(np.median(found), MOVED[0] * figure.size, MOVED[1] * figure.size))
    return replace(trunk, end=trunk.end - up * figure.down)


def _axes(figure: BodyFigure) -> tuple[Array, Array]:
    """Return the directions across and down, of unit length, not further from a right angle than `LEAN`."""
    across = figure.across
    down = figure.down
    spine = np.arctan2(-down[0], down[1])
    line = np.clip(np.arctan2(across[1], across[0]), spine - LEAN, spine + LEAN)
    return np.array([np.cos(line), np.sin(line)]), down


def _own_axes(cut: Cut) -> tuple[Array, Array]:
    low = "hem" if cut.has("hem") else "leg outer"
    high = "shoulder" if cut.has("shoulder") else "waist"
    across = unit(cut[f"right {high}"] - cut[f"left {high}"] + cut[f"right {low}"] - cut[f"left {low}"])
    return across, np.array([-across[1], across[0]])
