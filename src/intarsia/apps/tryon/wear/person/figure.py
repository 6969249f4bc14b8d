"""A person as somebody to be dressed: where shoulders, arms, hips and legs are in the photo, by the picture's sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.person.pose import INDEX
from intarsia.apps.tryon.wear.stage import StageResult
from intarsia.errors import OptionError
from intarsia.i18n import Message, messages

say = messages(__package__)


Point = npt.NDArray[np.float64]

SIDES = (("left", "right"), ("right", "left"))
"""Side of the picture, side of a person who faces it."""
JOINTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
UPPER_ARM = 0.78
FOREARM = 0.68
TRUNK = 1.42
HIPS = 0.55
"""Length of bones beside the distance between the shoulders' joints."""
FACE = 0.56
"""Height of the mesh of the face beside the distance between the joints of the shoulders."""
BELIEVED = {"shoulders": 0.5, "face": 0.25, "trunk": 0.1, "arms": 0.25}
"""How much each measure of the body's size counts."""
OFF = 0.12
"""Most that the size may be off from what the shoulders say."""
APART = 4.0
"""Least distance of the shoulders from each other and from the hips, pixels."""
WAIST = "waist"
"""Name of the place among joints where a top ends and trousers or a skirt begin."""
SEEN = 0.5
"""Visibility from which a joint is believed."""


@dataclass(frozen=True)
class BodyFigure:
    """Joints of a person in a photo.

    Attributes:
        joints: "left shoulder", "right wrist", ... → (2,) pixels of the photo; left is the left of the picture. "waist"
            is where a top ends and trousers or a skirt begin; it is there only where the user has placed it.
        sure: the same names → visibility in [0, 1].
        size: distance between the shoulders' joints of a person of that size seen from the front, pixels.
        face: height of the face's mesh, pixels; 0 where it is not seen.
        chin: (2,) pixels.
        centimetres: between the shoulders' joints, as the user says; 0 when nothing is said.
    """

    joints: Mapping[str, Point]
    sure: Mapping[str, float]
    size: float
    face: float
    chin: Point
    centimetres: float = 0.0

    def __getitem__(self, name: str) -> Point:
        return self.joints[name]

    def middle(self, joint: str) -> Point:
        """Return the middle (2,) between a joint of the left and of the right."""
        return np.asarray((self[f"left {joint}"] + self[f"right {joint}"]) / 2)

    @property
    def across(self) -> Point:
        """(2,) of unit length: along the shoulders, to the right of the picture."""
        line = self["right shoulder"] - self["left shoulder"]
        return np.asarray(line / np.linalg.norm(line))

    @property
    def down(self) -> Point:
        """(2,) of unit length: from the shoulders to the hips."""
        line = self.middle("hip") - self.middle("shoulder")
        return np.asarray(line / np.linalg.norm(line))

    @property
    def facing(self) -> float:
        """The shoulders' distance beside what face and arms say of it: about 1 from the front, less when turned."""
        says, counts = _measures(self.joints, self.sure, self.face)
        return float(np.exp(says[0] - np.average(says[1:], weights=counts[1:])))

    def moved(self, joints: Mapping[str, npt.ArrayLike]) -> BodyFigure:
        """Return the same with joints as the user places them, and the size that they say.

        Raises:
            OptionError: there is no such joint, or it cannot be there.
        """
        known = {*self.joints, WAIST}
        if unknown := sorted(set(joints) - known):
            raise OptionError(say("joint.unknown", unknown=list(unknown), known=sorted(known)))
        if not joints:
            return self
        found = {name: np.asarray(place, np.float64) for name, place in joints.items()}
        if wrong := [name for name, place in found.items() if place.shape != (2,) or not np.isfinite(place).all()]:
            raise OptionError(say("joint.place", name=joint_title(wrong[0]), place=joints[wrong[0]]))
        placed = replace(self, joints={**self.joints, **found}, sure={**self.sure, **dict.fromkeys(found, 1.0)})
        across = placed["right shoulder"] - placed["left shoulder"]
        down = placed.middle("hip") - placed.middle("shoulder")
        if min(np.linalg.norm(across), np.linalg.norm(down)) < APART:
            raise OptionError(say("joint.together"))
        return replace(placed, size=_size(placed.joints, placed.sure, self.face)[0])


def joint_title(name: str) -> Message:
    """Return what the page calls a joint of `BodyFigure.joints`."""
    return say(f"joint_name.{name.replace(' ', '_')}")


def figure(person: Person) -> StageResult[BodyFigure]:
    """Return the joints of a measured person, and the size that they, the face and the arms agree on."""
    joints = {}
    sure = {}
    for picture, own in SIDES:
        for joint in JOINTS:
            index = f"{own} {joint}"
            joints[f"{picture} {joint}"] = person.joint(index).astype(np.float64)
            sure[f"{picture} {joint}"] = float(person.landmarks[INDEX[index], 3])
    height = 0.0 if person.face is None else float(person.face.height)
    size, agree = _size(joints, sure, height)
    value = BodyFigure(joints, sure, size, height, person.head.chin.astype(np.float64))
    return StageResult(value, agree * min(sure["left shoulder"], sure["right shoulder"]))


def _size(joints: Mapping[str, Point], sure: Mapping[str, float], face: float) -> tuple[float, float]:
    """Return the pixels between the shoulders, and how well the measures agree, in [0, 1]."""
    says, counts = _measures(joints, sure, face)
    found = float(np.average(says, weights=counts))
    spread = float(np.sqrt(np.average((np.array(says) - found) ** 2, weights=counts)))
    return float(np.exp(np.clip(found, says[0] - OFF, says[0] + OFF))), float(np.exp(-((spread / 0.25) ** 2)))


def _measures(joints: Mapping[str, Point], sure: Mapping[str, float], face: float) -> tuple[list[float], list[float]]:
    """Return logarithms of the size by the shoulders, by the face (where it is not seen, by the trunk) and by bones of
    the arms; how much each counts.
    """
    shoulders = float(np.linalg.norm(joints["left shoulder"] - joints["right shoulder"]))
    left, right = (joints[f"{side} hip"] - joints[f"{side} shoulder"] for side in ("left", "right"))
    trunk = np.linalg.norm((left + right) / 2)
    other = face / FACE if face else float(trunk) / TRUNK  # how long a trunk is says less than how high a face is
    says = [np.log(shoulders), np.log(other)]
    counts = [BELIEVED["shoulders"], BELIEVED["face"] if face else BELIEVED["trunk"]]
    for side in ("left", "right"):
        if min(sure[f"{side} {joint}"] for joint in ("shoulder", "elbow", "wrist")) < SEEN:
            continue
        for start, end, length in (("shoulder", "elbow", UPPER_ARM), ("elbow", "wrist", FOREARM)):
            bone = np.linalg.norm(joints[f"{side} {start}"] - joints[f"{side} {end}"])
            says.append(np.log(max(float(bone), 1.0) / length))
            counts.append(BELIEVED["arms"] / 4 if says[-1] > says[0] - OFF else 0.0)  # a short one points at us
    return says, counts
