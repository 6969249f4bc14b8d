"""Around every request: its body is bounded, its outcome counted and logged, no fault of ours goes further."""

from __future__ import annotations

import asyncio
import time
import uuid
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intarsia.i18n import messages
from intarsia.serving.log import LOGGER
from intarsia.serving.problems import Refusal, response

if TYPE_CHECKING:
    from intarsia.serving.metrics import Metrics

say = messages(__package__)


PACE = 1024
"""Bytes a second, on average, that a body must arrive at."""
GRACE = 10.0
"""Seconds that any body may take, however small: a connection can stand still for some."""
FACTS = "intarsia"
"""Key of a request's scope under which endpoints leave what the log should say beside."""


class ObservabilityMiddleware:
    """Counts and logs requests, names each with an id, and turns a fault of ours into a 500 that says nothing of it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request: count it, log it, and turn a fault into a 500."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        status = 0
        name = uuid.uuid4().hex
        facts: dict[str, Any] = scope.setdefault(FACTS, {})

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = name
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception as error:
            LOGGER.error("fault", exc_info=error, extra={"facts": {"id": name}})
            if not status:
                await response(500, say("status.500"))(scope, receive, sent)
        finally:
            self._tell(scope, status, time.perf_counter() - start, {"id": name, **facts})

    def _tell(self, scope: Scope, status: int, seconds: float, facts: dict[str, Any]) -> None:
        # The path itself may be anything a client types; the route is one of ours.
        route = getattr(scope.get("route"), "path", "other")
        self.metrics.requests.labels(route, status).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        if rows := facts.get("rows"):
            self.metrics.rows.labels(route).inc(rows)
        told = {"method": scope["method"][:16], "route": route, "status": status, "ms": round(1000 * seconds, 1)}
        LOGGER.info("request", extra={"facts": told | facts})


class BodyLimitMiddleware:
    """Refuses bodies that are larger than the limit: by what they say of themselves, else as soon as they are."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, refusing a body beyond the limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        count = 0

        async def counted() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > self.limit:
                raise self._refusal()
            return message

        error = self._amiss(Headers(scope=scope))
        if error is not None:
            await response(error.status_code, error.message, headers=error.headers)(scope, receive, send)
            return
        await self.app(scope, counted, send)

    def _amiss(self, headers: Headers) -> Refusal | None:
        told = headers.get("content-length")
        if told is not None and "transfer-encoding" in headers:
            # A proxy may believe the one where we believe the other, and take the rest for another client's request.
            return Refusal(400, say("body.length_twice"), headers={"Connection": "close"})
        large = told is not None and told.isascii() and told.isdigit() and (len(told) > 20 or int(told) > self.limit)
        return self._refusal() if large else None

    def _refusal(self) -> Refusal:
        # What is left of the body is not read, so the connection cannot serve another request.
        return Refusal(413, say("body.too_large", limit=self.limit), headers={"Connection": "close"})


class BodyPaceMiddleware:
    """Gives up bodies that arrive too slowly: a client that sends one byte after the other holds what others wait for.

    Args:
        app: what is guarded.
        grace: seconds that a body may take, however small.
        pace: bytes a second that it must arrive at on average after that.
    """

    def __init__(self, app: ASGIApp, grace: float = GRACE, pace: int = PACE) -> None:
        self.app = app
        self.grace = grace
        self.pace = pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, giving up a body that is too slow."""
        if scope["type"] == "http":
            receive = _PacedBody(receive, self.grace, self.pace).receive
        await self.app(scope, receive, send)


class _PacedBody:
    """The body of one request while it arrives."""

    def __init__(self, receive: Receive, grace: float, pace: int) -> None:
        self._receive = receive
        self._grace = grace
        self._pace = pace
        self._end: float | None = None
        self._whole = False

    async def receive(self) -> Message:
        """Return what comes next. Raises a `Refusal` when it has not come in time."""
        if self._whole:  # what comes now is that the client leaves
            return await self._receive()
        if self._end is None:
            self._end = asyncio.get_running_loop().time() + self._grace
        try:
            async with asyncio.timeout_at(self._end):
                message = await self._receive()
        except TimeoutError as error:
            raise Refusal(408, say("body.slow", pace=self._pace), headers={"Connection": "close"}) from error
        self._end += len(message.get("body", b"")) / self._pace
        self._whole = not message.get("more_body", False)
        return message
