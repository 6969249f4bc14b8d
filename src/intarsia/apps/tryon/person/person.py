"""A person as one photo shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person.face import Face
from intarsia.apps.tryon.person.hands import Hand
from intarsia.apps.tryon.person.pose import INDEX
from intarsia.apps.tryon.person.quality import Quality
from intarsia.apps.tryon.person.tones import Interval, Tone, Tones, contrast
from intarsia.apps.tryon.photo import Photo
from intarsia.errors import OptionError

Array = npt.NDArray[np.float32]

PARTS = ("arms", "feet", "hands", "head", "legs", "shoulders", "torso")
"""What `Person.visible` may hold."""
CORRECTABLE = ("contrast", "eyes", "hair", "skin", "visible")
SEEN = 0.5
"""Smallest visibility at which a joint counts as seen."""

Colour = str | Sequence[float] | Tone | None


@dataclass(frozen=True)
class Person:
    """What one photo says of the person in it. No name, age, gender, origin or shape of body is ever derived.

    Attributes:
        photo: the photo, in memory only.
        landmarks: (33, 5) float32: x, y, z in pixels of the photo, visibility, presence; see `pose.JOINTS`.
        mask: (H, W) float32 in [0, 1]: the outline.
        face: landmarks of face and irises.
        hands: those that are seen.
        regions: name → (H, W) bool; see `regions.NAMES`.
        visible: those of `PARTS` that the photo shows.
        quality: what about the photo makes the facts less sure.
        tones: the colours, as intervals.
    """

    photo: Photo
    landmarks: Array = field(compare=False, repr=False)
    mask: Array = field(compare=False, repr=False)
    face: Face = field(compare=False, repr=False)
    hands: tuple[Hand, ...] = field(compare=False, repr=False)
    regions: Mapping[str, npt.NDArray[np.bool_]] = field(compare=False, repr=False)
    visible: frozenset[str]
    quality: Quality
    tones: Tones

    def joint(self, name: str) -> Array:
        """(2,) x, y in pixels of one of `pose.JOINTS`."""
        return np.asarray(self.landmarks[INDEX[name], :2], np.float32)

    def corrected(self, **facts: Any) -> Person:
        """The same person with facts as the user states them.

        Args:
            facts: `skin`, `hair`, `eyes`: "#rrggbb", L*, a*, b*, or None for not known; `contrast`: a number or
                None; `visible`: names of `PARTS`. Contrast follows skin and hair unless it is stated itself.

        Raises:
            OptionError: no such fact, or not a value of it.
        """
        unknown = sorted(set(facts) - set(CORRECTABLE))
        if unknown:
            raise OptionError(f"no fact {', '.join(unknown)} to correct; known are {', '.join(CORRECTABLE)}")
        skin, hair, eyes = (
            _tone(facts[name]) if name in facts else getattr(self.tones, name) for name in ("skin", "hair", "eyes")
        )
        tones = Tones(skin, hair, eyes, self.tones.contrast)
        if "contrast" in facts:
            tones = replace(tones, contrast=_contrast(facts["contrast"]))
        elif {"skin", "hair"} & facts.keys():
            tones = replace(tones, contrast=None if skin is None or hair is None else contrast(skin, hair))
        return replace(self, tones=tones, visible=_parts(facts.get("visible", self.visible)))


def visible_parts(landmarks: Array, hands: Sequence[Hand], shape: tuple[int, int]) -> frozenset[str]:
    """What a photo (H, W) shows of a body, by its joints (33, 5) and the hands that were found."""
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


def _contrast(value: object) -> Interval | None:
    if value is None or isinstance(value, Interval):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        raise OptionError(f"contrast is a difference in L*, from 0 to 100, not {value!r}")
    return Interval(float(value), float(value), float(value))


def _parts(names: object) -> frozenset[str]:
    parts = frozenset(map(str, names)) if isinstance(names, (frozenset, set, list, tuple)) else frozenset({str(names)})
    if not parts <= set(PARTS):
        raise OptionError(f"parts of a body are {', '.join(PARTS)}; not {', '.join(sorted(parts - set(PARTS)))}")
    return parts
