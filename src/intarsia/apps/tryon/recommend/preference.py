"""How much each scorer counts with one user, learned from likes and dislikes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.scorers.base import Finding, OutfitScorer
from intarsia.errors import OptionError, SavedModelError
from intarsia.files import whole
from intarsia.i18n import messages
from intarsia.sealed import parsed, sealed, unsealed

say = messages(__package__)


Array = npt.NDArray[np.float64]

FORMAT = 1
USUAL = (0.0, 1.0)
"""Prior mean and standard deviation of the log odds that this user likes an outfit for which nothing speaks."""

STEPS = 100
CLOSE = 1e-10


@dataclass(frozen=True)
class Feedback:
    """An outfit that the user liked or disliked, as far as learning needs it: no picture, no garment, no text.

    Attributes:
        evidence: scorer → what it said, from -1 (against) to 1 (for); one that had nothing to go by is left out.
            Traits have their numbers there too (see `Finding.traits`): which share of the outfit was striped, how dark.
        liked: whether the user liked it.
    """

    evidence: Mapping[str, float]
    liked: bool

    @staticmethod
    def of(findings: Mapping[str, Finding], liked: bool) -> Feedback:
        """Return the feedback on an outfit with these findings."""
        said = {name: found.evidence for name, found in sorted(findings.items()) if found.value is not None}
        traits = {name: value for found in findings.values() for name, value in found.traits.items()}
        return Feedback(said | traits, liked)


@dataclass(frozen=True)
class Preference:
    """The weights of the scorers for one user.

    The log odds that the user likes an outfit are `usual + Σ weight · evidence`, with evidence in [-1, 1] and 0 where a
    scorer has nothing to go by. Prior: independent normal weights, with mean and standard deviation

        taste 1.5 ± 1     wish 1.5 ± 1     suits 0.8 ± 0.8     harmony 0.8 ± 0.8     compatibility 0.4 ± 0.6
        novelty 0.3 ± 0.5     style 0 ± 1 (each trait)     usual 0 ± 1

    so that likes and the wish count about twice what colours do, rules of compatibility half as much again (their
    evidence varies most), and a weight can still turn its sign for a user who wants the opposite. Posterior: Laplace's
    normal approximation at the maximum, found by Newton's method (MacKay 1992; Spiegelhalter and Lauritzen 1990). It
    depends on which feedbacks came, not on their order.

    Attributes:
        prior: scorer or trait → (mean, standard deviation) of its weight.
        feedbacks: all that the user has told so far.
    """

    prior: Mapping[str, tuple[float, float]]
    feedbacks: tuple[Feedback, ...] = ()

    def __post_init__(self) -> None:
        for name, (mean, deviation) in self.prior.items():
            if not (np.isfinite(mean) and np.isfinite(deviation) and deviation > 0):
                raise OptionError(say("preference.prior", name=name, mean=mean, deviation=deviation))

    @staticmethod
    def of(scorers: Iterable[OutfitScorer]) -> Preference:
        """Return what is believed of a user who has told nothing yet."""
        return Preference({name: prior for scorer in scorers for name, prior in scorer.priors.items()})

    def learn(self, feedback: Feedback | Iterable[Feedback]) -> Preference:
        """Return the preference after one or more further feedbacks; this one stays as it is."""
        further = (feedback,) if isinstance(feedback, Feedback) else tuple(feedback)
        return Preference(self.prior, self.feedbacks + further)

    @property
    def weights(self) -> dict[str, float]:
        """Scorer or trait → the most probable weight."""
        return {name: float(value) for name, value in zip(self.prior, self._posterior[0], strict=False)}

    @property
    def deviations(self) -> dict[str, float]:
        """Scorer or trait → the standard deviation of what is believed of its weight."""
        return {name: float(value) for name, value in zip(self.prior, np.sqrt(np.diag(self.covariance)), strict=False)}

    @property
    def usual(self) -> float:
        """Log odds that the user likes an outfit for which nothing speaks: the same for all, so it ranks none."""
        return float(self._posterior[0][-1])

    @property
    def covariance(self) -> Array:
        """(L + 1, L + 1) of the L weights in the prior's order and of `usual`."""
        return self._posterior[1]

    def probability(self, evidence: Mapping[str, float]) -> float:
        """Return the probability that the user likes an outfit with this evidence, averaged over the weights
        (MacKay).
        """
        row = self._row(evidence)
        mean = row @ self._posterior[0]
        variance = row @ self.covariance @ row
        return float(_sigmoid(mean / np.sqrt(1 + np.pi * variance / 8)))

    def save(self, path: str | Path) -> None:
        """Write JSON. It holds numbers per scorer and trait of the rated outfits, and no photo, garment or wish."""
        told = [{"evidence": dict(each.evidence), "liked": each.liked} for each in self.feedbacks]
        kept = {"format": FORMAT, "prior": {name: list(pair) for name, pair in self.prior.items()}, "feedbacks": told}
        with whole(Path(path)) as part:
            part.write_bytes(sealed(kept, indent=1))

    @staticmethod
    def load(path: str | Path) -> Preference:
        """Read what `save` wrote. Raises `SavedModelError`."""
        try:
            kept = parsed(Path(path))
            if kept.get("format") == FORMAT:
                kept = unsealed(kept)
            prior = {str(name): (float(mean), float(deviation)) for name, (mean, deviation) in kept["prior"].items()}
            told = tuple(Feedback(numbers(each["evidence"]), bool(each["liked"])) for each in kept["feedbacks"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise SavedModelError(say("preference.unreadable", path=path, why=error)) from error
        if kept.get("format") != FORMAT:
            raise SavedModelError(say("preference.format", path=path, found=kept.get("format"), known=FORMAT))
        return Preference(prior, told)

    @cached_property
    def _posterior(self) -> tuple[Array, Array]:
        mean = np.array([*(pair[0] for pair in self.prior.values()), USUAL[0]])
        precision = np.array([*(pair[1] for pair in self.prior.values()), USUAL[1]]) ** -2.0
        rows = np.array([self._row(each.evidence) for each in self.feedbacks]).reshape(-1, len(mean))  # (N, L + 1)
        liked = np.array([each.liked for each in self.feedbacks], float)
        return laplace(rows, liked, mean, precision)

    def _row(self, evidence: Mapping[str, float]) -> Array:
        return np.array([*(evidence.get(name, 0.0) for name in self.prior), 1.0])


def laplace(rows: Array, liked: Array, mean: Array, precision: Array) -> tuple[Array, Array]:
    """Return the mean (D,) and covariance (D, D) of a logistic regression's weights.

    Newton's method with halved steps on the log posterior, which is strictly concave: it has one maximum.

    Args:
        rows: (N, D) features.
        liked: (N,) 0 or 1.
        mean: (D,) of the normal prior.
        precision: (D,) one over its variances.
    """

    def loss(weights: Array) -> float:
        signed = np.where(liked > 0, -1.0, 1.0) * (rows @ weights)
        return float(np.logaddexp(0, signed).sum() + 0.5 * precision @ (weights - mean) ** 2)

    weights = mean.copy()
    for _ in range(STEPS):
        chance = _sigmoid(rows @ weights)
        slope = rows.T @ (chance - liked) + precision * (weights - mean)
        step = np.linalg.solve(_curvature(rows, chance, precision), slope)
        length = 1.0
        while loss(weights - length * step) > loss(weights) and length > CLOSE:
            length /= 2
        weights = weights - length * step
        if np.abs(length * step).max() < CLOSE:
            break
    return weights, np.asarray(np.linalg.inv(_curvature(rows, _sigmoid(rows @ weights), precision)), np.float64)


def _curvature(rows: Array, chance: Array, precision: Array) -> Array:
    return (rows.T * (chance * (1 - chance))) @ rows + np.diag(precision)


def _sigmoid(x: Any) -> Any:
    return 0.5 * (1 + np.tanh(0.5 * x))


def numbers(given: Mapping[str, Any]) -> dict[str, float]:
    """Evidence as it was kept. Raises `ValueError` for what is no finite number."""
    found = {str(name): float(value) for name, value in given.items()}
    if strange := [name for name, value in found.items() if not np.isfinite(value)]:
        raise ValueError(f"{strange[0]} is no number")
    return found
