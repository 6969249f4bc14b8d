"""From a request to ranked looks: search, single pieces, outfits."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.recommend.candidates import candidates
from intarsia.apps.tryon.recommend.outfit import EXTRAS, Look, assemble
from intarsia.apps.tryon.recommend.preference import Preference
from intarsia.apps.tryon.recommend.ranking import Ranked, Scores
from intarsia.apps.tryon.recommend.request import Request
from intarsia.apps.tryon.scorers.base import Layer

PIECES = 20
ADDED = 8
"""Garments of a slot that outfits are made of: tops, bottoms and dresses, and what is added to them."""
THRIFTY = 10
"""Cheapest garments of a slot, and dearest ones, that are tried besides where the budget is bounded that way."""


def recommend(asked: Request, layers: Sequence[Layer], preference: Preference) -> list[Ranked]:
    """All looks that are worth showing, the best first; empty when none keeps the constraints.

    Each slot's garments are first ranked alone, and the best of them tried together.
    """
    scores = Scores(asked, layers, preference)
    keeps = asked.constraints
    pieces = {slot: _best(slot, found, asked, scores) for slot, found in candidates(asked).items()}
    # What only may become a look can crowd out what is one: then nothing else is carried.
    for allows in (keeps.may_become, keeps.allows):
        looks = assemble(pieces, scores.values, functools.partial(allows, owned=asked.owned))
        if found := [look for look in looks if keeps.allows(look, asked.owned)]:
            return scores.ranked(found)
    return []


def _best(slot: str, found: Sequence[Garment], asked: Request, scores: Scores) -> list[Garment]:
    """The best garments of a slot; of the kinds that were asked for, where it has some."""
    wanted = {category for group in asked.constraints.kinds for category in group}
    fitting = [Look((each,)) for each in found if each.category in wanted] or [Look((each,)) for each in found]
    best = scores.ranked(fitting)[: ADDED if slot in EXTRAS else PIECES]
    chosen = [each.look.items[0] for each in best]
    if asked.constraints.budget is not None:
        chosen += _by_price([each.items[0] for each in fitting], *asked.constraints.budget)
    return list(dict.fromkeys(chosen))


def _by_price(found: Sequence[Garment], least: float, most: float) -> list[Garment]:
    """The cheapest ones where there is a most, and the dearest ones where there is a least."""
    priced = sorted((each for each in found if each.price is not None), key=lambda each: (each.price or 0, each.digest))
    cheap = priced[:THRIFTY] if math.isfinite(most) else []
    return [*cheap, *(priced[-THRIFTY:] if least > 0 else [])]
