"""Bare skin of neck, arms, hands and legs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person.crop import Pyramid
from intarsia.apps.tryon.person.hands import Hand
from intarsia.apps.tryon.person.pose import INDEX, HeadPlace, Pose
from intarsia.apps.tryon.person.skin import Likeness

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

SIDE = 320
"""Pixels of the longer side of the picture in which skin is looked for."""
LIMBS = (
    *(("shoulder", "elbow"), ("elbow", "wrist"), ("wrist", "index"), ("wrist", "pinky"), ("hip", "knee")),
    *(("knee", "ankle"), ("ankle", "foot")),
)
ENDS = ("wrist", "index", "knee", "ankle")
SHADED = 0.5
"""Weight of lightness: limbs turn away from the light more than the face does."""
LIKE = 3.0
"""Standard deviations up to which a colour is that of the face."""
LEAST = (12.0, 4.5, 6.0)
"""Standard deviations of skin over a whole body, at least."""
COLOURLESS = 4.0
"""Chroma of a whole photo below which grey clothes would be skin too, and of a face below which lightness tells."""
LIGHTNESS = 5.0
"""Standard deviation of lightness of such skin, at least."""
DARKEST = 0.5
BRIGHTEST = 1.5
GREYEST = 0.5
"""Least and most lightness, and least chroma, beside the face's, of which skin may lack one: pale and dark skin have so
little colour that grey clothes, much darker or brighter, would be taken for it."""
STEPS = 64
"""Places along a bone at which it is looked where it leaves the photo."""
SEEN = 0.3
"""Smallest visibility of the joints at both ends."""


def bare_limbs(pyramid: Pyramid, body: Pose, head: HeadPlace, hands: Sequence[Hand], skin: Likeness) -> Mask:
    """Return (H, W): on the person, along a limb, and of the colour of the face, or of what else is bare."""
    cv2 = require("cv2")
    height, width = body.mask.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    lab = srgb_to_lab(cv2.resize(pyramid.small(2 * SIDE), size, interpolation=cv2.INTER_AREA))
    outline = cv2.resize(body.mask, size, interpolation=cv2.INTER_LINEAR) > 0.6
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    if np.percentile(chroma, 95) < COLOURLESS:
        return np.zeros((height, width), dtype=bool)
    light = lab[..., 0] / skin.mean[0]
    alike = ((light > DARKEST) & (light < BRIGHTEST)) | (chroma > GREYEST * np.hypot(*skin.mean[1:]))
    if np.hypot(*skin.mean[1:]) < COLOURLESS:  # the darkest skin has hardly any colour
        skin = Likeness(skin.mean, np.array([LIGHTNESS, *LEAST[1:]]))
    else:
        skin = Likeness(skin.mean, np.maximum(skin.spread, LEAST))
        lab[..., 0] = skin.mean[0] + SHADED * (lab[..., 0] - skin.mean[0])
    along, ends = _bones(size[::-1], body, head, hands, scale)
    found = (skin.distance(lab) < LIKE) & alike & outline & along
    opened = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(opened)
    kept = np.isin(labels, np.unique(labels[ends & (labels > 0)])) & (labels > 0)
    return np.asarray(cv2.resize(kept.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR) > 0.5)


def _bones(
    shape: tuple[int, int], body: Pose, head: HeadPlace, hands: Sequence[Hand], scale: float
) -> tuple[Mask, Mask]:
    """Return where limbs are, as wide as a face; and where they end, or leave the photo, bare if they are bare at all:
    a coat may have the colour of skin too, but its sleeves end before the hands.
    """
    cv2 = require("cv2")
    along = np.zeros(shape, np.uint8)
    ends = np.zeros(shape, np.uint8)
    points = np.rint(body.landmarks[:, :2] * scale).astype(int).tolist()
    seen = body.landmarks[:, 3] > SEEN
    thick = max(1, round(0.9 * head.height * scale))
    for side in ("left", "right"):
        for one, other in ((INDEX[f"{side} {a}"], INDEX[f"{side} {b}"]) for a, b in LIMBS):
            if seen[one] and seen[other]:
                cv2.line(along, points[one], points[other], (1,), thick)
        for joint in (INDEX[f"{side} {name}"] for name in ENDS):
            if seen[joint]:
                cv2.circle(ends, points[joint], max(1, thick // 4), (1,), -1)
        for one, other in ((INDEX[f"{side} {a}"], INDEX[f"{side} {b}"]) for a, b in LIMBS):
            left = _leaves(points[one], points[other], shape)
            if left is not None and seen[one]:
                cv2.line(along, points[one], left, (1,), thick)
                cv2.circle(ends, left, max(1, thick // 4), (1,), -1)
    shoulders = body.landmarks[[INDEX["left shoulder"], INDEX["right shoulder"]], :2].mean(axis=0)
    chin, neck = (np.rint(each * scale).astype(int).tolist() for each in (head.chin, shoulders))
    cv2.line(along, chin, neck, (1,), thick)
    cv2.line(ends, chin, neck, (1,), max(1, thick // 4))
    for hand in hands:
        hull = cv2.convexHull(np.rint(hand.landmarks[:, :2] * scale).astype(np.int32))
        for canvas in (along, ends):
            cv2.fillConvexPoly(canvas, hull, (1,))
    return along > 0, ends > 0


def _leaves(start: list[int], end: list[int], shape: tuple[int, int]) -> list[int] | None:
    """Return the last place of a line within a picture (H, W), beyond which its end lies; None where that is inside."""
    height, width = shape
    if (0 <= end[0] < width and 0 <= end[1] < height) or not (0 <= start[0] < width and 0 <= start[1] < height):
        return None
    places = np.rint(np.linspace(start, end, STEPS)).astype(int)
    inside = (places >= 0).all(axis=1) & (places < [width, height]).all(axis=1)
    found: list[int] = places[inside][-1].tolist()
    return found
