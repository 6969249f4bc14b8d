"""Gradio's page cancels what was asked also before it knows the event's name; its server takes that for a fault."""

from __future__ import annotations

import json

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ENDS = ("/cancel", "/reset")
"""Of paths that end an event by its name."""
LONGEST = 1000
"""Bytes of a request to do so."""


class Unnamed:
    """Answers requests to end an event without a name: there is nothing to end.

    They would be refused, and every browser's console would show two errors whenever somebody clicks quickly. The event
    itself finds that it was overtaken (`Visit.turn`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].endswith(ENDS) or _is_long(scope):
            await self.app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        if _is_unnamed(body):
            await JSONResponse({"success": True})(scope, receive, send)
            return
        left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return left.pop() if left else await receive()

        await self.app(scope, again, send)


def _is_long(scope: Scope) -> bool:
    told = Headers(scope=scope).get("content-length", "")
    return not (told.isascii() and told.isdigit() and len(told) < 5 and int(told) <= LONGEST)


def _is_unnamed(body: bytes) -> bool:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and "event_id" in told and told["event_id"] is None
