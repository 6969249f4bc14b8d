"""The score: a weighted sum over scorers, in which the part of every scorer can be read off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.outfit.outfit import Outfit, spread
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.recommend.diversity import mmr
from intarsia.apps.tryon.recommend.preference import Preference
from intarsia.apps.tryon.scorers.base import Finding, OutfitScorer
from intarsia.apps.tryon.wardrobe.shelf import Space

TWINS = 0.5
"""What likeness of pictures counts beside shared garments when outfits are compared."""
OFTEN = 1 / 3
"""The greatest share of the outfits shown that one garment may be in."""


@dataclass(frozen=True)
class Ranked:
    """An outfit and its score.

    Attributes:
        outfit: what is worn.
        score: log odds that the user likes it, but for what is the same for all outfits; the sum of `parts`.
        parts: scorer → what it contributes: weight times evidence, and times each of its traits. It is 0 for a scorer
            with nothing to go by, whose weight goes to no other scorer.
        findings: scorer → what it says of the outfit.
        unused: the scorers that had nothing to go by.
    """

    outfit: Outfit
    score: float
    parts: Mapping[str, float]
    findings: Mapping[str, Finding]
    unused: tuple[str, ...]


def rank(
    outfits: Sequence[Outfit], request: Request, scorers: Sequence[OutfitScorer], preference: Preference
) -> list[Ranked]:
    """Score outfits, the best first; equal ones in the order of their keys."""
    return OutfitScores(request, scorers, preference).ranked(outfits)


class OutfitScores:
    """The scorers, built for one request: what they know of garments is kept from one call to the next."""

    def __init__(self, request: Request, scorers: Sequence[OutfitScorer], preference: Preference) -> None:
        self._judges = {scorer.name: scorer.build(request) for scorer in scorers}
        self._weights = _felt(preference)

    def of(self, outfits: Sequence[Outfit]) -> list[Ranked]:
        """Score outfits, in the order given."""
        found = {name: score(outfits) for name, score in self._judges.items()}
        return [
            weighed(outfit, {name: each[row] for name, each in found.items()}, self._weights)
            for row, outfit in enumerate(outfits)
        ]

    def ranked(self, outfits: Sequence[Outfit]) -> list[Ranked]:
        """Score outfits, the best first; equal ones in the order of their keys."""
        return sorted(self.of(outfits), key=lambda each: (-each.score, each.outfit.key))

    def values(self, outfits: Sequence[Outfit]) -> list[float]:
        """Return the scores of outfits and nothing else of them."""
        return [each.score for each in self.of(outfits)]


def again(ranked: Sequence[Ranked], preference: Preference) -> list[Ranked]:
    """Score the same outfits with what was learned since, the best first; no scorer is asked again."""
    weights = _felt(preference)
    found = [weighed(each.outfit, each.findings, weights) for each in ranked]
    return sorted(found, key=lambda each: (-each.score, each.outfit.key))


def weighed(outfit: Outfit, findings: Mapping[str, Finding], weights: Mapping[str, float]) -> Ranked:
    """Return the score of an outfit from what the scorers say of it."""
    parts = {name: _part(name, found, weights) for name, found in findings.items()}
    unused = tuple(name for name, found in findings.items() if found.value is None and not _learned(found, weights))
    return Ranked(outfit, sum(parts.values()), parts, findings, unused)


def _felt(preference: Preference) -> dict[str, float]:
    """Return the weights but for those that are 0: before anything is rated, those of all traits are."""
    return {name: weight for name, weight in preference.weights.items() if weight}


def _part(name: str, found: Finding, weights: Mapping[str, float]) -> float:
    own = weights.get(name, 0.0) * found.evidence
    if not _learned(found, weights):
        return own
    return own + sum(weights.get(trait, 0.0) * value for trait, value in found.traits.items())


def _learned(found: Finding, weights: Mapping[str, float]) -> bool:
    return not weights.keys().isdisjoint(found.traits)


def diverse(ranked: Sequence[Ranked], request: Request, top: int, trade: float = 0.7) -> list[Ranked]:
    """Choose the outfits to show: good ones that differ (see `mmr`), in the order in which they were chosen.

    No garment is in more than `OFTEN` of them as long as there are outfits without it: to `mmr` the tenth outfit with
    one top is no worse than the second.
    """
    scores = np.array([each.score for each in ranked])
    outfits = [each.outfit for each in ranked]
    chosen = {
        outfits[row].key: ranked[row]
        for row in mmr(scores, likeness(outfits, request.shelf.images), len(outfits), trade)
    }
    shown = spread([each.outfit for each in chosen.values()], top * OFTEN)
    return [chosen[outfit.key] for outfit in shown[:top]]


def likeness(outfits: Sequence[Outfit], images: Space) -> npt.NDArray[np.float64]:
    """Return (n, n) in [0, 1]: share of common garments, mixed with the cosine of the outfits' mean pictures."""
    digests = list(dict.fromkeys(item.digest for outfit in outfits for item in outfit.items))
    column = {digest: place for place, digest in enumerate(digests)}
    worn = np.zeros((len(outfits), len(digests)))
    for row, outfit in enumerate(outfits):
        worn[row, [column[item.digest] for item in outfit.items]] = 1
    common = worn @ worn.T
    shared = common / (worn.sum(1)[:, None] + worn.sum(1) - common)
    items = {item.digest: item for outfit in outfits for item in outfit.items}
    pictures = worn @ np.nan_to_num(images.place([items[digest].image for digest in digests]))
    length = np.linalg.norm(pictures, axis=1)
    pictures /= np.where(length > 0, length, 1)[:, None]
    return np.asarray(np.maximum(shared, TWINS * np.clip(pictures @ pictures.T, 0, 1)))
