"""What a comparison asks: the target, the folds, the metric that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import DataError, OptionError
from intarsia.evaluation.metrics import Metric, metric, metrics_of
from intarsia.i18n import EMPTY, Message, messages
from intarsia.training.splits import FoldPlan

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class Trial:
    """The question that every entry of a board answers.

    Attributes:
        kind: "classify", "multilabel" or "regress".
        primary: name of the metric that decides.
        target: (N,) int class numbers, (N, K) 0/1 labels, or (N,) float values in the user's own unit.
        plan: the folds.
        labels: names of the K classes or labels, in order of the scores' columns; () for a regression.
        modalities: what the table offers.
        schema: the columns, as text.
    """

    kind: str
    primary: str
    target: npt.NDArray[Any]
    plan: FoldPlan
    labels: tuple[Any, ...] = ()
    modalities: tuple[str, ...] = ()
    schema: Message = EMPTY

    def __post_init__(self) -> None:
        if self.kind not in self.metric.kinds:
            fitting = [found.name for found in metrics_of(self.kind)]
            raise OptionError(say("metric.does_not_apply", name=self.primary, kind=self.kind, fitting=fitting))
        if len(self.target) != self.plan.rows:
            raise DataError(say("plan.other_rows", targets=len(self.target), rows=self.plan.rows))

    @property
    def outputs(self) -> int:
        """K: columns of the scores."""
        return self.target.shape[1] if self.target.ndim == 2 else max(1, len(self.labels))

    @property
    def metric(self) -> Metric:
        """The metric that decides."""
        return metric(self.primary)

    def fold_scores(self, oof: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The deciding metric on each fold's test rows (J,), of out-of-fold scores (repeats, N, K)."""
        pairs = [(self.target[fold.test], oof[fold.repeat, fold.test]) for fold in self.plan]
        return np.array([self.metric(*pair) for pair in pairs])
