"""Two garments of a sentence, named so that one can be told from the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from intarsia import i18n
from intarsia.apps.tryon.colour.names import colour_name
from intarsia.apps.tryon.garment.garment import FILE, Garment
from intarsia.apps.tryon.garment.naming import called
from intarsia.i18n import Message, messages

say = messages(__package__)

SEEN = 0.1
"""Share of a garment from which a colour is named."""


def told_apart(one: Garment, other: Garment, wardrobe: Sequence[Garment]) -> tuple[Message, Message]:
    """Return names of two garments: what they are, and where that is the same, the first thing that differs.

    That is the title, then colours, sleeves, neck, length, price, the photo's file, and last their numbers.

    Args:
        one: of the two garments.
        other: a garment of another photo.
        wardrobe: where both hang, which numbers them from 1.
    """
    names = called(one), called(other)
    if names[0].en != names[1].en and names[0].zh != names[1].zh:
        return names
    for detail in (*DETAILS, _number(wardrobe)):
        found = detail(one), detail(other)
        if found[0] and found[1] and found[0] != found[1]:
            return _detailed(names[0], found[0]), _detailed(names[1], found[1])
    return names


def _detailed(name: Message, detail: Message | None) -> Message:
    return say("apart.detail", name=name, detail=detail)


def _title(garment: Garment) -> Message | None:
    return say("apart.title", title=garment.title) if garment.title else None


def _colours(garment: Garment) -> Message:
    named = (colour_name(lab).title for lab, share in garment.palette if share >= SEEN)
    return i18n.joined(dict.fromkeys(named), ", ", "、")


def _sleeve(garment: Garment) -> Message | None:
    return say(f"apart.sleeve_{garment.sleeve}") if garment.sleeve else None


def _neck(garment: Garment) -> Message | None:
    return say(f"apart.neck_{garment.neck}") if garment.neck else None


def _length(garment: Garment) -> Message | None:
    return say(f"apart.length_{garment.length}") if garment.length else None


def _price(garment: Garment) -> Message | None:
    return None if garment.price is None else say("apart.price", price=f"{garment.price:,.2f}".removesuffix(".00"))


def _file(garment: Garment) -> Message | None:
    file = garment.others.get(FILE)
    return Message.plain(file) if isinstance(file, str) else None


def _number(wardrobe: Sequence[Garment]) -> Callable[[Garment], Message | None]:
    numbers = {each.digest: number for number, each in enumerate(wardrobe, 1)}

    def number(garment: Garment) -> Message | None:
        return say("apart.number", number=numbers[garment.digest]) if garment.digest in numbers else None

    return number


DETAILS: Sequence[Callable[[Garment], Message | None]] = (
    _title, _colours, _sleeve, _neck, _length, _price, _file,
)  # fmt: skip
"""What may tell garments apart, in the order in which a shopper would look."""
