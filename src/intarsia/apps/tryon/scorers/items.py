"""What scorers share: garments judged one at a time, where a number stands in its slot, and findings remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.outfit import Outfit, slot_of
from intarsia.apps.tryon.scorers.base import NOTHING, Finding, OutfitJudge

Array = npt.NDArray[np.float64]

GarmentJudge = Callable[[Sequence[Garment]], Sequence[Finding]]
"""Garments → a finding for each, which depends on no other."""

EVEN: Mapping[str, float] = {}
FEW = 5
"""The least number of garments of a slot to compare within; with fewer, all garments are compared."""


def by_item(judge: GarmentJudge, weights: Mapping[str, float] = EVEN) -> OutfitJudge:
    """Judge an outfit by the mean over its garments; garments with nothing to go by do not count.

    The facts are those of the garment that speaks loudest, named by its digest under "item".

    Args:
        judge: asked once for each garment, however many outfits it is in.
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
        values: (N,) the numbers of the garments on the shelf; NaN where a garment has none.
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
        """Return where each number stands, (n,) in [0, 1]; NaN stays NaN, and .5 is where nothing varies."""
        moments = np.array([self._slots.get(slot, self._all) for slot in slots.tolist()]).reshape(-1, 2)
        return np.asarray(ndtr((values - moments[:, 0]) / moments[:, 1]))


def _moments(values: Array) -> tuple[float, float]:
    if not len(values):
        return 0.0, np.inf
    deviation = float(values.std())
    return float(values.mean()), deviation if deviation > 1e-6 else np.inf


MOST = 10_000
"""The number of outfits that are remembered, about 1 kB each: a recommendation judges a hundred to two thousand."""


OWN: Mapping[str, bool] = {"transient": True}
"""Metadata of the field for the memory of a scorer: it belongs to the instance, and is no option."""


class FindingCache:
    """Findings by outfit, in the memory of one scorer; beyond `MOST` the oldest are forgotten.

    Threads may share one: at worst an outfit is judged twice.
    """

    def __init__(self) -> None:
        self._known: dict[Outfit, Finding] = {}

    def of(self, outfits: Sequence[Outfit], judge: Callable[[Sequence[Outfit]], Sequence[Finding]]) -> list[Finding]:
        """Return the finding for each outfit; `judge` is asked, once, for those that are not known."""
        found = {outfit: self._known.get(outfit) for outfit in outfits}
        fresh = [outfit for outfit, finding in found.items() if finding is None]
        judged = dict(zip(fresh, judge(fresh) if fresh else (), strict=True))
        self._keep(judged)
        return [finding if (finding := found[outfit]) is not None else judged[outfit] for outfit in outfits]

    def _keep(self, judged: dict[Outfit, Finding]) -> None:
        self._known.update(judged)
        for outfit in list(self._known)[: max(len(self._known) - MOST, 0)]:
            self._known.pop(outfit, None)
