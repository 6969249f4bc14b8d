"""What every decision-level fusion does with its experts' answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import DataError
from intarsia.fusion.base import Votes
from intarsia.fusion.family import Family
from intarsia.i18n import messages

say = messages(__package__)

Array = npt.NDArray[np.float64]


def prior_of(votes: Votes, truth: npt.NDArray[Any], family: Family) -> tuple[float, ...]:
    """Return (K,) class shares, label shares, or the mean: the answer where every expert abstains.

    Raises `DataError` when truth and votes do not belong together.
    """
    rows, _, outputs = checked_scores(votes).shape
    if len(truth) != rows or not rows:
        raise DataError(say("votes.lengths", votes=rows, targets=len(truth)))
    return tuple(np.average(family.matrix(truth, outputs), 0, votes.weight).tolist())


def checked_scores(votes: Votes) -> Array:
    """Return the scores (N, E, K), 0 where an expert abstains. Raises `DataError` for votes that are not numbers."""
    if votes.scores.ndim != 3 or votes.scores.shape[:2] != votes.present.shape:
        raise DataError(say("votes.shape", scores=votes.scores.shape, present=votes.present.shape))
    scores = np.where(votes.present[..., None], votes.scores, 0.0)
    if not np.isfinite(scores).all():
        row, expert, _ = np.argwhere(~np.isfinite(scores))[0].tolist()
        raise DataError(say("votes.not_finite", row=row, expert=expert))
    return scores


def fitting(votes: Votes, experts: int, prior: tuple[float, ...]) -> Array:
    """Return `checked_scores` for a fusion that learned with this many experts and this prior. Raises `DataError`."""
    if not prior:
        raise DataError(say("votes.not_learned"))
    scores = checked_scores(votes)
    if scores.shape[1:] != (experts, len(prior)):
        raise DataError(say("votes.other_shape", experts=experts, outputs=len(prior), shape=scores.shape))
    return scores


def shared(weights: npt.NDArray[Any]) -> Array:
    """Turn non-negative weights (N, E) into shares: rows sum to 1, rows of zeros stay."""
    total = weights.sum(1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, 1.0), dtype=np.float64)


def or_prior(answer: Array, votes: Votes, prior: tuple[float, ...]) -> Array:
    """Return the answer (N, K), or the prior in rows where every expert abstains."""
    return np.where(votes.present.any(1, keepdims=True), answer, np.array(prior))
