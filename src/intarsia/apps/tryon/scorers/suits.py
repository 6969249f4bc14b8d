"""How do its colours stand beside the person's own?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.suits import suits
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.person.tones import Tones
from intarsia.apps.tryon.scorers.base import NOTHING, Finding, OutfitJudge, OutfitScorer, scorers
from intarsia.apps.tryon.scorers.items import by_item

NEAR_THE_FACE: Mapping[str, float] = {"bottom": 0.4, "shoes": 0.2}
"""Slot → how much its colours count beside those next to the face, which count 1."""


@scorers.register("suits")
@dataclass(frozen=True)
class SuitsPerson(OutfitScorer):
    """Colour with the person: told apart from skin and hair, and like them in contrast (see `colour.suits`).

    It needs the tone of the skin; hair and contrast are used when the photo shows them.
    """

    prior: ClassVar[tuple[float, float]] = (0.8, 0.8)

    def build(self, request: Request) -> OutfitJudge:
        """Take the middle of each tone's interval."""
        tones = request.tones
        if tones is None or tones.skin is None:
            return lambda outfits: [NOTHING] * len(outfits)
        colours = _colours(tones)
        contrast = None if tones.contrast is None else tones.contrast.mid

        def judge(garments: Sequence[Garment]) -> list[Finding]:
            found = [suits(garment.palette, colours, contrast) for garment in garments]
            return [
                Finding(each.value, {**each.parts, **{f"from {name}": gap for name, gap in each.differences.items()}})
                for each in found
            ]

        return by_item(judge, NEAR_THE_FACE)


def _colours(tones: Tones) -> dict[str, npt.NDArray[np.float64]]:
    named = {"skin": tones.skin, "hair": tones.hair, "eyes": tones.eyes}
    return {name: tone.lab for name, tone in named.items() if tone is not None}
