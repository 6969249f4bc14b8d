"""A studio answers what its page asks, and nothing else of the many things that Gradio would."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intarsia.i18n import messages
from intarsia.serving.problems import Refusal
from intarsia.studio.errors import log

say = messages(__package__)

JOIN = "POST /gradio_api/queue/join"
ALLOWED = re.compile(
    r"""
    (GET|HEAD)\ /(|config|theme\.css|favicon\.ico|robots\.txt|assets/.+|static/.+)
    | (GET|HEAD)\ /gradio_api/(startup-events|file=(?!\s*\w*:).+)
    | GET\ /gradio_api/(queue/data|upload_progress|heartbeat/[^/]+)
    | POST\ /gradio_api/(upload|cancel|queue/join)
    """,
    re.VERBOSE | re.DOTALL,
)
"""What the page, and what Gradio's components in it, ask. An address in a file's place Gradio would ask for."""
SESSION = re.compile("[0-9A-Za-z_-]{1,64}")


class PageOnlyMiddleware:
    """Refuses what the page does not ask: other ways to have its handlers run begin sessions that nobody ends, and
    events that are none of the page's end in stack traces.

    Args:
        app: what is guarded.
        inputs: the number of each event of the page → how many values it takes.
    """

    def __init__(self, app: ASGIApp, inputs: Mapping[int, int]) -> None:
        self.app = app
        self.inputs = inputs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, refusing what is none of the page's."""
        try:
            given = await self._given(scope, receive)
        except Refusal as refusal:
            told = PlainTextResponse(str(refusal.message), refusal.status_code, refusal.headers)
            await told(scope, receive, send)
        except ClientDisconnect:
            return
        else:
            await self.app(scope, given, send)

    async def _given(self, scope: Scope, receive: Receive) -> Receive:
        """How to receive what was asked. Raises a `Refusal`."""
        if scope["type"] != "http":
            return receive
        asked = f"{scope['method']} {scope['path']}"
        if not ALLOWED.fullmatch(asked):
            raise Refusal(404, say("entry.unknown"))
        if asked != JOIN:
            return receive
        body = await Request(scope, receive).body()
        self._check(body)
        return _again(body, receive)

    def _check(self, body: bytes) -> None:
        """An event is one of the page's. Raises a `Refusal`."""
        try:
            event: Any = json.loads(body)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict):
            raise Refusal(422, say("entry.event"))
        number = event.get("fn_index")
        data = event.get("data")
        session = event.get("session_hash")
        if type(number) is not int or not isinstance(data, list) or self.inputs.get(number) != len(data):
            raise Refusal(422, say("entry.event"))
        if not isinstance(session, str) or not SESSION.fullmatch(session):
            raise Refusal(422, say("entry.session"))


class FaultMiddleware:
    """Answers what Gradio fails on: it means a request that it cannot make sense of, and writes a stack trace."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, and end it where it fails."""
        started = False

        async def sent(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception as error:
            log(error)
            if started:
                await send({"type": "http.response.body"})
            else:
                await PlainTextResponse(str(say("entry.odd")), 400)(scope, receive, send)


def _again(body: bytes, receive: Receive) -> Receive:
    """Receive a body that was read once more, and then what comes after it."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return left.pop() if left else await receive()

    return given
