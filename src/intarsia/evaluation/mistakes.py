"""The rows that a learner got most wrong, surest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.tasks.base import Task

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Mistake:
    """One row that was answered wrongly.

    Attributes:
        row: number of the row, from 0.
        truth: (...) of the row, as `Task.truth` writes it.
        scores: (K,) what the learner said.
        confidence: probability that it gave its answer (for labels, to all of them together); nan for a value.
        wrong: by what mistakes are ranked: −log of the probability of the truth, or the absolute error.
    """

    row: int
    truth: Any
    scores: npt.NDArray[np.float64]
    confidence: float
    wrong: float


def worst(task: Task, target: Array, scores: Array, count: int = 20) -> tuple[Mistake, ...]:
    """The `count` worst mistakes, the worst first; rows with a right answer or with nan scores are none.

    Args:
        task: learned; one whose scores no family reads has no mistakes to rank.
        target: (N, ...), see `Task.truth`.
        scores: (N, K).
        count: how many at most.
    """
    if task.family is None:
        return ()
    found = task.family.verdicts(target, scores)
    order = np.argsort(-found.wrong, kind="stable")[: min(count, int((found.wrong > 0).sum()))]
    return tuple(
        Mistake(int(row), target[row], scores[row], float(found.confidence[row]), float(found.wrong[row]))
        for row in order
    )
