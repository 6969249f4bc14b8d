"""What is counted of a service, in a registry of its own, as Prometheus reads it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from intarsia.serving.problems import RESPONSES

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
ROWS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counters of one service. Labels are routes and statuses, never what was asked."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter("intarsia_requests", "Requests answered", ("route", "status"), registry=self.registry)
        self.seconds = Histogram(
            "intarsia_request_seconds", "Seconds of a request", ("route",), buckets=SECONDS, registry=self.registry
        )
        self.rows = Counter("intarsia_rows", "Rows answered", ("route",), registry=self.registry)
        self.passes = Histogram(
            "intarsia_pass_rows", "Rows of one pass of a model", buckets=ROWS, registry=self.registry
        )
        self.waiting = Gauge("intarsia_requests_under_way", "Requests that take room under way", registry=self.registry)

    def router(self) -> APIRouter:
        """Return the router that answers `GET /metrics`."""
        router = APIRouter(tags=["service"], responses={401: RESPONSES[401]})

        @router.get("/metrics", response_class=PlainTextResponse)
        async def metrics() -> Response:
            """Counters, as Prometheus reads them."""
            return Response(generate_latest(self.registry), media_type=EXPOSITION)

        return router
