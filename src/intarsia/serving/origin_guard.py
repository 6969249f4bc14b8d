"""A service for this machine alone is not lent to web pages that this machine's browser happens to show."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from intarsia.i18n import messages
from intarsia.serving.problems import response

say = messages(__package__)


def is_local(host: str) -> bool:
    """True where only this machine can reach the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def elsewhere(headers: Headers) -> bool:
    """True where a page of another machine asks, or shows what it asks for; not where somebody followed a link there.

    Browsers tell so of everything (Fetch Metadata), of images, frames and scripts too, which have no `Origin`. A
    notebook on this machine may show the page in a frame.
    """
    if headers.get("sec-fetch-site") != "cross-site" or headers.get("sec-fetch-dest") == "document":
        return False
    return not named_locally(headers.get("referer", ""))


def host_of(address: str) -> str:
    """The host that an address names; "" when it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def named_locally(address: str) -> bool:
    """True for an address of this machine."""
    return is_local(host_of(address))


class LocalOnlyMiddleware:
    """Refuses requests that name another host, or come from a page of one.

    A page may have its own name lead to 127.0.0.1 (DNS rebinding) and then read what is answered, or send forms without
    reading: the browser tells the name in `Host`, and the page in `Origin`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, refusing it where it comes from elsewhere."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if "host" in headers and not named_locally(f"//{headers['host']}"):
            await response(421, say("origin.other_host"))(scope, receive, send)
        elif ("origin" in headers and not named_locally(headers["origin"])) or elsewhere(headers):
            await response(403, say("origin.other_site"))(scope, receive, send)
        else:
            await self.app(scope, receive, send)
