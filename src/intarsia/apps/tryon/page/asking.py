"""A wish as it was understood, in few words each: what a reader can check, and say again if it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intarsia.apps.tryon.colour.names import colour_title
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.outfit.constraints import Constraints
from intarsia.apps.tryon.page.words import joined, tell
from intarsia.apps.tryon.wish.understood import alternatives, sentence_of, value_title
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
        said: about what → what was understood, for programs.
        sentences: the same for readers: first what the wish says, then what else is demanded.
        notes: what of the wish was not understood, or not read.
    """

    text: str
    said: tuple[tuple[Message, Message], ...]
    sentences: tuple[Message, ...]
    notes: tuple[Message, ...]

    @property
    def about(self) -> Message:
        """What is to be told of the wish as a whole."""
        if not self.text:
            return tell("page.wish_none")
        return tell("page.wish_about" if self.sentences else "page.wish_nothing")


def understood(wish: Wish, constraints: Constraints) -> Understood:
    """Return what a page tells of a wish, and of the constraints that hold with it."""
    demanded = tuple(_constrained(constraints))
    of_wish = set(_constrained(Constraints().and_wish(wish)))
    others = (tell("wish.said", about=about, what=what) for about, what in demanded if (about, what) not in of_wish)
    return Understood(
        shortened(wish.text, LETTERS),
        (*_wished(wish), *demanded),
        (*wish.understood, *others),
        wish.notes,
    )


def _wished(wish: Wish) -> Iterator[tuple[Message, Message]]:
    for name, values in (("season", wish.seasons), ("occasion", wish.occasions)):
        if values:
            yield tell(f"wish.{name}"), joined(tell(f"{name}.{each}") for each in values)
    if wish.temperature is not None:
        yield tell("wish.temperature"), _same(f"{wish.temperature:.0f} °C")
    if wish.formality:
        yield tell("wish.formality"), _formal(wish.formality)
    if wish.garments:
        yield tell("wish.kinds"), joined(alternatives(group) for group in wish.garments)
    for name, part in (("colours", "colour"), ("patterns", "pattern"), ("sleeves", "sleeve")):
        if free := wish.free.get(part):
            yield tell(f"wish.{name}"), joined(_value(name, each) for each in free)


def _constrained(constraints: Constraints) -> Iterator[tuple[Message, Message]]:
    """Yield what the score cannot outweigh, including what of the wish is such."""
    if constraints.worn:
        yield tell("wish.worn"), joined(_place(each) for each in constraints.worn)
    avoided = [
        *(_place(each) for each in constraints.without),
        *(_value("colours", each) for each in constraints.colours),
        *(_value("patterns", each) for each in constraints.patterns),
        *(_value("sleeves", each) for each in constraints.sleeves),
        *(value_title("sort", each) for each in constraints.sorts),
        *(value_title("fabric", each) for each in constraints.fabrics),
        *(sentence_of(each) for each in constraints.forbidden),
    ]
    if avoided:
        yield tell("wish.unwanted"), joined(dict.fromkeys(avoided))
    if constraints.wearers:
        yield tell("wish.wearers"), joined(tell(f"wearers.{each}") for each in constraints.wearers)
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


def _place(name: str) -> Message:
    return KINDS[name].title if name in KINDS else tell(f"place.{name}")


def _value(what: str, name: str) -> Message:
    """Name a colour, a pattern or a sleeve."""
    if what != "colours":
        return tell(f"{what}.{name}")
    return colour_title(name)


def _same(text: str) -> Message:
    return Message(text, text)
