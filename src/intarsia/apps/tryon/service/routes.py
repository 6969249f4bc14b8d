"""The fitting room's endpoints."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from intarsia.apps.tryon.service.fitting import Fitting
from intarsia.apps.tryon.service.handlers import RequestHandlers
from intarsia.apps.tryon.service.requests import MeasureRequest, RecommendRequest, WearRequest
from intarsia.apps.tryon.service.responses import (
    GarmentResponse,
    MeasureResponse,
    RecommendResponse,
    WardrobePage,
    WearResponse,
)
from intarsia.serving.admission import Admission
from intarsia.serving.endpoints import Endpoints
from intarsia.serving.problems import RESPONSES, Refused
from intarsia.serving.request_body import JSON

AT_ONCE = 200
"""Garments of one page."""
KEPT = {"Cache-Control": "private, max-age=3600"}
"""A photo is found by its digest, so it never becomes another."""
NOWHERE: dict[int | str, dict[str, Any]] = {404: {"model": Refused, "description": "no garment with this digest"}}
BODY = (400, 408, 413, 415)
"""Statuses of what has a body alone."""
SEEN: dict[int | str, dict[str, Any]] = {status: RESPONSES[status] for status in RESPONSES if status not in BODY}


def endpoints(fitting: Fitting) -> Endpoints:
    """Return the endpoints of a fitting room: `create_app(apps={"tryon": endpoints(fitting)})`."""

    def made(admission: Admission) -> APIRouter:
        router = APIRouter(prefix="/tryon", tags=["fitting room"])
        handlers = RequestHandlers(fitting, admission)
        _asking(router, handlers)
        _looking(router, handlers)
        return router

    return made


def _asking(router: APIRouter, handlers: RequestHandlers) -> None:
    @router.post(
        "/measure", response_model=MeasureResponse, responses=RESPONSES, openapi_extra=MeasureRequest.described()
    )
    async def measure(request: Request) -> Response:
        """What a photo says of the person in it: colours as intervals, the parts it shows, how good it is."""
        return _answer(await handlers.measure(request))

    @router.post(
        "/recommend", response_model=RecommendResponse, responses=RESPONSES, openapi_extra=RecommendRequest.described()
    )
    async def recommend(request: Request) -> Response:
        """The looks of the wardrobe that suit a person, their likes and their wish, with reasons."""
        return _answer(await handlers.recommend(request))

    @router.post("/wear", response_model=WearResponse, responses=RESPONSES, openapi_extra=WearRequest.described())
    async def wear(request: Request) -> Response:
        """An approximate preview of garments on a person's photo."""
        return _answer(await handlers.wear(request))


def _looking(router: APIRouter, handlers: RequestHandlers) -> None:
    @router.get("/wardrobe", response_model=WardrobePage, responses=SEEN)
    async def wardrobe(
        start: Annotated[int, Query(ge=0, le=10**9)] = 0, size: Annotated[int, Query(ge=1, le=AT_ONCE)] = 50
    ) -> Response:
        """A part of the wardrobe, in the order in which its garments were added."""
        return _answer(await handlers.page(start, size))

    @router.get("/wardrobe/{digest}", response_model=GarmentResponse, responses=SEEN | NOWHERE)
    async def garment(digest: str) -> Response:
        """Answer with one garment of the wardrobe."""
        return _answer(await handlers.item(digest))

    @router.get(
        "/wardrobe/{digest}/photo",
        response_class=Response,
        responses=SEEN
        | NOWHERE
        | {200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def photo(digest: str) -> Response:
        """The photo of a garment, as the wardrobe keeps it: small, without what its file knew."""
        return Response(await handlers.photo(digest), media_type="image/jpeg", headers=KEPT)


def _answer(found: BaseModel) -> Response:
    return Response(found.model_dump_json(), media_type=JSON)
