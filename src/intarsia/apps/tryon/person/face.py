"""Face: 468 landmarks and both irises (Kartynnik et al. 2019, Ablavatski et al. 2020). Shapes only: who it is is never
computed."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person.crop import CropSquare, Pyramid
from intarsia.apps.tryon.person.detector import Detection, Detector
from intarsia.apps.tryon.person.network import network, sigmoid
from intarsia.apps.tryon.person.pose import INDEX, HeadPlace, Pose

Array = npt.NDArray[np.float32]

NEAR = Detector(
    "face_detection_short_range", (8, 8, 16, 16, 16, 16, 16, 16), boxes="regressors", scores="classificators"
)
FAR = Detector("face_detection_full_range_sparse", (4,), least=0.6)
LANDMARKER = "face_landmark"
IRIS = "iris_landmark"
LEAST = 0.5
"""Smallest score of the landmark network that is a face."""
HEAD = ("nose", "left eye", "right eye", "left ear", "right ear", "mouth left", "mouth right")
CORNERS = ((33, 133), (263, 362))
"""Outer and inner corner of the right and of the left eye, in the mesh."""

# Parts of the mesh: each is a closed polygon of numbers of landmarks.
OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
EYES = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
"""The right eye and the left eye of the person."""
BROWS = ((46, 53, 52, 65, 55, 107, 66, 105, 63, 70), (276, 283, 282, 295, 285, 336, 296, 334, 293, 300))
PATCHES: Mapping[str, tuple[int, ...]] = {
    "right cheek": (117, 118, 101, 36, 205, 187, 123),
    "left cheek": (346, 347, 330, 266, 425, 411, 352),
    "forehead": (104, 69, 108, 151, 337, 299, 333, 297, 338, 10, 109, 67),
}
"""Where skin is seldom covered, and neither red nor in shadow: no nose, no chin, nothing below the eyes."""


@dataclass(frozen=True)
class Face:
    """Where the parts of a face are.

    Attributes:
        landmarks: (468, 3) float32 x, y, z in pixels of the picture; smaller z is nearer. MediaPipe's order.
        irises: (2, 5, 3) float32, right and left eye (the person's own): centre, then four points around, in the
            plane of the face.
        score: in [0, 1].
    """

    landmarks: Array
    irises: Array
    score: float

    @property
    def height(self) -> float:
        """From the top of the forehead to the chin, pixels."""
        return float(np.linalg.norm(self.landmarks[10, :2] - self.landmarks[152, :2]))

    @property
    def width(self) -> float:
        """The width from ear to ear in pixels."""
        return float(np.linalg.norm(self.landmarks[454, :2] - self.landmarks[234, :2]))

    @property
    def place(self) -> HeadPlace:
        """Where it is."""
        return HeadPlace(self.landmarks[152, :2], self.up, self.height)

    def shown(self, shape: tuple[int, ...]) -> float:
        """Return the share of its landmarks that lie inside of a picture (H, W)."""
        x, y = self.landmarks[:, :2].T
        return float(((x >= 0) & (x < shape[1]) & (y >= 0) & (y < shape[0])).mean())

    @property
    def region(self) -> CropSquare:
        """The square around it, as high as it is, turned with it."""
        middle = self.landmarks[list(OVAL), :2].mean(axis=0)
        # the face's own x axis
        right = -float(self.up[1])
        down = float(self.up[0])
        return CropSquare(float(middle[0]), float(middle[1]), self.height, math.atan2(down, right))

    @property
    def up(self) -> Array:
        """(2,) unit vector from chin to forehead."""
        axis = self.landmarks[10, :2] - self.landmarks[152, :2]
        return np.asarray(axis / max(float(np.linalg.norm(axis)), 1e-6), np.float32)

    @property
    def turn(self) -> float:
        """How far the face looks to a side, degrees: 0 to the camera, positive to the picture's right."""
        across = self.landmarks[454] - self.landmarks[234]
        return float(np.degrees(np.arctan2(across[2], math.hypot(across[0], across[1]))))

    @property
    def iris_side(self) -> float:
        """Mean diameter of the irises, pixels."""
        return float(np.linalg.norm(self.irises[:, 1, :2] - self.irises[:, 3, :2], axis=-1).mean())


def faces(pyramid: Pyramid) -> list[Detection]:
    """Return all faces up to some metres away, surest first."""
    return FAR.find(pyramid, pyramid.whole())


def faces_closer(pyramid: Pyramid) -> list[Detection]:
    """Return faces that are too small for one look at the whole, each once: nine parts of the picture are looked at
    alone.
    """
    whole = pyramid.whole()
    kept = list[Detection]()
    for right, down in itertools.product((-0.25, 0.0, 0.25), repeat=2):
        part = whole.moved(right, down).scaled(0.5)
        if 0 <= part.x <= pyramid.width and 0 <= part.y <= pyramid.height:
            found = FAR.find(pyramid, part)
            kept += [each for each in found if all(_apart(each, other) for other in kept)]
    return kept


def _apart(one: Detection, other: Detection) -> bool:
    return bool(np.abs(one.centre - other.centre).max() > 0.5 * max(one.side, other.side))


def face_of(pyramid: Pyramid, body: Pose) -> Face | None:
    """Return the face of a person whose pose is known; None when it is not to be seen."""
    found = NEAR.find(pyramid, head_of(body))
    if not found:
        return None
    face = _landmarks(pyramid, _region(found[0]))
    return face if face.score >= LEAST else None


def head_of(body: Pose) -> CropSquare:
    """Return an upright square with the head in its middle, twice as large."""
    points = body.landmarks[:, :2]
    head = points[[INDEX[name] for name in HEAD]]
    spans = (("left ear", "right ear", 1.0), ("left shoulder", "right shoulder", 0.45))
    ears, shoulders = (share * float(np.linalg.norm(points[INDEX[a]] - points[INDEX[b]])) for a, b, share in spans)
    long = 1.5 * float(np.linalg.norm(head[1:3].mean(axis=0) - head[5:].mean(axis=0)))
    x, y = head.mean(axis=0)
    return CropSquare(float(x), float(y), 3 * max(ears, shoulders, long, 8.0))


def _region(found: Detection) -> CropSquare:
    right, left = found.points[:2].astype(float)
    x, y = found.centre
    return CropSquare(float(x), float(y), 1.5 * found.side, math.atan2(left[1] - right[1], left[0] - right[0]))


def _landmarks(pyramid: Pyramid, region: CropSquare) -> Face:
    net = network(LANDMARKER)
    outputs = net(pyramid.crop(region, net.side))
    mesh = region.landmarks(outputs["conv2d_21"].reshape(468, 3), net.side)
    irises = np.stack([_iris(pyramid, mesh, corners, mirrored=index == 0) for index, corners in enumerate(CORNERS)])
    return Face(mesh, irises, float(sigmoid(outputs["conv2d_31"].reshape(-1))[0]))


def _iris(pyramid: Pyramid, mesh: Array, corners: tuple[int, int], mirrored: bool) -> Array:
    """Return (5, 3) of one eye. The network knows left eyes only, so a right one is shown to it in a mirror."""
    net = network(IRIS)
    one, other = mesh[list(corners if mirrored else corners[::-1]), :2].astype(float)  # from left to right as seen
    middle = (one + other) / 2
    across = other - one
    (x, y) = middle.tolist()
    (right, down) = across.tolist()
    region = CropSquare(x, y, 2.3 * math.hypot(right, down), math.atan2(down, right))
    crop = pyramid.crop(region, net.side)
    points = net(np.ascontiguousarray(crop[:, ::-1]) if mirrored else crop)["output_iris"].reshape(5, 3).copy()
    if mirrored:
        points[:, 0] = net.side - points[:, 0]
    return region.landmarks(points, net.side)
