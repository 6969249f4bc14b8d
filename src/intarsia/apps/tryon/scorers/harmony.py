"""Do the colours of the outfit belong together?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from intarsia.apps.tryon.colour.harmony import harmony
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.scorers.base import NOTHING, Finding, OutfitJudge, OutfitScorer, scorers
from intarsia.apps.tryon.scorers.items import OWN, FindingCache

AREAS: Mapping[str, float] = {"top": 1.0, "bottom": 1.0, "dress": 2.0, "outer": 1.0, "shoes": 0.25, "hat": 0.25}
"""Slot → how much of an outfit is seen of it, roughly."""


@scorers.register("harmony")
@dataclass(frozen=True)
class Harmonious(OutfitScorer):
    """How well the colours of all garments keep the rules of `colour.harmony`.

    One garment alone says nothing. A garment speaks for the outfit as much as the outfit would lose without it.
    """

    prior: ClassVar[tuple[float, float]] = (0.8, 0.8)
    memory: FindingCache = field(default_factory=FindingCache, init=False, repr=False, compare=False, metadata=OWN)

    def build(self, request: Request) -> OutfitJudge:
        """Looks at garments alone: the request says nothing of harmony."""
        return lambda outfits: self.memory.of(outfits, lambda fresh: list(map(_finding, fresh)))


def _finding(outfit: Outfit) -> Finding:
    if len(outfit) < 2:
        return NOTHING
    found = harmony([item.palette for item in outfit.items], [AREAS[slot] for slot in outfit.slots])
    facts: dict[str, float | str] = {"template": found.template, "angle": found.angle, "coloured": found.coloured}
    facts |= {"hues": found.hues, "calm": found.calm, "depth": found.depth}
    blame = {item.digest: -blame for item, blame in zip(outfit.items, found.blame, strict=True)}
    clash = max(range(len(outfit)), key=lambda item: found.clash[item])
    if found.clash[clash] > 0:
        facts["item"] = outfit.items[clash].digest
    return Finding(found.score, facts, blame)
