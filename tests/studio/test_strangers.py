"""Web pages of others may not drive a studio, neither one for this machine nor one for the network."""

from __future__ import annotations

import asyncio

import httpx2
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from cases import over
from intarsia.studio.origin_guard import SameOriginMiddleware

HERE, NETWORK = "127.0.0.1:7860", "192.168.1.5:7860"
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def answered(local: bool, headers: dict[str, str]) -> httpx2.Response:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("the page")(scope, receive, send)

    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(SameOriginMiddleware(app, local))
        async with httpx2.AsyncClient(transport=transport, base_url="http://studio") as client:
            return await client.post("/gradio_api/queue/join", headers=headers)

    return asyncio.run(ask())


def asked(local: bool, headers: dict[str, str]) -> int:
    return answered(local, headers).status_code


def test_browsers_are_told_who_may_show_the_page_in_a_frame() -> None:
    network = answered(False, {"Host": NETWORK}).headers
    assert network["content-security-policy"] == "frame-ancestors 'self'"
    assert network["x-frame-options"] == "SAMEORIGIN"
    here = answered(True, {"Host": HERE}).headers
    assert here["content-security-policy"] == (
        "frame-ancestors 'self' http://localhost:* https://localhost:* http://127.0.0.1:* https://127.0.0.1:*"
    )
    assert "x-frame-options" not in here  # it has no word for a notebook on this machine
    refused = answered(False, {"Host": NETWORK, "Origin": "null"}).headers
    assert refused["x-frame-options"] == "SAMEORIGIN"


@over(
    ("headers", "status"),
    [
        ({"Host": HERE}, 200),
        ({"Host": "localhost:7860", "Origin": "http://localhost:7860"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": NETWORK}, 421),
        ({"Host": HERE, "Origin": "https://evil.example"}, 421),
        ({"Host": HERE, "Origin": "null"}, 421),
        ({"Host": HERE} | ELSEWHERE, 421),
        ({"Host": HERE, "Sec-Fetch-Dest": "iframe"} | ELSEWHERE, 421),
        ({"Host": HERE, "Sec-Fetch-Dest": "iframe", "Referer": "http://localhost:8888/"} | ELSEWHERE, 200),
        ({"Host": HERE, "Sec-Fetch-Dest": "document"} | ELSEWHERE, 200),
    ],
)
def test_a_studio_for_this_machine(headers: dict[str, str], status: int) -> None:
    assert asked(True, headers) == status


@over(
    ("headers", "status"),
    [
        ({"Host": NETWORK}, 200),
        ({"Host": NETWORK, "Origin": f"http://{NETWORK}"}, 200),
        ({"Host": "wardrobe.lan", "Origin": "http://WARDROBE.lan"}, 200),
        ({"Host": NETWORK, "Origin": "https://evil.example"}, 421),
        ({"Host": NETWORK, "Origin": "http://localhost:3000"}, 421),
        ({"Host": NETWORK, "Origin": "null"}, 421),
        ({"Host": NETWORK, "Sec-Fetch-Dest": "iframe"} | ELSEWHERE, 421),
        ({"Host": NETWORK, "Sec-Fetch-Dest": "document"} | ELSEWHERE, 200),
    ],
)
def test_a_studio_for_the_network(headers: dict[str, str], status: int) -> None:
    assert asked(False, headers) == status


def test_a_refusal_is_told_in_both_languages() -> None:
    assert answered(True, {"Host": "strange.example"}).text == (
        "the studio is for this machine: open it by localhost or 127.0.0.1"
        " · 此工作室仅供本机使用：请通过 localhost 或 127.0.0.1 打开"
    )
