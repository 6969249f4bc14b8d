"""Vote: every expert has one vote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.fusion._votes import fitting, or_prior, prior_of, shared
from intarsia.fusion.base import DecisionFusion, Votes, fusions
from intarsia.fusion.family import Family, family


@fusions.register("vote")
@dataclass(frozen=True)
class Vote(DecisionFusion):
    """The class with most votes, each label by majority, or the median value.

    Scores are shares of the votes; a tie goes to the higher mean probability, which is added as a fraction too small
    to overrule a vote. Source: the majority vote and median rules of Kittler et al., "On Combining Classifiers" (1998).

    Attributes:
        kind: learned, name of the scores' family.
        prior: learned, (K,).
    """

    kind: str = ""
    prior: tuple[float, ...] = ()

    def learn(self, votes: Votes, truth: npt.NDArray[Any], family: Family) -> Vote:
        """Learn the family of the scores and the prior; nothing else is needed."""
        return replace(self, kind=family.name, prior=prior_of(votes, truth, family))

    def combine(self, votes: Votes) -> npt.NDArray[np.float64]:
        """Return the shares (N, K) of the votes, or medians."""
        scores = fitting(votes, votes.present.shape[-1], self.prior)
        return or_prior(family(self.kind).majority(scores, votes.present), votes, self.prior)

    def weights(self, votes: Votes) -> npt.NDArray[np.float64]:
        """Return equal shares (N, E): each present expert has one vote."""
        return shared(votes.present)
