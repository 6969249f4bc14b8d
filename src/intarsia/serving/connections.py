"""The connections of a server: where it listens, how many there may be, and how long one may keep it waiting."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)

MOST = 1024
"""Connections at once: a queue of 64 requests needs far fewer, and each may hold 64 KB of a head."""
BACKLOG = 128
"""Connections that the system holds until they are taken."""
UNSENT = 2**16
"""Bytes of an answer that the system holds for each connection, beside those that are on their way."""
FULL = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"


class Connections:
    """Makes the protocol of every connection, as `uvicorn.Config` takes it under `http`. All have h11, whatever is
    installed beside: it bounds the head of a request.

    Args:
        patience: seconds that a connection may keep the server waiting: for a whole head, or to take what is answered.
        most: connections at once. When one more comes, the one that has kept the server waiting longest makes room, so
            that idle ones keep nobody out; where none does, the new one is answered 503.

    Attributes:
        waiting: connections that keep the server waiting, the longest first, and what ends them.
    """

    def __init__(self, patience: float, most: int) -> None:
        self.patience = patience
        self.most = most
        self.waiting: dict[WatchedProtocol, asyncio.TimerHandle] = {}

    def __call__(self, **given: Any) -> WatchedProtocol:
        """Return the protocol of a new connection; `given` is of uvicorn."""
        return WatchedProtocol(self, **given)

    def watch(self, connection: WatchedProtocol) -> None:
        """End a connection when it has kept the server waiting for too long. Sooner, it stays as it is."""
        if connection not in self.waiting:
            left = connection.transport.get_write_buffer_size()
            self.waiting[connection] = connection.loop.call_later(self.patience, self._look, connection, left)

    def _look(self, connection: WatchedProtocol, left: int) -> None:
        """End a connection, unless it has taken some of its answer meanwhile: then it may go on."""
        self.leave(connection)
        if connection.transport.get_write_buffer_size() < left:
            self.watch(connection)
        else:
            # Not closed: that would first send what the client may never take.
            connection.transport.abort()

    def leave(self, connection: WatchedProtocol) -> None:
        """Let a connection go on: it does not keep the server waiting any more."""
        timer = self.waiting.pop(connection, None)
        if timer is not None:
            timer.cancel()

    def admit(self, connection: WatchedProtocol) -> None:
        """Make room for a new connection, or answer that there is none."""
        if len(connection.connections) <= self.most:
            return
        longest = next(iter(self.waiting), None)
        if longest is None:
            connection.transport.write(FULL)
            connection.transport.close()
        else:
            self.leave(longest)
            longest.transport.abort()


class WatchedProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, watched over by `Connections`: uvicorn itself waits for ever.

    Bytes that come one by one make no difference; only a whole head does, or an answer that is taken.
    """

    def __init__(self, others: Connections, **given: Any) -> None:
        super().__init__(**given)
        self.others = others

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin with a connection."""
        super().connection_made(transport)
        _hold_little(transport)
        self.others.admit(self)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """End with it."""
        self.others.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Turn to the next request."""
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Wait for the client to take what was answered."""
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        """Go on: some of it was taken."""
        super().resume_writing()
        self.others.leave(self)
        self._look()

    def _look(self) -> None:
        between = self.cycle is None or self.cycle.response_complete
        if between or self.flow.write_paused:
            self.others.watch(self)
        else:
            self.others.leave(self)


def _hold_little(transport: asyncio.Transport) -> None:
    """Have the system hold little of an answer that its client has not asked for yet, where it can.

    It would hold megabytes, and ask for more when a third of them is sent: a client that takes its answer slowly would
    seem to take nothing for minutes.
    """
    option = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if option is not None:
        with suppress(OSError):
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, option, UNSENT)


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Inside, a socket listens there; at any free port for 0.

    Raises:
        OptionError: nothing can listen there.
    """
    if not 0 <= port < 2**16:
        raise OptionError(say("port.range", port=port, most=2**16 - 1))
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, ValueError, TypeError) as error:  # of names that can be none, Python says so in each of these ways
        why = getattr(error, "strerror", None) or str(error)
        raise OptionError(say("port.taken", host=host, port=port, why=why)) from error
    with listener:
        yield listener


def room() -> int:
    """Connections that there may be. They take half of the files that this process may open, which are first made as
    many as the system lets it have."""
    try:
        import resource
    except ImportError:  # Windows has no such bound
        return MOST
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(OSError, ValueError):  # macOS tells of no bound, and does not take that for one
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST if files == resource.RLIM_INFINITY else min(MOST, files // 2)
