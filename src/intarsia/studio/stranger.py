"""A studio is not for web pages of others that a browser which reaches it happens to show."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from intarsia.serving.local import elsewhere, host_of, named_locally

TOLD = {
    True: "the studio is for this machine: open it by localhost or 127.0.0.1",
    False: "the studio is not for web pages of others: open it by its own address",
}


class NoStranger:
    """Refuses requests that come from a page of another host, and, of a studio for this machine, those that name one.

    A page may have its own name lead to 127.0.0.1 (DNS rebinding): the browser tells the name in `Host`, and the page
    in `Origin`. By which names others reach a studio for the network is not known: there both must be the same.

    Args:
        app: what is guarded.
        local: it is for this machine alone.
    """

    def __init__(self, app: ASGIApp, local: bool) -> None:
        self.app, self.local = app, local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if self._is_strange(headers):
            await PlainTextResponse(TOLD[self.local], 421)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_strange(self, headers: Headers) -> bool:
        if elsewhere(headers):
            return True
        host, origin = f"//{headers.get('host', 'localhost')}", headers.get("origin")
        if self.local:
            return not (named_locally(host) and (origin is None or named_locally(origin)))
        return origin is not None and host_of(origin) != host_of(host)
