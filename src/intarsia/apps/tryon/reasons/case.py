"""One look whose score is to be explained, with what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from intarsia.apps.tryon.averages import Average
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.layers._base import NOTHING, Finding
from intarsia.apps.tryon.looks import Looks
from intarsia.apps.tryon.outfits import Look, slot_of
from intarsia.apps.tryon.ranking import Ranked
from intarsia.apps.tryon.shelf import evenly

OTHERS = 30
"""Garments that are put in one's place to see what it does for the look; evenly spaced ones where there are more."""


@dataclass(frozen=True, eq=False)
class Case:
    """A look of a recommendation. Whatever is said of it is computed from here."""

    looks: Looks
    ranked: Ranked

    @property
    def items(self) -> tuple[Garment, ...]:
        """The look's garments."""
        return self.ranked.look.items

    @cached_property
    def average(self) -> Average:
        """Of looks of the same slots."""
        return self.looks.averages.of(self.ranked.look.slots)

    @cached_property
    def bars(self) -> Mapping[str, float]:
        """Layer → what it contributes above what it contributes on average."""
        return {name: part - self.average.parts[name] for name, part in self.ranked.parts.items()}

    @cached_property
    def effects(self) -> tuple[Mapping[str, float], ...]:
        """Item by item, layer → what it contributes above its mean with other garments in that item's place.

        Empty for an item that is the wardrobe's only one of its slot.
        """
        return tuple(self._effect(item) for item in self.items)

    @cached_property
    def weight_of_items(self) -> tuple[float, ...]:
        """Item by item, by how much the score is above its mean with other garments in that item's place."""
        return tuple(sum(each.values()) for each in self.effects)

    def alone(self, layer: str, item: int) -> Finding:
        """What a layer says of one item by itself."""
        return self._alone[item].findings.get(layer, NOTHING)

    def usual(self, layer: str, fact: str, item: int | None = None) -> float:
        """The mean of a fact over looks of the same slots, or over garments of the item's slot."""
        average = self.average if item is None else self.looks.averages.of((slot_of(self.items[item]),))
        return average.facts[layer][fact]

    @cached_property
    def _alone(self) -> tuple[Ranked, ...]:
        return tuple(self.looks.scores.of([Look((item,)) for item in self.items]))

    def _effect(self, item: Garment) -> Mapping[str, float]:
        shelf = self.looks.asked.shelf
        rows = shelf.of_slots[slot_of(item)]
        others = [shelf.garments[row] for row in rows[evenly(len(rows), OTHERS)] if shelf.garments[row] != item]
        if not others:
            return {}
        usual = Average.of(self.looks.scores.of([self.ranked.look.with_item(other) for other in others]))
        return {name: part - usual.parts[name] for name, part in self.ranked.parts.items()}
