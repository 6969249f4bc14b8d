"""The liked garment that the garments of an outfit are most like."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.apps.tryon.garment.garment import FILE, Garment
from intarsia.apps.tryon.garment.naming import called
from intarsia.apps.tryon.reasons.case import OutfitCase
from intarsia.i18n import Message, messages

say = messages(__package__)


@dataclass(frozen=True)
class ClosestLike:
    """An item of an outfit and the liked garment that it is most like.

    Attributes:
        liked: the place of the liked garment among the likes.
        item: the place of the item in the outfit.
        similarity: what the scorer of taste says of the item: .5 is usual for the wardrobe, 1 above all.
        words: a sentence.
    """

    liked: int
    item: int
    similarity: float
    words: Message


def closest(case: OutfitCase) -> ClosestLike | None:
    """Return the item that is most to the user's taste, with the liked garment nearest to it; None without likes."""
    likes = case.recommendation.request.likes
    found = [(case.alone("taste", item), item) for item in range(len(case.items))]
    known = [
        (finding.value, item, str(finding.facts["closest"])) for finding, item in found if "closest" in finding.facts
    ]
    best = max(((value, item, digest) for value, item, digest in known if value is not None), default=None)
    if best is None:
        return None
    value, item, digest = best
    place = [each.digest for each in likes].index(digest)
    name = called(case.items[item])
    other = liked(likes[place], place)
    key = "closest.itself" if case.items[item].digest == digest else "closest.to"
    words = say(key, name=name, other=other)
    return ClosestLike(place, item, value, words)


def liked(garment: Garment, number: int) -> Message:
    """Name a garment of the user's list of likes, `number` from 0; by the name of its file where that is known."""
    name = called(garment)
    file = garment.others.get(FILE)
    if isinstance(file, str):
        return say("liked.file", file=file, name=name)
    return say("liked.number", number=number + 1, name=name)
