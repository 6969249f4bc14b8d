"""A studio answers its page and nothing else; what is odd is told in one line, and nobody holds it up."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from cases import over
from intarsia.studio.entry_guard import FaultMiddleware, PageOnlyMiddleware

JOIN = "/gradio_api/queue/join"
EVENT: dict[str, Any] = {"fn_index": 3, "data": [None, "x"], "session_hash": "k2h4x9", "event_data": None}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    message = await receive()
    await PlainTextResponse(message["body"] or b"answered")(scope, receive, send)


async def fails(scope: Scope, receive: Receive, send: Send) -> None:
    raise OSError("a name too long: my secret")


async def fails_late(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"so far", "more_body": True})
    raise RuntimeError("my secret")


def answer(app: Any, method: str, path: str, **body: Any) -> httpx2.Response:
    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, **body)

    return asyncio.run(ask())


@over(
    ("asked", "status"),
    [
        *(
            (asked, 200)
            for asked in ("GET /", "HEAD /", "GET /config", "GET /assets/index.js", "GET /static/img/a.svg")
        ),
        *((f"GET /gradio_api/{path}", 200) for path in ("queue/data?session_hash=x", "heartbeat/x", "file=/a/b.html")),
        *((f"POST /gradio_api/{path}", 200) for path in ("upload?upload_id=x", "cancel")),
        *((f"POST /gradio_api/{path}", 404) for path in ("call/3", "call/v2/3", "run/predict", "api/predict")),
        *((f"POST /gradio_api/{path}", 404) for path in ("component_server", "stream/x", "reset", "vibe-edit")),
        *(
            (f"GET /gradio_api/{path}", 404)
            for path in ("info", "openapi.json", "call/3/x", "proxy=http://127.0.0.1:22")
        ),
        *((f"GET {path}", 404) for path in ("/docs", "/monitoring", "/assets/", "/nowhere", JOIN, "/config/")),
        *((asked, 404) for asked in ("POST /", "PUT /", "DELETE /gradio_api/upload")),
    ],
)
def test_only_what_the_page_asks_is_answered(asked: str, status: int) -> None:
    method, path = asked.split(" ")
    response = answer(PageOnlyMiddleware(echo, {}), method, path)
    assert response.status_code == status
    if status == 404:
        assert "the page asks nothing of this kind" in response.text


@over(
    ("event", "words"),
    [
        *((body, "no event of the page") for body in (b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000)),
        *((EVENT | {"fn_index": number}, "no event of the page") for number in (4, -1, "3", 3.0, True, None, [])),
        *((EVENT | {"data": data}, "no event of the page") for data in ([], [None], [None] * 3, {}, "ab", None)),
        *((EVENT | {"session_hash": name}, "names no session") for name in ("", None, 7, "x" * 65, "a b", "a\n")),
    ],
)
def test_an_event_that_is_none_of_the_page_is_refused(event: Any, words: str) -> None:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    response = answer(PageOnlyMiddleware(echo, {3: 2, 1: 2}), "POST", JOIN, content=body)
    assert response.status_code == 422
    assert words in response.text


def test_an_event_of_the_page_arrives_as_it_was_sent() -> None:
    body = json.dumps(EVENT, indent=3).encode()
    assert answer(PageOnlyMiddleware(echo, {3: 2}), "POST", JOIN, content=body).content == body


@over(("app", "status", "words"), [(fails, 400, "none of the page's"), (fails_late, 200, "so far")])
def test_what_gradio_fails_on_is_one_line(
    app: Any, status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    response = answer(FaultMiddleware(app), "GET", "/")
    assert response.status_code == status
    assert words in response.text
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "fault"
    assert "secret" not in line


LIVE = """
import json, socket, sys, urllib.request
from intarsia.studio import Studio, server

server.PATIENCE = 0.2
page = Studio(port=0, browser=False).open()
slow = socket.create_connection(("127.0.0.1", page.server_port))
slow.sendall(b"GET / HTT")
assert slow.recv(100) == b""
number, event = next((number, each) for number, each in page.fns.items() if each.inputs)
odd = {"fn_index": number, "data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}] * len(event.inputs)}
for _ in range(2):
    body = json.dumps(odd | {"session_hash": "odd"}).encode()
    url = page.local_url + "gradio_api/queue/join"
    kind = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(url, body, kind))
with urllib.request.urlopen(page.local_url + "gradio_api/queue/data?session_hash=odd") as told:
    print(sum(b"process_completed" in line for line in told))
print(type(page.app.state_holder).__name__, page.app.state_holder.capacity, *page.app.state_holder.session_data)
page.close()
"""


@pytest.mark.slow
def test_it_holds_for_a_studio_that_is_open(tmp_path: Path) -> None:
    environment = os.environ | {"INTARSIA_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", LIVE], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["2", "Visitors 100 odd"]
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["fault", "fault"]
