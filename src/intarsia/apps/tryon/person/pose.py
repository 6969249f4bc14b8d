"""Pose: 33 landmarks and the outline of a person (BlazePose, Bazarevsky et al. 2020)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person.crop import QUARTER, CropSquare, Points, Pyramid, unwarp
from intarsia.apps.tryon.person.detector import Detection, Detector
from intarsia.apps.tryon.person.network import network, sigmoid

Array = npt.NDArray[np.float32]

PEOPLE = Detector("pose_detection", strides=(8, 8, 16, 16, 32, 32, 32, 32, 32, 32))
LANDMARKER = "pose_landmark_full"
JOINTS = (
    *("nose", "left eye inner", "left eye", "left eye outer", "right eye inner", "right eye", "right eye outer"),
    *("left ear", "right ear", "mouth left", "mouth right", "left shoulder", "right shoulder"),
    *("left elbow", "right elbow", "left wrist", "right wrist", "left pinky", "right pinky"),
    *("left index", "right index", "left thumb", "right thumb", "left hip", "right hip", "left knee", "right knee"),
    *("left ankle", "right ankle", "left heel", "right heel", "left foot", "right foot"),
)
"""The landmarks in their order; left and right are the person's own."""
INDEX = {name: index for index, name in enumerate(JOINTS)}

WINDOW = 7
"""Cells of the heat map, each way together, in which a landmark is refined."""
SPACE = 0.25
"""What is added above a picture in which nobody is found, beside its longer side."""
PEAK = 0.5
"""Smallest peak of a heat map that is believed."""


@dataclass(frozen=True)
class HeadPlace:
    """Where a head is, shown or not.

    Attributes:
        chin: (2,) pixels of the picture.
        up: (2,) unit vector from the chin to the forehead.
        height: of the face, from chin to forehead, pixels.
    """

    chin: Array
    up: Array
    height: float

    SHARE: ClassVar[float] = 0.56
    """Height of a face beside the distance between the joints of the shoulders."""
    NECK: ClassVar[float] = 0.36
    """Height of the chin above the shoulders' middle, beside the same."""


@dataclass(frozen=True)
class Pose:
    """Where the parts of a body are.

    Attributes:
        landmarks: (33, 5) float32: x, y in pixels of the picture; depth z in the same unit, 0 at the hips, smaller is
            nearer; visibility and presence in the frame, in [0, 1]. In the order of `JOINTS`.
        mask: (H, W) float32 in [0, 1]: the person's outline.
        score: in [0, 1]: is there a person in the region at all.
        found: in [0, 1]: how sure the detector was that there is one.
    """

    landmarks: Array
    mask: Array
    score: float
    found: float = 1.0

    @property
    def head(self) -> HeadPlace:
        """Where the head is by shoulders and hips alone, also where the picture does not show it."""
        return head_place(self.landmarks)


def head_place(landmarks: Array) -> HeadPlace:
    """Return where the head of a body is, by its shoulders and hips among (33, 5) landmarks."""
    left, right = landmarks[[INDEX["left shoulder"], INDEX["right shoulder"]], :2].astype(float)
    hips = landmarks[[INDEX["left hip"], INDEX["right hip"]], :2].astype(float).mean(axis=0)
    middle = (left + right) / 2
    size = max(float(np.linalg.norm(left - right)), 1.0)
    up = (middle - hips) / max(float(np.linalg.norm(middle - hips)), 1.0)
    chin = middle + HeadPlace.NECK * size * up
    return HeadPlace(chin.astype(np.float32), up.astype(np.float32), HeadPlace.SHARE * size)


def people(pyramid: Pyramid) -> list[Detection]:
    """Return who is in the picture, surest first. Points: the hips' middle, a point of the circle around the body, the
    shoulders' middle, a point of the circle around the upper body.
    """
    return PEOPLE.find(pyramid, pyramid.whole())


def people_cut_off(pyramid: Pyramid) -> list[Detection]:
    """Return who is in a picture that ends below their heads: the detector looks for heads, so it is shown some empty
    space above.
    """
    return PEOPLE.find(pyramid, pyramid.whole().moved(0.0, -SPACE / 2).scaled(1 + SPACE))


def pose(pyramid: Pyramid, person: Detection) -> Pose:
    """Return the landmarks and outline of one person that was found."""
    net = network(LANDMARKER)
    region = region_of(person)
    outputs = net(pyramid.crop(region, net.side))
    heat = sigmoid(outputs["Identity_3"][0])  # (64, 64, 39)
    values = outputs["Identity"].reshape(-1, 5)
    refined = np.concatenate([_refined(values[:, :2] / net.side, heat) * net.side, values[:, 2:3]], axis=1)
    landmarks = np.concatenate([region.landmarks(refined, net.side), sigmoid(values[:, 3:])], axis=1)
    # The sigmoid comes before the way back: beyond the region is nothing, and a logit of 0 would say one half.
    mask = unwarp(sigmoid(outputs["Identity_2"][0, :, :, 0]), region, (pyramid.height, pyramid.width))
    return Pose(landmarks[:33].astype(np.float32), mask, float(outputs["Identity_1"].reshape(-1)[0]), person.score)


def region_of(person: Detection) -> CropSquare:
    """Return the square around the whole body, turned so that hips and shoulders stand upright."""
    (x, y), (around_x, around_y) = person.points[:2].astype(float)
    radius = math.hypot(around_x - x, around_y - y)
    return CropSquare(x, y, 2.5 * radius, QUARTER - math.atan2(y - around_y, around_x - x))


def _refined(points: Points, heat: Array) -> Points:
    """Return (N, 2) in [0, 1], each moved to the centre of mass of its heat map (S, S, N) near it, if that has
    a peak.
    """
    size = len(heat)
    reach = WINDOW // 2
    moved = points.copy()
    for index, (x, y) in enumerate(points * size):
        column = int(x)
        row = int(y)
        if not (0 <= column < size and 0 <= row < size):
            continue
        top = max(0, row - reach)
        left = max(0, column - reach)
        near = heat[top : row + reach + 1, left : column + reach + 1, index]
        if near.max() >= PEAK:
            rows, columns = np.mgrid[top : top + near.shape[0], left : left + near.shape[1]]
            moved[index] = np.array([(columns * near).sum(), (rows * near).sum()]) / near.sum() / size
    return moved
