"""Garments that a visitor gave, as HTML: what each is taken for, which they may correct, and what could not be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.naming import title
from intarsia.apps.tryon.garment.proportions import length_of, ratio
from intarsia.apps.tryon.garment.taxonomy import KINDS, kind_of
from intarsia.apps.tryon.garment.understanding import NECKS, NOTES, SLEEVES, WITH_SLEEVES
from intarsia.apps.tryon.page.clipping import SMALL, clipped
from intarsia.apps.tryon.studio import tell
from intarsia.errors import RefusedPhoto
from intarsia.html.page import Page
from intarsia.i18n import Message, joined
from intarsia.studio.errors import PageError, alert, status

TEMPLATE = "apps/tryon/studio/garments.html"
SHOWN = 60
"""Garments of a wardrobe that are shown; further ones are only counted."""
AS_SEEN = ""
"""What a visitor chooses who leaves the kind to the photo."""

Refused = Sequence[tuple[str, RefusedPhoto]]
"""Photos that cannot be used: their names, and why."""


class NothingUsable(PageError):
    """The error where several photos were given together and none can be used.

    Attributes:
        refused: each of them.
    """

    def __init__(self, refused: Refused) -> None:
        super().__init__(joined((beside(*each) for each in refused), "; ", "；"))
        self.refused = refused


@dataclass(frozen=True)
class GivenGarment:
    """A garment that a visitor gave.

    Attributes:
        digest: of its photo.
        picture: a data URI.
        name: what it is called.
        notes: what makes its photo less sure.
        said: the kind that the visitor says it is, or `AS_SEEN`.
        unsure: it is not sure of what kind it is, and the visitor has not said so.
        choices: the kinds that it may be said to be, first the one that is seen.
    """

    digest: str
    picture: str
    name: Message
    notes: tuple[Message, ...]
    said: str
    unsure: bool
    choices: tuple[tuple[str, Message], ...]


def shelf(given: Sequence[Garment], kinds: Mapping[str, str], *, clears: bool = False) -> str:
    """Return pictures and names of garments, each with a choice of its kind; "" when there is none.

    Args:
        given: the garments as their photos show them.
        kinds: digest of a garment → the kind that the visitor says it is.
        clears: offer to take them all back.
    """
    if not given:
        return ""
    shown = [_given(each, kinds.get(each.digest, AS_SEEN)) for each in given[:SHOWN]]
    values = {"garments": shown, "further": len(given) - len(shown), "clears": clears, "say": tell}
    return Page(TEMPLATE, values).html()


def of_kind(garment: Garment, kind: str) -> Garment:
    """Return a garment as the kind that its owner says it is. Nothing is told of sleeves that this kind cannot have.

    Raises:
        UnknownName: there is no such kind.
    """
    dressed = kind_of(kind).slot in WITH_SLEEVES
    length = length_of(ratio(Cutout(garment.pixels, garment.mask)), kind) if garment.mask.any() else None
    return replace(
        garment,
        category=kind,
        sleeve=_among(garment.sleeve, SLEEVES.get(kind)) if dressed else None,
        neck=_among(garment.neck, NECKS.get(kind)) if dressed else None,
        length=None if length is None else length.value,
        sureness={**garment.sureness, "category": 1.0},
        notes=tuple(each for each in garment.notes if each != "category"),
    )


def beside(name: str, why: RefusedPhoto) -> Message:
    """Return why a photo cannot be used, beside its name unless the reason says it."""
    return why.message if name in why.message.en else tell("garments.refused", name=name, why=why)


def became(refused: Refused, garments: int | None = None) -> str:
    """Return HTML that says what became of photos: how many garments there are now, and each that cannot be used.

    Args:
        refused: photos that cannot be used.
        garments: of a wardrobe; None for what is not counted.
    """
    said = [] if garments is None else [status(tell("fitting.added", count=garments))]
    return "".join([*said, *(alert(PageError(beside(*each))) for each in refused)])


def _given(garment: Garment, said: str) -> GivenGarment:
    found = of_kind(garment, said) if said else garment
    seen = tell("kind.seen", kind=kind_of(garment.category).title)
    return GivenGarment(
        garment.digest,
        clipped(garment, SMALL),
        title(found),
        tuple(NOTES[name] for name in found.notes),
        said,
        "category" in found.notes,
        ((AS_SEEN, seen), *((name, kind.title) for name, kind in KINDS.items())),
    )


def _among(trait: str | None, allowed: Sequence[str] | None) -> str | None:
    """Return a trait that a kind can have: itself, the only one that there is, or None for one that is not known."""
    if allowed is None or trait in allowed:
        return trait
    return allowed[0] if len(allowed) == 1 else None
