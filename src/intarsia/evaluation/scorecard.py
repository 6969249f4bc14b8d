"""Every metric of one learner on a table that it was not trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.table import Table
from intarsia.errors import DataError
from intarsia.evaluation.intervals import Bootstrap, Estimate
from intarsia.evaluation.leaderboard import align, figure
from intarsia.evaluation.metrics import metric, metrics_of
from intarsia.tasks._base import Task


class Scorer(Protocol):
    """What is measured: anything that has learned a task and gives scores (`Learner`)."""

    label: str | None
    task_: Task

    def scores(self, X: Any) -> npt.NDArray[np.float64]:
        """(N, K) scores of the rows of X."""


@dataclass(frozen=True)
class Scorecard:
    """Metrics with bootstrap intervals over the rows; as text, a table.

    Attributes:
        rows: how many rows were scored.
        metrics: name → value and interval.
    """

    rows: int
    metrics: Mapping[str, Estimate]

    @classmethod
    def of(cls, kind: str, target: npt.NDArray[Any], scores: npt.NDArray[np.float64]) -> Scorecard:
        """The card of scores (N, K) for a target (see `metrics`)."""
        found = {each.name: Bootstrap().metric(each, target, scores) for each in metrics_of(kind)}
        return cls(len(target), found)

    def __str__(self) -> str:
        rows = [(name, *_figures(name, estimate)) for name, estimate in self.metrics.items()]
        return "\n".join(align([(f"{self.rows} rows", "value", "95 % interval"), *rows], left=1))


def scorecard(learner: Scorer, table: Table, label: str | None = None) -> Scorecard:
    """The card of a learner on a table that holds the answers in column `label` (by default the learner's own).

    Raises `DataError` when no column is named, the table lacks it, or it holds a label that was not learned.
    """
    name = label or learner.label
    if name is None:
        raise DataError("the learner was trained without a label column: name the column that holds the answers")
    y, task = pd.Series(list(table.cells(name))).to_numpy(), learner.task_
    target = np.asarray(y, dtype=np.float64) if task.kind == "regress" else task.target(y)
    return Scorecard.of(task.kind, target, learner.scores(table.drop(name)))


def _figures(name: str, estimate: Estimate) -> tuple[str, str]:
    value, low, high = (figure(metric(name), end) for end in (estimate.value, estimate.low, estimate.high))
    return value, f"{low} … {high}"
