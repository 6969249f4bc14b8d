"""Hands: 21 landmarks each, looked for where the pose has its wrists (Zhang et al. 2020, Grishchenko et al. 2020)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person.crop import QUARTER, CropSquare, Points, Pyramid
from intarsia.apps.tryon.person.network import network
from intarsia.apps.tryon.person.pose import INDEX, Pose

Array = npt.NDArray[np.float32]

RECROP = "hand_recrop"
LANDMARKER = "hand_landmark_full"
LEAST = 0.5
"""Smallest score of the landmark network that is a hand."""
SEEN = 0.5
"""Smallest visibility of a wrist at which a hand is looked for."""


@dataclass(frozen=True)
class Hand:
    """Where the parts of a hand are.

    Attributes:
        side: "left" or "right", the person's own.
        landmarks: (21, 3) float32 x, y, z in pixels of the picture: wrist, then thumb to little finger, root
            to tip.
        score: in [0, 1].
    """

    side: str
    landmarks: Array
    score: float


def hands_of(pyramid: Pyramid, body: Pose) -> tuple[Hand, ...]:
    """Return the hands that the picture shows."""
    found = [_hand(pyramid, body, side) for side in ("left", "right") if _in_frame(pyramid, body, f"{side} wrist")]
    return tuple(hand for hand in found if hand.score >= LEAST)


def _in_frame(pyramid: Pyramid, body: Pose, joint: str) -> bool:
    x, y, _, visibility, _ = body.landmarks[INDEX[joint]]
    return bool(visibility >= SEEN and 0 <= x < pyramid.width and 0 <= y < pyramid.height)


def _hand(pyramid: Pyramid, body: Pose, side: str) -> Hand:
    region = _recropped(pyramid, _region(body, side))
    net = network(LANDMARKER)
    outputs = net(pyramid.crop(region, net.side))
    landmarks = region.landmarks(outputs["Identity"].reshape(21, 3), net.side)
    return Hand(side, landmarks, float(outputs["Identity_1"].reshape(-1)[0]))


def _region(body: Pose, side: str) -> CropSquare:
    """Return a square around the hand, turned so that the fingers point up, from the coarse points of the pose."""
    wrist, index, little = (body.landmarks[INDEX[f"{side} {part}"], :2] for part in ("wrist", "index", "pinky"))
    middle = (2 * index + little) / 3
    return _upright(wrist, middle, middle, 2.7 * 2).moved(0.0, -0.1)


def _recropped(pyramid: Pyramid, region: CropSquare) -> CropSquare:
    """Return the same, from the two points that a small network sees in it: the hand's middle and a point below it."""
    net = network(RECROP)
    points = net(pyramid.crop(region, net.side))["output_crop"].reshape(2, 2) / net.side
    middle, below = region.to_picture(points)
    return _upright(below, middle, middle, 2.0)


def _upright(below: Points, above: Points, centre: Points, factor: float) -> CropSquare:
    right, down = (above - below).astype(float)
    angle = QUARTER - math.atan2(-down, right)
    return CropSquare(float(centre[0]), float(centre[1]), factor * math.hypot(right, down), angle)
