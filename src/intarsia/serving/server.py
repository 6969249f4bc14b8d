"""The application behind a socket, until it is told to stop."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.serving import log

say = messages(__package__)


KEPT_ALIVE = 5
"""Seconds that an idle connection is kept."""


def serve(app: FastAPI, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until SIGTERM or Ctrl-C; what is under way is finished first, as long as one request may take.

    Raises:
        OptionError: nothing can listen there.
    """
    with _listening(host, port) as listener, log.logged(sys.stderr):
        host, port = listener.getsockname()[:2]
        facts = {"url": f"http://{f'[{host}]' if ':' in host else host}:{port}"}
        log.LOGGER.info("serving", extra={"facts": facts})
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, ws="none", timeout_keep_alive=KEPT_ALIVE,
            timeout_graceful_shutdown=round(app.state.admission.limits.timeout) + 1,
        )  # fmt: skip
        with _stopped_by_signals():
            uvicorn.Server(config).run(sockets=[listener])
        log.LOGGER.info("stopped")


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    if not 0 <= port < 2**16:
        raise OptionError(say("port.range", port=port, most=2**16 - 1))
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = error.strerror or str(error)
        raise OptionError(say("port.taken", host=host, port=port, why=why)) from error
    with listener:
        yield listener


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """The server stops by itself, and raises the signals anew when it has: by then they say nothing more."""
    found: dict[int, Any] = {each: signal.signal(each, _ignored) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in found.items():
            signal.signal(each, handler)


def _ignored(number: int, frame: object) -> None:
    """Do nothing: nothing is left to do."""
