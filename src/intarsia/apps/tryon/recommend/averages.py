"""What a wardrobe's outfits are like on average: the score of one is explained by what sets it apart from them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.recommend.ranking import OutfitScores, Ranked
from intarsia.apps.tryon.scorers.base import Finding
from intarsia.apps.tryon.wardrobe.shelf import Shelf, evenly

DRAWN = 1000
"""The greatest number of outfits from which an average is taken; a small wardrobe gives all that it has."""


@dataclass(frozen=True)
class WardrobeAverage:
    """The means of what is said of many outfits.

    Attributes:
        score: the mean score.
        parts: scorer → the mean of what it contributes to the scores.
        facts: scorer → numeric fact → its mean over the outfits that have it; "value" is that of the scorer itself.
        values: scorer → numeric fact → its values, one for each outfit that has it.
    """

    score: float
    parts: Mapping[str, float]
    facts: Mapping[str, Mapping[str, float]]
    values: Mapping[str, Mapping[str, Sequence[float]]]

    @staticmethod
    def of(found: Sequence[Ranked]) -> WardrobeAverage:
        """Average at least one outfit."""
        parts = {name: float(np.mean([each.parts[name] for each in found])) for name in found[0].parts}
        values = {name: _values(each.findings[name] for each in found) for name in found[0].findings}
        facts = {name: {fact: float(np.mean(of)) for fact, of in each.items()} for name, each in values.items()}
        return WardrobeAverage(sum(parts.values()), parts, facts, values)


class WardrobeAverages:
    """The averages of a wardrobe's outfits, each computed when it is first asked for.

    An outfit is compared with others of the same slots: with all of them, or with a random sample that is the same in
    whatever order the wardrobe is.
    """

    def __init__(self, scores: OutfitScores, shelf: Shelf) -> None:
        self._scores = scores
        self._shelf = shelf
        self._known: dict[tuple[str, ...], WardrobeAverage] = {}
        self._pieces: dict[str, list[Garment]] = {}

    def of(self, slots: tuple[str, ...]) -> WardrobeAverage:
        """Return the average of outfits with a garment in each of these slots."""
        if slots not in self._known:
            self._known[slots] = WardrobeAverage.of(self._scores.of(self._drawn(slots)))
        return self._known[slots]

    def pieces(self, slot: str) -> list[Garment]:
        """Return the garments of a slot in an order of their own, so that the wardrobe's makes no difference."""
        if slot not in self._pieces:
            found = (self._shelf.garments[row] for row in self._shelf.of_slots[slot])
            self._pieces[slot] = sorted(found, key=lambda each: each.digest)
        return self._pieces[slot]

    def _drawn(self, slots: tuple[str, ...]) -> list[Outfit]:
        pieces = [self.pieces(slot) for slot in slots]
        if math.prod(map(len, pieces)) <= DRAWN:
            return [Outfit(each) for each in itertools.product(*pieces)]
        if len(slots) == 1:
            return [Outfit((pieces[0][place],)) for place in evenly(len(pieces[0]), DRAWN)]
        chance = np.random.default_rng(0)
        chosen = np.stack([chance.integers(len(each), size=DRAWN) for each in pieces], 1)  # (DRAWN, slots)
        return [Outfit(tuple(each[place] for each, place in zip(pieces, places, strict=True))) for places in chosen]


def _values(findings: Iterable[Finding]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for finding in findings:
        told = finding.facts if finding.value is None else {**finding.facts, "value": finding.value}
        for name, fact in told.items():
            if not isinstance(fact, str):
                found.setdefault(name, []).append(fact)
    return found
