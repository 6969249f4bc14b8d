"""How good a photo is for measuring: numbers, the names of what is amiss, and why a photo is refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import chroma, srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person.face import Face
from intarsia.apps.tryon.person.light import CLIPPED, Lights
from intarsia.apps.tryon.person.skin import CHEEKS
from intarsia.errors import RefusedPhoto
from intarsia.i18n import Message, messages

say = messages(__package__)

Array = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]

DARK = 35.0
DIM = 70.0
"""L* of a picture's brightest hundredth: refused below the first. Of all that is in it, so dark skin does not count."""
SMALL = 24.0
FEW = 64.0
"""Height of a face in pixels: refused below the first."""
GREY = 2.0
"""Chroma of a picture's most colourful hundredth, below which it is black and white."""
UNEVEN = 16.0
"""Difference in L* between two cheeks."""
CAST = 1.6
"""Largest over smallest channel of the light's estimated colour."""
BURNT = 0.2
"""Share of a face's skin that is burnt out."""
TURNED = 35.0
"""Degrees that a face may look to a side."""
BLURRED = 2.0
"""Mean steepness of a face 128 pixels high, in 1/255 per pixel, below which it is blurred."""

REFUSALS = ("no person", "several people", "too dark", "too small", "back view", "headless", "no face", "drawing")
"""Names of the reasons for which a photo is refused: section "refused" of the messages."""

NOTES = (
    "black and white",
    "uneven light",
    "coloured light",
    "burnt out",
    "dim",
    "small face",
    "blurred",
    "turned",
    "no hair seen",
    "unusual hair",
    "hat",
    "moving",
    "faceless",
)
"""Names of what makes the facts of a photo less sure: section "note" of the messages."""


@dataclass(frozen=True)
class PhotoAssessment:
    """What about a photo makes the facts less sure.

    Attributes:
        notes: names of what is amiss, see `NOTES`; empty for a good photo.
        face_height: the height of the face, pixels; 0 where it is not seen.
        turn: how far the face looks to a side, degrees; 0 where it is not seen.
        cast: the colour cast of the light; 1 is neutral.
        brightness: L* of the brightest hundredth of the pixels.
    """

    notes: tuple[str, ...]
    face_height: float
    turn: float
    cast: float
    brightness: float

    def sentences(self, language: str = "en") -> tuple[str, ...]:
        """Return the notes in "en" or "zh"."""
        return tuple(note(name).in_(language) for name in self.notes)


def brightness(pixels: Pixels) -> float:
    """Return L* of the brightest hundredth of a small picture (H, W, 3)."""
    return float(np.percentile(srgb_to_lab(pixels)[..., 0], 99))


def is_grey(pixels: Pixels) -> bool:
    """Return True for a picture (H, W, 3) without colours, toned ones (sepia) included."""
    lab = srgb_to_lab(pixels)
    middle = np.median(lab[..., 1:], axis=(0, 1))
    plain = float(np.percentile(chroma(lab), 99)) < GREY
    return plain or float(np.percentile(np.linalg.norm(lab[..., 1:] - middle, axis=-1), 99)) < 2 * GREY


def is_blurred(face: Pixels) -> bool:
    """Return True for a face (S, S, 3) that has no edges of its size."""
    cv2 = require("cv2")
    grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean()) < BLURRED


def notes(face: Face, light: Lights, skin: dict[str, Pixels], bright: float) -> list[str]:
    """Return what is amiss with light and pose; `skin` holds the pixels (N, 3) of each patch."""
    cheeks = [float(np.median(srgb_to_lab(skin[name])[:, 0])) for name in CHEEKS if name in skin]
    burnt = np.mean(np.concatenate([*skin.values()]).max(axis=1) >= CLIPPED)
    found = {
        "uneven light": max(cheeks, default=0) - min(cheeks, default=0) > UNEVEN,
        "burnt out": burnt > BURNT,
        "small face": face.height < FEW,
        "turned": abs(face.turn) > TURNED,
    }
    return [*notes_on_light(light, bright), *(name for name, there in found.items() if there)]


def notes_on_light(light: Lights, bright: float) -> list[str]:
    """Return what is amiss with the light of a photo."""
    found = {"dim": bright < DIM, "coloured light": light.cast > CAST}
    return [name for name, there in found.items() if there]


def note(name: str) -> Message:
    """Return what is to be said of a photo with one of `NOTES`."""
    return say(f"note.{name.replace(' ', '_')}")


def refused(name: str) -> RefusedPhoto:
    """Return the error of that refusal, to be raised."""
    return RefusedPhoto(name, say(f"refused.{name.replace(' ', '_')}"))
