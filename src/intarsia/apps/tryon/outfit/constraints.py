"""What an outfit must have, must not have and may cost: a filter that tells what it removed and why."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from intarsia.apps.tryon.colour.names import colour_title
from intarsia.apps.tryon.garment.colouring import SEEN, colour_fit
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.matching import is_made_of, is_one_of, is_sort, patterns
from intarsia.apps.tryon.garment.stated import ANYBODY
from intarsia.apps.tryon.garment.taxonomy import KINDS, SLOTS, kind_of
from intarsia.apps.tryon.garment.wearers import OFFERED, WEARERS
from intarsia.apps.tryon.outfit.outfit import EXTRAS, Outfit, slot_of
from intarsia.apps.tryon.wish.garments import AskedGarment
from intarsia.apps.tryon.wish.lexicon import title_of
from intarsia.apps.tryon.wish.sizes import system
from intarsia.apps.tryon.wish.understood import alternatives, sentence_of
from intarsia.apps.tryon.wish.wishes import Range, Wish
from intarsia.errors import OptionError, UnknownName
from intarsia.i18n import Message, messages

say = messages(__package__)


HALVES: Mapping[str, tuple[str, ...]] = {"upper": ("top", "outer"), "lower": ("bottom",), "whole": ("dress",)}
"""Parts of the body → slots."""


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
        asked: groups of garments that were asked for with their colours and the like; every outfit has one of each.
        budget: least and most that an outfit may cost. One with an unknown price may cost less than the least.
        budgeted: groups of categories that the budget is for, as in a wish for "a shirt under 50"; empty for all of
            the outfit.
        sizes: the user's sizes, as shops write them ("M", "38"); empty for all. Letters say nothing of figures.
        colours: no garment that people would say has one of these (see `colour_fit`).
        patterns: no garment with one of these.
        sleeves: no garment with one of these.
        sorts: no garment of these, such as "jeans", as far as that is known.
        fabrics: no garment made of these, such as "leather", as far as that is known.
        forbidden: no garment that is one of these in every part, such as red shoes.
        wearers: only garments for these (`wearers.WEARERS`), those for all, and those of which it is not known; empty
            for any but children's.
    """

    worn: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    kinds: tuple[tuple[str, ...], ...] = ()
    asked: tuple[tuple[AskedGarment, ...], ...] = ()
    budget: Range | None = None
    budgeted: tuple[tuple[str, ...], ...] = ()
    sizes: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sleeves: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    fabrics: tuple[str, ...] = ()
    forbidden: tuple[AskedGarment, ...] = ()
    wearers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = {*HALVES, *SLOTS, *KINDS}
        for name in (*self.worn, *self.without):
            if name not in known:
                raise UnknownName(say("kind.place"), name, known)
        for name in self.wearers:
            if name not in WEARERS:
                raise UnknownName(say("kind.wearer"), name, WEARERS)
        if self.budget is not None and not 0 <= self.budget[0] <= self.budget[1]:
            raise OptionError(say("constraint.budget", low=self.budget[0], high=self.budget[1]))

    def and_wish(self, wish: Wish) -> Constraints:
        """Add what the wish demands; what was given comes first."""
        return dataclasses.replace(
            self,
            without=(*self.without, *wish.unwanted.get("kind", ())),
            kinds=self.kinds or wish.kinds,
            asked=(*self.asked, *(group for group in wish.garments if _is_special(self, group))),
            budget=self.budget or wish.budget,
            budgeted=self.budgeted if self.budget else wish.kinds,
            colours=(*self.colours, *wish.unwanted.get("colour", ())),
            patterns=(*self.patterns, *wish.unwanted.get("pattern", ())),
            sleeves=(*self.sleeves, *wish.unwanted.get("sleeve", ())),
            sizes=self.sizes or wish.sizes,
            sorts=(*self.sorts, *wish.unwanted.get("sort", ())),
            fabrics=(*self.fabrics, *wish.unwanted.get("fabric", ())),
            forbidden=(*self.forbidden, *wish.forbidden),
            wearers=self.wearers or wish.wearers,
        )

    def sieve(self, garments: Iterable[Garment]) -> FilterResult:
        """Find the garments that may be in an outfit."""
        kept = list[Garment]()
        removed = list[Removal]()
        garments = tuple(garments)
        for_children = any(garment.wearer == "children" for garment in garments)
        harmless = Constraints(kinds=self.kinds, asked=self.asked, budgeted=self.budgeted)
        if not for_children and self == harmless:  # nothing that one garment could break
            return FilterResult(garments, ())
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

    def asks_for(self, garment: Garment) -> bool:
        """Return whether a garment is, in every part, one that was asked for with its colours and the like."""
        return any(is_one_of(garment, group) for group in self.asked)

    def may_become(self, outfit: Outfit, owned: Sequence[Garment] = ()) -> bool:
        """Return True when adding `EXTRAS` can still make the outfit one that is allowed."""
        return self._has(outfit, [slot for slot in EXTRAS if slot not in outfit.slots]) and self._affordable(
            outfit, owned
        )

    def _has(self, outfit: Outfit, open_slots: Sequence[str]) -> bool:
        there = {item.category for item in outfit.items}
        if not all(
            there & set(group) or any(kind_of(each).slot in open_slots for each in group) for group in self.kinds
        ):
            return False
        return all(
            any(is_one_of(item, group) for item in outfit.items)
            or any(kind_of(kind).slot in open_slots for each in group for kind in each.kinds)
            for group in self.asked
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
        missed = [group for group in self.asked if not any(is_one_of(each, group) for each in garments)]
        notes = [say("kept.none_of", kinds=[kind_of(each).title for each in group]) for group in lost]
        # Where there is none of the kind at all, that is said already.
        near = [group for group in missed if any(set(each.kinds) & there for each in group)]
        notes += [say("kept.none_exactly", garment=alternatives(group)) for group in near]
        asked = tuple(group for group in self.asked if group not in missed)
        return dataclasses.replace(self, kinds=kept, asked=asked, budgeted=budgeted), tuple(notes)

    def _broken(self, garment: Garment) -> Iterator[Removal]:
        """Yield the rules that the garment breaks, and how."""
        yield from self._misplaced(garment)
        if self.budget and garment.price is not None and self._paid(garment):
            low, high = self.budget
            if garment.price > high:
                yield Removal(garment, "budget", "removed.above_budget", {"price": garment.price, "bound": high})
            elif garment.price < low and len(self.budgeted) == 1:  # else others add to it
                yield Removal(garment, "budget", "removed.below_budget", {"price": garment.price, "bound": low})
        if self.sizes and not _fits(self, garment):
            yield Removal(garment, "sizes", "removed.sizes", {"sizes": list(garment.sizes)})
        yield from _looks_wrong(self, garment)

    def _misplaced(self, garment: Garment) -> Iterator[Removal]:
        """Yield what is worn elsewhere than asked for, or by others: what is for children is for nobody else."""
        places = {garment.category, slot_of(garment)}
        places |= {half for half, slots in HALVES.items() if slot_of(garment) in slots}
        if (self.worn and not places & set(self.worn)) or places & set(self.without):
            rule = "without" if places & set(self.without) else "worn"
            yield Removal(garment, rule, "removed.not_asked_for", {"kind": kind_of(garment.category).title})
        if garment.wearer not in (None, "all", *(self.wearers or OFFERED)):
            yield Removal(garment, "wearers", f"removed.for_{garment.wearer}")

    def _paid(self, garment: Garment) -> bool:
        return not self.budgeted or any(garment.category in group for group in self.budgeted)

    def _unknown(self, kept: Sequence[Garment]) -> Iterator[Message]:
        for given, missing, key in (
            (self.budget, sum(each.price is None for each in kept), "kept.price"),
            (self.sizes, sum(not each.sizes for each in kept), "kept.sizes"),
            (self.wearers, sum(each.wearer is None for each in kept), "kept.wearers"),
        ):
            if given and missing:
                yield say(key, count=missing)
        for sort in self.sorts:
            if count := sum(is_sort(each, sort) is None for each in kept):
                yield say("kept.sort", count=count, sort=title_of("sort", sort))
        for fabric in self.fabrics:
            if count := sum(is_made_of(each, fabric) is None for each in kept):
                yield say("kept.fabric", count=count, fabric=title_of("fabric", fabric))


def _spelled(sizes: Iterable[str]) -> frozenset[str]:
    return frozenset(size.strip().upper() for size in sizes)


def _is_special(rules: Constraints, group: Sequence[AskedGarment]) -> bool:
    """Return whether a wish says more of a garment than its kind, and names no other kind than was given."""
    given = {kind for kinds in rules.kinds for kind in kinds}
    return any(each.special for each in group) and (not given or any(given & set(each.kinds) for each in group))


def _looks_wrong(rules: Constraints, garment: Garment) -> Iterator[Removal]:
    """Yield what of the garment's look is not wanted."""
    for name in rules.colours:
        if (share := colour_fit(garment, name)) >= SEEN:
            yield Removal(garment, "colours", "removed.colour", {"share": share, "colour": colour_title(name)})
    for pattern in set(rules.patterns) & set(patterns(garment)):
        yield Removal(garment, "patterns", f"removed.{pattern}")
    if garment.sleeve in rules.sleeves:
        yield Removal(garment, "sleeves", f"removed.{garment.sleeve}")
    yield from _is_wrong(rules, garment)


def _is_wrong(rules: Constraints, garment: Garment) -> Iterator[Removal]:
    """Yield which sort and cloth that is not wanted the garment is of."""
    for sort in rules.sorts:
        if is_sort(garment, sort):
            yield Removal(garment, "sorts", "removed.sort", {"sort": title_of("sort", sort)})
    for fabric in rules.fabrics:
        if is_made_of(garment, fabric):
            yield Removal(garment, "fabrics", "removed.fabric", {"fabric": title_of("fabric", fabric)})
    for each in rules.forbidden:
        if is_one_of(garment, (each,)):
            yield Removal(garment, "forbidden", "removed.forbidden", {"garment": sentence_of(each)})


def _fits(rules: Constraints, garment: Garment) -> bool:
    """Return whether a garment comes in one of the sizes, or in none that could be compared with them."""
    systems = {system(size) for size in rules.sizes}
    comparable = {size for size in _spelled(garment.sizes) if size in ANYBODY or system(size) in systems}
    return not comparable or bool(comparable & (_spelled(rules.sizes) | ANYBODY))
