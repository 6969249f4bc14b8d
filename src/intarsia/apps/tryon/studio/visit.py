"""What the fitting room knows of one visitor: all of it in memory, in one browser tab's session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.outfit.constraints import Constraints
from intarsia.apps.tryon.page import Lookbook
from intarsia.apps.tryon.page.card import OutfitCard, card
from intarsia.apps.tryon.page.clipping import recoloured
from intarsia.apps.tryon.page.worn import PreviewCard
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.photo import read
from intarsia.apps.tryon.reasons import explain
from intarsia.apps.tryon.recommend.ranking import Ranked
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.apps.tryon.room import FittingRoom
from intarsia.apps.tryon.studio import tell
from intarsia.apps.tryon.studio.garments import AS_SEEN, NothingUsable, Refused, of_kind
from intarsia.apps.tryon.studio.sitter import Sitter
from intarsia.apps.tryon.wardrobe.opened import OpenWardrobe
from intarsia.apps.tryon.wish.amounts import spending
from intarsia.errors import IntarsiaError, RefusedPhoto
from intarsia.studio.errors import PageError

LOOKS = 8
"""Looks that are shown."""
FIRST = 3
"""Looks that are seen before more of them are asked for."""


@dataclass(frozen=True, eq=False)
class Visit:
    """What is known of one visitor.

    Attributes:
        room: with what was learned of them, in a folder of their own.
        sitter: the visitor in their photo; None before there is one.
        likes: garments that they like.
        wardrobe: the one that they made of their photos; None before there is one.
        own: the garments in it.
        kinds: digest of a garment of theirs → the kind that they say it is.
        wish: in words.
        constraints: what every look must keep.
        looks: the last recommendation.
        before: the recommendation before it; None where there was none.
        told: key of a look → whether it was liked.
        cards: of the looks, as far as they were written; filled while they are shown.
        previews: key of a look → the visitor in it, as far as it was drawn.
        settled: the looks are to be shown as they are, not asked for anew.
    """

    room: FittingRoom
    sitter: Sitter | None = None
    likes: tuple[Garment, ...] = ()
    wardrobe: OpenWardrobe | None = None
    own: tuple[Garment, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    wish: str = ""
    constraints: Constraints = field(default_factory=Constraints)
    looks: Recommendation | None = None
    before: Recommendation | None = None
    told: Mapping[str, bool] = field(default_factory=dict)
    cards: list[OutfitCard] = field(default_factory=list)
    previews: dict[str, PreviewCard] = field(default_factory=dict)
    settled: bool = False

    @classmethod
    def begin(cls, folder: Path) -> Visit:
        """Return a visitor of whom nothing is known."""
        return cls(FittingRoom(folder))

    def seen(self, photo: object) -> Visit:
        """Return the visit with the person in a photo. Raises `RefusedPhoto`."""
        return replace(self, sitter=Sitter(self.room.measure(read(photo))), previews={})

    def corrected(self, change: Callable[[Sitter], Sitter]) -> Visit:
        """Return the visit with the visitor as they corrected what was measured. Raises `PageError` without a photo."""
        if self.sitter is None:
            raise PageError(tell("error.no_photo"))
        sitter = change(self.sitter)
        return replace(self, sitter=sitter, previews=self.previews if sitter.stands_like(self.sitter) else {})

    @property
    def me(self) -> Person | None:
        """The visitor as measured; None before there is a photo."""
        return None if self.sitter is None else self.sitter.me

    def liking(self, photos: Sequence[Path]) -> tuple[Visit, Refused]:
        """Return the visit with garments that the visitor likes besides, and the photos that cannot be used.

        Raises:
            NothingUsable: none of the photos can be used.
        """
        known = {each.digest: each for each in self.likes}
        refused: list[tuple[str, RefusedPhoto]] = []
        for photo in photos:
            try:
                garment = understand(photo)
            except RefusedPhoto as error:
                refused.append((photo.name, error))
            else:
                known[garment.digest] = garment
        if refused and len(refused) == len(photos):
            raise NothingUsable(refused)
        return replace(self, likes=tuple(known.values())), refused

    def hanging(self, photos: Sequence[Path]) -> tuple[Visit, Refused]:
        """Return the visit with photos added to the visitor's own wardrobe, and those that cannot be used.

        Raises:
            NothingUsable: none of the photos can be used.
        """
        wardrobe = self.wardrobe or OpenWardrobe(self.room.folder / "wardrobe")
        try:
            added = wardrobe.add(photos)
            if added.refused and len(added.refused) == len(photos):
                raise NothingUsable(added.refused)
        except IntarsiaError:
            if self.wardrobe is None:
                wardrobe.close()
            raise
        return replace(self, wardrobe=wardrobe, own=wardrobe.garments()), added.refused

    def stating(self, digest: str, kind: str) -> Visit:
        """Return the visit with the kind that the visitor says a garment of theirs is, or `AS_SEEN`.

        Raises:
            UnknownName: there is no such kind.
            PageError: the garment is not here any more.
        """
        if digest not in {each.digest for each in (*self.likes, *self.own)}:
            raise PageError(tell("error.no_garment"))
        kinds = {**self.kinds, digest: kind}
        if kind == AS_SEEN:
            del kinds[digest]
        else:
            kind_of(kind)
        return replace(self, kinds=kinds, previews={})

    def wishing(self, wish: str, budget: str = "", worn: Sequence[str] = ()) -> Visit:
        """Return the visit with a wish in words, the most that a look may cost, and where on the body it is worn.

        Raises `PageError` when the budget is no amount.
        """
        limits = Constraints(worn=tuple(worn), budget=_amount(budget))
        return replace(self, wish=wish.strip(), constraints=limits)

    def recommended(self, garments: Sequence[Garment]) -> Visit:
        """Return the visit with the looks of a wardrobe. Raises `DataError` when there is none, `PageError` for an
        empty wardrobe.
        """
        if not garments:
            raise PageError(tell("error.empty"))
        likes = _as_said(self.likes, self.kinds)
        hanging = _as_said(garments, self.kinds)
        found = self.room.recommend(self.me, likes, self.wish, hanging, LOOKS, constraints=self.constraints)
        return replace(self, looks=found, before=self.looks, cards=[])

    def rated(self, key: str, liked: bool) -> Visit:
        """Return the visit with what is learned from a look that is shown, or was until others took its place.

        The visitor saw the look with that key when they pressed, whatever has been recommended since.

        Raises:
            PageError: it was rated already, or is neither among these looks nor those before.
        """
        looks = self.looks if self.looks is not None and key in _places(self.looks) else self.before
        if looks is None or key not in _places(looks):
            raise _missing(self.looks)
        place = _places(looks)[key]
        if key in self.told:
            raise PageError(tell("error.rated", number=place + 1))
        self.room.feedback(looks[place], liked)
        return replace(self, told={**self.told, key: liked})

    def changed(self, key: str) -> Visit:
        """Return the visit with the one change to a look that it gains most from.

        Raises:
            PageError: the look is shown no longer, nothing gains, or that is another of the looks that are shown.
        """
        if self.looks is None or key not in _places(self.looks):
            raise _missing(self.looks)
        places = _places(self.looks)
        place = places[key]
        ranked = self.looks[place]
        change = explain(self.looks, ranked).change
        if change is None:
            raise PageError(tell("error.no_change", number=place + 1))
        new = self.looks.scores.of([ranked.outfit.with_item(change.garment)])[0]
        if change.dyed:
            new = replace(new, outfit=new.outfit.with_item(_dyed(ranked.outfit.items[change.item], change.garment)))
        if new.outfit.key in places:
            raise PageError(tell("error.same", number=place + 1, other=places[new.outfit.key] + 1))
        looks = replace(self.looks, ranked=(*self.looks.ranked[:place], new, *self.looks.ranked[place + 1 :]))
        return replace(self, looks=looks, before=self.looks, cards=[], settled=True)

    def look(self, place: int) -> Ranked:
        """Return a look that was shown, from 0. Raises `PageError`."""
        if self.looks is None or not 0 <= place < len(self.looks):
            raise PageError(tell("error.no_look"))
        return self.looks[place]

    @property
    def places(self) -> Mapping[str, int]:
        """Key of a look → its place in the recommendation before, from 0; empty where there was none."""
        return {} if self.before is None else _places(self.before)

    def page(self, language: str, folder: Path) -> str:
        """Return the looks that are shown as a page of their own, as HTML. Raises `PageError` before there are
        looks.
        """
        if self.looks is None:
            raise PageError(tell("error.no_look"))
        written = dict(enumerate(self.cards))
        cards = [
            replace(
                written.get(place) or card(self.looks, each, place + 1, False, None),
                worn=self.previews.get(each.outfit.key),
            )
            for place, each in enumerate(self.looks)
        ]
        path = Lookbook(self.looks, tuple(cards), self.me).write(folder / "looks.html", language)
        content = path.read_text("utf-8")
        path.unlink()
        return content


def _places(looks: Recommendation) -> dict[str, int]:
    return {each.outfit.key: place for place, each in enumerate(looks)}


def _missing(looks: Recommendation | None) -> PageError:
    return PageError(tell("error.no_look" if looks is None else "error.gone"))


def _as_said(garments: Sequence[Garment], kinds: Mapping[str, str]) -> Sequence[Garment]:
    """Return garments, each as the kind that the visitor says it is; the same ones where they say nothing."""
    return [of_kind(each, kinds[each.digest]) if each.digest in kinds else each for each in garments]


def _dyed(garment: Garment, after: Garment) -> Garment:
    """Return a garment in other colours, to be looked at: a thing of its own, with a photo in those colours."""
    cutout = recoloured(garment, after.palette)
    return replace(after, digest=f"{garment.digest} {after.palette[0][0]}", load_cutout=lambda: cutout)


def _amount(text: str) -> tuple[float, float] | None:
    if not text.strip():
        return None
    refused = PageError(tell("error.amount", text=text.strip()))
    try:
        return spending(text)
    except ValueError:
        raise refused from None
