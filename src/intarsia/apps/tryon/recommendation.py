"""From a request to ranked looks: search, single pieces, outfits."""

from __future__ import annotations

from collections.abc import Sequence

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.layers._base import Layer
from intarsia.apps.tryon.outfits import EXTRAS, Look, assemble
from intarsia.apps.tryon.preference import Preference
from intarsia.apps.tryon.ranking import Ranked, Scores
from intarsia.apps.tryon.request import Request
from intarsia.apps.tryon.search import candidates

PIECES, ADDED = 20, 8
"""Garments of a slot that outfits are made of: tops, bottoms and dresses, and what is added to them."""


def recommend(asked: Request, layers: Sequence[Layer], preference: Preference) -> list[Ranked]:
    """All looks that are worth showing, the best first; empty when none keeps the constraints.

    Each slot's garments are first ranked alone, and the best of them tried together.
    """
    scores, keeps = Scores(asked, layers, preference), asked.constraints
    pieces = {slot: _best(slot, found, asked, scores) for slot, found in candidates(asked).items()}
    looks = assemble(pieces, scores.values, lambda look: keeps.may_become(look, asked.owned))
    return scores.ranked([look for look in looks if keeps.allows(look, asked.owned)])


def _best(slot: str, found: Sequence[Garment], asked: Request, scores: Scores) -> list[Garment]:
    """The best garments of a slot; of the kinds that were asked for, where it has some."""
    wanted = {category for group in asked.constraints.kinds for category in group}
    fitting = [Look((each,)) for each in found if each.category in wanted] or [Look((each,)) for each in found]
    best = scores.ranked(fitting)[: ADDED if slot in EXTRAS else PIECES]
    return [each.look.items[0] for each in best]
