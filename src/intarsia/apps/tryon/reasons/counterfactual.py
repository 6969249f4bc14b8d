"""Counterfactuals: what would the score gain from another colour, or from another garment?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from intarsia.apps.tryon.colour.lab import ciede2000
from intarsia.apps.tryon.colour.names import ColourName, named
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.naming import hue_of
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.outfit.outfit import Outfit, slot_of
from intarsia.apps.tryon.reasons.apart import told_apart
from intarsia.apps.tryon.reasons.case import OutfitCase
from intarsia.apps.tryon.wardrobe.shelf import evenly
from intarsia.i18n import Message, messages

say = messages(__package__)

COLOURS = ("black", "white", "grey", "beige", "brown", "red", "pink", "burgundy", "mustard", "olive", "blue", "navy")
"""The colours that a garment is dyed in thought."""
OF_ONE_DYE = 20.0
"""CIEDE2000 to the largest colour up to which another takes the dye with it; a stripe further away keeps its own."""
ANOTHER = 15.0
"""CIEDE2000 from which a colour is another one."""
ALONE = 20
ELSE = 20
"""Garments that are put in an item's place: the best by themselves, and others evenly spaced."""
SEEN = 200
"""Garments of a slot that are looked at for this."""
LEAST = 0.01
"""Log odds that a change must gain."""


@dataclass(frozen=True)
class Counterfactual:
    """A change of one garment of an outfit.

    Attributes:
        words: a sentence.
        gain: what the score gains, log odds.
        item: the place in the outfit of what is changed.
        garment: what it becomes: itself in another colour, or another of the wardrobe.
        dyed: whether it is the same garment in another colour: its colours were judged again, photo and texts not.
    """

    words: Message
    gain: float
    item: int
    garment: Garment
    dyed: bool


def best_change(case: OutfitCase) -> Counterfactual | None:
    """Return the change that the score gains most from; None when none gains."""
    tried = [(item, garment, dyed) for item in range(len(case.items)) for garment, dyed in _instead(case, item)]
    outfits = [case.ranked.outfit.with_item(garment) for _, garment, _ in tried]
    allowed = [row for row, outfit in enumerate(outfits) if _allowed(case, outfit)]
    if not allowed:
        return None
    values = case.recommendation.scores.values([outfits[row] for row in allowed])
    best = int(np.argmax(values))
    gain = values[best] - case.ranked.score
    (item, garment, dyed) = tried[allowed[best]]
    if gain < LEAST:
        return None
    return Counterfactual(_words(case, item, garment, gain, dyed), gain, item, garment, dyed)


def dyed(garment: Garment, colour: ColourName) -> Garment:
    """Return the garment in another colour: its largest colour becomes that, and those of the same dye move along in
    CIELAB.

    Photo, embeddings and texts stay what they are.
    """
    labs = np.array([lab for lab, _ in garment.palette])
    shares = [share for _, share in garment.palette]
    moved = ciede2000(labs, labs[0]) <= OF_ONE_DYE
    labs[moved] += np.array(colour.lab) - labs[0]
    labs[:, 0] = np.clip(labs[:, 0], 0, 100)
    palette = tuple(((float(L), float(a), float(b)), share) for (L, a, b), share in zip(labs, shares, strict=True))
    return dataclasses.replace(garment, palette=palette)


def _instead(case: OutfitCase, item: int) -> Iterator[tuple[Garment, bool]]:
    garment = case.items[item]
    for word in COLOURS:
        colour = named(word)
        if colour is not None and float(ciede2000(np.array(garment.palette[0][0]), np.array(colour.lab))) >= ANOTHER:
            yield dyed(garment, colour), True
    for other in _others(case, garment):
        yield other, False


def _others(case: OutfitCase, garment: Garment) -> list[Garment]:
    """Return others of the same slot: those that score best alone, and some of all."""
    found = case.recommendation.averages.pieces(slot_of(garment))
    seen = [found[place] for place in evenly(len(found), SEEN) if found[place] != garment]
    values = np.array(case.recommendation.scores.values([Outfit((each,)) for each in seen]))
    chosen = [*np.argsort(-values, kind="stable")[:ALONE].tolist(), *evenly(len(seen), ELSE).tolist()]
    return [seen[row] for row in dict.fromkeys(chosen)]


def _allowed(case: OutfitCase, outfit: Outfit) -> bool:
    keeps = case.recommendation.request.constraints
    owned = case.recommendation.request.owned
    return keeps.allows(outfit, owned) and len(keeps.sieve(outfit.items).kept) == len(outfit)


def _words(case: OutfitCase, item: int, new: Garment, gain: float, same: bool) -> Message:
    old = case.items[item]
    if same:
        return say("change.colour", kind=kind_of(old.category).title, colour=hue_of(new), gain=gain)
    one, other = told_apart(new, old, case.recommendation.request.shelf.garments)
    return say("change.garment", new=one, old=other, gain=gain)
