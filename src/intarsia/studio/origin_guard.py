"""A studio is not for web pages of others that a browser which reaches it happens to show."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intarsia.i18n import messages
from intarsia.serving.origin_guard import elsewhere, host_of, named_locally

say = messages(__package__)

HERE = " ".join(f"{scheme}://{host}:*" for host in ("localhost", "127.0.0.1") for scheme in ("http", "https"))
FRAMES = {
    True: {"content-security-policy": f"frame-ancestors 'self' {HERE}"},
    False: {"content-security-policy": "frame-ancestors 'self'", "x-frame-options": "SAMEORIGIN"},
}
"""Who may show the page in a frame, as browsers are told: over plain HTTP not all of them say who does. A notebook on
this machine may, of which `X-Frame-Options` cannot tell."""


class SameOriginMiddleware:
    """Keeps the page out of frames of others, and refuses requests that come from a page of another host, and, of a
    studio for this machine, those that name one.

    A page may have its own name lead to 127.0.0.1 (DNS rebinding): the browser tells the name in `Host`, and the page
    in `Origin`. By which names others reach a studio for the network is not known: there both must be the same, which
    they also are where a page has its own name lead to that studio.

    Args:
        app: what is guarded.
        local: it is for this machine alone.
    """

    def __init__(self, app: ASGIApp, local: bool) -> None:
        self.app = app
        self.local = local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, refusing it where it comes from elsewhere."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(FRAMES[self.local])
            await send(message)

        if self._is_strange(headers):
            refusal = say("origin.local" if self.local else "origin.other_page")  # told in both languages
            await PlainTextResponse(str(refusal), 421)(scope, receive, sent)
        else:
            await self.app(scope, receive, sent)

    def _is_strange(self, headers: Headers) -> bool:
        if elsewhere(headers):
            return True
        host = f"//{headers.get('host', 'localhost')}"
        origin = headers.get("origin")
        if self.local:
            return not (named_locally(host) and (origin is None or named_locally(origin)))
        return origin is not None and host_of(origin) != host_of(host)
