"""Where pieces of clothing end, by their colours: cuffs beside hands, hems beside shoes, trousers below a top."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import difference, main_colours
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.wear.person.figure import BodyFigure

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]

LEAST = 32
"""Pixels of a cloth whose colours are compared."""
ALIKE = 18.0
COLOURS = 3
SAMPLES = 600
"""Difference of CIELAB from the main colours of a cloth up to which a pixel may be of it; how many colours, and how
many pixels are compared for them."""
FRONT = 0.25
CHEST = (0.3, 0.6)
BELOW_HIPS = 1.05
"""How far from the spine trousers are seen between the fronts of a jacket, in shoulders' distances; shares of the way
from shoulders to hips at which there is a top for sure, and above which trousers begin."""
CRACK = 0.12
"""Width of the shadows between arms and trunk, at most, in shoulders' distances."""
ABOVE_SHOE = 0.1
CALF = 0.36
FOOT = 0.12
"""How far above an ankle's joint no low shoe reaches, half the width of what may be a trouser leg there, and the width
of what is shoe for sure, in shoulders' distances."""


def smooth(pixels: npt.NDArray[np.uint8]) -> Plane:
    """Return (H, W, 3) float32 CIELAB without grain."""
    cv2 = require("cv2")
    return np.asarray(cv2.cvtColor(cv2.GaussianBlur(pixels, (0, 0), 1.0).astype(np.float32) / 255, cv2.COLOR_RGB2LAB))


def alike(lab: Plane, asked: Mask, cloth: Mask, other: Mask) -> Mask:
    """Return what of the pixels asked for has a colour of some cloth, and rather that than one of something else."""
    found = np.zeros_like(asked)
    if not asked.any() or cloth.sum() < LEAST:
        return found
    near = difference(lab[asked], main_colours(lab[cloth], COLOURS, SAMPLES))
    kept = near < ALIKE
    if other.sum() >= LEAST:
        kept &= near < difference(lab[asked], main_colours(lab[other], COLOURS, SAMPLES))
    found[asked] = kept
    return found


def together(mask: Mask, start: Mask) -> Mask:
    """Return what of a mask hangs together with a part of it."""
    _, labels = require("cv2").connectedComponents(mask.astype(np.uint8))
    return np.asarray(mask & np.isin(labels, np.unique(labels[start & mask])))


def closed(mask: Mask, size: float) -> Mask:
    """Return a mask without the narrow gaps that shadows leave in it."""
    cv2 = require("cv2")
    pixels = max(3, round(CRACK * size) | 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pixels, pixels))
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, disc) > 0)


def hems(lab: Plane, asked: Mask, trousers: Mask, person: Person, figure: BodyFigure) -> Mask:
    """Return what of the pixels asked for, around ankles, is still trousers: what has their colour and hangs together
    with them, down to shoes; where shoes have that colour too, down to where low shoes end.
    """
    cv2 = require("cv2")
    feet = _feet(person, figure)
    found = alike(lab, asked, trousers, np.zeros_like(asked))
    _, labels = cv2.connectedComponents((found | trousers).astype(np.uint8))
    shod = np.unique(labels[feet & found])
    free = found & ~np.isin(labels, shod)
    return np.asarray(free | alike(lab, found & ~free, trousers, feet & asked) | asked & _calves(figure, asked.shape))


def front_of_trousers(lab: Plane, figure: BodyFigure, masks: Mapping[str, Mask]) -> Mask:
    """Return what of the top is trousers that are seen in front, up to the waist: between the fronts of an open jacket
    that has their colour, say. Nothing where the chest has that colour too.
    """
    rows, columns = np.indices(masks["top"].shape)
    off = np.stack([columns, rows], axis=-1) - figure.middle("shoulder")
    down = (off @ figure.down) / max(float((figure.middle("hip") - figure.middle("shoulder")) @ figure.down), 1.0)
    central = np.abs(off @ figure.across) < FRONT * figure.size
    chest = masks["top"] & central & (down > CHEST[0]) & (down < CHEST[1])
    asked = masks["top"] & central & (down > CHEST[1]) & (down < BELOW_HIPS)
    nothing = np.zeros_like(asked)
    if (
        min(chest.sum(), masks["bottom"].sum()) < LEAST
        or alike(lab, chest, masks["bottom"], nothing).sum() > chest.sum() / 4
    ):
        return nothing
    found = alike(lab, asked, masks["bottom"], chest)
    trousers = masks["bottom"] & central
    return found & together(found | trousers, trousers)


def _calves(figure: BodyFigure, shape: tuple[int, ...]) -> Mask:
    """Return where legs are above the ankles: low shoes do not reach there."""
    cv2 = require("cv2")
    found = np.zeros(shape, np.uint8)
    for side in ("left", "right"):
        knee = figure[f"{side} knee"]
        ankle = figure[f"{side} ankle"]
        end = ankle + ABOVE_SHOE * figure.size * (knee - ankle) / max(float(np.linalg.norm(knee - ankle)), 1.0)
        along = knee - end
        across = np.array([-along[1], along[0]]) / max(float(np.linalg.norm(along)), 1.0) * CALF * figure.size
        corners = np.rint([knee - across, knee + across, end + across, end - across]).astype(np.int32)
        cv2.fillConvexPoly(found, corners, (1,))
    return found > 0


def _feet(person: Person, figure: BodyFigure) -> Mask:
    """Return where shoes are for sure: between heel and toes."""
    cv2 = require("cv2")
    found = np.zeros(person.mask.shape, np.uint8)
    for side in ("left", "right"):
        heel, toes = (np.rint(person.joint(f"{side} {joint}")).astype(int).tolist() for joint in ("heel", "foot"))
        cv2.line(found, heel, toes, (1,), max(1, round(FOOT * figure.size)))
    return found > 0
