"""Every metric of one learner on a table that it was not trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.scalar import is_blank
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.errors import SHOWN, DataError
from intarsia.evaluation.board_text import align, figure
from intarsia.evaluation.intervals import Bootstrap, Estimate
from intarsia.evaluation.slices import Slice, by_pattern
from intarsia.i18n import Message, messages
from intarsia.tasks.base import Task, metric_of

say = messages(__package__)


class Answered(Protocol):
    """The answers to N rows (`Prediction`)."""

    @property
    def scores(self) -> npt.NDArray[np.float64]:
        """Return the scores (N, K)."""

    @property
    def presence(self) -> pd.DataFrame:
        """Return (N, M) bool: which modalities each row has."""


class Scorer(Protocol):
    """What is measured: anything that has learned a task and answers rows (`Learner`)."""

    label: str | None
    task_: Task
    schema_: Schema

    def answer(self, X: Any) -> Answered:
        """Return the answers to the rows of X."""


@dataclass(frozen=True)
class Scorecard:
    """Metrics with bootstrap intervals over the rows; as text, a table.

    Attributes:
        rows: how many rows were scored.
        metrics: name → value and interval.
        task: what was asked; knows the metrics.
        slices: that metric where certain modalities are missing, one slice per pattern that occurs.
    """

    rows: int
    metrics: Mapping[str, Estimate]
    task: Task
    slices: tuple[Slice, ...] = ()

    @classmethod
    def of(
        cls,
        task: Task,
        target: npt.NDArray[Any],
        scores: npt.NDArray[np.float64],
        groups: npt.NDArray[np.intp] | None = None,
    ) -> Scorecard:
        """The card of scores (N, K) for a truth (see `Task.truth`); `groups` (N,) are numbers from 0 of what belongs
        together."""
        found = {each.name: Bootstrap().metric(each, target, scores, groups) for each in task.metrics}
        return cls(len(target), found, task)

    def __str__(self) -> str:
        rows = [(name, *self._figures(name, estimate)) for name, estimate in self.metrics.items()]
        interval = say("board.interval").told
        lines = align([(say("card.rows", rows=self.rows).told, say("card.value").told, interval), *rows], left=1)
        if len(self.slices) > 1:
            primary = self.task.primary
            heading = (say("card.missing").told, say("card.heading_rows").told, primary, interval)
            told = [
                (_lacking(each).told, str(each.rows), *self._figures(primary, each.estimate)) for each in self.slices
            ]
            lines += ["", *align([heading, *told], left=1)]
        return "\n".join(lines)

    def _figures(self, name: str, estimate: Estimate) -> tuple[str, str]:
        metric = metric_of(self.task, name)
        value, low, high = (figure(metric, end) for end in (estimate.value, estimate.low, estimate.high))
        return value, f"{low} … {high}"


def scorecard(learner: Scorer, table: Table, label: str | None = None) -> Scorecard:
    """The card of a learner on a table that holds the answers in column `label` (by default the learner's own).

    Raises `DataError` when no column is named, the table lacks it, or it holds a label that was not learned.
    """
    inputs, target = questions(learner, table, label)
    answered = learner.answer(inputs)
    scores = answered.scores
    task = learner.task_
    slices = by_pattern(
        metric_of(task, task.primary), target, scores, answered.presence.to_numpy(), list(answered.presence.columns)
    )
    return replace(Scorecard.of(task, target, scores), slices=slices)


def questions(learner: Scorer, table: Table, label: str | None = None) -> tuple[Table, npt.NDArray[Any]]:
    """The table without its answers, and the answers as numbers (see `Task.truth`). Raises like `scorecard`."""
    return truth_of(learner.task_, table, learner.label if label is None else label, learner.schema_.decimal)


def truth_of(task: Task, table: Table, label: str | None, decimal: str = "") -> tuple[Table, npt.NDArray[Any]]:
    """The table without the column of answers, and the answers as a learned task has them; `decimal` as in
    `Table.labels`. Raises like `scorecard`."""
    if label is None:
        raise DataError(say("label.none"))
    name = str(label)
    lost = [row for row, cell in enumerate(table.cells(name)) if is_blank(cell)]
    if lost:
        first = [*lost[:SHOWN], *["…"] * (len(lost) > SHOWN)]
        raise DataError(say("label.missing", name=name, count=len(lost), rows=len(table), first=first))
    return table.drop(name), task.truth(pd.Series(list(table.labels(name, decimal))).to_numpy())


def _lacking(found: Slice) -> Message:
    return say("card.without", modalities=list(found.missing)) if found.missing else say("card.complete")
