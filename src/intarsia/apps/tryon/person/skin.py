"""The colour of the skin: the parts of a face that show it as it is, and how much other colours are like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.person.light import sample

Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]
Lab = npt.NDArray[np.float64]

CHEEKS = ("right cheek", "left cheek")
TURNED = 0.3
"""A cheek that is seen smaller than this share of the other lies at the face's edge."""
COVERED = 15.0
"""Distance from both cheeks, lightness at half weight, from which on a forehead is under hair or a hat."""


def skin_samples(pixels: Pixels, masks: Mapping[str, Mask]) -> dict[str, Pixels]:
    """Return (N, 3) pixels of the cheeks and the forehead, without those that are turned away or covered. Never empty
    unless the face has no pixels.
    """
    found = {name: sample(pixels, masks[name]) for name in CHEEKS if masks[name].any()}
    largest = max((masks[name].sum() for name in found), default=0)
    found = {name: each for name, each in found.items() if masks[name].sum() >= TURNED * largest}
    forehead = sample(pixels, masks["forehead"])
    if len(forehead) and (not found or min(_apart(forehead, each) for each in found.values()) < COVERED):
        found["forehead"] = forehead
    return found


def _apart(one: Pixels, other: Pixels) -> float:
    first, second = (np.median(srgb_to_lab(each), axis=0) for each in (one, other))
    return float(np.linalg.norm((first - second) * (0.5, 1, 1)))


@dataclass(frozen=True)
class Likeness:
    """A normal distribution in CIELAB, told from medians, so that a few strange pixels do not matter.

    Attributes:
        mean: (3,), the median of each coordinate.
        spread: (3,), standard deviations.
    """

    mean: Lab
    spread: Lab

    @classmethod
    def of(cls, lab: Lab, least: Sequence[float]) -> Likeness:
        """Fit the distribution to (N, 3) colours; no standard deviation is smaller than `least`."""
        mean = np.median(lab, axis=0)
        return cls(mean, np.maximum(1.48 * np.median(np.abs(lab - mean), axis=0), least))

    def distance(self, lab: Lab) -> Lab:
        """Map (..., 3) to (...), in standard deviations."""
        return np.asarray(np.sqrt((((lab - self.mean) / self.spread) ** 2).sum(axis=-1)))
