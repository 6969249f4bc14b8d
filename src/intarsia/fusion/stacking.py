"""Stacking: a small model learns from the experts' answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import OptionError
from intarsia.fusion._meta import fit_meta
from intarsia.fusion._votes import Array, checked_scores, fitting, or_prior, prior_of, shared
from intarsia.fusion.base import DecisionFusion, Votes, fusions
from intarsia.fusion.family import Family, family
from intarsia.i18n import messages

say = messages(__package__)

Table = tuple[tuple[float, ...], ...]


@fusions.register("stacking")
@dataclass(frozen=True)
class Stacking(DecisionFusion):
    """η = b + Σ over present experts of aₑ ∘ (zₑ - mₑ) + Σ over absent ones of cₑ; answer = softmax, sigmoid or η.

    zₑ are the expert's centred log-probabilities, its logits, or its standardised value, and mₑ their mean: an absent
    expert says what it says on average. a, b, c minimise log-loss or squared error of out-of-fold votes plus a ridge
    penalty that draws aₑ to one number per expert and that number to 1 / E: with few rows this is the geometric mean
    of the experts, with many a multinomial regression. Source: Wolpert, "Stacked Generalization" (1992); Ting and
    Witten, "Issues in Stacked Generalization" (1999).

    Attributes:
        penalty: strength of the ridge penalty, in rows of evidence. 10 was the best or within 0.003 of the best, among
            1 to 1000, for 150 to 5000 rows of 2 and of 11 classes (experts of known skill, some of none).
        kind: learned, name of the scores' family.
        prior: learned, (K,).
        scale: learned, mean and deviation of a regression's target.
        means: learned, m (E, K).
        slopes: learned, a (E, K).
        absences: learned, c (E, K).
        bias: learned, b (K,).
    """

    penalty: float = 10.0
    kind: str = ""
    prior: tuple[float, ...] = ()
    scale: tuple[float, float] = (0.0, 1.0)
    means: Table = ()
    slopes: Table = ()
    absences: Table = ()
    bias: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.penalty > 0:
            raise OptionError(say("stacking.penalty", penalty=self.penalty))

    def learn(self, votes: Votes, truth: npt.NDArray[Any], family: Family) -> Stacking:
        """Fit the meta-model to out-of-fold votes."""
        prior = prior_of(votes, truth, family)
        scale = family.scale(truth, votes.weight)
        scaled = replace(self, kind=family.name, prior=prior, scale=scale)
        logits = scaled._logits(checked_scores(votes))
        present = votes.present[..., None]
        heard = present * votes.heavy()[:, None, None]  # (N, E, 1)
        means = (logits * heard).sum(0) / np.where(heard.any(0), heard.sum(0), 1)  # (E, K)
        known = family.matrix(truth, len(prior))
        some = np.asarray(votes.present.any(1))
        meta = fit_meta(
            votes.take(some),
            ((logits - means) * present)[some],
            ((known - scale[0]) / scale[1])[some],
            family,
            self.penalty,
        )
        return replace(
            scaled,
            means=_table(means),
            slopes=_table(meta.slopes),
            absences=_table(meta.absences),
            bias=tuple(meta.bias.tolist()),
        )

    def combine(self, votes: Votes) -> npt.NDArray[np.float64]:
        """Return the answers (N, K) of the meta-model."""
        linear = self._moves(votes).sum(1) + ~votes.present @ np.array(self.absences) + np.array(self.bias)
        return or_prior(family(self.kind).inverse(linear) * self.scale[1] + self.scale[0], votes, self.prior)

    def weights(self, votes: Votes) -> npt.NDArray[np.float64]:
        """(N, E): Σₖ |aₑₖ (zₑₖ - mₑₖ)| of each expert as a share of all experts'; equal where all of them are 0."""
        moved = np.abs(self._moves(votes)).sum(2)  # (N, E)
        return shared(np.where(moved.sum(1, keepdims=True) > 0, moved, votes.present))

    def _moves(self, votes: Votes) -> Array:
        """(N, E, K): aₑ ∘ (zₑ - mₑ), by how much each expert moves the answer; 0 for absent experts."""
        logits = self._logits(fitting(votes, len(self.slopes), self.prior))
        return np.asarray((logits - np.array(self.means)) * votes.present[..., None] * np.array(self.slopes))

    def _logits(self, scores: Array) -> Array:
        """Return the standardised scores as unbounded z (N, E, K)."""
        return family(self.kind).link((scores - self.scale[0]) / self.scale[1])


def _table(numbers: Array) -> Table:
    return tuple(tuple(row) for row in numbers.tolist())
