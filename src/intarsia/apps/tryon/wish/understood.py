"""What was understood of a wish, in sentences that the user can check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from intarsia.apps.tryon.colour.names import colour_adjective, colour_title
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.wish.garments import AskedGarment
from intarsia.apps.tryon.wish.lexicon import title_of
from intarsia.i18n import EMPTY, Message, joined, messages

say = messages(__package__)


def sentence_of(garment: AskedGarment) -> Message:
    """Name a garment as a wish does: "white striped shirt"."""
    words = [
        _every([_either(map(colour_adjective, group)) for group in garment.colours]),
        _either(say(f"adjective.{each}") for each in garment.patterns),
        _either(say(f"sleeve.{each}") for each in garment.sleeves),
        _either(title_of("fabric", each) for each in garment.fabrics),
        _either(title_of("sort", each) for each in garment.sorts)
        or _either(kind_of(each).title for each in garment.kinds),
    ]
    return joined((each for each in words if each), " ", "")


def alternatives(group: Iterable[AskedGarment]) -> Message:
    """Name garments of which any will do."""
    return _either(map(sentence_of, group))


def told(
    *,
    garments: Sequence[Sequence[AskedGarment]],
    forbidden: Sequence[AskedGarment],
    free: Mapping[str, Sequence[str]],
    unwanted: Mapping[str, Sequence[str]],
) -> Iterator[Message]:
    """Yield what is asked for and what is not wanted.

    Args:
        garments: groups of alternatives.
        forbidden: garments that are not wanted.
        free: "season", "occasion", "colour", "pattern", "sleeve", "fabric" → values that belong to no garment.
        unwanted: "kind", "sort", "colour", ... → values that must not be.
    """
    if garments:
        yield say("understood.garments", garments=[alternatives(group) for group in garments])
    for what in ("colour", "pattern", "sleeve", "fabric", "season", "occasion"):
        if free.get(what):
            yield say(f"understood.{what}", values=[value_title(what, each) for each in free[what]])
    avoided = [
        *(sentence_of(each) for each in forbidden),
        *(value_title(what, each) for what, values in unwanted.items() for each in values),
    ]
    if avoided:
        yield say("understood.unwanted", values=avoided)


def value_title(what: str, value: str) -> Message:
    """Name one value of a wish, such as the colour "navy"."""
    if what == "colour":
        return colour_title(value)
    if what == "kind":
        return kind_of(value).title
    if what == "pattern":
        return say(f"noun.{value}")
    return say(f"sleeve.{value}") if what == "sleeve" else title_of(what, value)


def formality(low: float, high: float) -> Message:
    """Say how formal it should be, on the scale of `Kind.formality`."""
    words = [say(f"formal.{min(int(5 * value), 4)}") for value in (low, high)]
    if words[0] == words[1]:
        return say("understood.formality", formal=words[0])
    return say("understood.formality_between", low=words[0], high=words[1])


def money(least: float, most: float) -> Message:
    """Say what may be spent."""
    if most == float("inf"):
        return say("understood.at_least", least=least)
    return say("understood.at_most", most=most) if least <= 0 else say("understood.between", least=least, most=most)


def _either(parts: Iterable[Message]) -> Message:
    return joined(parts, " or ", "或")


def _every(parts: Sequence[Message]) -> Message:
    return joined(parts, " and ", "和") if parts else EMPTY
