"""What a comparison asks: the truth, the folds, the metric that decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import DataError
from intarsia.evaluation.intervals import Bootstrap, Units, strata_of
from intarsia.evaluation.significance import ROUNDING
from intarsia.i18n import EMPTY, Message, messages
from intarsia.tasks.base import Task, metric_of
from intarsia.tasks.metrics import Metric
from intarsia.training.splits import FoldPlan

say = messages(__package__)

KEPT = 250_000_000
"""Bytes of drawn rows that are kept, at most: those of 1,000 draws of 250,000 rows. Each entry would draw them anew."""


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

    @property
    def limited(self) -> bool:
        """True unless the metric is an error without limit, which has the unit of the values."""
        return self.metric.greater_is_better or bool(np.isfinite(self.metric.range[1]))

    @cached_property
    def rounding(self) -> float:
        """What rounding leaves of equal scores: values may be picofarads, and so may their errors.

        The scale of an error without limit is that of the mean answer.
        """
        values = self.target.ndim == 1 and np.issubdtype(self.target.dtype, np.floating)
        if self.limited or not values:
            return ROUNDING
        return ROUNDING * abs(self.metric(self.target, np.full((len(self.target), 1), self.target.mean())))

    @property
    def draws(self) -> Iterable[npt.NDArray[Any]]:
        """Weights (R, N) of 1,000 draws of the rows, chunk by chunk: every entry is judged on the same ones."""
        return self._bootstrap() if Bootstrap.resamples * len(self.target) > KEPT else self._kept_draws

    @cached_property
    def _kept_draws(self) -> tuple[npt.NDArray[Any], ...]:
        return tuple(_small(weights) for weights in self._bootstrap())

    @cached_property
    def units(self) -> Units:
        """What was tested: rows in their classes, or whole groups."""
        tested = self._tested
        groups = None if self.plan.groups is None else np.unique(self.plan.groups[tested], return_inverse=True)[1]
        return Units.of(strata_of(self.target)[tested], groups)

    @cached_property
    def blocks(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """(N,) which block of units each row belongs to, -1 for rows that are not tested, and (B,) their strata: the
        jackknife leaves out one after the other."""
        block, owner = self.units.blocks(seed=0)
        of_row = np.full(len(self.target), -1)
        of_row[self._tested] = block
        return of_row, owner

    @property
    def _tested(self) -> npt.NDArray[np.intp]:
        return np.unique(np.concatenate([fold.test for fold in self.plan]))

    def _bootstrap(self) -> Iterable[npt.NDArray[Any]]:
        return Bootstrap().draws(strata_of(self.target), self.plan.groups)

    def fold_scores(self, oof: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The deciding metric on each fold's test rows (J,), of out-of-fold scores (repeats, N, K)."""
        pairs = [(self.target[fold.test], oof[fold.repeat, fold.test]) for fold in self.plan]
        return np.array([self.metric(*pair) for pair in pairs])


def _small(weights: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same counts in bytes, where they fit."""
    return weights.astype(np.uint8) if weights.max(initial=0) < 256 else weights
