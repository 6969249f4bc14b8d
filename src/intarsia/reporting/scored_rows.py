"""Rows with their truth and the scores of one learner: what every figure is drawn from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.evaluation.board import Board
from intarsia.evaluation.entry import Entry
from intarsia.html.cells import minus, shortened
from intarsia.tasks.base import Task
from intarsia.tasks.metrics import Metric

LETTERS = 40
"""Letters of a class's name."""


@dataclass(frozen=True, eq=False)
class ScoredRows:
    """The answers to N rows, with their truth.

    Attributes:
        task: learned; what was asked.
        metric: the deciding one.
        target: (N, ...), see `Task.truth`.
        scores: (N, K).
        folds: (N,) in which fold each row was tested; None where one model answers all.
    """

    task: Task
    metric: Metric
    target: npt.NDArray[Any]
    scores: npt.NDArray[np.float64]
    folds: npt.NDArray[np.intp] | None = None

    @classmethod
    def of(cls, board: Board, entry: Entry) -> ScoredRows:
        """An entry's out-of-fold answers, of the first repeat; rows that it does not test have scores of nan."""
        question = board.question
        folds = np.zeros(question.plan.rows, dtype=np.intp)
        for fold in question.plan:
            if fold.repeat == 0:
                folds[fold.test] = fold.fold
        return cls(question.task, question.metric, question.target, entry.oof[0], folds)

    @property
    def tested(self) -> ScoredRows:
        """Leave out the rows that have no scores."""
        kept = np.isfinite(self.scores).all(1)
        folds = None if self.folds is None else self.folds[kept]
        return replace(self, target=self.target[kept], scores=self.scores[kept], folds=folds)

    @property
    def labels(self) -> tuple[Any, ...]:
        """Names of the K classes or labels; () where the outputs have none."""
        return self.task.labels

    @property
    def binary(self) -> bool:
        """One of two classes: a single yes-no question."""
        return len(self.labels) == 2 and self.target.ndim == 1

    def name(self, output: int) -> str:
        """The name of a class or label."""
        return shortened(str(self.labels[output]), LETTERS)

    def frequent(self, count: int) -> list[int]:
        """The classes or labels with the most rows, most frequent first."""
        found = self.tested.target
        rows = found.sum(0) if found.ndim == 2 else np.bincount(found, minlength=len(self.labels))
        return [int(place) for place in np.argsort(-rows, kind="stable")[:count]]

    def told(self, scores: npt.NDArray[np.float64]) -> str:
        """What scores (K,) answer, in words; "" where no label is answered."""
        answer = self.task.told(scores[None])[0]
        if isinstance(answer, list):
            return ", ".join(shortened(str(each), LETTERS) for each in answer)
        return (
            minus(f"{answer:.5g}") if not self.labels and isinstance(answer, float) else shortened(str(answer), LETTERS)
        )
