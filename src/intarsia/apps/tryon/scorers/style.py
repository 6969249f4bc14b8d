"""Which kinds, patterns and colours does the user rate high? Nothing is presumed; it is learned from ratings alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from intarsia.apps.tryon.colour.lab import chroma
from intarsia.apps.tryon.garment.garment import PATTERNS, Garment
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.scorers.base import Finding, OutfitJudge, OutfitScorer, scorers
from intarsia.apps.tryon.scorers.items import Array

MIDDLE: Mapping[str, float] = {"lightness": 50.0, "chroma": 20.0, "red": 0.0, "yellow": 0.0}
"""Trait of colour → where it is 0: L*, chroma, a*, b*."""
UNIT = 50.0
"""The distance in CIELAB that counts as 1."""
TRAITS = (*KINDS, *PATTERNS, *MIDDLE)


@scorers.register("style")
@dataclass(frozen=True)
class Style(OutfitScorer):
    """What ratings of an outfit may turn out to depend on: shares of kinds and patterns, and the mean colour.

    The other scorers know what the user named; a taste for stripes, for skirts or for dark colours that nobody named
    shows only in which outfits they like. Each trait has a weight of its own, 0 before anything was rated.
    """

    prior: ClassVar[tuple[float, float]] = (0.0, 1.0)

    @property
    def priors(self) -> Mapping[str, tuple[float, float]]:
        """The trait → the prior of its weight: the same one for all."""
        return {f"{self.name} {trait}": self.prior for trait in TRAITS}

    def build(self, request: Request) -> OutfitJudge:
        """Judge garments by themselves."""
        known: dict[Garment, Array] = {}
        named = [f"{self.name} {trait}" for trait in TRAITS]

        def score(outfits: Sequence[Outfit]) -> list[Finding]:
            known.update({item: _traits(item) for outfit in outfits for item in outfit.items if item not in known})
            return [
                Finding(None, dict(zip(TRAITS, each, strict=True)), traits=dict(zip(named, each, strict=True)))
                for each in _means(outfits, known).tolist()
            ]

        return score


def _means(outfits: Sequence[Outfit], known: Mapping[Garment, Array]) -> Array:
    """Return the mean traits of the garments of each outfit, (n, T)."""
    if not outfits:
        return np.zeros((0, len(TRAITS)))
    counts = np.array([len(outfit) for outfit in outfits])
    rows = np.stack([known[item] for outfit in outfits for item in outfit.items])
    return np.asarray(np.add.reduceat(rows, np.cumsum(counts) - counts) / counts[:, None])


def _traits(garment: Garment) -> Array:
    """Return the traits (T,) of a garment in the order of `TRAITS`."""
    labs, shares = (np.array(each) for each in zip(*garment.palette, strict=True))
    colour = [shares @ labs[:, 0], shares @ chroma(labs), *(shares @ labs[:, 1:])]
    there = [*(garment.category == kind for kind in KINDS), *(garment.pattern == pattern for pattern in PATTERNS)]
    return np.array([*there, *((np.array(colour) - list(MIDDLE.values())) / UNIT)], float)
