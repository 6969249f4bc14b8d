"""Where requests of the fitting room arrive: each is read, computed in its turn, and counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from fastapi import Request
from prometheus_client import Counter, Histogram

from intarsia.apps.tryon.service import conversion
from intarsia.apps.tryon.service.fitting import CLOTHES, Fitting, Photos, Seen
from intarsia.apps.tryon.service.pictures import Pictures
from intarsia.apps.tryon.service.requests import Measuring, Recommending, Wearing
from intarsia.apps.tryon.service.responses import Item, Measured, Page, Recommended, Worn
from intarsia.errors import RefusedPhoto
from intarsia.serving.admission import Gate
from intarsia.serving.form_fields import Fields
from intarsia.serving.metrics import SECONDS
from intarsia.serving.middleware import FACTS
from intarsia.serving.problems import Refusal
from intarsia.serving.request_rows import Budget

T = TypeVar("T")
Asked = TypeVar("Asked", bound=Fields)


class Desk:
    """Takes requests for a fitting room through the gate.

    Args:
        fitting: what computes.
        gate: of the application.
    """

    def __init__(self, fitting: Fitting, gate: Gate) -> None:
        self.fitting = fitting
        self.gate = gate
        registry = gate.metrics.registry
        self.seconds = Histogram(
            "intarsia_tryon_seconds", "Seconds of computing", ("what",), buckets=SECONDS, registry=registry
        )
        self.photos = Counter("intarsia_tryon_photos", "Photos received", registry=registry)
        self.refused = Counter("intarsia_tryon_refused", "Photos that were refused", ("reason",), registry=registry)
        self.looks = Counter("intarsia_tryon_looks", "Looks recommended", registry=registry)

    async def measure(self, request: Request) -> Measured:
        """What a photo says of the person in it."""

        def read(asked: Measuring, pictures: Pictures) -> Photos:
            return Photos(pictures.photo("photo", asked.photo), {})

        async def found(asked: Measuring, seen: Seen) -> Measured:
            assert seen.person is not None
            return conversion.measured(seen.person)

        return await self._take(request, Measuring, read, found)

    async def recommend(self, request: Request) -> Recommended:
        """Looks of the wardrobe."""

        def read(asked: Recommending, pictures: Pictures) -> Photos:
            person = None if asked.photo is None else pictures.photo("photo", asked.photo)
            return Photos(person, {name: pictures.clothes(name, getattr(asked, name)) for name in CLOTHES})

        def answered(asked: Recommending, seen: Seen) -> Recommended:
            return conversion.recommended(self.fitting.recommend(asked, seen), asked.changes)

        async def found(*given: Any) -> Recommended:
            return await self.gate.compute(self._timed, "recommending", answered, *given)

        answer = await self._take(request, Recommending, read, found)
        self.looks.inc(len(answer.looks))
        return answer

    async def wear(self, request: Request) -> Worn:
        """A preview."""

        def read(asked: Wearing, pictures: Pictures) -> Photos:
            return Photos(
                pictures.photo("photo", asked.photo), {"garments": pictures.clothes("garments", asked.garments)}
            )

        def answered(asked: Wearing, seen: Seen) -> Worn:
            return conversion.worn(*self.fitting.wear(seen))

        async def found(*given: Any) -> Worn:
            return await self.gate.compute(self._timed, "wearing", answered, *given)

        return await self._take(request, Wearing, read, found)

    async def page(self, start: int, size: int) -> Page:
        """A part of the wardrobe."""
        return await self.gate.look(lambda: conversion.page(self.fitting.stock.garments, start, size))

    async def item(self, digest: str) -> Item:
        """One garment. Raises a `Refusal` when there is none."""
        return await self.gate.look(lambda: conversion.item(self.fitting.stock.garment(digest)))

    async def photo(self, digest: str) -> bytes:
        """The photo of a garment, as JPEG. Raises a `Refusal` when there is none."""
        return await self.gate.look(self._jpeg, digest)

    async def _take(
        self,
        request: Request,
        kind: type[Asked],
        read: Callable[[Asked, Pictures], Photos],
        found: Callable[[Asked, Seen], Awaitable[T]],
    ) -> T:
        def received(headers: Mapping[str, str], body: bytes) -> tuple[Asked, Photos]:
            asked = kind.read(headers, body)
            pictures = Pictures(self.fitting.stock.garments, Budget(self.gate.limits.pixels))
            photos = read(asked, pictures)
            self.photos.inc(pictures.count)
            request.scope[FACTS] |= {"photos": pictures.count}
            pictures.done()
            return asked, photos

        async def answered(body: bytes) -> T:
            with self._counted():
                asked, photos = await self.gate.read(received, request.headers, body)
                return await found(asked, await self.gate.see(self._timed, "seeing", self.fitting.see, photos))

        return await self.gate.take(request, answered)

    def _timed(self, what: str, work: Callable[..., T], *given: Any) -> T:
        """What is computed. Raises a `Refusal` when a garment's photo is gone: others may change the wardrobe."""
        with self.seconds.labels(what).time():
            return self.fitting.stock.whole(lambda: work(*given))

    def _jpeg(self, digest: str) -> bytes:
        stock = self.fitting.stock
        garment = stock.garment(digest)
        return stock.whole(lambda: conversion.jpeg(garment))

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Reasons are names of ours, never what was sent."""
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
