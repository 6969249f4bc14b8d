"""Web pages of others may not drive a studio, neither one for this machine nor one for the network."""

from __future__ import annotations

import asyncio

import httpx2
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from intarsia.studio.stranger import NoStranger

HERE, NETWORK = "127.0.0.1:7860", "192.168.1.5:7860"
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def asked(local: bool, headers: dict[str, str]) -> int:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("the page")(scope, receive, send)

    async def ask() -> int:
        transport = httpx2.ASGITransport(NoStranger(app, local))
        async with httpx2.AsyncClient(transport=transport, base_url="http://studio") as client:
            return (await client.post("/gradio_api/queue/join", headers=headers)).status_code

    return asyncio.run(ask())


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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
