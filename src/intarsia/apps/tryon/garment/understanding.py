"""From a photo and what is stated of it to a garment, or to the reason why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from intarsia.apps.tryon.garment.appearance import Appearance, see
from intarsia.apps.tryon.garment.deciding import DecidedKind, decided
from intarsia.apps.tryon.garment.embedding import text_vectors
from intarsia.apps.tryon.garment.garment import FILE, Garment, Vector
from intarsia.apps.tryon.garment.heads import Classification
from intarsia.apps.tryon.garment.proportions import length_of
from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.photo import read
from intarsia.errors import RefusedPhoto
from intarsia.i18n import Message, messages

say = messages(__package__)


STRANGE = 1.15
WORN = 1.0
"""Strangeness from which a photo shows no garment, and from which one with a face in it shows a person.

One portrait, mirrored, cropped, reduced, had 1.11 to 1.24; rendered persons, from head to foot, 0.61 to 0.64; of 1,023
photos of garments none has a face.
"""
UNSURE = 0.5
"""The user is asked to look where a category or an outline is less sure than this."""

NOTES: Mapping[str, Message] = {
    name: say(f"note.{name}") for name in ("worn", "strange", "outline", "category", "moving")
}
"""Name of a note → its sentence in English and Chinese; `remarks` adds what only one garment can tell."""

SLEEVES = {"t-shirt": ("none", "short"), "longsleeve": ("long",)}
"""Category → the sleeves that it can have; all of them for other categories."""
NECKS = {"t-shirt": ("round", "v", "collar")}
"""Category → the necks that it can have; all of them for other categories."""
WITH_SLEEVES = ("top", "outer", "dress")
"""Slots whose garments have sleeves and a neck."""


def understand(
    photo: object,
    *,
    category: str | None = None,
    pattern: str | None = None,
    sleeve: str | None = None,
    neck: str | None = None,
    length: str | None = None,
    wearer: str | None = None,
    kind_word: str = "",
    title: str = "",
    description: str = "",
    price: float | None = None,
    sizes: tuple[str, ...] = (),
    others: Mapping[str, object] | None = None,
) -> Garment:
    """Recognise the garment in a photo. What is stated is not looked for in the photo.

    Args:
        photo: whatever `photo.read` reads: a path, the bytes of a file, an array or a Pillow image.
        category: one of `taxonomy.KINDS`. It is kept whatever the photo shows; see `remarks`.
        pattern: "plain", "stripe", "check" or "print".
        sleeve: "none", "short" or "long".
        neck: "round", "v", "collar" or "hood".
        length: "short", "knee" or "long", for skirts, dresses and trousers.
        wearer: whom it is for: "women", "men", "children" or "all".
        kind_word: what its shop calls its kind, such as "Tops"; where that leaves several, the title and then the photo
            decide among them.
        title: what its shop calls it. Where nothing else says the kind or the wearer, it may; it is compared with
            wishes, together with the description.
        description: what its shop writes about it.
        price: in the currency of the shop.
        sizes: the sizes in stock, as the shop writes them.
        others: further facts, kept with the garment. To them comes the name of the photo's file, by which reasons call
            the garment.

    Raises:
        RefusedPhoto: nothing was said of the kind and the photo shows no garment, or the shop calls it something that
            is no garment of any kind, or `photo.read` refuses the photo.
        UnknownName: there is no such category, pattern, sleeve, neck, length or wearer.
    """
    stated = Stated(
        category,
        pattern,
        sleeve,
        neck,
        length,
        wearer,
        kind_word,
        title,
        description,
        price,
        tuple(sizes),
        {**(others or {})},
    )
    shown = read(photo)
    if shown.name:
        stated = replace(stated, others={FILE: shown.name, **stated.others})
    return describe(see(shown), stated, text_vectors([stated.text])[0])


def describe(seen: Appearance, told: Stated, text: Vector | None = None) -> Garment:
    """Make a garment of what its photo shows and what is stated of it, which comes first.

    Raises:
        RefusedPhoto: see `understand`.
    """
    kind = decided(seen.answers["category"], told)
    _check(seen, told, kind)
    category = kind.category
    sureness = {"category": kind.probability, "mask": seen.sureness}
    traits: dict[str, str | None] = {}
    for trait, answer in _traits(seen, category):
        given = getattr(told, trait)
        traits[trait] = given or (answer.value if answer else None)
        if traits[trait]:
            sureness[trait] = 1.0 if given or answer is None else answer.probability
    return Garment(
        seen.digest,
        category,
        seen.palette,
        traits.pop("pattern") or "plain",
        **traits,
        sureness=sureness,
        image=seen.vector,
        text=text,
        title=told.title,
        description=told.description,
        price=told.price,
        sizes=told.sizes,
        others=told.others,
        notes=tuple(_notes(seen, kind)),
        wearer=told.worn_by,
        rivals=kind.rivals,
        shown=kind.shown,
        load_cutout=seen.load_cutout,
    )


def _traits(seen: Appearance, category: str) -> Iterator[tuple[str, Classification | None]]:
    yield "pattern", seen.answers["pattern"]
    dressed = kind_of(category).slot in WITH_SLEEVES
    for trait, allowed in (("sleeve", SLEEVES), ("neck", NECKS)):
        answer = seen.answers[trait]
        if category in allowed:
            answer = answer.among(allowed[category])
        yield trait, answer if dressed else None
    yield "length", length_of(seen.ratio, category)


def remarks(garment: Garment) -> tuple[Message, ...]:
    """Return what a user should read of a garment and its photo."""
    found = [NOTES[name] for name in garment.notes if name != "category" or not garment.rivals]
    if garment.rivals:
        found.append(say("note.rivals", kinds=[kind_of(name).title for name in garment.rivals]))
    if garment.shown is not None:
        shown, share = garment.shown
        found.append(say("note.shown", said=kind_of(garment.category).title, shown=kind_of(shown).title, share=share))
    return tuple(found)


def _check(seen: Appearance, told: Stated, kind: DecidedKind) -> None:
    """Refuse what was called no garment, and where nothing was said, a photo that shows none."""
    called = seen.name or say("refused.nameless")
    if told.stranger:
        raise RefusedPhoto("no garment", say("refused.stranger", called=called, word=told.stranger))
    if kind.said:
        return
    if seen.strangeness >= WORN and seen.worn:
        raise RefusedPhoto("worn", say("refused.worn", called=called))
    if seen.strangeness >= STRANGE:
        raise RefusedPhoto("no garment", say("refused.no_garment", called=called))


def _notes(seen: Appearance, kind: DecidedKind) -> Iterator[str]:
    if seen.moving:
        yield "moving"
    if seen.worn:
        yield "worn"
    elif seen.strangeness >= STRANGE:
        yield "strange"
    if seen.sureness < UNSURE:
        yield "outline"
    if kind.probability < UNSURE:
        yield "category"
