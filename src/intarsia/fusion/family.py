"""What the K scores of a row mean: shares of classes, chances of labels, or a value.

A decision-level fusion combines scores without knowing which task they answer, and a report draws them without
knowing it either: all that differs is how scores are read, and that is a method of their family. The families are those
of generalised linear models (McCullagh and Nelder, "Generalized Linear Models", 1989): each has its link, its
inverse and its loss.

Shapes: N rows, E experts, K outputs. `truth` is (N,) int class numbers, (N, K) 0/1 labels or (N,) float values.
"""

from __future__ import annotations

import abc
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logsumexp, softmax

from intarsia.errors import UnknownName
from intarsia.i18n import messages

say = messages(__package__)


Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

CLIP = 1e-4
"""Probabilities are held within [CLIP, 1 - CLIP] before their logarithm: no expert is certain."""
TINY = 1e-300
"""Probabilities below this count as this where a truth is weighed: no logarithm of zero."""


@dataclass(frozen=True)
class Verdicts:
    """What scores answer, row by row, beside the truth.

    Attributes:
        wrong: (N,) how wrong each row is: −log of the probability of the truth, or the absolute error; 0 for right
            answers and for rows whose scores are nan (not tested).
        confidence: (N,) probability of the answer that was given; nan where there is no such thing.
    """

    wrong: Floats
    confidence: Floats


class Family(abc.ABC):
    """How scores are read. Leaves are final and have no state; `family(name)` finds the one of a saved fusion."""

    name: ClassVar[str]
    """How saved fusions call it."""

    @abc.abstractmethod
    def matrix(self, truth: Array, outputs: int) -> Floats:
        """Return the truth as (N, K): one-hot classes, 0/1 labels, or values."""

    @abc.abstractmethod
    def link(self, scores: Floats) -> Floats:
        """Map scores (..., K) to unbounded z (..., K)."""

    @abc.abstractmethod
    def inverse(self, linear: Floats) -> Floats:
        """Map η (N, K) back to scores (N, K)."""

    @abc.abstractmethod
    def loss(self, linear: Floats, truth: Floats) -> Floats:
        """Negative log-likelihood (N,) of `matrix` (N, K) under η (N, K)."""

    @abc.abstractmethod
    def scale(self, truth: Array, weight: Floats | None = None) -> tuple[float, float]:
        """Mean and deviation by which `matrix` is standardised before it is learned; (0, 1) for probabilities. `weight`
        (N,) says how heavy each row is, None that all are alike."""

    @abc.abstractmethod
    def worth(self, scores: Floats, truth: Array) -> tuple[Floats, bool]:
        """What each expert of scores (N, E, K) gave to the truth of each answer, (N, E, J), and whether that is a
        probability; else it is an error."""

    @abc.abstractmethod
    def majority(self, scores: Floats, present: npt.NDArray[np.bool_]) -> Floats:
        """Return (N, K) what most of the present (N, E) experts answer: shares of the votes, or the median value."""

    @abc.abstractmethod
    def answers(self, scores: Floats) -> Array:
        """Class numbers (N,), labels (N, K) bool, or values (N,)."""

    @abc.abstractmethod
    def verdicts(self, truth: Array, scores: Floats) -> Verdicts:
        """How wrong each answer is, and how sure."""


class Categorical(Family):
    """One of K classes: scores are probabilities that sum to 1."""

    name = "classify"

    def matrix(self, truth: Array, outputs: int) -> Floats:
        """Return the true classes as one-hot rows (N, K)."""
        return np.eye(outputs)[truth]

    def link(self, scores: Floats) -> Floats:
        """Return centred log-probabilities (..., K)."""
        logs = np.log(np.clip(scores, CLIP, 1 - CLIP))
        return np.asarray(logs - logs.mean(-1, keepdims=True))

    def inverse(self, linear: Floats) -> Floats:
        """Return the softmax of η (N, K)."""
        return np.asarray(softmax(linear, 1))

    def loss(self, linear: Floats, truth: Floats) -> Floats:
        """Return the cross-entropy (N,)."""
        return np.asarray(logsumexp(linear, 1) - (linear * truth).sum(1))

    def scale(self, truth: Array, weight: Floats | None = None) -> tuple[float, float]:
        """Return (0, 1): probabilities are not standardised."""
        return 0.0, 1.0

    def worth(self, scores: Floats, truth: Array) -> tuple[Floats, bool]:
        """Return the probability (N, E, 1) of the true class."""
        return np.take_along_axis(scores, truth[:, None, None], 2), True

    def majority(self, scores: Floats, present: npt.NDArray[np.bool_]) -> Floats:
        """Give each expert one vote for its most probable class."""
        return _polled(np.eye(scores.shape[-1])[scores.argmax(-1)], scores, present)

    def answers(self, scores: Floats) -> Array:
        """Return the most probable class (N,)."""
        return np.asarray(scores.argmax(1))

    def verdicts(self, truth: Array, scores: Floats) -> Verdicts:
        """Judge answers by the probability of the true class."""
        missed = self.answers(scores) != truth
        return Verdicts(_surprise(scores[np.arange(len(truth)), truth], missed), np.asarray(scores.max(1)))


class Bernoulli(Family):
    """Any of K labels: each score is a probability of its own."""

    name = "multilabel"

    def matrix(self, truth: Array, outputs: int) -> Floats:
        """Return the labels as 0 and 1, (N, K)."""
        return np.reshape(truth, (-1, outputs)).astype(np.float64)

    def link(self, scores: Floats) -> Floats:
        """Return the log-odds of each label."""
        held = np.clip(scores, CLIP, 1 - CLIP)
        return np.asarray(np.log(held) - np.log1p(-held))

    def inverse(self, linear: Floats) -> Floats:
        """Return the sigmoid of η (N, K)."""
        return np.asarray(expit(linear))

    def loss(self, linear: Floats, truth: Floats) -> Floats:
        """Return the binary cross-entropy (N,), summed over the labels."""
        return np.asarray((np.logaddexp(0, linear) - linear * truth).sum(1))

    def scale(self, truth: Array, weight: Floats | None = None) -> tuple[float, float]:
        """Return (0, 1): probabilities are not standardised."""
        return 0.0, 1.0

    def worth(self, scores: Floats, truth: Array) -> tuple[Floats, bool]:
        """Return the probability (N, E, K) of each label's truth."""
        return np.where(truth[:, None] > 0.5, scores, 1 - scores), True

    def majority(self, scores: Floats, present: npt.NDArray[np.bool_]) -> Floats:
        """Let the experts vote on every label by itself."""
        return _polled((scores >= 0.5).astype(np.float64), scores, present)

    def answers(self, scores: Floats) -> Array:
        """Return (N, K) bool: the probability is at least ½."""
        return np.asarray(scores >= 0.5)

    def verdicts(self, truth: Array, scores: Floats) -> Verdicts:
        """Judge answers by the probability of all labels together."""
        said = self.answers(scores)
        right = np.where(truth > 0.5, scores, 1 - scores).clip(TINY).prod(1)
        missed = (said != (truth > 0.5)).any(1)
        return Verdicts(_surprise(right, missed), np.asarray(np.where(said, scores, 1 - scores).prod(1)))


class Gaussian(Family):
    """A value: the score is the value itself, K = 1."""

    name = "regress"

    def matrix(self, truth: Array, outputs: int) -> Floats:
        """Return the values as one column, (N, 1)."""
        return np.reshape(truth, (-1, outputs)).astype(np.float64)

    def link(self, scores: Floats) -> Floats:
        """Return the scores unchanged."""
        return scores

    def inverse(self, linear: Floats) -> Floats:
        """Return η unchanged, as the scores."""
        return linear

    def loss(self, linear: Floats, truth: Floats) -> Floats:
        """Return half the squared error (N,)."""
        return np.asarray(np.square(linear - truth).sum(1) / 2)

    def scale(self, truth: Array, weight: Floats | None = None) -> tuple[float, float]:
        """Return mean and deviation of the values; a deviation of 1 where they do not differ."""
        mean = np.average(truth, weights=weight)
        return float(mean), float(np.sqrt(np.average(np.square(truth - mean), weights=weight))) or 1.0

    def worth(self, scores: Floats, truth: Array) -> tuple[Floats, bool]:
        """Return the signed errors (N, E, 1), which are no probabilities."""
        return scores - np.reshape(truth, (-1, 1, 1)), False

    def majority(self, scores: Floats, present: npt.NDArray[np.bool_]) -> Floats:
        """Return the median (N, 1); meaningless where no expert is present."""
        ranked = np.sort(np.where(present, scores[..., 0], np.finfo(np.float64).max / 2), 1)  # (N, E), the absent last
        count = np.maximum(present.sum(1, keepdims=True), 1)
        low = np.take_along_axis(ranked, (count - 1) // 2, 1)
        high = np.take_along_axis(ranked, count // 2, 1)
        return np.asarray((low + high) / 2)

    def answers(self, scores: Floats) -> Array:
        """Return the values (N,)."""
        return scores[:, 0]

    def verdicts(self, truth: Array, scores: Floats) -> Verdicts:
        """Judge answers by the absolute error; no value is more probable than another."""
        wrong = np.nan_to_num(np.abs(scores[:, 0] - truth), nan=0.0)
        return Verdicts(np.asarray(wrong), np.full(len(truth), np.nan))


def family(name: str) -> Family:
    """Return the family of that name, of ours or of a plug-in. Raises `UnknownName`."""
    known = {each.name: each for each in Family.__subclasses__()}
    if name not in known:
        raise UnknownName(say("family.kind"), name, known)
    return known[name]()


def _polled(ballots: Floats, scores: Floats, present: npt.NDArray[np.bool_]) -> Floats:
    """(N, K) shares of the ballots (N, E, K). A tie goes to the higher mean probability, which is added as a fraction
    too small to overrule a vote: two shares that differ do so by at least 1 / E."""
    tie = 1 / (present.shape[1] + 1)
    voices = present / np.maximum(present.sum(1, keepdims=True), 1)  # (N, E)
    return np.asarray(np.einsum("ne,nek->nk", voices, ballots + tie * scores) / (1 + tie))


def _surprise(right: Floats, missed: npt.NDArray[np.bool_]) -> Floats:
    """Return (N,) −log of the probability of the truth where the answer misses it, else 0."""
    logs = -np.log(np.nan_to_num(right, nan=1.0).clip(TINY))
    return np.asarray(np.where(missed & np.isfinite(right), logs, 0.0))
