"""The rows that a learner got most wrong, surest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.evaluation.metrics import answers

Array = npt.NDArray[Any]

TINY = 1e-300
"""Probabilities below this count as this: no logarithm of zero."""


@dataclass(frozen=True)
class Mistake:
    """One wrong answer.

    Attributes:
        row: number of the row, from 0.
        truth: class number; tuple of label numbers; or value.
        answer: likewise, what the learner said.
        confidence: probability that it gave its answer (for labels, to all of them together); nan for a regression.
        wrong: by what mistakes are ranked: −log of the probability of the truth, or the absolute error.
    """

    row: int
    truth: Any
    answer: Any
    confidence: float
    wrong: float


def worst(kind: str, target: Array, scores: Array, count: int = 20) -> tuple[Mistake, ...]:
    """The `count` worst mistakes, the worst first; rows with a right answer or with nan scores are none.

    Args:
        kind: "classify", "multilabel" or "regress".
        target: (N,) or (N, K), see `metrics`.
        scores: (N, K).
        count: how many at most.
    """
    mistakes = {"classify": _class, "multilabel": _labels, "regress": _value}[kind]
    wrong = _wrong(kind, target, scores)
    order = np.argsort(-wrong, kind="stable")[: min(count, int((wrong > 0).sum()))]
    return tuple(mistakes(int(row), target[row], scores[row], float(wrong[row])) for row in order)


def _wrong(kind: str, target: Array, scores: Array) -> npt.NDArray[np.float64]:
    """(N,) how wrong each row is; 0 for right answers and for rows that were not tested."""
    if kind == "regress":
        return np.asarray(np.nan_to_num(np.abs(scores[:, 0] - target), nan=0.0))
    if kind == "classify":
        right = scores[np.arange(len(target)), target]
        missed = answers(target, scores) != target
    else:
        right = np.where(target > 0.5, scores, 1 - scores).clip(TINY).prod(1)
        missed = (answers(target, scores) != (target > 0.5)).any(1)
    return np.where(missed & np.isfinite(right), -np.log(np.nan_to_num(right, nan=1.0).clip(TINY)), 0.0)


def _class(row: int, truth: Any, scores: Array, wrong: float) -> Mistake:
    answer = int(scores.argmax())
    return Mistake(row, int(truth), answer, float(scores[answer]), wrong)


def _labels(row: int, truth: Array, scores: Array, wrong: float) -> Mistake:
    said = scores >= 0.5
    confidence = float(np.where(said, scores, 1 - scores).prod())
    return Mistake(row, _places(truth > 0.5), _places(said), confidence, wrong)


def _value(row: int, truth: Any, scores: Array, wrong: float) -> Mistake:
    return Mistake(row, float(truth), float(scores[0]), float("nan"), wrong)


def _places(there: Array) -> tuple[int, ...]:
    return tuple(np.flatnonzero(there).tolist())
