"""One outfit whose score is to be explained, with what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.outfit import Outfit, slot_of
from intarsia.apps.tryon.recommend.averages import WardrobeAverage
from intarsia.apps.tryon.recommend.ranking import Ranked
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.apps.tryon.scorers.base import NOTHING, Finding
from intarsia.apps.tryon.wardrobe.shelf import evenly

OTHERS = 30
"""The number of garments that take the place of an item to see what it does for the outfit, evenly spaced ones."""

FAULT = 0.03
"""A garment is worth changing from this mean gain of the score over all others in its place.

Outfits that are recommended have less than 0.01; a garment that was planted to clash mostly has 0.08 to 0.14.
"""

SAME = 1e-9
"""Numbers that are nearer than that are the same."""


@dataclass(frozen=True)
class Gain:
    """What the score gains when other garments take the place of one.

    Attributes:
        share: the share of the others that raise the score.
        size: by how much those raise it, on average.
    """

    share: float
    size: float

    @property
    def mean(self) -> float:
        """The mean gain over all others; one that lowers the score counts 0."""
        return self.share * self.size

    @staticmethod
    def of(changes: Sequence[float]) -> Gain:
        """Summarise how much each of the others changes the score."""
        raised = [change for change in changes if change > 0]
        return Gain(len(raised) / len(changes), sum(raised) / len(raised)) if raised else Gain(0.0, 0.0)


@dataclass(frozen=True, eq=False)
class OutfitCase:
    """An outfit of a recommendation. Whatever is said of it is computed from here."""

    recommendation: Recommendation
    ranked: Ranked

    @property
    def items(self) -> tuple[Garment, ...]:
        """The garments of the outfit."""
        return self.ranked.outfit.items

    @cached_property
    def average(self) -> WardrobeAverage:
        """The average of outfits of the same slots."""
        return self.recommendation.averages.of(self.ranked.outfit.slots)

    @cached_property
    def bars(self) -> Mapping[str, float]:
        """Scorer → what it contributes above what it contributes on average."""
        return self._above(self.average)

    @cached_property
    def effects(self) -> tuple[Mapping[str, float], ...]:
        """For each item: scorer → what it contributes above its mean with other garments in the place of that item.

        Empty for an item that is the wardrobe's only one of its slot.
        """
        return tuple(self._above(WardrobeAverage.of(others)) if others else {} for others in self._instead)

    @cached_property
    def weight_of_items(self) -> tuple[float, ...]:
        """For each item, by how much the score is above its mean with other garments in the place of that item."""
        return tuple(sum(each.values()) for each in self.effects)

    @cached_property
    def gains(self) -> tuple[Gain, ...]:
        """For each item, what others in its place would gain."""
        return tuple(Gain.of([other.score - self.ranked.score for other in others]) for others in self._instead)

    @property
    def fault(self) -> int | None:
        """The item that is most worth changing; None when others would gain too little."""
        best = max(range(len(self.items)), key=lambda item: self.gains[item].mean)
        return best if self.gains[best].mean >= FAULT else None

    def alone(self, scorer: str, item: int) -> Finding:
        """Return what a scorer says of one item by itself."""
        return self._alone[item].findings.get(scorer, NOTHING)

    def usual(self, scorer: str, fact: str, item: int | None = None) -> float:
        """Return the mean of a fact over outfits of the same slots, or over garments of the slot of an item."""
        average = self.average if item is None else self.recommendation.averages.of((slot_of(self.items[item]),))
        return average.facts[scorer][fact]

    def beside(self, scorer: str, fact: str, item: int, good: bool) -> tuple[int, int]:
        """Count the others of the item's slot that have less of a fact, and all others.

        Where the scorer speaks against the item, those that have more of it are counted.
        """
        of = float(self.alone(scorer, item).facts[fact])
        slot = slot_of(self.items[item])
        values = np.array(self.recommendation.averages.of((slot,)).values[scorer][fact])
        beaten = values < of - SAME if good else values > of + SAME
        itself = any(each.digest == self.items[item].digest for each in self.recommendation.averages.pieces(slot))
        return int(beaten.sum()), len(values) - itself

    @cached_property
    def _alone(self) -> tuple[Ranked, ...]:
        return tuple(self.recommendation.scores.of([Outfit((item,)) for item in self.items]))

    @cached_property
    def _instead(self) -> tuple[list[Ranked], ...]:
        """For each item, the outfit with others in its place."""
        outfit = self.ranked.outfit
        scores = self.recommendation.scores
        return tuple(scores.of([outfit.with_item(other) for other in self._others(item)]) for item in self.items)

    def _others(self, item: Garment) -> list[Garment]:
        found = self.recommendation.averages.pieces(slot_of(item))
        return [found[place] for place in evenly(len(found), OTHERS) if found[place] != item]

    def _above(self, average: WardrobeAverage) -> Mapping[str, float]:
        return {name: part - average.parts[name] for name, part in self.ranked.parts.items()}
