"""How good a learner is on rows of one kind: which modalities they have, which they miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.evaluation.intervals import Bootstrap, Estimate, strata_of
from intarsia.tasks.metrics import Metric

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Slice:
    """The rows that have the same modalities.

    Attributes:
        present: names of the modalities that the rows have.
        missing: names of those that they lack.
        rows: how many rows.
        estimate: the metric on these rows with its bootstrap interval (see `by_pattern`). The value is nan where the
            metric is undefined on them; the interval is nan where it is undefined in a fold that holds some of them.
    """

    present: tuple[str, ...]
    missing: tuple[str, ...]
    rows: int
    estimate: Estimate


def by_pattern(
    metric: Metric,
    target: Array,
    scores: Array,
    present: npt.NDArray[np.bool_],
    modalities: Sequence[str],
    folds: npt.NDArray[np.intp] | None = None,
) -> tuple[Slice, ...]:
    """One slice per pattern of missing modalities that occurs, the most frequent first.

    Args:
        metric: what is measured; unless it is `pooled`, in each fold by itself, and then averaged over the folds that
            define it, each weighing as its rows do.
        target: (N, ...) the truth as the metric reads it (see `metrics`).
        scores: (N, K) what was answered; rows whose scores are nan (not tested) are left out.
        present: (N, M) bool, True where a row has a modality.
        modalities: names of the M modalities.
        folds: (N,) in which fold each row was tested, since scores of different models cannot be ranked together;
            None where one model gave them all.
    """
    tested = np.isfinite(scores).all(1)
    patterns, place, counts = np.unique(present[tested], axis=0, return_inverse=True, return_counts=True)
    apart = np.zeros(len(target), dtype=np.intp) if folds is None or metric.pooled else folds
    target = target[tested]
    scores = scores[tested]
    apart = apart[tested]
    place = place.reshape(-1)
    found = []
    for number in np.argsort(-counts, kind="stable"):
        rows = place == number
        has = dict(zip(modalities, patterns[number].tolist(), strict=True))
        there, lacking = (tuple(name for name in has if has[name] == wanted) for wanted in (True, False))
        estimate = _estimate(metric, target[rows], scores[rows], apart[rows])
        found.append(Slice(there, lacking, int(counts[number]), estimate))
    return tuple(found)


def _estimate(metric: Metric, target: Array, scores: Array, folds: Array) -> Estimate:
    over = partial(_over_folds, metric, target, scores, folds)
    (found,) = Bootstrap().statistics(over, [metric], strata_of(target))
    parts = (folds == fold for fold in np.unique(folds))
    if all(np.isfinite(metric(target[part], scores[part])) for part in parts):
        return found
    return replace(found, low=np.nan, high=np.nan)


def _over_folds(metric: Metric, target: Array, scores: Array, folds: Array, weights: Array) -> Array:
    """The metric under row weights (R, N): (1, R) means over the folds that define it."""
    parts = [folds == fold for fold in np.unique(folds)]
    values = np.stack([metric.over(target[part], scores[part], weights[:, part]) for part in parts])  # (J, R)
    weight = np.stack([weights[:, part].sum(1) for part in parts]) * np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray((np.where(weight > 0, values, 0.0) * weight).sum(0) / weight.sum(0))[None]
