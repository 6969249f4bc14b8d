"""A body whose face the photo does not show: cropped at the mouth or the neck, turned away from the camera, or hidden.

What such a body shows is measured, but no colours of a person: those of neck and hands alone would say too little.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person.crop import Pyramid
from intarsia.apps.tryon.person.hands import Hand
from intarsia.apps.tryon.person.limbs import bare_limbs
from intarsia.apps.tryon.person.pose import INDEX, HeadPlace, Pose
from intarsia.apps.tryon.person.regions import NAMES
from intarsia.apps.tryon.person.skin import Likeness

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

LIGHTNESS = (10.0, 93.0)
CHROMA = (4.0, 50.0)
HUES = (10.0, 85.0)
"""L*, chroma and hue, degrees, between which skin of all tones lies in usual light."""
NECK = (0.12, 0.22, 0.32)
ALONG = (0.5, 0.8, 1.0)
"""Where skin is looked for: so far above the shoulders' middle, in shoulders' distances, and along the forearms."""
WIDE = 0.07
"""Within how far of there, in shoulders' distances."""
BARE = 0.6
"""Share of a place, or of a hand, of that colour that is bare."""
APART = 15.0
"""Difference from the clothes on the chest, CIELAB: clothes may have the colour of skin too."""
SURE = 0.9
"""Score of a hand from which it is one, also in a photo without colours; and how much of a place lies on the body."""
FOUND = 0.6
PLACES = 2
CERTAIN = 0.75
"""How sure the detector must have been of a body without bare hands, and how many bare places it must have: a floor
that is seen through a collar, or a fold, looks like one. From the last on one place is enough, half as far from the
clothes."""
SEEN = 0.3
"""Smallest visibility of a forearm's ends."""
LEAST = 20
"""Pixels of a place that are enough."""
HEAD_WIDE = 0.45
"""Half the width of what is kept free around a head, in shoulders' distances."""
SPREAD = (8.0, 3.5, 4.5)
"""Standard deviations of the colour of bare skin, at least."""


def flesh(pyramid: Pyramid, body: Pose, hands: Sequence[Hand], grey: bool) -> Mask | None:
    """Return (H, W): bare places of a body, its neck, forearms and hands; None when there are none, as of a garment
    that lies flat.
    """
    outline = body.mask > 0.5
    pixels = pyramid.levels[0]
    found = np.zeros(outline.shape, dtype=bool)
    for hand in hands:
        shown = _hull(hand, outline.shape) & outline
        if hand.score >= SURE and shown.sum() >= LEAST and (grey or _bare(pixels[shown])):
            found |= shown
    certain = body.found >= CERTAIN
    apart = APART / 2 if certain else APART
    places = [] if grey else _bare_places(pixels, body, apart)
    if found.any() or (body.found >= FOUND and len(places) >= (1 if certain else PLACES)):
        found = np.logical_or.reduce([found, *places])
    if not found.any():
        return None
    if not grey:
        found[found] = _like_skin(pixels[found])
    return found


def faceless_regions(pyramid: Pyramid, body: Pose, hands: Sequence[Hand], bare: Mask) -> dict[str, Mask]:
    """Name → (H, W) bool, for `regions.NAMES`, of a body with bare neck or hands (H, W). "face" is the head, as far as
    the photo shows any of it; hair and what is in a face are empty.
    """
    shape = (pyramid.height, pyramid.width)
    found = {name: np.zeros(shape, dtype=bool) for name in NAMES}
    head = body.head
    found["face"] = (body.mask > 0.5) & _head(body, head, shape)
    colour = Likeness.of(srgb_to_lab(pyramid.levels[0][bare]), least=SPREAD)
    limbs = bare_limbs(pyramid, body, head, hands, colour)
    found["skin"] = (limbs | bare) & (body.mask > 0.5)
    found["clothes"] = (body.mask > 0.5) & ~(found["face"] | found["skin"])
    return found


def _bare_places(pixels: Pixels, body: Pose, apart: float) -> list[Mask]:
    """Return those of `_places` that are bare in a picture (H, W, 3), and so far in colour from the clothes."""
    chest, *places = _places(body)
    if not chest.any():
        return []
    worn = np.median(srgb_to_lab(pixels[chest]), axis=0)
    shown = [each for each in places if each.sum() >= LEAST and (body.mask[each] > 0.5).mean() > SURE]
    return [each for each in shown if _bare(pixels[each]) and _apart(pixels[each], worn) > apart]


def _bare(pixels: Pixels) -> bool:
    return float(_like_skin(pixels).mean()) >= BARE


def _like_skin(pixels: Pixels) -> Mask:
    """Return which of (N, 3) pixels may be skin."""
    lab = srgb_to_lab(pixels)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    found = np.ones(len(pixels), dtype=bool)
    for values, (low, high) in ((lab[:, 0], LIGHTNESS), (chroma, CHROMA), (hue, HUES)):
        found &= (values > low) & (values < high)
    return found


def _hull(hand: Hand, shape: tuple[int, ...]) -> Mask:
    cv2 = require("cv2")
    canvas = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(canvas, cv2.convexHull(np.rint(hand.landmarks[:, :2]).astype(np.int32)), (1,))
    return canvas > 0


def _apart(pixels: Pixels, colour: npt.NDArray[np.float64]) -> float:
    """Return how far the median of (N, 3) pixels is from a colour in CIELAB."""
    return float(np.linalg.norm(np.median(srgb_to_lab(pixels), axis=0) - colour))


def _places(body: Pose) -> list[Mask]:
    """Return (H, W) discs: on the chest, on the neck, and along both forearms as far as they are seen."""
    cv2 = require("cv2")
    head = body.head
    size = head.height / HeadPlace.SHARE
    shoulders = head.chin - HeadPlace.NECK * size * head.up
    centres = [shoulders - 0.45 * size * head.up, *(shoulders + share * size * head.up for share in NECK)]
    for side in ("left", "right"):
        elbow, wrist = (body.landmarks[INDEX[f"{side} {joint}"]] for joint in ("elbow", "wrist"))
        if min(elbow[3], wrist[3]) >= SEEN:
            centres += [elbow[:2] + share * (wrist[:2] - elbow[:2]) for share in ALONG]
    found = []
    for centre in centres:
        canvas = np.zeros(body.mask.shape, np.uint8)
        cv2.circle(canvas, np.rint(centre).astype(int).tolist(), max(2, round(WIDE * size)), (1,), -1)
        found.append(canvas > 0)
    return found


def _head(body: Pose, head: HeadPlace, shape: tuple[int, int]) -> Mask:
    """Return (H, W): what lies above the chin and near the head's axis."""
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    off = np.stack([columns - head.chin[0], rows - head.chin[1]], axis=-1)
    right = np.array([-head.up[1], head.up[0]])
    wide = HEAD_WIDE * head.height / HeadPlace.SHARE
    return np.asarray((off @ head.up > 0) & (np.abs(off @ right) < wide))
