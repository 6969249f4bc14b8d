"""How good a learner is on rows of one kind: which modalities they have, which they miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.evaluation.intervals import Bootstrap, Estimate
from intarsia.evaluation.metrics import Metric

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Slice:
    """The rows that have the same modalities.

    Attributes:
        present: names of the modalities that the rows have.
        missing: names of those that they lack.
        rows: how many rows.
        estimate: the metric on them, with its bootstrap interval; nan where it is undefined on so few.
    """

    present: tuple[str, ...]
    missing: tuple[str, ...]
    rows: int
    estimate: Estimate


def by_pattern(
    metric: Metric, target: Array, scores: Array, present: npt.NDArray[np.bool_], modalities: Sequence[str]
) -> tuple[Slice, ...]:
    """One slice per pattern of missing modalities that occurs, the most frequent first.

    Args:
        metric: what is measured.
        target: (N, ...) and
        scores: (N, K): see `metrics`; rows whose scores are nan (not tested) are left out.
        present: (N, M) bool, True where a row has a modality.
        modalities: names of the M modalities.
    """
    tested = np.isfinite(scores).all(1)
    patterns, place, counts = np.unique(present[tested], axis=0, return_inverse=True, return_counts=True)
    target, scores, place = target[tested], scores[tested], place.reshape(-1)
    return tuple(
        _slice(metric, target[place == number], scores[place == number], patterns[number], modalities)
        for number in np.argsort(-counts, kind="stable")
    )


def _slice(metric: Metric, target: Array, scores: Array, pattern: Array, modalities: Sequence[str]) -> Slice:
    names = {
        there: tuple(name for name, has in zip(modalities, pattern, strict=True) if has == there)
        for there in (True, False)
    }
    return Slice(names[True], names[False], len(target), Bootstrap().metric(metric, target, scores))
