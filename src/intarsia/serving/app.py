"""The application: a fitted learner, or whatever else is to be served, as ASGI without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from intarsia.i18n import messages
from intarsia.learner.learner import Learner
from intarsia.serving.admission import Gate
from intarsia.serving.auth import Key, guard
from intarsia.serving.endpoints import Service
from intarsia.serving.limits import Limits
from intarsia.serving.middleware import Bounded, Watched
from intarsia.serving.origin_guard import Local
from intarsia.serving.problems import RESPONSES, Refusal, refused
from intarsia.serving.schemas import Embedded, Explained, Predicted, State, body

say = messages(__package__)


EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


Endpoints = Callable[[Gate], APIRouter]
"""Endpoints that are served: made with the gate, which bounds what their requests take."""


def create_app(
    learner: Learner | None = None,
    limits: Limits | None = None,
    key: Key | None = None,
    routers: Sequence[Endpoints] = (),
    local: bool = False,
) -> FastAPI:
    """The application that serves a learner, or other endpoints, or both.

    Args:
        learner: fitted; only read. None for an application without a model.
        limits: what requests may ask for.
        key: what a client must send; None lets everyone ask. `/health` and `/ready` are open in any case.
        routers: more endpoints, behind the same key and the same bound on bodies.
        local: refuse requests that name another host than this machine, or come from a web page of another.

    Raises:
        AssetError: weights of an encoder could not be had.
    """
    gate = Gate(limits or Limits())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        gate.ready = True
        yield
        gate.ready = False

    app = FastAPI(
        title="Intarsia", version=version("intarsia"), lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url=None, redirect_slashes=False, generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip
    app.state.gate = gate
    app.state.service = None if learner is None else Service(learner, gate)
    model = () if app.state.service is None else (_model(app.state.service),)
    known = guard(key)
    for router in (*model, _watching(app, gate), *(each(gate) for each in routers)):
        app.include_router(router, dependencies=[Depends(known)] if known else [])
    app.include_router(_health(gate))
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, refused)
    app.add_middleware(Bounded, limit=gate.limits.request)
    if local:
        app.add_middleware(Local)
    app.add_middleware(Watched, metrics=gate.metrics)
    return app


def _model(service: Service) -> APIRouter:
    router = APIRouter(tags=["model"], responses=RESPONSES)
    told = (service.served.schema, service.gate.limits)

    def takes(kind: str) -> dict[str, Any]:
        return body(*told, service.most[kind])

    @router.post("/predict", response_model=Predicted, openapi_extra=takes("predict"))
    async def predict(request: Request) -> JSONResponse:
        """Answer rows, with probabilities and what the answers rest on."""
        return JSONResponse({**service.heading, "answers": await service.ask("predict", request)})

    @router.post("/explain", response_model=Explained, openapi_extra=takes("explain"))
    async def explain(request: Request) -> JSONResponse:
        """Answer rows, and say what every modality contributed."""
        return JSONResponse({**service.heading, "explanations": await service.ask("explain", request)})

    @router.post("/embed", response_model=Embedded, openapi_extra=takes("embed"))
    async def embed(request: Request) -> JSONResponse:
        """The fused vector of every row."""
        vectors = await service.ask("embed", request)
        return JSONResponse({"width": len(vectors[0]), "vectors": vectors})

    return router


def _watching(app: FastAPI, gate: Gate) -> APIRouter:
    router = APIRouter(tags=["service"], responses={401: RESPONSES[401]})

    @router.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> Response:
        """Counters, as Prometheus reads them."""
        return Response(gate.metrics.text(), media_type=EXPOSITION)

    @router.get("/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    return router


def _health(gate: Gate) -> APIRouter:
    router = APIRouter(tags=["service"])

    @router.get("/health", response_model=State)
    async def health() -> State:
        """The process is there."""
        return State(status="alive")

    @router.get("/ready", response_model=State, responses={503: RESPONSES[503]})
    async def ready() -> State:
        """Everything is loaded, and requests are taken."""
        if not gate.ready:
            raise Refusal(503, say("service.stopping"))
        return State(status="ready")

    return router
