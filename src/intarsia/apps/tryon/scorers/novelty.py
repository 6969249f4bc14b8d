"""Is it something that the user does not have yet?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.scorers.base import NOTHING, Finding, OutfitJudge, OutfitScorer, scorers
from intarsia.apps.tryon.scorers.items import by_item
from intarsia.apps.tryon.wardrobe.shelf import apart, palettes

NEAR = 20.0
"""Mean distance in CIELAB at which palettes are no longer alike."""
SAME_PATTERN = 1.0
OTHER_PATTERN = 0.6
"""How alike garments of one category and the same colours are."""


@scorers.register("novelty")
@dataclass(frozen=True)
class Novelty(OutfitScorer):
    """One less the likeness to the most similar garment of the same category that the user owns.

    Likeness is that of the colours, and less where the patterns differ. Of a category of which nothing is owned,
    everything is new.
    """

    prior: ClassVar[tuple[float, float]] = (0.3, 0.5)

    def build(self, request: Request) -> OutfitJudge:
        """Compare garments with those that are owned."""
        if not request.owned:
            return lambda outfits: [NOTHING] * len(outfits)
        return by_item(lambda garments: _judge(garments, request.owned))


def _judge(garments: Sequence[Garment], owned: Sequence[Garment]) -> list[Finding]:
    gaps = apart(palettes([each.palette for each in garments]), palettes([each.palette for each in owned]))
    alike = np.exp(-((gaps / NEAR) ** 2))
    alike *= [[_pattern(one, other) for other in owned] for one in garments]
    found = []
    for garment, row in zip(garments, alike, strict=True):
        nearest = int(row.argmax())
        facts: dict[str, float | str] = {"closest": owned[nearest].digest, "closest_title": owned[nearest].title}
        found.append(Finding(1 - float(row[nearest]), facts if row[nearest] > 0 else {"owned of its category": 0.0}))
        if garment.digest in {each.digest for each in owned}:
            found[-1] = Finding(0.0, {"closest": garment.digest, "closest_title": garment.title})
    return found


def _pattern(one: Garment, other: Garment) -> float:
    if one.category != other.category:
        return 0.0
    return SAME_PATTERN if one.pattern == other.pattern else OTHER_PATTERN
