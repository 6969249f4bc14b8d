"""Answers of one learner beside the truth: what every figure is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.evaluation.board import Board
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.metrics import Metric
from intarsia.html.cells import shortened

LETTERS = 40
"""Letters of a class's name."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """N answers.

    Attributes:
        kind: "classify", "multilabel" or "regress".
        metric: the deciding one.
        target: (N,) or (N, K), see `intarsia.evaluation.metrics`.
        scores: (N, K).
        labels: names of the K outputs; () for a regression.
        folds: (N,) in which fold each row was tested; None where one model answers all.
    """

    kind: str
    metric: Metric
    target: npt.NDArray[Any]
    scores: npt.NDArray[np.float64]
    labels: tuple[Any, ...]
    folds: npt.NDArray[np.intp] | None = None

    @classmethod
    def of(cls, board: Board, entry: Entry) -> Evidence:
        """An entry's out-of-fold answers, of the first repeat; rows that it does not test have scores of nan."""
        trial = board.trial
        folds = np.zeros(trial.plan.rows, dtype=np.intp)
        for fold in trial.plan:
            if fold.repeat == 0:
                folds[fold.test] = fold.fold
        return cls(trial.kind, trial.metric, trial.target, entry.oof[0], trial.labels, folds)

    @property
    def tested(self) -> Evidence:
        """Without the rows that have no scores."""
        kept = np.isfinite(self.scores).all(1)
        folds = None if self.folds is None else self.folds[kept]
        return Evidence(self.kind, self.metric, self.target[kept], self.scores[kept], self.labels, folds)

    @property
    def binary(self) -> bool:
        """One of two classes."""
        return self.kind == "classify" and len(self.labels) == 2

    def name(self, output: int) -> str:
        """The name of a class or label."""
        return shortened(str(self.labels[output]), LETTERS)

    def frequent(self, count: int) -> list[int]:
        """The classes or labels with the most rows, most frequent first."""
        found = self.tested.target
        rows = found.sum(0) if found.ndim == 2 else np.bincount(found, minlength=len(self.labels))
        return [int(place) for place in np.argsort(-rows, kind="stable")[:count]]
