"""What the report draws: ROC and precision-recall curves, calibration, confusion. Pure functions of frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import precision_recall_curve, roc_curve

from intarsia.tasks.metrics import BINS, bin_of, metric, questions

Array = npt.NDArray[Any]

POINTS = 200
"""Points of a curve: more than a screen shows."""


@dataclass(frozen=True, eq=False)
class Curve:
    """One line of an ROC or precision-recall chart.

    Attributes:
        output: which class or label it is about: its number among the scores' columns.
        x: (P,) false positive rate, or recall; P ≤ 200.
        y: (P,) true positive rate, or precision.
        area: ROC-AUC, or average precision, of all rows.
    """

    output: int
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    area: float


@dataclass(frozen=True)
class Bin:
    """One bin of a calibration chart.

    Attributes:
        low: lowest probability (exclusive).
        high: highest probability (inclusive).
        rows: how many answers fall into it.
        confidence: their mean probability; nan in an empty bin.
        accuracy: their share of right answers; nan in an empty bin.
    """

    low: float
    high: float
    rows: int
    confidence: float
    accuracy: float


def roc(target: Array, scores: Array) -> tuple[Curve, ...]:
    """ROC curves: one for two classes (of the last), else one per class or label that has both answers."""
    found = []
    for output, truth, score in _both(target, scores):
        wrong, right, _ = roc_curve(truth, score)
        found.append(_thin(output, wrong, right, metric("roc_auc")(truth[:, None], score[:, None])))
    return tuple(found)


def precision_recall(target: Array, scores: Array) -> tuple[Curve, ...]:
    """Precision-recall curves, recall rising: as many as `roc` gives."""
    found = []
    for output, truth, score in _both(target, scores):
        precision, recall, _ = precision_recall_curve(truth, score)
        area = metric("average_precision")(truth[:, None], score[:, None])
        found.append(_thin(output, recall[::-1], precision[::-1], area))
    return tuple(found)


def calibration(target: Array, scores: Array) -> tuple[Bin, ...]:
    """15 bins of the probability given to the answer (classify), or to every single label (multilabel)."""
    target, scores = _tested(target, scores)
    if target.ndim == 2:
        sure = scores.ravel()
        right = (target > 0.5).ravel()
    else:
        sure = scores.max(1)
        right = scores.argmax(1) == target
    place = bin_of(sure)
    edges = np.linspace(0, 1, BINS + 1)
    return tuple(_bin(edges[b], edges[b + 1], sure[place == b], right[place == b]) for b in range(BINS))


def confusion(target: Array, scores: Array) -> npt.NDArray[np.int64]:
    """(K, K) rows of class i that were answered with class j; for labels (K, 2, 2), yes and no of each (no first)."""
    target, scores = _tested(target, scores)
    if target.ndim == 2:
        return np.stack([_count(truth > 0.5, said >= 0.5, 2) for truth, said in zip(target.T, scores.T, strict=True)])
    return _count(target, scores.argmax(1), scores.shape[1])


def _count(truth: Array, said: Array, classes: int) -> npt.NDArray[np.int64]:
    flat = truth.astype(np.int64) * classes + said
    return np.bincount(flat, minlength=classes**2).reshape(classes, classes).astype(np.int64)


def _both(target: Array, scores: Array) -> list[tuple[int, Array, Array]]:
    """Number of the output, truth (N,) and score (N,) of every question that has positives and negatives."""
    truth, asked = questions(*_tested(target, scores))
    first = scores.shape[1] - asked.shape[1]
    pairs = enumerate(zip(truth.T, asked.T, strict=True), start=first)
    return [(output, right, score) for output, (right, score) in pairs if 0 < right.sum() < len(right)]


def _tested(target: Array, scores: Array) -> tuple[Array, Array]:
    tested = np.isfinite(scores).all(1)
    return target[tested], scores[tested]


def _thin(output: int, x: Array, y: Array, area: float) -> Curve:
    """Return at most `POINTS` points, evenly along the curve's own length, so that steep parts keep their shape."""
    if len(x) > POINTS:
        length = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y)))])
        kept = np.unique(np.searchsorted(length, np.linspace(0, length[-1], POINTS)).clip(max=len(x) - 1))
        x = x[kept]
        y = y[kept]
    return Curve(output, x, y, area)


def _bin(low: float, high: float, sure: Array, right: Array) -> Bin:
    told = (float(sure.mean()), float(right.mean())) if len(sure) else (np.nan, np.nan)
    return Bin(float(low), float(high), len(sure), *told)
