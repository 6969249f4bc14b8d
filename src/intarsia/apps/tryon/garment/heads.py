"""What small models say of the views of a garment. They are ordinary learners, saved beside this file."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.views import ViewFeatures
from intarsia.encoders.base import Features
from intarsia.learner.learner import Learner
from intarsia.training.feature_data import FeatureData

FOLDER = Path(__file__).with_name("heads")
"""A folder for each head: config.json, model.safetensors, CARD.md."""
COLUMN = "photo"
"""The one column of the heads: a view of a garment."""


@dataclass(frozen=True)
class Classification:
    """What a head says of one garment: value → probability, the likeliest first; the probabilities sum to 1."""

    probabilities: Mapping[str, float]

    @property
    def value(self) -> str:
        """The value that is likeliest."""
        return next(iter(self.probabilities))

    @property
    def probability(self) -> float:
        """The probability of the likeliest value."""
        return self.probabilities[self.value]

    def among(self, values: tuple[str, ...]) -> Classification:
        """Return the classification of a garment that is known to have one of these values."""
        kept = {value: share for value, share in self.probabilities.items() if value in values}
        total = sum(kept.values()) or 1.0
        return Classification({value: share / total for value, share in kept.items()})


@functools.cache
def head(name: str) -> Learner:
    """Return the learner of that name, loaded once in a process. Raises `SavedModelError`."""
    return Learner.from_pretrained(FOLDER / name)


def classify(name: str, features: ViewFeatures) -> list[Classification]:
    """Ask the head of that name about N garments; its answers for the views of a garment are averaged.

    Args:
        name: a folder in `FOLDER`: "category", "pattern", "sleeve" or "neck".
        features: (N, V, D), see `views.features`.

    Raises:
        SavedModelError: the head cannot be loaded.
    """
    learner = head(name)
    rows = view_rows(features)
    shares = learner.predict_proba(rows).reshape(*features.shape[:2], -1).mean(1)  # (N, K)
    values = tuple(str(each) for each in learner.classes_)
    return [_classification(values, row) for row in shares]


def view_rows(features: ViewFeatures) -> FeatureData:
    """Return (N, V, D) features of views as N · V rows for the heads."""
    count = features.shape[0] * features.shape[1]
    tokens = features.reshape(count, 1, -1)  # (N · V, 1, D)
    return FeatureData({COLUMN: Features(tokens, np.ones((count, 1), bool))})


def _classification(values: tuple[str, ...], shares: npt.NDArray[np.float64]) -> Classification:
    order = np.argsort(-shares, kind="stable")
    return Classification({values[at]: float(shares[at]) for at in order})
