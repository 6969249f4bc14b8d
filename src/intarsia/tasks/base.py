"""The seam of the tasks: vector → answer, and what a good answer is."""

from __future__ import annotations

import abc
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from intarsia.registry import Registry


class Task(abc.ABC):
    """What is asked. Leaves are frozen dataclasses, final, registered in `tasks`.

    `learn(y)` returns a new task that knows the classes (or the scale); all other methods need a learned task.
    N rows, K outputs. "Logits" are what the head puts out; "scores" are what a user sees as numbers:
    probabilities (N, K) for classify (K = number of classes, also for two) and multilabel, values (N, 1) for regress.
    """

    kind: ClassVar[str]
    """"classify", "multilabel" or "regress": how scores are to be read."""

    @property
    @abc.abstractmethod
    def primary(self) -> str:
        """Name of the metric (intarsia.evaluation.metrics) by which learners are compared; may need the classes."""

    @abc.abstractmethod
    def learn(self, y: npt.ArrayLike) -> Task:
        """A new task that knows the labels of the training rows. Raises `DataError` when y cannot be learned."""

    @property
    def labels(self) -> tuple[Any, ...]:
        """Names of the K outputs, in the user's own labels; () for a regression."""
        return tuple(getattr(self, "classes", None) or ())

    @property
    @abc.abstractmethod
    def outputs(self) -> int:
        """K."""

    @abc.abstractmethod
    def target(self, y: npt.ArrayLike) -> npt.NDArray[Any]:
        """y as numbers: (N,) int64 classes, (N, K) float32 of 0 and 1, or (N,) float32 standardised values.

        Raises `DataError` naming the row and label for a label that was not learned.
        """

    def row_weights(self, target: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
        """(N,) weight of each row in the loss, mean 1; where class imbalance is counteracted."""
        return np.ones(len(target), dtype=np.float32)

    def head(self, width: int) -> nn.Module:
        """(B, width) → logits (B, K)."""
        return nn.Linear(width, self.outputs)

    @property
    def constants(self) -> tuple[Any, ...]:
        """What `loss` reads of what was learned; models that differ in it are not trained as one computation."""
        return ()

    @abc.abstractmethod
    def loss(self, logits: Tensor, target: Tensor) -> Tensor:
        """Per-row loss (B,) of logits (B, K)."""

    @abc.abstractmethod
    def scores(self, logits: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        """Logits (N, K) → scores (N, K)."""

    @abc.abstractmethod
    def decode(self, scores: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
        """Scores (N, K) → answers as the user wrote y: (N,) or, where y was a matrix of labels, (N, K)."""

    @abc.abstractmethod
    def prior(self) -> npt.NDArray[np.float64]:
        """(K,) scores of the answer that ignores the row: class shares, or the mean."""

    @abc.abstractmethod
    def score(self, y: npt.ArrayLike, scores: npt.NDArray[np.float64]) -> float:
        """How good the scores are for y, greater is better (accuracy, subset accuracy, R²)."""


tasks: Registry[Task] = Registry("task", package="intarsia.tasks")
