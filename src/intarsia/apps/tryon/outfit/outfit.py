"""Whole outfits from single garments."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import SLOTS, kind_of
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


BASES = (("dress",), ("top", "bottom"))
"""What dresses a person; a wardrobe without both halves is shown piece by piece."""
EXTRAS = ("outer", "shoes", "hat")
"""What may be added, in this order."""

SHARE = 1 / 6
"""The greatest share of the outfits carried from slot to slot that one garment may be in."""

Score = Callable[[Sequence["Outfit"]], Sequence[float]]
"""Outfits → how good each is; greater is better."""
Allows = Callable[["Outfit"], bool]
"""True for an outfit that may be worn, or may become one by what is still to be added."""


@dataclass(frozen=True)
class Outfit:
    """Garments that are worn together, at most one in each slot, in the order of `SLOTS`."""

    items: tuple[Garment, ...]

    def __post_init__(self) -> None:
        slots = [slot_of(each) for each in self.items]
        if not slots or len(set(slots)) < len(slots):
            raise OptionError(say("outfit.slots", slots=slots))
        ordered = sorted(self.items, key=lambda each: SLOTS.index(slot_of(each)))
        object.__setattr__(self, "items", tuple(ordered))

    @property
    def slots(self) -> tuple[str, ...]:
        """The slot in which each item is worn."""
        return tuple(slot_of(each) for each in self.items)

    @cached_property
    def key(self) -> str:
        """Identifies the outfit by what its pictures show; the same in every process."""
        return hashlib.blake2b(" ".join(each.digest for each in self.items).encode(), digest_size=8).hexdigest()

    def with_item(self, garment: Garment) -> Outfit:
        """Return the outfit with the garment in its slot, in place of what was there."""
        kept = [each for each in self.items if slot_of(each) != slot_of(garment)]
        return Outfit((*kept, garment))

    def __len__(self) -> int:
        return len(self.items)


def slot_of(garment: Garment) -> str:
    """Return where the garment is worn."""
    return kind_of(garment.category).slot


def assemble(pieces: Mapping[str, Sequence[Garment]], score: Score, allows: Allows, beam: int = 30) -> list[Outfit]:
    """Assemble outfits by beam search over the slots: pairs of tops and bottoms and dresses, then what may be added to
    them.

    Every outfit that survives a step stays in the answer, so one without shoes competes with the same one in shoes.
    One garment that goes with everything does not fill the beam: behind the best half, none is in more than `SHARE` of
    it as long as there are others.

    Args:
        pieces: slot → garments; the work grows with the product of tops and bottoms.
        score: judges outfits with and without what may be added alike.
        allows: asked about every outfit on the way.
        beam: how many outfits are carried from slot to slot.

    Returns:
        Outfits, the best first, each once; whole outfits where the pieces make any, else single pieces.
    """
    bases = [Outfit(each) for base in BASES for each in itertools.product(*(pieces.get(slot, ()) for slot in base))]
    whole = bool(bases)
    bases = bases or [Outfit((each,)) for slot in SLOTS for each in pieces.get(slot, ())]
    kept = _carried(filter(allows, bases), score, beam)
    carried = kept
    for slot in EXTRAS if whole else ():
        extended = (outfit.with_item(each) for outfit in carried for each in pieces.get(slot, ()))
        added = _carried(filter(allows, extended), score, beam)
        carried = _carried([*carried, *added], score, beam)
        kept = [*kept, *added]
    return ordered(kept, score)


def ordered(outfits: Iterable[Outfit], score: Score) -> list[Outfit]:
    """Return the outfits, each once, the best first; equal ones in the order of their keys."""
    unique = list({outfit.key: outfit for outfit in outfits}.values())
    values = score(unique)
    order = sorted(range(len(unique)), key=lambda row: (-values[row], unique[row].key))
    return [unique[row] for row in order]


def spread(outfits: Iterable[Outfit], most: float, first: int = 0) -> list[Outfit]:
    """Return the outfits in the order given, but last those that show a garment more than `most` times; the `first`
    stay.
    """
    chosen = list[Outfit]()
    rest = list[Outfit]()
    worn = Counter[str]()
    for outfit in outfits:
        digests = [item.digest for item in outfit.items]
        if len(chosen) < first or all(worn[digest] < most for digest in digests):
            chosen.append(outfit)
            worn.update(digests)
        else:
            rest.append(outfit)
    return [*chosen, *rest]


def _carried(outfits: Iterable[Outfit], score: Score, beam: int) -> list[Outfit]:
    return spread(ordered(outfits, score), beam * SHARE, beam // 2)[:beam]
