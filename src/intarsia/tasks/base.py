"""The seam of the tasks: fused row → answer, and what a good answer is."""

from __future__ import annotations

import abc
import math
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from intarsia.errors import OptionError, UnknownName
from intarsia.fusion.base import Fused
from intarsia.fusion.family import Family
from intarsia.i18n import messages
from intarsia.registry import Registry
from intarsia.tasks.metrics import METRICS, Metric
from intarsia.tasks.target import Target, Targets

say = messages(__package__)


Array = npt.NDArray[Any]
Weight = npt.NDArray[np.float64]


class LinearHead(nn.Linear):
    """Fused vector (B, D) → logits (B, K)."""

    def forward(self, fused: Fused) -> Tensor:  # type: ignore[override]
        """Return the logits (B, K)."""
        return super().forward(fused.vector)


class Task(abc.ABC):
    """What is asked. Leaves are frozen dataclasses, final, registered in `tasks`.

    `learn(y)` returns a new task that knows the classes (or the scale); all other methods need a learned task.
    N rows, K outputs. "Logits" are what the head puts out, (N, ...). "Scores" are what a user sees as numbers, a dense
    (N, K) of float64 that the task alone knows how to read; everybody else stores, compares and passes them on.
    Nobody outside of this package asks which task it is: what differs is a method or an attribute here.
    """

    samples: ClassVar[tuple[Any, ...]] = ()
    """Labels of some rows, as a user writes them: what the contract tests learn from."""
    metrics: ClassVar[tuple[Metric, ...]]
    """How good scores are, in the order in which they are told."""
    family: ClassVar[Family | None] = None
    """How scores are read by fusions at the level of decisions and by figures; None where neither can."""
    probabilistic: ClassVar[bool] = False
    """Scores are probabilities of `labels`."""
    exclusive: ClassVar[bool] = False
    """Exactly one of `labels` is right."""
    linear: ClassVar[bool] = False
    """Logits are (B, K) and the loss is convex in them: a linear model can be solved for."""
    figures: ClassVar[tuple[str, ...]] = ()
    """What a report draws of answers: "curves", "reliability", "confusion", "label_rows", "residuals"."""
    estimator_type: ClassVar[str | None] = None
    """What scikit-learn calls such a learner: "classifier" or "regressor"."""
    labelled: ClassVar[bool] = True
    """There is something to answer: False for a task that only represents rows."""

    @property
    @abc.abstractmethod
    def primary(self) -> str:
        """Name of the metric, one of `metrics`, by which learners are compared; may need the classes."""

    @abc.abstractmethod
    def learn(self, y: npt.ArrayLike, weight: Weight | None = None) -> Task:
        """A new task that knows the labels of the training rows.

        Args:
            y: (N,) labels, or what else the task learns from.
            weight: (N,) how heavy each row is in shares and means, above 0; None for all alike.

        Raises:
            DataError: y cannot be learned.
        """

    @property
    def labels(self) -> tuple[Any, ...]:
        """Names of the K outputs, in the user's own labels; () where the outputs have none (a value, boxes)."""
        return tuple(getattr(self, "classes", None) or ())

    @property
    @abc.abstractmethod
    def outputs(self) -> int:
        """The number K of outputs."""

    @abc.abstractmethod
    def truth(self, y: npt.ArrayLike) -> Array:
        """y as dense numbers (N, ...) in the user's own unit: what metrics, fusions and boards compare scores with.

        (N,) int64 classes, (N, K) float32 of 0 and 1, (N,) float64 values, or whatever the task's own metrics read.
        Raises `DataError` naming the row and label for a label that was not learned.
        """

    def target(self, y: npt.ArrayLike) -> Target:
        """y as the loss reads it; by default the truth as `values`. Raises `DataError` like `truth`."""
        return Target.even(values=self.truth(y))

    def strata(self, truth: Array) -> Array:
        """By what rows are dealt out evenly, given `truth` (N, ...): (N,) ints are classes, (N, L) are labels, and
        (N,) floats are only put in order where rows are held out. By default all rows are alike."""
        return np.zeros(len(truth), dtype=np.int64)

    def head(self, width: int) -> nn.Module:
        """`Fused` with vectors and tokens of this width → logits (B, ...)."""
        return LinearHead(width, self.outputs)

    @abc.abstractmethod
    def loss(self, logits: Tensor, target: Targets) -> Tensor:
        """Per-row loss (B,) of logits (B, ...).

        It reads options and the target, nothing that was learned, and has no control flow that depends on data: so
        models of different folds are trained as one computation.
        """

    @abc.abstractmethod
    def scores(self, logits: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        """Turn logits (N, ...) into scores (N, K)."""

    @abc.abstractmethod
    def decode(self, scores: npt.NDArray[np.float64]) -> Array:
        """Turn scores (N, K) into answers as the user wrote y: (N,) or, where y was a matrix of labels, (N, K)."""

    @abc.abstractmethod
    def prior(self) -> npt.NDArray[np.float64]:
        """Return the scores (K,) of the answer that ignores the row: class shares, or the mean."""

    @abc.abstractmethod
    def score(self, y: npt.ArrayLike, scores: npt.NDArray[np.float64], weight: Weight | None = None) -> float:
        """How good the scores are for y, greater is better (accuracy, subset accuracy, R²); `weight` (N,) says how
        heavy each row is, None that all are alike."""

    @abc.abstractmethod
    def frame(self, label: str, scores: npt.NDArray[np.float64]) -> list[tuple[str, Any]]:
        """The answers and their probabilities as columns of a table: names with N cells each, of which two may be
        alike. `label` names the answer."""

    @abc.abstractmethod
    def told(self, scores: npt.NDArray[np.float64]) -> list[Any]:
        """N answers as JSON can say them: a label, a list of labels, a number, or whatever the task answers."""


tasks: Registry[Task] = Registry("task", package="intarsia.tasks")


def output_names(task: Task, label: str) -> tuple[Any, ...]:
    """Names of the K outputs: the task's `labels`, or the name of what is answered, numbered where it has several."""
    if task.labels:
        return task.labels
    return (label,) if task.outputs == 1 else tuple(f"{label} {place}" for place in range(task.outputs))


def metric_of(task: Task, name: str) -> Metric:
    """Return one of the task's metrics by its name.

    Raises:
        UnknownName: there is no such metric.
        OptionError: it is a metric of other tasks.
    """
    known = {metric.name: metric for metric in task.metrics}
    if name in known:
        return known[name]
    if name not in METRICS:
        raise UnknownName(say("kind.metric"), name, known)
    raise OptionError(say("metric.does_not_apply", name=name, task=tasks.name_of(task), fitting=", ".join(known)))


def plain(value: Any) -> Any:
    """A label or number as JSON can say it; None where it is not finite, text where JSON has nothing like it."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
