"""A measured person made ready to be dressed: once for each photo, whatever is tried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.wear.person.figure import BodyFigure, figure
from intarsia.apps.tryon.wear.person.measurements import between_joints
from intarsia.apps.tryon.wear.person.parts import Parts, parts
from intarsia.apps.tryon.wear.person.shade import light

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Body:
    """A measured person who is to be dressed.

    Attributes:
        person: as measured.
        figure: joints.
        parts: what is in front, what is worn.
        light: (H, W) factors of light on clothes.
        confidences: stage → confidence.
        tucked: trousers and skirts go over the top that is worn.
        belt: (H, W) bool: where trousers or a skirt are in front of a top that is tucked into them; None where it hangs
            over them.
    """

    person: Person
    figure: BodyFigure
    parts: Parts
    light: Plane
    confidences: Mapping[str, float]
    tucked: bool = False
    belt: Mask | None = None

    @classmethod
    def of(
        cls,
        person: Person,
        joints: Mapping[str, npt.ArrayLike] | None = None,
        shoulders: float | None = None,
        height: float | None = None,
    ) -> Body:
        """Return a person, with what the user knows better.

        Args:
            joints: "left elbow", ... → (2,) pixels, left and right of the picture.
            shoulders: width between the outer ends of the shoulders, centimetres; garments whose `others` tell their
                "width_cm" or "length_cm" are then drawn at their true size.
            height: of the person, centimetres: less sure, and used when `shoulders` is not given.

        Raises:
            OptionError: there is no such joint, or no person of that size.
        """
        pose = figure(person)
        moved = replace(pose.value.moved(joints or {}), centimetres=between_joints(shoulders, height))
        found = parts(person, moved)
        factors = light(person.photo.pixels, [found.value["top"], found.value["bottom"]], moved.size)
        return cls(person, moved, found.value, factors, {"pose": pose.confidence, "parts": found.confidence})
