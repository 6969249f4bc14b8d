"""What a comparison asks: the truth, the folds, the metric that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import DataError
from intarsia.i18n import EMPTY, Message, messages
from intarsia.tasks.base import Task, metric_of
from intarsia.tasks.metrics import Metric
from intarsia.training.splits import FoldPlan

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class Question:
    """The question that every entry of a board answers.

    Attributes:
        task: learned on all rows: knows the classes, the metrics, and how scores are read.
        primary: name of the metric that decides.
        target: (N, ...) the truth as dense numbers, see `Task.truth`.
        plan: the folds.
        modalities: what the table offers.
        schema: the columns, as text.
    """

    task: Task
    primary: str
    target: npt.NDArray[Any]
    plan: FoldPlan
    modalities: tuple[str, ...] = ()
    schema: Message = EMPTY

    def __post_init__(self) -> None:
        metric_of(self.task, self.primary)
        if len(self.target) != self.plan.rows:
            raise DataError(say("plan.other_rows", targets=len(self.target), rows=self.plan.rows))

    @property
    def outputs(self) -> int:
        """Return K, the number of columns of the scores."""
        return self.task.outputs

    @property
    def labels(self) -> tuple[Any, ...]:
        """Names of the K classes or labels, in order of the scores' columns; () for a value."""
        return self.task.labels

    @property
    def metric(self) -> Metric:
        """Return the metric that decides."""
        return metric_of(self.task, self.primary)

    def fold_scores(self, oof: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The deciding metric on each fold's test rows (J,), of out-of-fold scores (repeats, N, K)."""
        pairs = [(self.target[fold.test], oof[fold.repeat, fold.test]) for fold in self.plan]
        return np.array([self.metric(*pair) for pair in pairs])
