"""A person's photo with what was measured drawn on it, so that anyone can see and correct it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import lab_to_srgb
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person.person import SEEN, Person
from intarsia.apps.tryon.person.pose import INDEX
from intarsia.apps.tryon.person.tones import Tone

Pixels = npt.NDArray[np.uint8]

SIDE = 1024
"""Longer side of the overlay at most, pixels."""
TINTS: Mapping[str, tuple[int, int, int]] = {
    "clothes": (64, 120, 255),
    "skin": (255, 160, 90),
    "hair": (160, 70, 240),
    "lips": (235, 30, 90),
    "brows": (250, 220, 60),
    "irises": (40, 230, 140),
}
"""Region → its colour on the overlay."""
STRENGTH = 0.45
"""Share of the tint."""
LINE = (255, 255, 255)
BONES = (
    ("left shoulder", "right shoulder"),
    ("left shoulder", "left elbow"),
    ("left elbow", "left wrist"),
    ("left shoulder", "left hip"),
    ("left hip", "left knee"),
    ("left knee", "left ankle"),
    ("left ankle", "left foot"),
    ("right shoulder", "right elbow"),
    ("right elbow", "right wrist"),
    ("right shoulder", "right hip"),
    ("right hip", "right knee"),
    ("right knee", "right ankle"),
    ("right ankle", "right foot"),
    ("left hip", "right hip"),
)
"""Joints between which a line is drawn."""


def overlay(person: Person) -> Pixels:
    """Return (H, W, 3) uint8 RGB: regions tinted, outline and bones drawn, the tones as swatches (low, middle, high)
    below.
    """
    cv2 = require("cv2")
    height, width = person.mask.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    drawn = _tinted(person)
    drawn = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA)
    outline = (cv2.resize(person.mask, size, interpolation=cv2.INTER_AREA) > 0.5).astype(np.uint8)
    edges, _ = cv2.findContours(outline, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    thick = max(1, round(max(size) / 400))
    cv2.drawContours(drawn, edges, -1, LINE, thick, cv2.LINE_AA)
    for start, stop in _bones(person, scale):
        cv2.line(drawn, start, stop, LINE, thick, cv2.LINE_AA)
    return np.concatenate([drawn, _swatches(person, size[0])])


def _tinted(person: Person) -> Pixels:
    drawn = person.photo.pixels.copy()
    for name, tint in TINTS.items():
        mask = person.regions[name]
        drawn[mask] = np.rint((1 - STRENGTH) * drawn[mask] + STRENGTH * np.array(tint)).astype(np.uint8)
    return drawn


def _bones(person: Person, scale: float) -> list[tuple[list[int], list[int]]]:
    points = np.rint(person.landmarks[:, :2] * scale).astype(int).tolist()
    ends = [(INDEX[one], INDEX[other]) for one, other in BONES]
    seen = person.landmarks[:, 3] >= SEEN
    return [(points[one], points[other]) for one, other in ends if seen[one] and seen[other]]


def _swatches(person: Person, width: int) -> Pixels:
    """Return a strip for each tone that is known, the interval's ends beside its middle."""
    tones = [each for each in (person.tones.skin, person.tones.hair, person.tones.eyes) if each is not None]
    strips = [np.broadcast_to(_swatch(each), (1, 3, 3)) for each in tones]
    if not strips:
        return np.zeros((0, width, 3), np.uint8)
    columns = np.arange(width) * 3 * len(strips) // width
    return np.repeat(np.concatenate(strips, axis=1)[:, columns], max(12, width // 16), axis=0)


def _swatch(tone: Tone) -> Pixels:
    """Return (3, 3) uint8: darkest, middle, lightest."""
    labs = [(each, tone.a.mid, tone.b.mid) for each in (tone.lightness.low, tone.lightness.mid, tone.lightness.high)]
    return lab_to_srgb(np.array(labs))
