"""From a request to ranked outfits: search, single garments, whole outfits."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.outfit import EXTRAS, Outfit, assemble
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.recommend.candidates import candidates
from intarsia.apps.tryon.recommend.preference import Preference
from intarsia.apps.tryon.recommend.ranking import OutfitScores, Ranked
from intarsia.apps.tryon.scorers.base import OutfitScorer

PIECES = 20
ADDED = 8
"""Garments of a slot that outfits are made of: tops, bottoms and dresses, and what is added to them."""
THRIFTY = 10
"""Cheapest garments of a slot, and dearest ones, that are tried besides where the budget is bounded that way."""


def recommend(request: Request, scorers: Sequence[OutfitScorer], preference: Preference) -> list[Ranked]:
    """Rank all outfits that are worth showing, the best first; none when none keeps the constraints.

    Each slot's garments are first ranked alone, and the best of them tried together.
    """
    scores = OutfitScores(request, scorers, preference)
    keeps = request.constraints
    pieces = {slot: _best(slot, found, request, scores) for slot, found in candidates(request).items()}
    # What may only become an outfit can crowd out what is one: then nothing else is carried.
    for allows in (keeps.may_become, keeps.allows):
        outfits = assemble(pieces, scores.values, functools.partial(allows, owned=request.owned))
        if found := [outfit for outfit in outfits if keeps.allows(outfit, request.owned)]:
            return scores.ranked(found)
    return []


def _best(slot: str, found: Sequence[Garment], request: Request, scores: OutfitScores) -> list[Garment]:
    """Return the best garments of a slot; of the kinds that were asked for, where it has some."""
    wanted = {category for group in request.constraints.kinds for category in group}
    found = [each for each in found if request.constraints.asks_for(each)] or found
    fitting = [Outfit((each,)) for each in found if each.category in wanted] or [Outfit((each,)) for each in found]
    best = scores.ranked(fitting)[: ADDED if slot in EXTRAS else PIECES]
    chosen = [each.outfit.items[0] for each in best]
    if request.constraints.budget is not None:
        chosen += _by_price([each.items[0] for each in fitting], *request.constraints.budget)
    return list(dict.fromkeys(chosen))


def _by_price(found: Sequence[Garment], least: float, most: float) -> list[Garment]:
    """Return the cheapest ones where there is a most, and the dearest ones where there is a least."""
    priced = sorted((each for each in found if each.price is not None), key=lambda each: (each.price or 0, each.digest))
    cheap = priced[:THRIFTY] if math.isfinite(most) else []
    return [*cheap, *(priced[-THRIFTY:] if least > 0 else [])]
