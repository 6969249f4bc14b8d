"""Every metric of one learner on a table that it was not trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.scalar import is_missing
from intarsia.columns.table import Table
from intarsia.errors import SHOWN, DataError
from intarsia.evaluation.board_text import align, figure
from intarsia.evaluation.intervals import Bootstrap, Estimate
from intarsia.evaluation.metrics import metric, metrics_of
from intarsia.evaluation.slices import Slice, by_pattern
from intarsia.tasks.base import Task


class Scorer(Protocol):
    """What is measured: anything that has learned a task and gives scores (`Learner`)."""

    label: str | None
    task_: Task

    def scores(self, X: Any) -> npt.NDArray[np.float64]:
        """(N, K) scores of the rows of X."""

    def missing(self, X: Any) -> pd.DataFrame:
        """(N, M) bool: which modalities of which rows are missing."""


@dataclass(frozen=True)
class Scorecard:
    """Metrics with bootstrap intervals over the rows; as text, a table.

    Attributes:
        rows: how many rows were scored.
        metrics: name → value and interval.
        primary: name of the metric that the task is usually judged by.
        slices: that metric where certain modalities are missing, one slice per pattern that occurs.
    """

    rows: int
    metrics: Mapping[str, Estimate]
    primary: str = ""
    slices: tuple[Slice, ...] = ()

    @classmethod
    def of(cls, kind: str, target: npt.NDArray[Any], scores: npt.NDArray[np.float64]) -> Scorecard:
        """The card of scores (N, K) for a target (see `metrics`)."""
        found = {each.name: Bootstrap().metric(each, target, scores) for each in metrics_of(kind)}
        return cls(len(target), found)

    def __str__(self) -> str:
        rows = [(name, *_figures(name, estimate)) for name, estimate in self.metrics.items()]
        lines = align([(f"{self.rows} rows", "value", "95 % interval"), *rows], left=1)
        if len(self.slices) > 1:
            told = [
                (", ".join(each.missing) or "no modality", str(each.rows), *_figures(self.primary, each.estimate))
                for each in self.slices
            ]
            lines += ["", *align([("missing", "rows", self.primary, "95 % interval"), *told], left=1)]
        return "\n".join(lines)


def scorecard(learner: Scorer, table: Table, label: str | None = None) -> Scorecard:
    """The card of a learner on a table that holds the answers in column `label` (by default the learner's own).

    Raises `DataError` when no column is named, the table lacks it, or it holds a label that was not learned.
    """
    inputs, target = questions(learner, table, label)
    scores = learner.scores(inputs)
    missing = learner.missing(inputs)
    task = learner.task_
    slices = by_pattern(metric(task.primary), target, scores, ~missing.to_numpy(), list(missing.columns))
    card = Scorecard.of(task.kind, target, scores)
    return Scorecard(card.rows, card.metrics, task.primary, slices)


def questions(learner: Scorer, table: Table, label: str | None = None) -> tuple[Table, npt.NDArray[Any]]:
    """The table without its answers, and the answers as numbers (see `metrics`). Raises like `scorecard`."""
    name = label or learner.label
    if name is None:
        raise DataError("the learner was trained without a label column: name the column that holds the answers")
    y = pd.Series(list(table.cells(name))).to_numpy()
    task = learner.task_
    lost = [row for row, label in enumerate(table.cells(name)) if is_missing(label)]
    if lost:
        first = ", ".join(map(str, lost[:SHOWN])) + ", ..." * (len(lost) > SHOWN)
        raise DataError(
            f"column {name!r}: {len(lost)} of {len(table)} rows have no label: leave them out (row {first})"
        )
    target = task.target(y)
    return table.drop(name), np.asarray(y, dtype=np.float64) if task.kind == "regress" else target


def _figures(name: str, estimate: Estimate) -> tuple[str, str]:
    value, low, high = (figure(metric(name), end) for end in (estimate.value, estimate.low, estimate.high))
    return value, f"{low} … {high}"
