"""A model's endpoints: rows of a request, from its body to their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from intarsia.i18n import messages
from intarsia.learner.learner import BaseLearner
from intarsia.serving.admission import Admission
from intarsia.serving.batching import Batcher
from intarsia.serving.middleware import FACTS
from intarsia.serving.predictor import Predictor
from intarsia.serving.problems import RESPONSES, Refusal
from intarsia.serving.request_body import rows
from intarsia.serving.request_rows import Reader, Row
from intarsia.serving.schemas import EmbedResponse, ExplainResponse, PredictResponse, body
from intarsia.tasks.base import tasks

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class ModelEndpoints:
    """`/predict`, `/explain` and `/embed` of one learner, as an application serves them.

    Attributes:
        learner: fitted; only read.
        prefix: the path below which they stand.
    """

    learner: BaseLearner
    prefix: str = ""

    def __call__(self, admission: Admission) -> APIRouter:
        """The router. Raises `AssetError` when weights of an encoder could not be had."""
        return ServedModel(self.learner, admission).router(self.prefix)


class ServedModel:
    """A model in memory, and the requests that wait for it.

    Args:
        learner: fitted.
        admission: that its requests go through.

    Attributes:
        heading: what is answered, and how it is to be read.
        most: kind of question → rows that one request may have.

    Raises:
        AssetError: weights of an encoder could not be had.
    """

    def __init__(self, learner: BaseLearner, admission: Admission) -> None:
        self.admission = admission
        limits = admission.limits
        self.predictor = Predictor(learner, admission.features)
        self.heading = {"label": learner.label or "answer", "kind": tasks.name_of(learner.task_)}
        self.most = dict.fromkeys(("predict", "embed"), limits.rows)
        self.most["explain"] = limits.explained(len(self.predictor.model_.design.modalities))
        self._reader = Reader(self.predictor.schema, limits)
        self.batcher = Batcher(self.predictor.work, limits, admission.metrics.passes.observe, admission.compute)

    def router(self, prefix: str = "") -> APIRouter:
        """Return the router of the model's endpoints, below a path."""
        router = APIRouter(prefix=prefix, tags=["model"], responses=RESPONSES)

        def takes(kind: str) -> dict[str, Any]:
            return body(self.predictor.schema, self.admission.limits, self.most[kind])

        @router.post("/predict", response_model=PredictResponse, openapi_extra=takes("predict"))
        async def predict(request: Request) -> JSONResponse:
            """Answer rows, with probabilities and what the answers rest on."""
            return JSONResponse({**self.heading, "answers": await self.ask("predict", request)})

        @router.post("/explain", response_model=ExplainResponse, openapi_extra=takes("explain"))
        async def explain(request: Request) -> JSONResponse:
            """Answer rows, and say what every modality contributed."""
            return JSONResponse({**self.heading, "explanations": await self.ask("explain", request)})

        @router.post("/embed", response_model=EmbedResponse, openapi_extra=takes("embed"))
        async def embed(request: Request) -> JSONResponse:
            """The fused vector of every row."""
            vectors = await self.ask("embed", request)
            return JSONResponse({"width": len(vectors[0]), "vectors": vectors})

        return router

    async def ask(self, kind: str, request: Request) -> list[Any]:
        """One answer per row of a request. Raises a `Refusal`."""

        async def found(body: bytes) -> list[Any]:
            asked = await self.admission.read(self._read, kind, request.headers, body)
            request.scope[FACTS] |= {"rows": len(asked)}
            return await self.batcher.ask(kind, asked)

        return await self.admission.take(request, found)

    def _read(self, kind: str, headers: Any, body: bytes) -> list[Row]:
        found = rows(headers, body)
        if len(found) > self.most[kind]:
            raise Refusal(422, say("rows.too_many", count=len(found), most=self.most[kind]))
        return self._reader.read(found)
