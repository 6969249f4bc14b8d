"""Is it what the user asked for in words?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.stats import rankdata

from intarsia.apps.tryon.garment.colouring import colour_fit
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.matching import PERHAPS, fit, is_made_of, patterns
from intarsia.apps.tryon.garment.traits import formality, needed_warmth, warmth
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.scorers.base import NOTHING, Finding, OutfitJudge, OutfitScorer, scorers
from intarsia.apps.tryon.scorers.items import Array
from intarsia.apps.tryon.wish.wishes import Wish

SLACK = 0.25
"""Distance on the scales of warmth and formality at which a fit has fallen to exp(-1/2)."""

Fit = Callable[[Garment], float]


@scorers.register("wish")
@dataclass(frozen=True)
class Wished(OutfitScorer):
    """How far an outfit keeps what a wish says: the mean of the parts that the wish speaks of.

    Parts: "meaning" (standing of the garment's text among those of its slot by likeness to the wish: embeddings of
    texts only rank, since their cosines mean nothing by themselves; so only the words of a wish are compared that say
    something of clothes or occasions, see `Wish.meant`), the mean over the garments; "temperature" and "formality" (a
    bell around what is needed), the geometric mean, since a warm shirt does not make up for shorts in the snow;
    "colours", "patterns", "sleeves" and "fabrics" that belong to no garment, of the one that keeps them best; "kinds",
    the share of those asked for that are there; and "garments", how far those that were asked for with colours and the
    like are there as they were asked for.
    """

    prior: ClassVar[tuple[float, float]] = (1.5, 1.0)

    def build(self, request: Request) -> OutfitJudge:
        """Read the wish once for all outfits."""
        wish = request.wish
        if wish is None or wish.empty:
            return lambda outfits: [NOTHING] * len(outfits)
        single = _single(request, wish)
        whole = _whole(wish)
        known = dict[Garment, dict[str, float]]()

        def parts(garment: Garment) -> dict[str, float]:
            if garment not in known:
                known[garment] = {name: fit(garment) for name, fit in (single | whole).items()}
            return known[garment]

        return lambda outfits: [
            _finding(outfit, [parts(item) for item in outfit.items], wish, set(whole)) for outfit in outfits
        ]


def _single(request: Request, wish: Wish) -> dict[str, Fit]:
    """Return parts of which every garment should keep its share."""
    fits = dict[str, Fit]()
    if request.meaning is not None and np.isfinite(request.meaning).any():
        ranks = _ranks(np.asarray(request.meaning, np.float64), request.shelf.slots)
        fits["meaning"] = lambda garment: _at(ranks, request.shelf.places.get(garment.digest))
    if wish.temperature is not None:
        needed = needed_warmth(wish.temperature)
        fits["temperature"] = lambda garment: _bell(warmth(garment) - needed)
    if wish.formality is not None:
        low, high = wish.formality
        fits["formality"] = lambda garment: _bell(max(low - formality(garment), formality(garment) - high, 0))
    return fits


def _whole(wish: Wish) -> dict[str, Fit]:
    """Return parts that an outfit keeps when one of its garments does."""
    fits = dict[str, Fit]()
    if colours := wish.free.get("colour"):
        fits["colours"] = lambda garment: max(colour_fit(garment, name) for name in colours)
    if asked := wish.free.get("pattern"):
        fits["patterns"] = lambda garment: float(bool(set(asked) & set(patterns(garment))))
    if sleeves := wish.free.get("sleeve"):
        fits["sleeves"] = lambda garment: float(garment.sleeve in sleeves)
    if fabrics := wish.free.get("fabric"):
        fits["fabrics"] = lambda garment: max(_known(is_made_of(garment, each)) for each in fabrics)
    return fits


def _finding(outfit: Outfit, found: Sequence[Mapping[str, float]], wish: Wish, whole: set[str]) -> Finding:
    values = dict[str, float]()
    for name in found[0]:
        known = [parts[name] for parts in found if np.isfinite(parts[name])]
        if known:
            values[name] = max(known) if name in whole else _together(name, known)
    if wish.kinds:
        there = {item.category for item in outfit.items}
        values["kinds"] = sum(bool(there & set(group)) for group in wish.kinds) / len(wish.kinds)
    special = [group for group in wish.garments if any(each.special for each in group)]
    if special:
        kept = [max(fit(item, group) for item in outfit.items) for group in special]
        values["garments"] = sum(kept) / len(kept)
    if not values:
        return NOTHING
    return Finding(sum(values.values()) / len(values), dict(values), _items(outfit, found))


def _known(answer: bool | None) -> float:
    return PERHAPS if answer is None else float(answer)


def _together(name: str, known: Sequence[float]) -> float:
    return sum(known) / len(known) if name == "meaning" else math.prod(known) ** (1 / len(known))


def _items(outfit: Outfit, found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    known = [[value for value in parts.values() if np.isfinite(value)] for parts in found]
    return {
        item.digest: 2 * sum(values) / len(values) - 1
        for item, values in zip(outfit.items, known, strict=True)
        if values
    }


def _ranks(values: Array, slots: np.ndarray) -> Array:
    """Return (N,) in [0, 1] within each slot, 1 for the greatest; NaN where there is no value, .5 for one alone."""
    found = np.full(len(values), np.nan)
    for slot in np.unique(slots):
        rows = np.flatnonzero((slots == slot) & np.isfinite(values))
        if len(rows):
            found[rows] = (rankdata(values[rows]) - 0.5) / len(rows)
    return found


def _at(ranks: Array, row: int | None) -> float:
    return float("nan") if row is None else float(ranks[row])


def _bell(distance: float) -> float:
    return float(np.exp(-((distance / SLACK) ** 2) / 2))
