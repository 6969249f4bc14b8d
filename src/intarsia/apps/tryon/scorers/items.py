"""What layers share that judge a look by its garments, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.recommend.outfit import Outfit, slot_of
from intarsia.apps.tryon.scorers.base import NOTHING, Finding, OutfitJudge

Array = npt.NDArray[np.float64]

GarmentJudge = Callable[[Sequence[Garment]], Sequence[Finding]]
"""Garments → a finding for each, which depends on no other."""

EVEN: Mapping[str, float] = {}
FEW = 5
"""Garments of a slot that a standing needs; with fewer, all of the shelf are compared."""


def by_item(judge: GarmentJudge, weights: Mapping[str, float] = EVEN) -> OutfitJudge:
    """A look's value is the mean of its garments' values; garments with nothing to go by do not count.

    The facts are those of the garment that speaks loudest, named by its digest under "item".

    Args:
        judge: asked once for each garment, however many looks it is in.
        weights: slot → how much a garment worn there counts, 1 by default.
    """
    known: dict[Garment, Finding] = {}

    def score(outfits: Sequence[Outfit]) -> list[Finding]:
        fresh = list(dict.fromkeys(item for outfit in outfits for item in outfit.items if item not in known))
        known.update(zip(fresh, judge(fresh) if fresh else (), strict=True))
        return [_mean(outfit, [known[item] for item in outfit.items], weights) for outfit in outfits]

    return score


def _mean(outfit: Outfit, found: Sequence[Finding], weights: Mapping[str, float]) -> Finding:
    pairs = [(item, each) for item, each in zip(outfit.items, found, strict=True) if each.value is not None]
    if not pairs:
        return NOTHING
    counts = [weights.get(slot_of(item), 1.0) for item, _ in pairs]
    value = sum(count * (each.value or 0.0) for count, (_, each) in zip(counts, pairs, strict=True)) / sum(counts)
    loudest, finding = max(pairs, key=lambda pair: abs(pair[1].evidence))
    items = {item.digest: each.evidence for item, each in pairs}
    return Finding(value, {"item": loudest.digest, **finding.facts}, items)


class SlotPercentile:
    """Where a number stands among those of all garments of the same slot: 0 below all, 1 above all.

    The normal distribution with their mean and deviation is taken for theirs.

    Args:
        values: (N,) of the shelf; NaN where a garment has none.
        slots: (N,) where each is worn.
    """

    def __init__(self, values: Array, slots: npt.NDArray[np.intp]) -> None:
        known = np.isfinite(values)
        self._all = _moments(values[known])
        self._slots: dict[int, tuple[float, float]] = {}
        for slot in np.unique(slots[known]).tolist():
            chosen = values[known & (slots == slot)]
            self._slots[slot] = _moments(chosen) if len(chosen) >= FEW else self._all

    def __call__(self, values: Array, slots: npt.NDArray[np.intp]) -> Array:
        """(n,) in [0, 1]; NaN stays NaN, and .5 is where nothing varies."""
        moments = np.array([self._slots.get(slot, self._all) for slot in slots.tolist()]).reshape(-1, 2)
        return np.asarray(ndtr((values - moments[:, 0]) / moments[:, 1]))


def _moments(values: Array) -> tuple[float, float]:
    if not len(values):
        return 0.0, np.inf
    deviation = float(values.std())
    return float(values.mean()), deviation if deviation > 1e-6 else np.inf
