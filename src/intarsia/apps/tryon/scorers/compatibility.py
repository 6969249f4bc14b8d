"""Do the garments go together? A head over pairs of them, learned from outfits that were made by rule."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np

from intarsia.apps.tryon.colour.harmony import harmony_score
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.traits import formality, warmth
from intarsia.apps.tryon.outfit.outfit import Outfit, slot_of
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.scorers.base import NOTHING, Finding, OutfitJudge, OutfitScorer, scorers
from intarsia.apps.tryon.scorers.harmony import AREAS
from intarsia.apps.tryon.scorers.items import OWN, FindingCache
from intarsia.learner.learner import Learner

HEAD = Path(__file__).parent / "heads" / "compatibility"
TOGETHER = "together"
"""Label of the head: True for two garments of one outfit."""

Pair = tuple[Garment, Garment]
Value = float | str


@scorers.register("compatibility")
@dataclass(frozen=True)
class Compatible(OutfitScorer):
    """Mean over the pairs of an outfit of the probability that a pair would be worn together.

    The head knows categories, patterns, warmth and formality of two garments and the harmony of their colours, and no
    picture. It was trained on pairs that were accepted or not by rule (see its card, heads/compatibility/CARD.md): it
    has learned these rules, not what people like. One garment alone says nothing.
    """

    prior: ClassVar[tuple[float, float]] = (0.4, 0.6)
    memory: FindingCache = field(default_factory=FindingCache, init=False, repr=False, compare=False, metadata=OWN)

    def build(self, request: Request) -> OutfitJudge:
        """Looks at garments alone: the request says nothing of how they go together."""
        return lambda outfits: self.memory.of(outfits, _findings)


def pairs(outfit: Outfit) -> list[Pair]:
    """Return every two garments of an outfit, in the order of the slots."""
    return list(itertools.combinations(outfit.items, 2))


def together(found: Sequence[Pair]) -> list[float]:
    """Return (n,) probabilities that two garments belong to one outfit."""
    if not found:
        return []
    learner = _head()
    yes = list(learner.classes_).index(True)
    return [float(value) for value in learner.predict_proba(features(found))[:, yes]]


def features(found: Sequence[Pair]) -> dict[str, list[Value]]:
    """Return what the head knows of n pairs, a column each; the first of a pair is the one whose slot comes first."""
    known = {garment: (warmth(garment), formality(garment)) for pair in found for garment in pair}
    gaps = np.array([np.subtract(known[one], known[other]) for one, other in found]).reshape(-1, 2)
    numbers = {
        "warmth": gaps[:, 0],
        "formality": gaps[:, 1],
        "warmth_apart": np.abs(gaps[:, 0]),
        "formality_apart": np.abs(gaps[:, 1]),
    }
    return {
        "categories": [f"{one.category} {other.category}" for one, other in found],
        "patterns": [f"{one.pattern} {other.pattern}" for one, other in found],
        "harmony": [
            harmony_score([each.palette for each in pair], [AREAS[slot_of(each)] for each in pair]) for pair in found
        ],
        **{name: values.tolist() for name, values in numbers.items()},
    }


def _findings(outfits: Sequence[Outfit]) -> list[Finding]:
    found = list(dict.fromkeys(pair for outfit in outfits for pair in pairs(outfit)))
    known = dict(zip(found, together(found), strict=True))
    return [_finding(outfit, known) for outfit in outfits]


def _finding(outfit: Outfit, known: Mapping[Pair, float]) -> Finding:
    found = {pair: known[pair] for pair in pairs(outfit)}
    if not found:
        return NOTHING
    worst = min(found, key=lambda pair: found[pair])
    of = {item.digest: [value for pair, value in found.items() if item in pair] for item in outfit.items}
    items = {digest: 2 * sum(values) / len(values) - 1 for digest, values in of.items()}
    facts: dict[str, float | str] = {
        "item": min(items, key=lambda digest: items[digest]),
        "worst": found[worst],
        "first": worst[0].digest,
        "second": worst[1].digest,
    }
    return Finding(sum(found.values()) / len(found), facts, items)


@functools.cache
def _head() -> Learner:
    return Learner.from_pretrained(HEAD)
