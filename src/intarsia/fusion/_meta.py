"""The meta-model of stacking: a ridge-regularised generalised linear model over experts' logits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.fusion.base import Votes
from intarsia.fusion.family import Family

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Meta:
    """η = bias + Σₑ slopesₑ ∘ zₑ + Σₑ absentₑ absencesₑ.

    Attributes:
        slopes: (E, K).
        absences: (E, K).
        bias: (K,).
    """

    slopes: Array
    absences: Array
    bias: Array


def fit_meta(votes: Votes, logits: Array, truth: Array, family: Family, penalty: float) -> Meta:
    """The meta-model with the least loss and penalty, by L-BFGS (the problem is convex).

    Args:
        votes: of E experts for N rows: where one is absent, and how heavy each row is.
        logits: z, (N, E, K), 0 where an expert is absent.
        truth: (N, K): one-hot classes, 0/1 labels, or standardised values.
        family: how the scores are read.
        penalty: λ of λ/2 · (Σ (s - 1/E)² + Σ d² + Σ c² + Σ b²/100) with slopes = s (one per expert) + d.
    """
    from scipy.optimize import minimize

    _, experts, outputs = logits.shape
    absent = (~votes.present).astype(np.float64)
    heavy = votes.heavy()
    total = max(float(heavy.sum()), 1.0)
    cuts = np.cumsum([experts, experts * outputs, experts * outputs])
    goal = np.r_[np.full(experts, 1 / experts), np.zeros(cuts[2] - experts + outputs)]
    strength = penalty * np.r_[np.ones(cuts[2]), np.full(outputs, 0.01)]

    def unpack(numbers: Array) -> Meta:
        common, own, absences, bias = np.split(numbers, cuts)
        slopes = common[:, None] + own.reshape(experts, outputs)
        return Meta(slopes, absences.reshape(experts, outputs), bias)

    def objective(numbers: Array) -> tuple[float, Array]:
        meta = unpack(numbers)
        linear = np.einsum("nek,ek->nk", logits, meta.slopes) + absent @ meta.absences + meta.bias
        slope = (family.inverse(linear) - truth) * heavy[:, None]  # (N, K): the derivative of all three losses
        own = np.einsum("nek,nk->ek", logits, slope)
        gradient = np.r_[own.sum(1), own.ravel(), (absent.T @ slope).ravel(), slope.sum(0)]
        away = numbers - goal
        cost = heavy @ family.loss(linear, truth) + 0.5 * strength @ np.square(away)
        return float(cost) / total, (gradient + strength * away) / total

    return unpack(minimize(objective, goal, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x)
