"""The service: fitted learners, applications, or whatever else is to be served, as ASGI without a socket."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.learner.learner import BaseLearner
from intarsia.serving.admission import Admission
from intarsia.serving.auth import ApiKey, guard
from intarsia.serving.endpoints import Endpoints
from intarsia.serving.limits import Limits
from intarsia.serving.middleware import BodyLimitMiddleware, BodyPaceMiddleware, ObservabilityMiddleware
from intarsia.serving.model_endpoints import ServedModel
from intarsia.serving.origin_guard import LocalOnlyMiddleware
from intarsia.serving.problems import RESPONSES, Refusal, refused
from intarsia.serving.schemas import ModelList, ModelListItem, ServiceState

say = messages(__package__)

MODELS = "/models"
"""Path below which several models stand, each by its name; it lists them itself."""


def create_app(
    learner: BaseLearner | None = None,
    limits: Limits | None = None,
    key: ApiKey | None = None,
    routers: Sequence[Endpoints] = (),
    local: bool = False,
    *,
    models: Mapping[str, BaseLearner] | None = None,
    apps: Mapping[str, Endpoints] | None = None,
) -> FastAPI:
    """The application that serves learners and applications. All of them share one admission: limits, queue, metrics.

    Args:
        learner: fitted; only read. Asked at `/predict`, `/explain` and `/embed`. None for none.
        limits: what requests may ask for.
        key: what a client must send; None lets everyone ask. `/health` and `/ready` are open in any case.
        routers: more endpoints, at the paths that they name.
        local: refuse requests that name another host than this machine, or come from a web page of another.
        models: name → a learner that is asked at `/models/NAME/predict`, ...; `GET /models` lists them.
        apps: name → endpoints whose paths all stand below `/NAME`.

    Raises:
        AssetError: weights of an encoder could not be had.
        OptionError: two endpoints have one path, an application's stand elsewhere, or a name cannot stand in a path.
    """
    admission = Admission(limits or Limits())
    app = _bare(admission)
    app.state.admission = admission
    known = guard(key)
    app.state.models = _models(admission, learner, models or {})
    found = [each.router(prefix) for prefix, each in app.state.models.items()]
    found += [_below(f"/{_segment(name)}", endpoints(admission)) for name, endpoints in (apps or {}).items()]
    found += [endpoints(admission) for endpoints in routers]
    if models:
        found.append(_list(app.state.models, apps or {}))
    found += [admission.metrics.router(), _description(app)]
    _check(found)
    for router in found:
        app.include_router(router, dependencies=[Depends(known)] if known else [])
    app.include_router(_health(admission))
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, refused)
    app.add_middleware(BodyLimitMiddleware, limit=admission.limits.request)
    app.add_middleware(BodyPaceMiddleware)
    if local:
        app.add_middleware(LocalOnlyMiddleware)
    app.add_middleware(ObservabilityMiddleware, metrics=admission.metrics)
    return app


def _bare(admission: Admission) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        admission.ready = True
        yield
        admission.close()

    return FastAPI(
        title="Intarsia", version=version("intarsia"), lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url=None, redirect_slashes=False, generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip


def _models(
    admission: Admission, learner: BaseLearner | None, models: Mapping[str, BaseLearner]
) -> dict[str, ServedModel]:
    """The path below which it is asked → each model."""
    found = {} if learner is None else {"": learner}
    found |= {f"{MODELS}/{_segment(name)}": each for name, each in models.items()}
    return {prefix: ServedModel(each, admission) for prefix, each in found.items()}


def _segment(name: str) -> str:
    """A name as one segment of a path. Raises `OptionError` when it is none that can be typed there."""
    if not name or name.strip(".") == "" or not all(each.isalnum() or each in "-_." for each in name):
        raise OptionError(say("path.bad_name", name=name))
    return name


def _below(prefix: str, router: APIRouter) -> APIRouter:
    """The router of an application. Raises `OptionError` when one of its paths stands elsewhere."""
    for route in _routes(router):
        if not f"{route.path}/".startswith(f"{prefix}/"):
            raise OptionError(say("path.outside", path=route.path, prefix=prefix))
    return router


def _list(models: Mapping[str, ServedModel], apps: Mapping[str, Endpoints]) -> APIRouter:
    router = APIRouter(tags=["service"], responses={401: RESPONSES[401]})
    named = {prefix: each for prefix, each in models.items() if prefix}
    found = [
        ModelListItem(name=prefix.removeprefix(f"{MODELS}/"), path=prefix, **each.heading)
        for prefix, each in named.items()
    ]
    told = ModelList(models=found, apps=[f"/{name}" for name in apps])

    @router.get(MODELS, response_model=ModelList)
    async def models_and_apps() -> ModelList:
        """Every model and application that is served, and the path below which it is asked."""
        return told

    return router


def _description(app: FastAPI) -> APIRouter:
    router = APIRouter()

    @router.get("/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    return router


def _health(admission: Admission) -> APIRouter:
    router = APIRouter(tags=["service"])

    @router.get("/health", response_model=ServiceState)
    async def health() -> ServiceState:
        """Answers as soon as the process is there."""
        return ServiceState(status="alive")

    @router.get("/ready", response_model=ServiceState, responses={503: RESPONSES[503]})
    async def ready() -> ServiceState:
        """Everything is loaded, and requests are taken."""
        if not admission.ready:
            raise Refusal(503, say("service.stopping"))
        return ServiceState(status="ready")

    return router


def _check(routers: Sequence[APIRouter]) -> None:
    """Every request has one endpoint, and every operation of OpenAPI a name of its own.

    Raises `OptionError` when one request could mean two endpoints: the second would never be reached.
    """
    routes = [route for router in routers for route in _routes(router)]
    taken = Counter((route.path, method) for route in routes for method in route.methods or ())
    twice = [f"{method} {path}" for (path, method), count in taken.items() if count > 1]
    if twice:
        raise OptionError(say("path.twice", path=twice[0]))
    names = Counter(route.name for route in routes)
    for route in routes:
        if names[route.name] > 1:
            route.operation_id = "_".join(part.strip("{}") for part in route.path.split("/") if part)


def _routes(router: APIRouter) -> list[APIRoute]:
    return [route for route in router.routes if isinstance(route, APIRoute)]
