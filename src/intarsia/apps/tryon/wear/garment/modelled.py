"""A garment in the photo of somebody who wears it: cut out by the parts of that person, sized by that person's pose."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.person.figure import BodyFigure
from intarsia.apps.tryon.wear.stage import refused
from intarsia.errors import RefusedPhoto

Mask = npt.NDArray[np.bool_]
Point = npt.NDArray[np.float64]

WORN = "worn"
"""The note of a garment that somebody wears in its photo."""
LEAST = 0.02
"""Share of the photo that a garment must fill."""
ARMPIT = (0.5, 0.34)
PLACES: Mapping[str, tuple[float, float]] = {"neck": (0.236, -0.208), "shoulder": (0.486, -0.145), "armpit": ARMPIT}
"""Landmark of a top → where it is on whoever wears it: across and down from the middle of the shoulders' joints, in the
distance of these."""
CENTRAL = 0.25
STEPS = 80
SHORTEST = 0.25
WIDE = 0.14
"""How far from the spine a hem is looked for, in the same unit; places along an arm that are looked at; how far along,
1 is the elbow, the shortest sleeve reaches; half the width of a cuff."""
HANDS = 0.3
"""Width of what hands and strands of hair may hide of a garment, beside the distance of the shoulders."""


def modelled(garment: Garment) -> tuple[Mask, Mask, BodyFigure]:
    """Return (H, W) where a garment is in the photo of somebody who wears it, and where hands or hair hide it there;
    and the joints of that person.

    Raises:
        RefusedPhoto: "worn": its parts cannot be told apart.
    """
    try:
        body = Body.of(measure(garment.pixels))
    except RefusedPhoto as error:
        raise refused("worn") from error
    parts = body.parts
    slot = kind_of(garment.category).slot
    worn = {"bottom": parts["bottom"], "dress": parts["top"] | parts["bottom"]}.get(slot, parts["top"])
    hidden = parts["hands"] | parts["hair"] | parts["arms"] & parts["skin"]
    worn = largest(worn)
    hidden = hidden & ~worn & _closed(worn, HANDS * body.figure.size)
    if worn.mean() < LEAST:
        raise refused("worn")
    return worn | hidden, hidden, body.figure


def largest(mask: Mask) -> Mask:
    """Return what hangs together with most of a mask: a garment is one piece."""
    _, labels, stats, _ = require("cv2").connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    return np.asarray(labels == 1 + stats[1:, 4].argmax()) if len(stats) > 1 else mask


def _closed(mask: Mask, width: float) -> Mask:
    cv2 = require("cv2")
    pixels = max(3, round(width) | 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pixels, pixels))
    around = cv2.copyMakeBorder(mask.astype(np.uint8), *4 * (pixels,), cv2.BORDER_CONSTANT)
    return np.asarray(cv2.morphologyEx(around, cv2.MORPH_CLOSE, disc)[pixels:-pixels, pixels:-pixels] > 0)


def landmarks(mask: Mask, model: BodyFigure) -> Mapping[str, Point]:
    """Return "left neck", "right hem", ... → (2,) pixels of a top (H, W), by the pose of who wears it."""
    found = dict[str, Point]()
    top = model.middle("shoulder")
    hem = _hem(mask, model)
    for side, way in (("left", -1.0), ("right", 1.0)):

        def at(place: tuple[float, float], way: float = way) -> Point:
            return np.asarray(top + model.size * (way * place[0] * model.across + place[1] * model.down))

        found |= {f"{side} {name}": at(place) for name, place in PLACES.items()}
        low = at((ARMPIT[0], hem))
        found[f"{side} hem"] = low
        found[f"{side} side"] = (found[f"{side} armpit"] + low) / 2
        found |= _cuff(mask, model, side, found[f"{side} shoulder"])
    if "left cuff outer" not in found or "right cuff outer" not in found:
        found = {name: place for name, place in found.items() if "cuff" not in name and "deltoid" not in name}
    return found


def _hem(mask: Mask, model: BodyFigure) -> float:
    """Return how far below the shoulders a garment ends near the spine, in shoulders' distances."""
    rows, columns = np.nonzero(mask)
    off = (np.stack([columns, rows], axis=-1) - model.middle("shoulder")) / model.size
    near = np.abs(off @ model.across) < CENTRAL
    return float(np.percentile((off @ model.down)[near], 99)) if near.any() else 1.0


def _cuff(mask: Mask, model: BodyFigure, side: str, tip: Point) -> Mapping[str, Point]:
    """Return the two ends of a cuff, and where a sleeve is widest; nothing where there is no sleeve."""
    bones = np.stack([model[f"{side} {joint}"] for joint in ("shoulder", "elbow", "wrist")])
    shares = np.linspace(0, 2, STEPS)
    places = np.stack([np.interp(shares, (0, 1, 2), axis) for axis in bones.T], axis=-1)
    x, y = np.rint(places).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < mask.shape[1]) & (y < mask.shape[0])
    covered = np.zeros(STEPS, bool)
    covered[inside] = mask[y[inside], x[inside]]
    if not covered.any() or shares[covered].max() < SHORTEST:
        return {}
    end = int(np.flatnonzero(covered).max())
    along = bones[2] - bones[1] if shares[end] > 1 else bones[1] - bones[0]
    across = np.array([along[1], -along[0]]) / max(float(np.linalg.norm(along)), 1.0)
    across = across * np.sign(across @ (tip - model.middle("hip")) or 1.0) * WIDE * model.size
    return {
        f"{side} deltoid": (tip + bones[0] + across) / 2,
        f"{side} cuff outer": places[end] + across,
        f"{side} cuff inner": places[end] - across,
    }
