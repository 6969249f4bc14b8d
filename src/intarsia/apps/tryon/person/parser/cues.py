"""What the parser is told beside the picture: where the person is, and where joints and limbs are, by the pose."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person.crop import CropSquare, cut
from intarsia.apps.tryon.person.pose import INDEX

Array = npt.NDArray[np.float32]

HEIGHT = 256
WIDTH = 192
"""Pixels that the parser sees, and the columns of the square crop that they are the middle of."""
SIDES = slice((HEIGHT - WIDTH) // 2, (HEIGHT + WIDTH) // 2)
STRIDE = 2
"""Pixels of the crop beside one of the cues and of the answer."""
MARGIN = 1.14
"""The crop's side beside the person's."""
SEEN = 0.3
"""Visibility from which a joint is told."""
JOINTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
HEAD = ("nose", "left ear", "right ear")
BONES = (
    (("shoulder", "elbow"), ("elbow", "wrist")),
    (("hip", "knee"), ("knee", "ankle")),
)
"""Arms and legs."""
WIDE = (0.26, 0.34)
"""Width of what is drawn of arms and legs, in shoulders' distances."""
CHANNELS = 1 + 1 + len(JOINTS) + len(BONES) + 1
"""The outline, the head, joints, limbs, the trunk."""


def frame(landmarks: Array, mask: Array) -> CropSquare:
    """Return the square around a person, by landmarks (33, 5) in pixels and the outline (H, W)."""
    height, width = mask.shape
    rows = np.flatnonzero((mask > 0.5).any(axis=1))
    columns = np.flatnonzero((mask > 0.5).any(axis=0))
    told = [*landmarks[landmarks[:, 3] > SEEN, :2].astype(np.float64)]
    if len(rows):
        told += [np.array([columns[end], rows[end]], np.float64) for end in (0, -1)]
    corners = np.array(told or [[0, 0], [width, height]], np.float64)
    corners = np.clip(corners, 0, [width, height])
    low = corners.min(axis=0)
    high = corners.max(axis=0)
    side = max(float(high[1] - low[1]), float(high[0] - low[0]) * HEIGHT / WIDTH, 8.0)
    x, y = ((low + high) / 2).tolist()
    return CropSquare(x, y, MARGIN * side)


def outline(mask: Array, region: CropSquare) -> Array:
    """Return (HEIGHT / 2, WIDTH / 2) of the outline in a crop."""
    half = HEIGHT // STRIDE
    blurred = require("cv2").GaussianBlur(mask, (0, 0), max(0.3, region.side / half / 3))
    return cut(blurred, region, half)[:, SIDES.start // STRIDE : SIDES.stop // STRIDE]


def cues(landmarks: Array, shown: Array, region: CropSquare) -> Array:
    """Return (CHANNELS, HEIGHT / 2, WIDTH / 2) float32 in [0, 1].

    Args:
        landmarks: (33, 5), in pixels of the picture.
        shown: the outline in the crop, of `outline`.
        region: the crop.
    """
    places = region.to_square(landmarks[:, :2]) * HEIGHT - [SIDES.start, 0]
    joints = places / STRIDE - 0.5
    sure = landmarks[:, 3] > SEEN
    size = _size(joints)
    drawn = [_spots(joints, sure, HEAD, 0.25 * size, shown.shape)]
    for joint in JOINTS:
        drawn.append(_spots(joints, sure, (f"left {joint}", f"right {joint}"), 0.16 * size, shown.shape))
    for bones, wide in zip(BONES, WIDE, strict=True):
        drawn.append(_bones(joints, sure, bones, wide * size, shown.shape))
    drawn.append(_trunk(joints, shown.shape))
    soft = [require("cv2").GaussianBlur(each, (0, 0), max(0.5, 0.06 * size)) for each in drawn]
    return np.stack([shown, *(each.astype(np.float32) / 255 for each in soft)]).astype(np.float32)


def _size(joints: npt.NDArray[Any]) -> float:
    """Return the shoulders' distance of a body seen from the front, in pixels of the cues."""
    left, right, hips = (_of(joints, name) for name in ("left shoulder", "right shoulder", "left hip"))
    hips = (hips + _of(joints, "right hip")) / 2
    trunk = float(np.linalg.norm((left + right) / 2 - hips))
    return max(float(np.linalg.norm(left - right)), 0.6 * trunk, 4.0)


def _of(joints: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    return np.asarray(joints[INDEX[name]])


def _spots(
    joints: npt.NDArray[Any], sure: npt.NDArray[np.bool_], names: tuple[str, ...], radius: float, shape: tuple[int, ...]
) -> npt.NDArray[np.uint8]:
    cv2 = require("cv2")
    found = np.zeros(shape, np.uint8)
    for name in names:
        if sure[INDEX[name]]:
            cv2.circle(found, _pixel(_of(joints, name)), max(1, round(radius)), (255,), -1)
    return found


def _bones(
    joints: npt.NDArray[Any],
    sure: npt.NDArray[np.bool_],
    bones: tuple[tuple[str, str], ...],
    wide: float,
    shape: tuple[int, ...],
) -> npt.NDArray[np.uint8]:
    cv2 = require("cv2")
    found = np.zeros(shape, np.uint8)
    for side in ("left", "right"):
        for start, end in bones:
            if sure[INDEX[f"{side} {start}"]] and sure[INDEX[f"{side} {end}"]]:
                ends = (_pixel(_of(joints, f"{side} {each}")) for each in (start, end))
                cv2.line(found, *ends, (255,), max(1, round(wide)))
    return found


def _trunk(joints: npt.NDArray[Any], shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    found = np.zeros(shape, np.uint8)
    names = ("left shoulder", "right shoulder", "right hip", "left hip")
    corners = np.array([_pixel(_of(joints, name)) for name in names], np.int32)
    require("cv2").fillConvexPoly(found, require("cv2").convexHull(corners), (255,))
    return found


def _pixel(place: npt.NDArray[Any]) -> tuple[int, int]:
    x, y = np.rint(np.clip(place, -500, 1000)).astype(int).tolist()
    return x, y
