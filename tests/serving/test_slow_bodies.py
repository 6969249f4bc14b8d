"""A body that arrives too slowly is given up, whatever is done with it."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from intarsia.serving.middleware import BodyPaceMiddleware
from intarsia.serving.problems import Refusal

GRACE = 0.1
"""Seconds that a small body may take here."""


async def all_of(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that takes a whole body, and answers how large it was."""
    size = 0
    while True:
        message = await receive()
        size += len(message["body"])
        if not message["more_body"]:
            break
    await PlainTextResponse(str(size))(scope, receive, send)


def body_of(*chunks: bytes, last: bool = False) -> Receive:
    """A client that sends this, and after a rest the end, or never."""
    left = list(chunks)

    async def receive() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(0), "more_body": True}
        await asyncio.sleep(3 * GRACE if last else 3600)
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


def paced(receive: Receive, pace: int) -> list[Message]:
    """What is answered to a client whose body must arrive at that many bytes a second."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    app = BodyPaceMiddleware(all_of, grace=GRACE, pace=pace)
    asyncio.run(app({"type": "http", "headers": []}, receive, send))
    return told


def test_a_body_that_stands_still_is_given_up() -> None:
    with pytest.raises(Refusal, match="the body arrives at less than 1,024 bytes a second: send it faster") as found:
        paced(body_of(b"x", b"y"), 1024)
    assert found.value.status_code == 408
    assert found.value.headers == {"Connection": "close"}


def test_a_large_body_may_rest_for_as_long_as_it_was_fast() -> None:
    start, body = paced(body_of(b"x" * 10_000, last=True), 1)
    assert start["status"] == 200
    assert body["body"] == b"10000"
