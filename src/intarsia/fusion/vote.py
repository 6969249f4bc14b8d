"""Vote: every expert has one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.fusion._votes import Array, fitting, or_prior, prior_of, shared
from intarsia.fusion.base import DecisionFusion, Votes, fusions


@fusions.register("vote")
@dataclass(frozen=True)
class Vote(DecisionFusion):
    """The class with most votes, each label by majority, or the median value.

    Scores are shares of the votes; a tie goes to the higher mean probability, which is added as a fraction too small
    to overrule a vote. Source: the majority vote and median rules of Kittler et al., "On Combining Classifiers" (1998).

    Attributes:
        kind: learned, of the task.
        prior: learned, (K,).
    """

    kind: str = ""
    prior: tuple[float, ...] = ()

    def learn(self, votes: Votes, target: npt.NDArray[Any], kind: str) -> Vote:
        """Only the kind of the task and the prior are learned."""
        return replace(self, kind=kind, prior=prior_of(votes, target, kind))

    def combine(self, votes: Votes) -> npt.NDArray[np.float64]:
        """(N, K) shares of the votes, or medians."""
        scores = fitting(votes, votes.present.shape[-1], self.prior)
        if self.kind == "regress":
            return or_prior(_median(scores, votes.present), votes, self.prior)
        ballots = scores >= 0.5 if self.kind == "multilabel" else _one_each(scores)
        # Two shares that differ do so by at least 1 / E; the mean probability counts less than that.
        tie = 1 / (votes.present.shape[1] + 1)
        combined = np.einsum("ne,nek->nk", shared(votes.present), ballots + tie * scores) / (1 + tie)
        return or_prior(combined, votes, self.prior)

    def weights(self, votes: Votes) -> npt.NDArray[np.float64]:
        """(N, E) equal shares: one vote each."""
        return shared(votes.present)


def _one_each(scores: Array) -> Array:
    """(N, E, K) probabilities → 1 for the most probable class of each expert, 0 for the others."""
    return np.asarray(np.eye(scores.shape[-1])[scores.argmax(-1)])


def _median(scores: Array, present: npt.NDArray[np.bool_]) -> Array:
    """(N, 1) median among the present experts; meaningless where none is."""
    ranked = np.sort(np.where(present, scores[..., 0], np.finfo(np.float64).max / 2), 1)  # (N, E), the absent last
    count = np.maximum(present.sum(1, keepdims=True), 1)
    low, high = (np.take_along_axis(ranked, middle, 1) for middle in ((count - 1) // 2, count // 2))
    return np.asarray((low + high) / 2)
