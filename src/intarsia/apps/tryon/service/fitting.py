"""The fitting room behind the service: it measures, recommends and draws, and forgets who asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.person import Person, Tones
from intarsia.apps.tryon.recommend.preference import Feedback, Preference
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.apps.tryon.room import FittingRoom
from intarsia.apps.tryon.service.pictures import Picture
from intarsia.apps.tryon.service.requests import RecommendRequest, WearRequest
from intarsia.apps.tryon.service.wardrobe_cache import WardrobeCache
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_garment, render_person
from intarsia.apps.tryon.wear import Body, wear
from intarsia.apps.tryon.wear.outfit import OutfitPreview, inside_out
from intarsia.errors import RefusedPhoto
from intarsia.serving.problems import ProblemDetail, unreadable
from intarsia.serving.request_rows import Budget

CLOTHES = ("likes", "dislikes", "owned")


@dataclass(frozen=True)
class RequestPhotos:
    """The pictures of a request, read and bounded.

    Attributes:
        person: the bytes of their photo; None without one.
        clothes: field → the garments, as bytes or as the wardrobe has them.
        budget: what the request may take, of time too.
    """

    person: bytes | None
    clothes: dict[str, list[Picture]]
    budget: Budget


@dataclass(frozen=True, eq=False)
class SeenPhotos:
    """What the photos of a request show."""

    person: Person | None
    clothes: dict[str, list[Garment]]


class Fitting:
    """A wardrobe and a fitting room that learns from nobody: ratings come with the request, and go with it.

    One thread at a time may recommend and wear, while another sees; `stock` is for all. Making one measures a rendered
    person and looks at a rendered garment, so that models are loaded, and what is not there is told, before the first
    request.

    Args:
        wardrobe: its folder.

    Raises:
        DataError: there is no wardrobe, or it is empty.
        AssetError: weights could not be had.
        MissingExtra: a package of the fitting room is not installed.
    """

    def __init__(self, wardrobe: str | Path) -> None:
        self.stock = WardrobeCache(wardrobe)
        self._room = FittingRoom(Path(wardrobe))
        self._forget()
        me = self._room.measure(render_person(PersonSpec(5), 480).pixels)
        liked = understand(render_garment(GarmentSpec("shirt"), 256).pixels)
        self._room.recommend(me, [liked], "spring", tuple(self.stock.garments.values()), 1)

    def see(self, photos: RequestPhotos) -> SeenPhotos:
        """Return what the photos of a request show. Raises a `Refusal` with all that cannot be used."""
        problems: list[ProblemDetail] = []
        clothes = {name: _seen(name, given, photos.budget, problems) for name, given in photos.clothes.items()}
        photos.budget.check_time()
        me = None if photos.person is None else self._person(photos.person, problems)
        if problems:
            raise unreadable(problems)
        return SeenPhotos(me, clothes)

    def recommend(self, asked: RecommendRequest, seen: SeenPhotos) -> Recommendation:
        """Recommend the looks of the wardrobe that suit a request.

        Raises:
            DataError: the constraints leave no garment, or no look.
            Refusal: the wardrobe cannot be read.
        """
        me = seen.person
        clothes = seen.clothes
        told = asked.colours.beside(Tones() if me is None else me.tones)
        garments = tuple(self.stock.garments.values())
        with self._knowing([each.feedback for each in asked.ratings]):
            tones = None if me is None and told == Tones() else told
            return self._room.recommend(
                tones,
                clothes["likes"],
                asked.wish,
                garments,
                asked.top,
                dislikes=clothes["dislikes"],
                owned=clothes["owned"],
                constraints=asked.constraints.constraints,
            )

    def wear(self, asked: WearRequest, seen: SeenPhotos) -> tuple[OutfitPreview, list[Garment]]:
        """Return a preview, and the garments in the order of the request. Raises `RefusedPhoto`, `OptionError`."""
        garments = seen.clothes["garments"]
        assert seen.person is not None
        Outfit(tuple(garments))  # one in each place
        body = Body.of(seen.person)
        ensemble = OutfitPreview.of(body, garments, tucked=asked.tucked)
        if ensemble.preview is None:
            wear(body, *inside_out(garments), tucked=asked.tucked)  # raises what stands in the way, by its name
        return ensemble, garments

    def _person(self, photo: bytes, problems: list[ProblemDetail]) -> Person | None:
        try:
            return self._room.measure(photo)
        except RefusedPhoto as error:
            problems.append(ProblemDetail.of(error, "photo"))
            return None

    @contextmanager
    def _knowing(self, feedbacks: Sequence[Feedback]) -> Iterator[None]:
        self._room.preference = Preference.of(self._room.scorers).learn(feedbacks)
        try:
            yield
        finally:
            self._forget()

    def _forget(self) -> None:
        """Forget also what this machine's user told it: a service answers everybody alike."""
        self._room.preference = Preference.of(self._room.scorers)


def _seen(name: str, given: Sequence[Picture], budget: Budget, problems: list[ProblemDetail]) -> list[Garment]:
    """Return what photos of a field show; why, of those that cannot be used."""
    found = []
    for row, each in enumerate(given):
        budget.check_time()
        try:
            found.append(each if isinstance(each, Garment) else understand(each))
        except RefusedPhoto as error:
            problems.append(ProblemDetail.of(error, name, row))
    return found
