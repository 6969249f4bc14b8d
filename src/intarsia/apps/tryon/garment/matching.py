"""Whether a garment is what a wish names: for sure, perhaps, or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from intarsia.apps.tryon.garment.colouring import colour_fit
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.wording import wording
from intarsia.apps.tryon.wish.garments import AskedGarment
from intarsia.apps.tryon.wish.lexicon import kinds_of_sort

PERHAPS = 0.4
"""How far a garment is something that nothing says it is, nor that it is not."""
EXACT = 0.6
"""How far every part has to be kept by a garment that is what was asked for."""
MOSTLY = 0.5
"""The share of a garment that is "red"; of a garment in several colours each has half of it."""


def patterns(garment: Garment) -> tuple[str, ...]:
    """Return the patterns of a garment: those that its title names, else the one that its photo shows."""
    return wording(garment).patterns or (garment.pattern,)


def is_sort(garment: Garment, sort: str) -> bool | None:
    """Return whether a garment is of a sort, such as jeans; None where nothing says so."""
    if garment.category not in kinds_of_sort(sort):
        return False
    said = wording(garment)
    if sort in said.sorts:
        return True
    return False if said.sorts or said.named else None


def is_made_of(garment: Garment, fabric: str) -> bool | None:
    """Return whether a garment is made of a cloth; None where nothing names its cloth."""
    said = wording(garment)
    return fabric in said.fabrics if said.fabrics else None


def kept(garment: Garment, asked: AskedGarment) -> Mapping[str, float]:
    """Return how far a garment keeps each part of what was asked for, in [0, 1]; only its kind where that is wrong."""
    if garment.category not in asked.kinds:
        return {"kinds": 0.0}
    parts = {"kinds": 1.0}
    if asked.sorts:
        parts["sorts"] = max(_known(is_sort(garment, each)) for each in asked.sorts)
    if asked.colours:
        parts["colours"] = min(_has(garment, group, len(asked.colours)) for group in asked.colours)
    if asked.patterns:
        parts["patterns"] = float(bool(set(asked.patterns) & set(patterns(garment))))
    if asked.sleeves:
        parts["sleeves"] = PERHAPS if garment.sleeve is None else float(garment.sleeve in asked.sleeves)
    if asked.fabrics:
        parts["fabrics"] = max(_known(is_made_of(garment, each)) for each in asked.fabrics)
    return parts


def fit(garment: Garment, group: Iterable[AskedGarment]) -> float:
    """Return how far a garment is one of several that were asked for, in [0, 1]."""
    found = [kept(garment, each) for each in group]
    return max((0.0 if not parts["kinds"] else sum(parts.values()) / len(parts) for parts in found), default=0.0)


def is_one_of(garment: Garment, group: Iterable[AskedGarment]) -> bool:
    """Return whether a garment is what was asked for, in every part."""
    return any(min(kept(garment, each).values()) >= EXACT for each in group)


def _has(garment: Garment, colours: Sequence[str], groups: int) -> float:
    return min(1.0, max(colour_fit(garment, name) for name in colours) * max(groups, 1) / MOSTLY)


def _known(answer: bool | None) -> float:
    return PERHAPS if answer is None else float(answer)
