"""The fitting room: the one door to measuring, recommending and learning."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from intarsia.apps.tryon.garment.garment import Garment, Vector
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.outfit.constraints import Constraints, FilterResult
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.person import Person, Tones, measure
from intarsia.apps.tryon.recommend.candidates import meaning
from intarsia.apps.tryon.recommend.last_page import FILE as LAST_PAGE
from intarsia.apps.tryon.recommend.pipeline import recommend
from intarsia.apps.tryon.recommend.preference import Feedback, Preference
from intarsia.apps.tryon.recommend.ranking import Ranked, diverse
from intarsia.apps.tryon.recommend.recommendation import Recommendation, unused
from intarsia.apps.tryon.scorers.base import OutfitScorer, every_scorer
from intarsia.apps.tryon.wardrobe.opened import OpenWardrobe
from intarsia.apps.tryon.wardrobe.shelf import Shelf
from intarsia.apps.tryon.wardrobe.wardrobe import FILE
from intarsia.apps.tryon.wear import Body, Preview, wear
from intarsia.apps.tryon.wear.outfit import Engine, inside_out
from intarsia.apps.tryon.wish.query import queries
from intarsia.apps.tryon.wish.wishes import Wish
from intarsia.assets import cache_root
from intarsia.columns.base import Batch
from intarsia.encoders.base import Extractor
from intarsia.encoders.e5 import MultilingualE5
from intarsia.errors import DataError
from intarsia.i18n import Message, messages

say = messages(__package__)


SHOWN_FROM = 200
"""The outfits shown are chosen, for their differences, among this many of the best."""


@runtime_checkable
class HasGarments(Protocol):
    """Anything that holds garments, such as a `Wardrobe`."""

    def garments(self) -> Iterable[Garment]:
        """Return all garments."""


class FittingRoom:
    """Measures a person, recommends and previews outfits, and learns from likes and dislikes.

    Everything stays on this machine, unless a preview is asked of an engine that sends it elsewhere and says so. Photos
    are kept in memory only. On disk stands what was learned of the user: for each rated outfit, one number per scorer
    and trait (which share of it was striped, how dark it was, and so on), but no picture, garment or wish (see
    `Preference.save`); `forget` deletes it.

    Args:
        cache: folder for what was learned; by default "tryon" in Intarsia's cache.
        scorers: the scorers whose weighted sum ranks outfits; all registered ones by default.
        read: embeds a wish in the space of `Garment.text`; by default multilingual-e5-small.
    """

    def __init__(
        self,
        cache: str | Path | None = None,
        scorers: Sequence[OutfitScorer] | None = None,
        read: Callable[[str], Vector] | None = None,
    ) -> None:
        self.cache = cache
        self.read = read or read_wish
        self.scorers = tuple(scorers) if scorers is not None else every_scorer()
        self._shelf = Shelf(())
        self._wardrobes: dict[Path, OpenWardrobe] = {}

    def measure(self, photo: object) -> Person:
        """Measure the person in a photo.

        Args:
            photo: whatever `photo.read` reads: a path, the bytes of a file, an array or a Pillow image.

        Raises:
            RefusedPhoto: the photo cannot be used; the message says why and what to do.
        """
        return measure(photo)

    def recommend(
        self,
        me: Person | Tones | None = None,
        likes: Sequence[object] = (),
        wish: str | Wish = "",
        wardrobe: HasGarments | Iterable[Garment] | str | Path = (),
        top: int = 12,
        *,
        dislikes: Sequence[object] = (),
        owned: Sequence[object] = (),
        constraints: Constraints | None = None,
    ) -> Recommendation:
        """Recommend the outfits of a wardrobe that suit the person, their likes and their wish; each may be missing.

        Args:
            me: a person from `measure`, or the person's colours alone.
            likes: garments that the user likes, or photos of them; they need not be in the wardrobe.
            wish: what the user wants, in English or Chinese.
            wardrobe: garments to choose from: a `Wardrobe`, its folder, or garments. When the same garments are given
                again, they are not prepared anew.
            top: the greatest number of outfits to show.
            dislikes: garments that the user dislikes, or photos of them.
            owned: garments that the user owns already, or photos of them.
            constraints: rules that every outfit must keep.

        Raises:
            DataError: there is nothing to choose from, or the constraints leave nothing.
            RefusedPhoto: a photo of a garment cannot be used.
        """
        wish = wish if isinstance(wish, Wish) else Wish.read(wish)
        garments, twins = _each_once(self._garments(wardrobe))
        demanded, lost = (constraints or Constraints()).and_wish(wish).reachable(garments)
        sieved = _sieved(demanded, garments)
        if self._shelf.garments != sieved.kept:
            self._shelf = Shelf(sieved.kept)
        shelf = self._shelf
        request = Request(
            shelf=shelf,
            tones=me.tones if isinstance(me, Person) else me,
            likes=_understood(likes),
            dislikes=_understood(dislikes),
            wish=None if wish.empty else wish,
            meaning=self._meaning(wish, shelf),
            owned=_understood(owned),
            constraints=demanded,
        )
        ranked = recommend(request, self.scorers, self.preference)
        if not ranked:
            raise DataError(say("room.nothing_left"))
        return Recommendation(
            ranked=tuple(diverse(ranked[:SHOWN_FROM], request, top)),
            request=request,
            sieved=sieved,
            scorers=self.scorers,
            preference=self.preference,
            notes=(*wish.notes, *twins, *lost, *sieved.notes, *unused(ranked)),
        )

    def wear(self, me: object, *garments: object, engine: Engine = "warp", tucked: bool | None = None) -> Preview:
        """Preview garments on the person's own photo; of several, trousers go on first and jackets last.

        Args:
            me: a person from `measure`, a photo, or a `Body`, which is worth making once where many garments are tried
                on one photo.
            garments: at least one garment, or photos of them.
            engine: the engine that draws the preview: its name, its dump or an instance. "warp" needs no weights and
                stays on this machine; see `wear.engines` for the others.
            tucked: whether tops are tucked into trousers or a skirt; by default as people usually do, see `wear.wear`.

        Raises:
            OptionError: there is no garment.
            RefusedPhoto: a photo cannot be used, or a garment cannot be drawn on this one; says why and what to do.
        """
        clothes = inside_out(_understood(garments))
        if isinstance(me, Body):
            return wear(me, *clothes, engine=engine, tucked=tucked)
        person = me if isinstance(me, Person) else self.measure(me)
        return wear(Body.of(person), *clothes, engine=engine, tucked=tucked)

    def feedback(self, ranked: Ranked, liked: bool) -> Preference:
        """Learn that the user likes or dislikes an outfit that was shown, and keep that on disk."""
        return self.learn(Feedback.of(ranked.findings, liked))

    def learn(self, *lessons: Feedback) -> Preference:
        """Learn from what the user said of outfits, and keep that on disk."""
        self.preference = self.preference.learn(lessons)
        self.preference.save(self._path)
        return self.preference

    def forget(self) -> bool:
        """Delete all that is kept of the user. True when there was anything."""
        files = (self._path.name, LAST_PAGE)
        # A process that was killed while it wrote left what it had beside the file (see `intarsia.files`).
        kept = [path for file in files for pattern in (file, f".{file}.*") for path in self.folder.glob(pattern)]
        for path in kept:
            path.unlink(missing_ok=True)
        self.preference = Preference.of(self.scorers)
        return bool(kept)

    def close(self) -> None:
        """Let go of the wardrobes whose folders were given; what was recommended of them can load no photo any more."""
        for each in self._wardrobes.values():
            each.close()
        self._wardrobes.clear()

    def _garments(self, wardrobe: HasGarments | Iterable[Garment] | str | Path) -> Iterable[Garment]:
        if isinstance(wardrobe, (str, Path)):
            if not (Path(wardrobe) / FILE).exists():
                raise DataError(say("room.no_wardrobe", folder=wardrobe))
            folder = Path(wardrobe).absolute()
            wardrobe = self._wardrobes.setdefault(folder, OpenWardrobe(folder))
        return wardrobe.garments() if isinstance(wardrobe, HasGarments) else wardrobe

    def _meaning(self, wish: Wish, shelf: Shelf) -> Vector | None:
        if not wish.meant or not shelf.texts.present.any():
            return None
        found = np.stack([self.read(each) for each in dict.fromkeys(queries(wish))])
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return meaning(shelf, np.asarray((found / np.where(lengths > 0, lengths, 1)).mean(axis=0), np.float32))

    @cached_property
    def preference(self) -> Preference:
        """What is believed of the user. A scorer that was added since has its prior."""
        fresh = Preference.of(self.scorers)
        if not self._path.exists():
            return fresh
        return Preference(fresh.prior, Preference.load(self._path).feedbacks)

    @property
    def folder(self) -> Path:
        """The folder that holds the numbers kept of the user."""
        return cache_root() / "tryon" if self.cache is None else Path(self.cache)

    @property
    def _path(self) -> Path:
        return self.folder / "preference.json"


def _each_once(garments: Iterable[Garment]) -> tuple[tuple[Garment, ...], tuple[Message, ...]]:
    """Return garments with different photos, and notes on the others. Raises `DataError` when there is none."""
    given = list(garments)
    found = tuple({garment.digest: garment for garment in reversed(given)}.values())[::-1]
    if not found:
        raise DataError(say("room.empty"))
    if (more := len(given) - len(found)) == 0:
        return found, ()
    return found, (say("room.same_photo", count=more),)


def _sieved(constraints: Constraints, garments: Sequence[Garment]) -> FilterResult:
    sieved = constraints.sieve(garments)
    if not sieved.kept:
        counts = [say(f"rule.{rule}", count=count) for rule, count in sieved.counts().items()]
        raise DataError(say("room.all_removed", count=len(garments), counts=counts))
    return sieved


def _understood(given: Iterable[object]) -> tuple[Garment, ...]:
    return tuple(each if isinstance(each, Garment) else understand(each) for each in given)


def read_wish(text: str) -> Vector:
    """Embed a wish with multilingual-e5-small as a query, (384,): the texts of garments are its passages."""
    return np.asarray(_e5()(Batch((text,), np.ones(1, bool))).tokens[0, 0], np.float32)


@functools.cache
def _e5() -> Extractor:
    return MultilingualE5(prefix="query").extractor()
