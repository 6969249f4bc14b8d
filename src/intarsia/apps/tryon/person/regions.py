"""Which pixels are skin, hair, eyes, lips, clothes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person.crop import Pyramid, polygon
from intarsia.apps.tryon.person.face import BROWS, EYES, LIPS, OVAL, PATCHES, Face
from intarsia.apps.tryon.person.hands import Hand
from intarsia.apps.tryon.person.head import HeadView
from intarsia.apps.tryon.person.limbs import bare_limbs
from intarsia.apps.tryon.person.pose import Pose
from intarsia.apps.tryon.person.skin import Likeness, skin_samples

Mask = npt.NDArray[np.bool_]

NAMES = ("brows", "clothes", "eyes", "face", "hair", "hat", "irises", "lips", *PATCHES, "skin")
"""All regions; "face" holds what lies in it, the others do not overlap it but skin and its patches."""


def regions(pyramid: Pyramid, body: Pose, face: Face, hands: Sequence[Hand]) -> dict[str, Mask]:
    """Name → (H, W) bool, for the names in `NAMES`. Clothes are what is left of the person."""
    shape = (pyramid.height, pyramid.width)
    mesh = face.landmarks
    found = {
        "face": polygon(shape, [mesh[list(OVAL)]]),
        "lips": polygon(shape, [mesh[list(LIPS)]]),
        "eyes": polygon(shape, [mesh[list(each)] for each in EYES]),
        "brows": polygon(shape, [mesh[list(each)] for each in BROWS]),
    }
    found |= {name: polygon(shape, [mesh[list(each)]]) for name, each in PATCHES.items()}
    found["irises"] = _irises(shape, face) & found["eyes"]
    skin = np.concatenate([*skin_samples(pyramid.levels[0], found).values()])
    colour = Likeness.of(srgb_to_lab(skin), least=(8.0, 3.5, 4.5))
    head = HeadView.of(pyramid, body, face, colour).masks(shape)
    found["hair"] = head["hair"] & ~found["face"]
    found["hat"] = head["hat"] & ~found["face"]
    limbs = bare_limbs(pyramid, body, face.place, hands, colour)
    other = found["lips"] | found["eyes"] | found["brows"] | found["hair"] | found["hat"]
    found["skin"] = (found["face"] | head["bare"] | limbs) & ~other
    found["clothes"] = (body.mask > 0.5) & ~(found["face"] | head["head"] | found["skin"])
    return found


def _irises(shape: tuple[int, int], face: Face) -> Mask:
    """Return the ring between pupil and rim, of both eyes."""
    cv2 = require("cv2")
    canvas = np.zeros(shape, np.uint8)
    for iris in face.irises:
        radius = float(np.linalg.norm(iris[1, :2] - iris[3, :2])) / 2
        centre = [int(each) for each in np.rint((iris[0, :2] - 0.5) * 16)]
        for share, value in ((0.9, 1), (0.45, 0)):
            cv2.circle(canvas, centre, round(radius * share * 16), (value,), -1, lineType=cv2.LINE_8, shift=4)
    return canvas > 0
