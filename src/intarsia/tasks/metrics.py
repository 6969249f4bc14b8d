"""The table of metrics: how good scores are, each with one definition for the value and for its bootstrap.

Every metric is computed with row weights, R weightings at once: a bootstrap resample is nothing but a weighting of
the rows by how often each was drawn, so a thousand resamples are a few matrix products instead of a thousand calls.
Values equal those of `sklearn.metrics` (a test holds them together).

Shapes: N rows, K outputs, R weightings. `target` is (N,) int class numbers, (N, K) 0/1 labels or (N,) float raw
values; `scores` is (N, K) probabilities or (N, 1) values; see `intarsia.tasks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from intarsia.errors import DataError, UnknownName
from intarsia.i18n import messages
from intarsia.tasks.ranking import areas, precisions

say = messages(__package__)

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Weighted = Callable[[Array, Floats, Floats], Floats]
"""target, scores, weights (R, N) → (R,) values."""

BINS = 15
"""Bins of equal width over [0, 1] for calibration (Guo et al. 2017)."""


@dataclass(frozen=True)
class Metric:
    """One way to say how good scores are.

    Attributes:
        name: what it is called in tables and options.
        weighted: the definition, for R weightings at once.
        greater_is_better: False for losses and errors.
        range: lowest and highest possible value.
        pooled: computed over the out-of-fold rows of all folds at once, since few rows bias it (ECE); the others
            are means over folds, since scores of different folds' models cannot be ranked together
            (Forman & Scholz 2010).
        rowwise: a mean over rows in which each counts alike, however rare its class is.
    """

    name: str
    weighted: Weighted
    greater_is_better: bool = True
    range: tuple[float, float] = (0.0, 1.0)
    pooled: bool = False
    rowwise: bool = False

    def __call__(self, target: npt.ArrayLike, scores: npt.ArrayLike) -> float:
        """The value; nan where it is undefined (no row, one class only, a score that is not finite).

        Raises `DataError` when target and scores differ in their number of rows.
        """
        target = np.asarray(target)
        scores = np.asarray(scores, dtype=np.float64)
        if len(target) != len(scores):
            raise DataError(say("metric.lengths", targets=len(target), scores=len(scores), name=self.name))
        return float(self.over(target, scores, np.ones((1, len(target))))[0])

    def over(self, target: Array, scores: Floats, weights: Floats) -> Floats:
        """The values (R,) under weights (R, N); nan where undefined."""
        if len(target) == 0 or not np.isfinite(scores).all():
            return np.full(len(weights), np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.weighted(target, scores, np.asarray(weights, dtype=np.float64)), dtype=np.float64)

    @property
    def sign(self) -> float:
        """1 when greater is better, else -1: what makes differences read "positive is better"."""
        return 1.0 if self.greater_is_better else -1.0


def metric(name: str) -> Metric:
    """The metric of that name. Raises `UnknownName`."""
    if name not in METRICS:
        raise UnknownName(say("kind.metric"), name, METRICS)
    return METRICS[name]


def measure(metrics: Iterable[Metric], target: npt.ArrayLike, scores: npt.ArrayLike) -> dict[str, float]:
    """Every one of the metrics, by name; nan where undefined."""
    return {found.name: found(target, scores) for found in metrics}


def answers(target: Array, scores: Array) -> Array:
    """What the scores answer: class numbers (N,); of labels (N, K), those with a probability of at least ½."""
    return scores >= 0.5 if target.ndim == 2 else scores.argmax(1)


def questions(target: Array, values: Array) -> tuple[Array, Array]:
    """truth (N, C) bool and values (N, C): one column per yes-no question.

    A label is a question, and so is each of three and more classes (one against the rest). Two classes are a single
    question: is it the last one, which is called positive?
    """
    if target.ndim == 2:
        return target > 0.5, values
    first = 1 if values.shape[1] == 2 else 0
    return one_hot(target, values.shape[1])[:, first:], values[:, first:]  # (N, C)


def one_hot(target: Array, classes: int) -> Array:
    """Class numbers (N,) as (N, K) bool."""
    return np.equal(target[:, None], np.arange(classes))


def _mean(values: Array, weights: Floats) -> Floats:
    mean: Floats = weights @ values.astype(np.float64) / weights.sum(1)
    return mean


def _counts(truths: Array, weights: Floats) -> Floats:
    """(R, C) weight of the rows that are true, of (N, C) bool. Sparse: of hundreds of classes, a row has one."""
    counts: Floats = (sparse.csr_array(truths.T, dtype=np.float64) @ weights.T).T
    return counts


def _accuracy(target: Array, scores: Floats, weights: Floats) -> Floats:
    return _mean(answers(target, scores) == target, weights)


def _subset_accuracy(target: Array, scores: Floats, weights: Floats) -> Floats:
    return _mean((answers(target, scores) == (target > 0.5)).all(1), weights)


def _balanced_accuracy(target: Array, scores: Floats, weights: Floats) -> Floats:
    truth = one_hot(target, scores.shape[1])
    hit = truth & (scores.argmax(1) == target)[:, None]
    return _macro(_counts(hit, weights) / _counts(truth, weights))


def _f1(target: Array, scores: Floats, weights: Floats) -> Floats:
    said = answers(target, scores)
    if target.ndim == 1:
        said = one_hot(said, scores.shape[1])
    truth, said = questions(target, said)
    return _macro(2 * _counts(truth & said, weights) / (_counts(truth, weights) + _counts(said, weights)))


def _roc_auc(target: Array, scores: Floats, weights: Floats) -> Floats:
    return _macro(areas(*questions(target, scores), weights))


def _average_precision(target: Array, scores: Floats, weights: Floats) -> Floats:
    return _macro(precisions(*questions(target, scores), weights))


def _log_loss(target: Array, scores: Floats, weights: Floats) -> Floats:
    floor = np.finfo(np.float64).eps
    if target.ndim == 1:
        return _mean(-np.log(scores[np.arange(len(target)), target].clip(floor, 1.0)), weights)
    right = np.where(target > 0.5, scores, 1.0 - scores)
    return _mean(-np.log(right.clip(floor, 1.0)).mean(1), weights)


def _brier(target: Array, scores: Floats, weights: Floats) -> Floats:
    truth, scores = questions(target, scores)
    squared = (scores - truth) ** 2
    return _mean(squared.mean(1) if target.ndim == 2 else squared.sum(1), weights)


def _ece(target: Array, scores: Floats, weights: Floats) -> Floats:
    """Distance of the probability of the class answered from its share of right answers, averaged over bins."""
    bins = bin_of(scores.max(1))
    gap = (scores.argmax(1) == target) - scores.max(1)
    error: Floats = np.abs(weights @ (gap[:, None] * one_hot(bins, BINS))).sum(1) / weights.sum(1)
    return error


def bin_of(probabilities: Floats) -> npt.NDArray[np.intp]:
    """Which of the `BINS` bins ((b - 1) / BINS, b / BINS] a probability falls into, from 0."""
    return (np.ceil(probabilities * BINS).astype(np.intp) - 1).clip(0, BINS - 1)


def _r2(target: Array, scores: Floats, weights: Floats) -> Floats:
    centred = target - target.mean()
    total = weights.sum(1)
    spread = weights @ centred**2 - (weights @ centred) ** 2 / total
    flat = spread <= 1e-12 * total * (centred**2).max()  # what rounding leaves of a constant target
    return np.where(flat, np.nan, 1.0 - weights @ (target - scores[:, 0]) ** 2 / spread)


def _mae(target: Array, scores: Floats, weights: Floats) -> Floats:
    return _mean(np.abs(target - scores[:, 0]), weights)


def _rmse(target: Array, scores: Floats, weights: Floats) -> Floats:
    return np.sqrt(_mean((target - scores[:, 0]) ** 2, weights))


def _macro(values: Floats) -> Floats:
    """Mean over the columns (R, C) that are defined; nan where none is."""
    defined = np.isfinite(values)
    mean: Floats = np.where(defined, values, 0.0).sum(1) / defined.sum(1)
    return mean


_INFINITY = float("inf")
_F1 = Metric("f1", _f1)
_ROC_AUC = Metric("roc_auc", _roc_auc)
_AVERAGE_PRECISION = Metric("average_precision", _average_precision)
_LOG_LOSS = Metric("log_loss", _log_loss, greater_is_better=False, range=(0.0, _INFINITY), rowwise=True)
_BRIER = Metric("brier", _brier, greater_is_better=False, range=(0.0, 2.0), rowwise=True)

CLASSES = (
    Metric("accuracy", _accuracy, rowwise=True),
    Metric("balanced_accuracy", _balanced_accuracy),
    _F1,
    _ROC_AUC,
    _AVERAGE_PRECISION,
    _LOG_LOSS,
    _BRIER,
    Metric("ece", _ece, greater_is_better=False, pooled=True),
)
"""Metrics of one of K classes. F1 of two classes is that of the last (positive) one, of more classes the mean over
them; ROC-AUC and average precision of more classes are means of one against the rest. A class that leaves its part
undefined (it occurs in no row, or in all) is left out of the mean."""

LABELS = (
    Metric("subset_accuracy", _subset_accuracy, rowwise=True),
    _F1,
    _ROC_AUC,
    _AVERAGE_PRECISION,
    _LOG_LOSS,
    _BRIER,
)
"""Metrics of any of K labels: means over the labels, without those that leave their part undefined."""

VALUES = (
    Metric("r2", _r2, range=(-_INFINITY, 1.0)),
    Metric("mae", _mae, greater_is_better=False, range=(0.0, _INFINITY), rowwise=True),
    Metric("rmse", _rmse, greater_is_better=False, range=(0.0, _INFINITY)),
)
"""Metrics of a value, in its own unit where they have one."""

METRICS = {found.name: found for found in (*CLASSES, *LABELS, *VALUES)}
"""Every metric of the tasks that come with Intarsia, by name."""
