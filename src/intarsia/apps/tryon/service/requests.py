"""What may be asked of the fitting room over HTTP, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, FiniteFloat, WithJsonSchema

from intarsia.apps.tryon.garment.colouring import colour_word
from intarsia.apps.tryon.garment.garment import PATTERNS, SLEEVES
from intarsia.apps.tryon.garment.taxonomy import KINDS, SLOTS
from intarsia.apps.tryon.garment.wearers import WEARERS
from intarsia.apps.tryon.outfit.constraints import HALVES, Constraints
from intarsia.apps.tryon.recommend.preference import Feedback
from intarsia.apps.tryon.service.colours import Colours
from intarsia.apps.tryon.wish.wishes import LONGEST
from intarsia.errors import DataError, UnknownName
from intarsia.i18n import messages
from intarsia.serving.form_fields import PICTURE, Fields, Strict

say = messages(__package__)


GARMENTS = 12
"""Garments of one field: each is looked at, which takes a moment."""
TOP = 50
"""Looks of one answer."""
RATED = 1000
"""Ratings that a request may bring along."""
WORN = 4
"""Garments that are worn at once."""
GARMENT: dict[str, Any] = {
    "type": "string",
    "pattern": f"^[0-9a-f]{{64}}$|{PICTURE['pattern']}",
    "description": "the digest of a garment of the wardrobe, or a data: URL of a photo of one",
}
PLACES = tuple(dict.fromkeys((*HALVES, *SLOTS, *KINDS)))


def _known(what: str, names: Iterable[str]) -> AfterValidator:
    """Refuses other names, with the nearest one."""
    known = tuple(names)

    def check(name: str) -> str:
        if name not in known:
            raise DataError(UnknownName(say(what), name[:40], known).message)
        return name

    return AfterValidator(check)


Place = Annotated[str, _known("kind.place", PLACES), Field(json_schema_extra={"enum": list(PLACES)})]
Kind = Annotated[str, _known("kind.category", KINDS), Field(json_schema_extra={"enum": list(KINDS)})]
Pattern = Annotated[str, _known("kind.pattern", PATTERNS), Field(json_schema_extra={"enum": list(PATTERNS)})]
Sleeve = Annotated[str, _known("kind.sleeve", SLEEVES), Field(json_schema_extra={"enum": list(SLEEVES)})]
Wearer = Annotated[str, _known("kind.wearer", WEARERS), Field(json_schema_extra={"enum": list(WEARERS)})]
Name = Annotated[str, Field(max_length=40)]
Money = Annotated[FiniteFloat, Field(ge=0)]
Photo = Annotated[Any, WithJsonSchema(PICTURE)]
Clothes = Annotated[list[Annotated[Any, WithJsonSchema(GARMENT)]], Field(max_length=GARMENTS)]


class ConstraintsRequest(Strict):
    """The constraints that every look must keep."""

    worn: list[Place] = Field(default=[], max_length=20, description="only what is worn there, or of these kinds")
    without: list[Place] = Field(default=[], max_length=20, description="none of these")
    kinds: list[Annotated[list[Kind], Field(min_length=1, max_length=10)]] = Field(
        default=[], max_length=6, description="groups of kinds: every look has a garment of each"
    )
    budget: Annotated[list[Money], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="least and most that a look may cost"
    )
    sizes: list[Name] = Field(default=[], max_length=20)
    colours: list[Name] = Field(default=[], max_length=20, description="colours that must not be")
    patterns: list[Pattern] = Field(default=[], max_length=10, description="patterns that must not be")
    sleeves: list[Sleeve] = Field(default=[], max_length=10, description="sleeves that must not be")
    wearers: list[Wearer] = Field(
        default=[], max_length=4, description="only garments for these, and for all; children's only where asked for"
    )

    @property
    def constraints(self) -> Constraints:
        """As the fitting room knows them. Raises `OptionError` or `UnknownName`."""
        return Constraints(
            worn=tuple(self.worn),
            without=tuple(self.without),
            kinds=tuple(map(tuple, self.kinds)),
            budget=None if self.budget is None else (self.budget[0], self.budget[1]),
            sizes=tuple(self.sizes),
            colours=tuple(map(colour_word, self.colours)),
            patterns=tuple(self.patterns),
            sleeves=tuple(self.sleeves),
            wearers=tuple(self.wearers),
        )


class Rating(Strict):
    """A look that was liked or disliked: its `evidence`, as it was answered."""

    evidence: dict[Name, Annotated[FiniteFloat, Field(ge=-10, le=10)]] = Field(max_length=100)
    liked: bool

    @property
    def feedback(self) -> Feedback:
        """As the fitting room learns from it."""
        return Feedback(self.evidence, self.liked)


class MeasureRequest(Fields):
    """The body of `POST /tryon/measure`."""

    files: ClassVar[frozenset[str]] = frozenset({"photo"})

    photo: Photo


class RecommendRequest(Fields):
    """The body of `POST /tryon/recommend`: every part may be missing."""

    files: ClassVar[frozenset[str]] = frozenset({"photo", "likes", "dislikes", "owned"})
    several: ClassVar[frozenset[str]] = frozenset({"likes", "dislikes", "owned"})
    texts: ClassVar[frozenset[str]] = frozenset({"wish"})

    photo: Photo = None
    colours: Colours = Field(default=Colours(), description="of the person, with a photo or without")
    likes: Clothes = Field(default=[])
    dislikes: Clothes = Field(default=[])
    owned: Clothes = Field(default=[])
    wish: str = Field(default="", max_length=LONGEST, description="in English or Chinese")
    constraints: ConstraintsRequest = ConstraintsRequest()
    ratings: list[Rating] = Field(default=[], max_length=RATED, description="looks that were rated before")
    top: int = Field(default=12, ge=1, le=TOP, description="looks to answer, at most")
    changes: bool = Field(default=False, description="tell of each look the one change that would add most")


class WearRequest(Fields):
    """The body of `POST /tryon/wear`."""

    files: ClassVar[frozenset[str]] = frozenset({"photo", "garments"})
    several: ClassVar[frozenset[str]] = frozenset({"garments"})

    photo: Photo
    garments: Annotated[list[Annotated[Any, WithJsonSchema(GARMENT)]], Field(min_length=1, max_length=WORN)]
    tucked: bool | None = Field(
        default=None, description="whether tops are tucked into trousers or a skirt; null: as people usually do"
    )
