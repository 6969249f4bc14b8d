"""The studio is for this machine, not for web pages of others that this machine's browser happens to show."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from intarsia.serving.local import is_local

TOLD = "the studio is for this machine: open it by localhost or 127.0.0.1"


class NoStranger:
    """Refuses requests that name another host, or come from a page of one.

    A page may have its own name lead to 127.0.0.1 (DNS rebinding): the browser tells the name in `Host`, and the page
    in `Origin`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        named = [f"//{headers['host']}"] if "host" in headers else []
        if "origin" in headers:
            named.append(headers["origin"])
        if all(map(_here, named)):
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse(TOLD, 421)(scope, receive, send)


def _here(address: str) -> bool:
    try:
        return is_local(urlsplit(address).hostname or "")
    except ValueError:
        return False
