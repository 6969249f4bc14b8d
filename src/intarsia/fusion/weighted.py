"""Weighted average: experts count for what they proved to be worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.fusion._votes import Array, checked_scores, fitting, or_prior, prior_of, shared
from intarsia.fusion.base import DecisionFusion, Votes, fusions
from intarsia.fusion.family import Family


@fusions.register("weighted")
@dataclass(frozen=True)
class Weighted(DecisionFusion):
    """Σ wₑ pₑ over the present experts, w on the simplex and rescaled to sum to 1 over them.

    w minimises the log-loss (classify, multilabel) or the squared error (regress) of out-of-fold votes. Source: the
    linear opinion pool of Stone, "The Opinion Pool" (1961), its weights fitted as in Breiman, "Stacked Regressions"
    (1996).

    Attributes:
        shares: learned, (E,), sum to 1.
        prior: learned, (K,).
    """

    shares: tuple[float, ...] = ()
    prior: tuple[float, ...] = ()

    def learn(self, votes: Votes, truth: npt.NDArray[Any], family: Family) -> Weighted:
        """Take the weights that would have answered the out-of-fold rows best."""
        prior = prior_of(votes, truth, family)
        worth, probable = family.worth(checked_scores(votes), truth)
        shares = _best(worth, votes, _log_loss if probable else _squared_error)
        return replace(self, shares=tuple(shares.tolist()), prior=prior)

    def combine(self, votes: Votes) -> npt.NDArray[np.float64]:
        """Return the weighted means (N, K) of the present experts' scores."""
        scores = fitting(votes, len(self.shares), self.prior)
        return or_prior(np.einsum("ne,nek->nk", self.weights(votes), scores), votes, self.prior)

    def weights(self, votes: Votes) -> npt.NDArray[np.float64]:
        """Return (N, E), the learned weights, rescaled over the present experts."""
        return shared(votes.present * np.array(self.shares))


def _log_loss(pooled: Array) -> tuple[Array, Array]:
    """Loss and its derivative for pooled probabilities of the truth (N, J)."""
    safe = np.maximum(pooled, 1e-9)
    return -np.log(safe), -1 / safe


def _squared_error(pooled: Array) -> tuple[Array, Array]:
    """Loss and its derivative for pooled errors (N, J)."""
    return np.square(pooled), 2 * pooled


def _best(worth: Array, votes: Votes, measure: Any) -> Array:
    """(E,) weights on the simplex with the least mean loss, by L-BFGS on their logarithms, from equal weights."""
    from scipy.optimize import minimize

    some = votes.present.any(1)
    experts = votes.present.shape[1]
    if not some.any():
        return np.full(experts, 1 / experts)
    present = votes.present[some]
    worth = worth[some] * present[..., None]
    heavy = votes.heavy()[some]
    share = heavy / (heavy.sum() * worth.shape[2])  # (N,), of the mean over rows and answers
    # In regression the unit of the target must not decide when the search stops.
    worth = worth / max(np.abs(worth).mean(), 1e-12) if measure is _squared_error else worth

    def objective(logits: Array) -> tuple[float, Array]:
        raw = np.exp(logits - logits.max())
        weights = raw / raw.sum()
        total = present @ weights  # (N,)
        pooled = np.einsum("e,nej->nj", weights, worth) / total[:, None]
        loss, slope = measure(pooled)
        steep = slope * (share / total)[:, None]
        pull = np.einsum("nj,nej->e", steep, worth - present[..., None] * pooled[:, None])
        return float(share @ loss.sum(1)), weights * (pull - weights @ pull)

    found = minimize(objective, np.zeros(experts), jac=True, method="L-BFGS-B", bounds=[(-10, 10)] * experts).x
    raised = np.exp(found - found.max())
    return np.asarray(raised / raised.sum())
