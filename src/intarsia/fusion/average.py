"""Average: the mean of the experts' answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.fusion._votes import fitting, or_prior, prior_of, shared
from intarsia.fusion.base import DecisionFusion, Votes, fusions
from intarsia.fusion.family import Family


@fusions.register("average")
@dataclass(frozen=True)
class Average(DecisionFusion):
    """Mean of the present experts' probabilities or values.

    Source: the sum rule of Kittler et al., "On Combining Classifiers" (1998).

    Attributes:
        prior: learned, (K,).
    """

    prior: tuple[float, ...] = ()

    def learn(self, votes: Votes, truth: npt.NDArray[Any], family: Family) -> Average:
        """Learn the prior alone: nothing else is needed."""
        return replace(self, prior=prior_of(votes, truth, family))

    def combine(self, votes: Votes) -> npt.NDArray[np.float64]:
        """Return the mean (N, K) of the present experts' scores."""
        scores = fitting(votes, votes.present.shape[-1], self.prior)
        return or_prior(np.einsum("ne,nek->nk", shared(votes.present), scores), votes, self.prior)

    def weights(self, votes: Votes) -> npt.NDArray[np.float64]:
        """Return equal shares (N, E) for the present experts."""
        return shared(votes.present)
