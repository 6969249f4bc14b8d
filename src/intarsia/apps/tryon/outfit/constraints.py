"""What an outfit must have, must not have and may cost: a filter that tells what it removed and why."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from intarsia.apps.tryon.colour.names import named
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.stated import ANYBODY
from intarsia.apps.tryon.garment.taxonomy import KINDS, SLOTS, kind_of
from intarsia.apps.tryon.garment.traits import colour_fit
from intarsia.apps.tryon.outfit.outfit import EXTRAS, Outfit, slot_of
from intarsia.apps.tryon.wish.wishes import Range, Wish
from intarsia.errors import OptionError, UnknownName
from intarsia.i18n import Message, messages

say = messages(__package__)


HALVES: Mapping[str, tuple[str, ...]] = {"upper": ("top", "outer"), "lower": ("bottom",), "whole": ("dress",)}
"""Parts of the body → slots."""
MUCH = 0.3
"""Share of a garment from which an unwanted colour is in the way."""


@dataclass(frozen=True)
class Removal:
    """A garment that was taken out: by which rule (a field of `Constraints`), and why.

    A sentence is made when it is asked for: of ten thousand garments nobody reads why each was left out.
    """

    garment: Garment
    rule: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def why(self) -> Message:
        """A sentence that says why."""
        return say(self.key, **self.values)


@dataclass(frozen=True)
class FilterResult:
    """What a filter left, what it took out, and what it could not know."""

    kept: tuple[Garment, ...]
    removed: tuple[Removal, ...]
    notes: tuple[Message, ...] = ()

    def counts(self) -> dict[str, int]:
        """Count the garments that each rule removed, the most first."""
        return dict(Counter(each.rule for each in self.removed).most_common())


@dataclass(frozen=True)
class Constraints:
    """What the score cannot outweigh.

    A garment of which nothing is known (no price, no sizes) is kept, and the notes say so.

    Attributes:
        worn: only garments that are worn there: "upper", "lower", "whole", slots or categories; empty for all.
        without: no garment of these, named in the same way.
        kinds: groups of categories; every outfit has a garment of each.
        budget: least and most that an outfit may cost. One with an unknown price may cost less than the least.
        budgeted: groups of categories that the budget is for, as in a wish for "a shirt under 50"; empty for all of
            the outfit.
        sizes: the user's sizes, as shops write them ("M", "38"); empty for all.
        colours: no garment with much of these (see `colour_fit`).
        patterns: no garment with one of these.
        sleeves: no garment with one of these.
    """

    worn: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    kinds: tuple[tuple[str, ...], ...] = ()
    budget: Range | None = None
    budgeted: tuple[tuple[str, ...], ...] = ()
    sizes: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sleeves: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = {*HALVES, *SLOTS, *KINDS}
        for name in (*self.worn, *self.without):
            if name not in known:
                raise UnknownName(say("kind.place"), name, known)
        if self.budget is not None and not 0 <= self.budget[0] <= self.budget[1]:
            raise OptionError(say("constraint.budget", low=self.budget[0], high=self.budget[1]))

    def and_wish(self, wish: Wish) -> Constraints:
        """Add what the wish demands; what was given comes first."""
        return dataclasses.replace(
            self,
            without=(*self.without, *wish.unwanted.get("kind", ())),
            kinds=self.kinds or wish.kinds,
            budget=self.budget or wish.budget,
            budgeted=self.budgeted if self.budget else wish.kinds,
            colours=(*self.colours, *wish.unwanted.get("colour", ())),
            patterns=(*self.patterns, *wish.unwanted.get("pattern", ())),
            sleeves=(*self.sleeves, *wish.unwanted.get("sleeve", ())),
        )

    def sieve(self, garments: Iterable[Garment]) -> FilterResult:
        """Find the garments that may be in an outfit."""
        kept = list[Garment]()
        removed = list[Removal]()
        if self == Constraints(kinds=self.kinds, budgeted=self.budgeted):  # nothing that one garment could break
            return FilterResult(tuple(garments), ())
        for garment in garments:
            broken = next(self._broken(garment), None)
            if broken is None:
                kept.append(garment)
            else:
                removed.append(broken)
        return FilterResult(tuple(kept), tuple(removed), tuple(self._unknown(kept)))

    def allows(self, outfit: Outfit, owned: Sequence[Garment] = ()) -> bool:
        """Return True when the outfit has a garment of each group and what must be bought for it is within the
        budget.
        """
        return self._has(outfit, ()) and self._affordable(outfit, owned) and self._dear_enough(outfit, owned)

    def may_become(self, outfit: Outfit, owned: Sequence[Garment] = ()) -> bool:
        """Return True when adding `EXTRAS` can still make the outfit one that is allowed."""
        return self._has(outfit, [slot for slot in EXTRAS if slot not in outfit.slots]) and self._affordable(
            outfit, owned
        )

    def _has(self, outfit: Outfit, open_slots: Sequence[str]) -> bool:
        there = {item.category for item in outfit.items}
        return all(
            there & set(group) or any(kind_of(each).slot in open_slots for each in group) for group in self.kinds
        )

    def _affordable(self, outfit: Outfit, owned: Sequence[Garment]) -> bool:
        if self.budget is None:
            return True
        return sum(price for price in self._prices(outfit, owned) if price is not None) <= self.budget[1]

    def _dear_enough(self, outfit: Outfit, owned: Sequence[Garment]) -> bool:
        prices = [] if self.budget is None else self._prices(outfit, owned)
        known = [price for price in prices if price is not None]
        return self.budget is None or not known or len(known) < len(prices) or sum(known) >= self.budget[0]

    def _prices(self, outfit: Outfit, owned: Sequence[Garment]) -> list[float | None]:
        """Return the prices of what must be bought, as far as the budget is for it."""
        budgeted = {category for group in self.budgeted for category in group} or set(KINDS)
        have = {garment.digest for garment in owned}
        return [item.price for item in outfit.items if item.category in budgeted and item.digest not in have]

    def reachable(self, garments: Sequence[Garment]) -> tuple[Constraints, tuple[Message, ...]]:
        """Drop the groups of which there is no garment at all, and return notes on them."""
        there = {garment.category for garment in garments}
        lost = [group for group in self.kinds if not there & set(group)]
        kept = tuple(group for group in self.kinds if there & set(group))
        budgeted = tuple(group for group in self.budgeted if there & set(group))
        return dataclasses.replace(self, kinds=kept, budgeted=budgeted), tuple(
            say("kept.none_of", kinds=[kind_of(each).title for each in group]) for group in lost
        )

    def _broken(self, garment: Garment) -> Iterator[Removal]:
        """Yield the rules that the garment breaks, and how."""
        places = {garment.category, slot_of(garment)}
        places |= {half for half, slots in HALVES.items() if slot_of(garment) in slots}
        if (self.worn and not places & set(self.worn)) or places & set(self.without):
            rule = "without" if places & set(self.without) else "worn"
            yield Removal(garment, rule, "removed.not_asked_for", {"kind": kind_of(garment.category).title})
        if self.budget and garment.price is not None and self._paid(garment):
            low, high = self.budget
            if garment.price > high:
                yield Removal(garment, "budget", "removed.above_budget", {"price": garment.price, "bound": high})
            elif garment.price < low and len(self.budgeted) == 1:  # else others add to it
                yield Removal(garment, "budget", "removed.below_budget", {"price": garment.price, "bound": low})
        if self.sizes and garment.sizes and not _spelled(garment.sizes) & (_spelled(self.sizes) | ANYBODY):
            yield Removal(garment, "sizes", "removed.sizes", {"sizes": list(garment.sizes)})
        for name in self.colours:
            if (share := colour_fit(garment, name)) >= MUCH:
                yield Removal(garment, "colours", "removed.colour", {"share": share, "colour": _colour(name)})
        if garment.pattern in self.patterns:
            yield Removal(garment, "patterns", f"removed.{garment.pattern}")
        if garment.sleeve in self.sleeves:
            yield Removal(garment, "sleeves", f"removed.{garment.sleeve}")

    def _paid(self, garment: Garment) -> bool:
        return not self.budgeted or any(garment.category in group for group in self.budgeted)

    def _unknown(self, kept: Sequence[Garment]) -> Iterator[Message]:
        for given, missing, key in (
            (self.budget, sum(each.price is None for each in kept), "kept.price"),
            (self.sizes, sum(not each.sizes for each in kept), "kept.sizes"),
        ):
            if given and missing:
                yield say(key, count=missing)


def _spelled(sizes: Iterable[str]) -> frozenset[str]:
    return frozenset(size.strip().upper() for size in sizes)


def _colour(name: str) -> Message:
    found = named(name)
    return found.title if found else Message.plain(name)
