"""A service for this machine alone is not lent to web pages that this machine's browser happens to show."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from intarsia.serving.refusal import response


def is_local(host: str) -> bool:
    """Only this machine can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Local:
    """Refuses requests that name another host, or come from a page of one.

    A page may have its own name lead to 127.0.0.1 (DNS rebinding) and then read what is answered, or send forms without
    reading: the browser tells the name in `Host`, and the page in `Origin`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if "host" in headers and not _named_locally(f"//{headers['host']}"):
            told = "this service is for this machine: ask it by localhost or 127.0.0.1, or start it with an API key"
            await response(421, told)(scope, receive, send)
        elif "origin" in headers and not _named_locally(headers["origin"]):
            told = "this service is for this machine, not for web pages of others: start it with an API key for them"
            await response(403, told)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _named_locally(address: str) -> bool:
    try:
        return is_local(urlsplit(address).hostname or "")
    except ValueError:
        return False
