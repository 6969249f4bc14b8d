"""Background between a sleeve and the trunk, or between two legs: cut-outs take narrow gaps for cloth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import difference, main_colours, sample
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.wear.garment.upright import Points

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]

ABOUT = 0.06
"""How far a gap may reach beyond the triangle of armpit, cuff and side, beside the width of the chest."""
NEAR = 22.0
CLEARER = 0.6
"""Difference of CIELAB from the background up to which something is background, and that beside the cloth's."""
SHADE = np.array([0.35, 1.0, 1.0], np.float32)
"""Weights of lightness and colour: a gap lies in shadow."""
APART = 6.0
"""Difference of CIELAB, lightness counted little, from which cloth and background are told apart."""
RIM_WIDTH = 0.1
"""Width of a garment's rim in which there may be its shadow, beside the garment's width."""
COLOURS = 4
"""The number of colours of the cloth, and of the background, that a shadow is compared with."""
SAMPLES = 400
"""Pixels of each that are compared."""
LEAST = 24
"""Pixels of a gap, at least."""
RIM = 25
"""Pixels around a garment, or around where a gap may be, in which its background is looked at."""
INNER = 0.65
"""Share of a leg's width, from the inside, in which there may be a gap."""


def gaps(pixels: npt.NDArray[np.uint8], mask: Mask, found: Mapping[str, Points]) -> Mask:
    """Return (H, W) bool: what of a garment's mask is background that is seen beside its sleeves or between its
    legs.
    """
    if "left cuff inner" in found:
        asked = _between(found, mask.shape) & mask
        return _background(pixels, mask, asked, _trunk(found, mask.shape) & mask, _near(asked))
    if "left crotch" in found:
        inner, outer = (_legs(found, mask.shape, *part) & mask for part in ((0.0, INNER), (INNER, 0.95)))
        gap = _background(pixels, mask, inner & ~outer, outer, _near(mask))
        return gap | _beyond(pixels, mask, gap, outer)
    return np.zeros_like(mask)


def _beyond(pixels: npt.NDArray[np.uint8], mask: Mask, gap: Mask, cloth: Mask) -> Mask:
    """Return how a gap between two legs goes on above and below: where the legs begin and end is only guessed where a
    gap was taken for cloth.
    """
    cv2 = require("cv2")
    if gap.sum() < LEAST:
        return np.zeros_like(gap)
    rows, columns = (np.flatnonzero(gap.any(axis=axis)) for axis in (1, 0))
    asked = np.zeros_like(mask)
    reach = (len(rows) + 1) // 2
    asked[max(rows[0] - reach, 0) : rows[-1] + reach, columns[0] : columns[-1] + 1] = True
    more = _background(pixels, mask & ~gap, asked & mask & ~gap & ~cloth, cloth, gap)
    _, labels = cv2.connectedComponents((more | gap).astype(np.uint8))
    return np.asarray(more & np.isin(labels, np.unique(labels[gap])))


def _near(area: Mask) -> Mask:
    cv2 = require("cv2")
    reach = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (RIM, RIM))
    return np.asarray(cv2.dilate(area.astype(np.uint8), reach) > 0)


def _background(pixels: npt.NDArray[np.uint8], mask: Mask, asked: Mask, cloth: Mask, around: Mask) -> Mask:
    """Return what of the pixels asked for looks like the background around rather than like cloth."""
    cv2 = require("cv2")
    around = around & ~(cv2.dilate(mask.astype(np.uint8), np.ones((5, 5))) > 0)
    if not asked.any() or min(around.sum(), cloth.sum()) < LEAST:
        return np.zeros_like(mask)
    smooth = cv2.GaussianBlur(pixels, (0, 0), 1.0).astype(np.float32) / 255
    lab = cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB) * SHADE
    if not _apart(lab, around, cloth):
        return np.zeros_like(mask)
    away, own = (difference(lab[asked], sample(lab[each], SAMPLES)) for each in (around, cloth))
    gap = np.zeros(mask.shape, np.uint8)
    gap[asked] = (away < NEAR) & (away < CLEARER * own)
    gap = cv2.morphologyEx(gap, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(gap)
    large = np.flatnonzero(stats[:, 4] >= LEAST)
    return np.asarray(np.isin(labels, large[large > 0]))


def _apart(lab: Plane, around: Mask, cloth: Mask) -> bool:
    """Return whether background and cloth can be told apart: white cloth in its own shadow looks like a pale wall."""
    return bool(np.median(difference(sample(lab[cloth], SAMPLES), sample(lab[around], SAMPLES))) > APART)


def shadows(pixels: npt.NDArray[np.uint8], mask: Mask) -> Mask:
    """Return (H, W) bool: what of the rim of a garment's mask is background, a little darker than further away, as the
    garment throws a shadow.
    """
    cv2 = require("cv2")
    wide = max(3, round(RIM_WIDTH * float(mask.any(axis=0).sum())) | 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
    inner = cv2.erode(mask.astype(np.uint8), disc, borderValue=1) > 0
    around = _near(mask) & ~(cv2.dilate(mask.astype(np.uint8), np.ones((5, 5))) > 0)
    rim = mask & ~inner
    if min(inner.sum(), around.sum(), rim.sum()) < LEAST:
        return np.zeros_like(mask)
    lab = cv2.cvtColor(cv2.GaussianBlur(pixels, (0, 0), 1.0).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    if not _apart(lab * SHADE, around, inner):
        return np.zeros_like(mask)
    own, away = (difference(lab[rim], main_colours(lab[each], COLOURS, SAMPLES)) for each in (inner, around))
    found = np.zeros_like(mask)
    found[rim] = away < own
    # What does not reach the edge of the mask is a pale print, and no shadow.
    _, labels = cv2.connectedComponents((found | ~mask).astype(np.uint8))
    return np.asarray(found & np.isin(labels, np.unique(labels[~mask])))


def _legs(found: Mapping[str, Points], shape: tuple[int, ...], start: float, end: float) -> Mask:
    """Return both legs between two shares of their width, from the inside; crotch and legs' inner ends are seldom seen
    where a gap was taken for cloth, so the inside is taken to be the middle.
    """
    cv2 = require("cv2")
    area = np.zeros(shape[:2], np.uint8)
    crotch = (found["left crotch"] + found["right crotch"]) / 2
    low = (found["left leg inner"] + found["right leg inner"]) / 2
    for side in ("left", "right"):
        seat = found[f"{side} seat"]
        outer = found[f"{side} leg outer"]
        corners = [crotch + start * (seat - crotch), crotch + end * (seat - crotch)]
        corners += [low + end * (outer - low), low + start * (outer - low)]
        cv2.fillConvexPoly(area, cv2.convexHull(np.rint(corners).astype(np.int32)), (1,))
    return area > 0


def _between(found: Mapping[str, Points], shape: tuple[int, ...]) -> Mask:
    cv2 = require("cv2")
    wide = float(np.linalg.norm(found["right armpit"] - found["left armpit"]))
    area = np.zeros(shape[:2], np.uint8)
    for side in ("left", "right"):
        armpit = found[f"{side} armpit"]
        tip = found[f"{side} shoulder"]
        low = found.get(f"{side} side", found.get(f"{side} waist"))
        corners = np.array([(armpit + tip) / 2, found[f"{side} cuff inner"], low, armpit])
        cv2.fillConvexPoly(area, cv2.convexHull(np.rint(corners).astype(np.int32)), (1,))
    reach = max(3, round(ABOUT * wide) | 1)
    return np.asarray(cv2.dilate(area, np.ones((reach, reach), np.uint8)) > 0)


def _trunk(found: Mapping[str, Points], shape: tuple[int, ...]) -> Mask:
    """Return the pixels well within the trunk."""
    cv2 = require("cv2")
    corners = np.array([found[name] for name in ("left armpit", "right armpit", "right hem", "left hem")])
    middle = corners.mean(axis=0)
    area = np.zeros(shape[:2], np.uint8)
    cv2.fillConvexPoly(area, np.rint(middle + 0.6 * (corners - middle)).astype(np.int32), (1,))
    return area > 0
