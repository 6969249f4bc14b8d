"""A person as one photo shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person.face import Face
from intarsia.apps.tryon.person.hands import Hand
from intarsia.apps.tryon.person.pose import INDEX, HeadPlace, head_place
from intarsia.apps.tryon.person.quality import PhotoAssessment
from intarsia.apps.tryon.person.tones import Interval, Tone, Tones
from intarsia.apps.tryon.person.tones import contrast as contrast_of
from intarsia.apps.tryon.photo import Photo
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


Array = npt.NDArray[np.float32]

PARTS = ("arms", "feet", "hands", "head", "legs", "shoulders", "torso")
"""What `Person.visible` may hold."""
SEEN = 0.5
"""Smallest visibility at which a joint counts as seen."""

Colour = str | Sequence[float] | Tone | None


class Unchanged(Enum):
    """The default of facts that a user may state: None already means that a fact is not known."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True)
class Person:
    """What one photo says of the person in it. No name, age, gender, origin or shape of body is ever derived.

    Attributes:
        photo: the photo, in memory only.
        landmarks: (33, 5) float32: x, y, z in pixels of the photo, visibility, presence; see `pose.JOINTS`.
        mask: (H, W) float32 in [0, 1]: the outline.
        face: landmarks of face and irises; None where the photo does not show it. Then no tones are told.
        hands: those that are seen.
        regions: name → (H, W) bool; see `regions.NAMES`.
        visible: those of `PARTS` that the photo shows.
        quality: what about the photo makes the facts less sure.
        tones: the colours, as intervals.
    """

    photo: Photo
    landmarks: Array = field(compare=False, repr=False)
    mask: Array = field(compare=False, repr=False)
    face: Face | None = field(compare=False, repr=False)
    hands: tuple[Hand, ...] = field(compare=False, repr=False)
    regions: Mapping[str, npt.NDArray[np.bool_]] = field(compare=False, repr=False)
    visible: frozenset[str]
    quality: PhotoAssessment
    tones: Tones

    @property
    def head(self) -> HeadPlace:
        """Where the head is: by the face, else by shoulders and hips."""
        return head_place(self.landmarks) if self.face is None else self.face.place

    def joint(self, name: str) -> Array:
        """Return (2,) x, y in pixels of one of `pose.JOINTS`."""
        return np.asarray(self.landmarks[INDEX[name], :2], np.float32)

    def corrected(
        self,
        *,
        skin: Colour | Unchanged = UNCHANGED,
        hair: Colour | Unchanged = UNCHANGED,
        eyes: Colour | Unchanged = UNCHANGED,
        contrast: float | Interval | Unchanged | None = UNCHANGED,
        visible: Iterable[str] | Unchanged = UNCHANGED,
    ) -> Person:
        """Return the same person with facts as the user states them; what is not given stays as it was measured.

        Args:
            skin: "#rrggbb", L*, a*, b*, a `Tone`, or None for not known.
            hair: the same for the hair.
            eyes: the same for the eyes.
            contrast: the difference in L* between hair and skin, 0 to 100, or None for not known. When it is not given
                it follows the stated skin and hair.
            visible: names of `PARTS`.

        Raises:
            OptionError: a value that the fact cannot have.
        """
        tones = Tones(
            skin=self.tones.skin if isinstance(skin, Unchanged) else _tone(skin),
            hair=self.tones.hair if isinstance(hair, Unchanged) else _tone(hair),
            eyes=self.tones.eyes if isinstance(eyes, Unchanged) else _tone(eyes),
            contrast=self.tones.contrast,
        )
        if not isinstance(contrast, Unchanged):
            tones = replace(tones, contrast=_contrast(contrast))
        elif not (isinstance(skin, Unchanged) and isinstance(hair, Unchanged)):
            tones = replace(tones, contrast=_between(tones.skin, tones.hair))
        seen = self.visible if isinstance(visible, Unchanged) else _parts(visible)
        return replace(self, tones=tones, visible=seen)


def visible_parts(landmarks: Array, hands: Sequence[Hand], shape: tuple[int, int]) -> frozenset[str]:
    """Return what a photo (H, W) shows of a body, by its joints (33, 5) and the hands that were found."""
    height, width = shape
    x = landmarks[:, 0]
    y = landmarks[:, 1]
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height) & (landmarks[:, 3] >= SEEN)

    def seen(*joints: str) -> bool:
        return all(inside[INDEX[joint]] for joint in joints)

    def one_side(*joints: str) -> bool:
        return any(seen(*(f"{side} {joint}" for joint in joints)) for side in ("left", "right"))

    shoulders = seen("left shoulder", "right shoulder")
    found = {
        "head": seen("nose"),
        "shoulders": shoulders,
        "torso": shoulders and seen("left hip", "right hip"),
        "arms": one_side("elbow", "wrist"),
        "hands": bool(hands),
        "legs": seen("left hip", "right hip") and one_side("knee", "ankle"),
        "feet": one_side("ankle", "foot"),
    }
    return frozenset(name for name, there in found.items() if there)


def _tone(colour: Colour) -> Tone | None:
    return colour if colour is None or isinstance(colour, Tone) else Tone.of(colour)


def _between(skin: Tone | None, hair: Tone | None) -> Interval | None:
    """Return the contrast of two tones; None where one of them is not known."""
    return None if skin is None or hair is None else contrast_of(skin, hair)


def _contrast(value: object) -> Interval | None:
    if value is None or isinstance(value, Interval):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        raise OptionError(say("person.contrast", value=value))
    return Interval(float(value), float(value), float(value))


def _parts(names: object) -> frozenset[str]:
    parts = frozenset(map(str, names)) if isinstance(names, (frozenset, set, list, tuple)) else frozenset({str(names)})
    if not parts <= set(PARTS):
        raise OptionError(say("person.parts", known=list(PARTS), unknown=sorted(parts - set(PARTS))))
    return parts
