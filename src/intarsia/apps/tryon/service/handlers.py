"""Where requests of the fitting room arrive: each is read, computed in its turn, and counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from fastapi import Request
from prometheus_client import Counter, Histogram

from intarsia.apps.tryon.service import conversion
from intarsia.apps.tryon.service.fitting import CLOTHES, Fitting, RequestPhotos, SeenPhotos
from intarsia.apps.tryon.service.pictures import Pictures
from intarsia.apps.tryon.service.requests import MeasureRequest, RecommendRequest, WearRequest
from intarsia.apps.tryon.service.responses import (
    GarmentResponse,
    MeasureResponse,
    RecommendResponse,
    WardrobePage,
    WearResponse,
)
from intarsia.errors import RefusedPhoto
from intarsia.serving.admission import Admission
from intarsia.serving.form_fields import Fields
from intarsia.serving.metrics import SECONDS
from intarsia.serving.middleware import FACTS
from intarsia.serving.problems import Refusal
from intarsia.serving.request_rows import Budget

T = TypeVar("T")
Asked = TypeVar("Asked", bound=Fields)


class RequestHandlers:
    """Takes requests for a fitting room through the admission.

    Args:
        fitting: what computes.
        admission: of the application.
    """

    def __init__(self, fitting: Fitting, admission: Admission) -> None:
        self.fitting = fitting
        self.admission = admission
        registry = admission.metrics.registry
        self.seconds = Histogram(
            "intarsia_tryon_seconds", "Seconds of computing", ("what",), buckets=SECONDS, registry=registry
        )
        self.photos = Counter("intarsia_tryon_photos", "Photos received", registry=registry)
        self.refused = Counter("intarsia_tryon_refused", "Photos that were refused", ("reason",), registry=registry)
        self.looks = Counter("intarsia_tryon_looks", "Looks recommended", registry=registry)

    async def measure(self, request: Request) -> MeasureResponse:
        """What a photo says of the person in it."""

        def read(asked: MeasureRequest, pictures: Pictures) -> RequestPhotos:
            return RequestPhotos(pictures.photo("photo", asked.photo), {}, pictures.budget)

        async def found(asked: MeasureRequest, seen: SeenPhotos) -> MeasureResponse:
            assert seen.person is not None
            return conversion.measured(seen.person)

        return await self._take(request, MeasureRequest, read, found)

    async def recommend(self, request: Request) -> RecommendResponse:
        """Looks of the wardrobe."""

        def read(asked: RecommendRequest, pictures: Pictures) -> RequestPhotos:
            person = None if asked.photo is None else pictures.photo("photo", asked.photo)
            clothes = {name: pictures.clothes(name, getattr(asked, name)) for name in CLOTHES}
            return RequestPhotos(person, clothes, pictures.budget)

        def answered(asked: RecommendRequest, seen: SeenPhotos) -> RecommendResponse:
            return conversion.recommended(self.fitting.recommend(asked, seen), asked.changes)

        async def found(*given: Any) -> RecommendResponse:
            return await self.admission.compute(self._timed, "recommending", answered, *given)

        answer = await self._take(request, RecommendRequest, read, found)
        self.looks.inc(len(answer.looks))
        return answer

    async def wear(self, request: Request) -> WearResponse:
        """Answer with a preview of garments on a person."""

        def read(asked: WearRequest, pictures: Pictures) -> RequestPhotos:
            person = pictures.photo("photo", asked.photo)
            return RequestPhotos(person, {"garments": pictures.clothes("garments", asked.garments)}, pictures.budget)

        def answered(asked: WearRequest, seen: SeenPhotos) -> WearResponse:
            return conversion.worn(*self.fitting.wear(asked, seen))

        async def found(*given: Any) -> WearResponse:
            return await self.admission.compute(self._timed, "wearing", answered, *given)

        return await self._take(request, WearRequest, read, found)

    async def page(self, start: int, size: int) -> WardrobePage:
        """A part of the wardrobe."""
        return await self.admission.look(lambda: conversion.page(self.fitting.stock.garments, start, size))

    async def item(self, digest: str) -> GarmentResponse:
        """One garment. Raises a `Refusal` when there is none."""
        return await self.admission.look(lambda: conversion.item(self.fitting.stock.garment(digest)))

    async def photo(self, digest: str) -> bytes:
        """The photo of a garment, as JPEG. Raises a `Refusal` when there is none."""
        return await self.admission.look(self._jpeg, digest)

    async def _take(
        self,
        request: Request,
        kind: type[Asked],
        read: Callable[[Asked, Pictures], RequestPhotos],
        found: Callable[[Asked, SeenPhotos], Awaitable[T]],
    ) -> T:
        def received(headers: Mapping[str, str], body: bytes) -> tuple[Asked, RequestPhotos]:
            asked = kind.read(headers, body)
            pictures = Pictures(self.fitting.stock.garments, Budget(self.admission.limits))
            photos = read(asked, pictures)
            self.photos.inc(pictures.count)
            request.scope[FACTS] |= {"photos": pictures.count}
            pictures.done()
            return asked, photos

        async def answered(body: bytes) -> T:
            with self._counted():
                asked, photos = await self.admission.read(received, request.headers, body)
                return await found(asked, await self.admission.see(self._timed, "seeing", self.fitting.see, photos))

        return await self.admission.take(request, answered)

    def _timed(self, what: str, work: Callable[..., T], *given: Any) -> T:
        """Return what is computed. Raises a `Refusal` when a garment's photo is gone: others may change the
        wardrobe.
        """
        with self.seconds.labels(what).time():
            return self.fitting.stock.whole(lambda: work(*given))

    def _jpeg(self, digest: str) -> bytes:
        stock = self.fitting.stock
        garment = stock.garment(digest)
        return stock.whole(lambda: conversion.jpeg(garment))

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Refuse by the names of our reasons, never by what was sent."""
        try:
            yield
        except RefusedPhoto as error:
            self.refused.labels(error.reason).inc()
            raise
        except Refusal as error:
            for problem in error.problems:
                if problem.name is not None:
                    self.refused.labels(problem.name).inc()
            raise
