"""A wish as it was understood, in few words each: what a reader can check, and say again if it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intarsia import i18n
from intarsia.apps.tryon.colour.names import colour_names, named
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.outfit.constraints import Constraints
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.page.words import joined, tell
from intarsia.apps.tryon.wish.wishes import Range, Wish
from intarsia.html.cells import shortened
from intarsia.i18n import Message

LETTERS = 160
"""The letters of a wish that stand above the outfits; further ones are only counted."""


@dataclass(frozen=True)
class Understood:
    """What was asked, as it was understood.

    Attributes:
        text: the wish in the user's words, shortened; "" without one.
        said: about what → what was understood.
    """

    text: str
    said: tuple[tuple[Message, Message], ...]


def understood(asked: Request) -> Understood:
    """Return what the page tells of a request."""
    wish = asked.wish or Wish("")
    return Understood(shortened(wish.text, LETTERS), (*_wished(wish), *_constrained(asked.constraints)))


def _wished(wish: Wish) -> Iterator[tuple[Message, Message]]:
    for name, values in (("season", wish.seasons), ("occasion", wish.occasions)):
        if values:
            yield tell(f"wish.{name}"), joined(tell(f"{name}.{each}") for each in values)
    if wish.temperature is not None:
        yield tell("wish.temperature"), _same(f"{wish.temperature:.0f} °C")
    if wish.formality:
        yield tell("wish.formality"), _formal(wish.formality)
    if wish.kinds:
        yield tell("wish.kinds"), joined(_group(group) for group in wish.kinds)
    for name, values in (("colours", wish.colours), ("patterns", wish.patterns), ("sleeves", wish.sleeves)):
        if values:
            yield tell(f"wish.{name}"), joined(_value(name, each) for each in values)


def _constrained(constraints: Constraints) -> Iterator[tuple[Message, Message]]:
    """Yield what the score cannot outweigh, including what of the wish is such."""
    if constraints.worn:
        yield tell("wish.worn"), joined(_place(each) for each in constraints.worn)
    avoided = [
        *(_place(each) for each in constraints.without),
        *(_value("colours", each) for each in constraints.colours),
        *(_value("patterns", each) for each in constraints.patterns),
        *(_value("sleeves", each) for each in constraints.sleeves),
    ]
    if avoided:
        yield tell("wish.unwanted"), joined(dict.fromkeys(avoided))
    if constraints.budget:
        yield tell("wish.budget"), _priced(constraints.budget)
    if constraints.sizes:
        yield tell("wish.sizes"), joined(constraints.sizes)


def _formal(span: Range) -> Message:
    """Name both ends of a range of formality, see `Kind.formality`."""
    words = [tell(f"formal.{min(int(5 * value), 4)}") for value in span]
    return words[0] if words[0] == words[1] else tell("wish.from_to", low=words[0], high=words[1])


def _priced(budget: Range) -> Message:
    low, high = budget
    if high == float("inf"):
        return tell("wish.from", low=f"{low:g}")
    return tell("wish.up_to", high=f"{high:g}") if low <= 0 else _same(f"{low:g}–{high:g}")


def _group(group: tuple[str, ...]) -> Message:
    return i18n.joined(map(_place, group), " or ", "或")


def _place(name: str) -> Message:
    return KINDS[name].title if name in KINDS else tell(f"place.{name}")


def _value(what: str, name: str) -> Message:
    """Name a colour, a pattern or a sleeve."""
    if what != "colours":
        return tell(f"{what}.{name}")
    if f"tint.{name}" in tell:
        return tell(f"tint.{name}")
    return _FAMILIES.get(name) or Message(name, getattr(named(name), "chinese", name))


def _same(text: str) -> Message:
    return Message(text, text)


_FAMILIES: Mapping[str, Message] = {each.family: each.title for each in colour_names() if each.family == each.english}
