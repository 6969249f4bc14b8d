"""Connections that keep the server waiting are ended, and there are never more of them than it can hold."""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from cases import over
from intarsia.serving.connections import Connections, WatchedProtocol
from intarsia.serving.log import EXHAUSTED, Seldom
from waiting import PATIENCE

SOON = 0.1
"""Seconds after which connections are given up, where that is what a test waits for."""
NEVER = 10 * PATIENCE
ASK = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"

Connect = Callable[..., Awaitable[asyncio.StreamReader]]


class App:
    """Answers each request as soon as it may."""

    def __init__(self) -> None:
        self.asked = 0
        self.free = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await self.free.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def is_asked(self, times: int) -> None:
        while self.asked < times:
            await asyncio.sleep(0)


def served(connections: Connections, talk: Callable[[App, Connect], Awaitable[None]], app: Any = App) -> None:
    """Have somebody talk to an application behind a socket."""

    async def run() -> None:
        answers = app()
        config = uvicorn.Config(answers, http=connections, log_config=None)  # type: ignore[arg-type]
        state = ServerState()
        loop = asyncio.get_running_loop()
        made = {"config": config, "server_state": state, "app_state": {}}
        server = await loop.create_server(lambda: connections(**made), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        clients = []

        async def connect(said: bytes, through: socket.socket | None = None) -> asyncio.StreamReader:
            if through is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            else:
                through.setblocking(False)
                await loop.sock_connect(through, ("127.0.0.1", port))
                reader, writer = await asyncio.open_connection(sock=through)
            clients.append(writer)
            writer.write(said)
            return reader

        async with asyncio.timeout(PATIENCE):
            await talk(answers, connect)
        for each in clients:
            each.close()
        server.close()

    asyncio.run(run())


async def told(client: asyncio.StreamReader) -> bytes:
    """All that the server says until it ends the connection."""
    found = b""
    while True:
        try:
            more = await client.read(2**16)
        except ConnectionResetError:
            return found
        if not more:
            return found
        found += more


@over("said", [b"", b"GET / HT", ASK[:-2] + b"X: "])
def test_who_sends_no_whole_head_is_let_go(said: bytes) -> None:
    async def talk(app: App, connect: Connect) -> None:
        assert await told(await connect(said)) == b""

    served(Connections(SOON, 9), talk)


@over("said", [ASK + ASK[:-2], POST + b"x"])
def test_who_goes_on_after_an_answer_but_not_to_another_is_let_go(said: bytes) -> None:
    connections = Connections(NEVER, 9)

    async def talk(app: App, connect: Connect) -> None:
        client = await connect(said)
        await app.is_asked(1)
        connections.patience = SOON
        app.free.set()
        assert (await told(client)).count(b"200 OK") == 1

    served(connections, talk)


def test_who_waits_for_an_answer_is_not() -> None:
    connections = Connections(NEVER, 9)

    async def talk(app: App, connect: Connect) -> None:
        client = await connect(ASK)
        await app.is_asked(1)
        assert not connections.waiting
        app.free.set()
        assert await client.readexactly(12) == b"HTTP/1.1 200"
        assert len(connections.waiting) == 1

    served(connections, talk)


class Endless(App):
    """Answers more than any buffer holds."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while (await asyncio.wait_for(receive(), None))["type"] != "http.disconnect":
            for _ in range(64):
                await send({"type": "http.response.body", "body": b"x" * 2**20, "more_body": True})
        self.free.set()


def test_who_does_not_take_the_answer_is_let_go() -> None:
    async def talk(app: App, connect: Connect) -> None:
        await connect(ASK)
        await app.free.wait()

    served(Connections(SOON, 9), talk, Endless)


class Large(App):
    """Answers with more than the system holds."""

    size = 2**24

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % self.size)]})
        await send({"type": "http.response.body", "body": bytes(self.size)})


@pytest.mark.skipif(not hasattr(socket, "TCP_NOTSENT_LOWAT"), reason="needs Linux or macOS to hold little")
def test_who_takes_the_answer_slowly_is_seen_to_take_it() -> None:
    connections = Connections(NEVER, 9)

    async def talk(app: App, connect: Connect) -> None:
        with socket.socket() as narrow:
            # Else the system holds as much of an answer for its reader as it likes.
            narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**17)
            client = await connect(ASK, narrow)
            await is_followed(client)
            client._transport.close()  # type: ignore[attr-defined]

    async def is_followed(client: asyncio.StreamReader) -> None:
        (slow,) = await waiting(connections)
        for _ in range(9):
            left = await still(slow.transport)
            await client.readexactly(2**19)
            while slow.transport.get_write_buffer_size() >= left:
                await asyncio.sleep(0.01)
            connections._look(slow, left)
            assert slow in connections.waiting
        connections._look(slow, 0)
        assert slow.transport.is_closing()

    served(connections, talk, Large)


async def waiting(connections: Connections) -> list[WatchedProtocol]:
    """Those that do not take their answers, as soon as there are any."""
    while not any(each.flow.write_paused for each in connections.waiting):
        await asyncio.sleep(0)
    return list(connections.waiting)


async def still(transport: asyncio.Transport) -> int:
    """Bytes that are left to send when the system takes no more of them for now."""
    sizes = [-1, transport.get_write_buffer_size()]
    while sizes[-1] != sizes[-2]:
        await asyncio.sleep(0.1)
        sizes.append(transport.get_write_buffer_size())
    return sizes[-1]


def test_the_rest_of_an_answer_is_sent_to_whoever_takes_some_of_it() -> None:
    connections = Connections(NEVER, 9)

    async def talk(app: App, connect: Connect) -> None:
        app.free.set()
        client = await connect(ASK)
        assert await client.readexactly(12) == b"HTTP/1.1 200"
        (served_one,) = connections.waiting
        connections._look(served_one, 1)  # of an answer that was complete but for one byte
        assert served_one in connections.waiting
        connections._look(served_one, 0)
        assert served_one.transport.is_closing()

    served(connections, talk)


def test_idle_connections_make_room_for_others() -> None:
    async def talk(app: App, connect: Connect) -> None:
        app.free.set()
        first = await connect(b"")
        second = await connect(b"GET")
        assert (await (await connect(ASK)).readexactly(12)) == b"HTTP/1.1 200"
        assert await told(first) == b""
        assert not second.at_eof()

    served(Connections(NEVER, 2), talk)


def test_where_none_makes_room_the_new_one_is_told() -> None:
    async def talk(app: App, connect: Connect) -> None:
        first = await connect(ASK)
        await app.is_asked(1)
        assert (await told(await connect(b""))).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        app.free.set()
        assert (await first.readexactly(12)) == b"HTTP/1.1 200"

    served(Connections(NEVER, 1), talk)


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such bound")
def test_there_is_room_for_half_of_the_files_that_may_be_open() -> None:
    code = """
import resource
from intarsia.serving.connections import room
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 300))
print(room(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["150", "300", "300"]


def test_what_is_told_again_and_again_is_logged_once_a_second() -> None:
    seldom = Seldom(EXHAUSTED)

    def passes(moment: float, said: str = EXHAUSTED + "\nsocket: ...") -> bool:
        record = logging.LogRecord("asyncio", logging.ERROR, "", 0, said, None, None)
        record.created = moment
        return seldom.filter(record)

    assert [passes(100 + each / 10) for each in range(12)] == [True, *[False] * 9, True, False]
    assert passes(101.15, "something else")
    assert passes(50)  # the clock was set back
