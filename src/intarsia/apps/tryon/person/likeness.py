"""How much a colour is like the colours of a region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Lab = npt.NDArray[np.float64]


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
        """Of (N, 3) colours; no standard deviation is smaller than `least`."""
        mean = np.median(lab, axis=0)
        return cls(mean, np.maximum(1.48 * np.median(np.abs(lab - mean), axis=0), least))

    def distance(self, lab: Lab) -> Lab:
        """(..., 3) to (...), in standard deviations."""
        return np.asarray(np.sqrt((((lab - self.mean) / self.spread) ** 2).sum(axis=-1)))
