"""Which kind a garment is: what its owner says comes first, then the shop's table, then its title, then its photo."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.apps.tryon.garment.heads import Classification
from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.garment.taxonomy import kind_of

SURE = 0.85
"""The probability from which a photo that shows another garment than was said is worth a remark."""
MARGIN = 0.4
"""A photo leaves the kind open where the second kind is less than so much less likely than the first. Of 341 photos of
the validation split these are 9 in 100, with 10 of the 25 wrong ones among them; of the others 95 in 100 are right.
"""


@dataclass(frozen=True)
class DecidedKind:
    """The kind of a garment, and how it was come by.

    Attributes:
        category: one of `taxonomy.KINDS`.
        probability: 1 where it was said, else that of the photo, among what was said.
        said: whether anything was said of the kind.
        rivals: see `Garment.rivals`.
        shown: see `Garment.shown`.
    """

    category: str
    probability: float
    said: bool
    rivals: tuple[str, ...] = ()
    shown: tuple[str, float] | None = None


def decided(answer: Classification, told: Stated) -> DecidedKind:
    """Decide the kind of a garment. Whatever was said is kept, however surely the photo shows something else.

    Args:
        answer: what the photo alone shows.
        told: what was said.
    """
    allowed = told.kinds
    if len(allowed) == 1:
        return DecidedKind(allowed[0], 1.0, True, shown=_otherwise(answer, allowed))
    among = answer.among(allowed) if allowed else answer
    (first, share), *others = among.probabilities.items()
    second = others[0] if others else ("", 0.0)
    rivals = (first, second[0]) if second[0] and share - second[1] < MARGIN else ()
    return DecidedKind(first, share, bool(allowed), rivals, _otherwise(answer, allowed) if allowed else None)


def _otherwise(answer: Classification, allowed: tuple[str, ...]) -> tuple[str, float] | None:
    """Return what a photo surely shows that is worn in none of the places of what was said."""
    places = {kind_of(name).slot for name in allowed}
    if kind_of(answer.value).slot in places or answer.probability < SURE:
        return None
    return answer.value, round(answer.probability, 4)
