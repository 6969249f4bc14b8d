"""The application behind a socket, until it is told to stop."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from intarsia.serving import log
from intarsia.serving.connections import BACKLOG, Connections, listening, room

KEPT_ALIVE = 5
"""Seconds that an idle connection is kept."""


def serve(app: FastAPI, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until SIGTERM or Ctrl-C; what is under way is finished first, as long as one request may take.

    Raises:
        OptionError: nothing can listen there.
    """
    with listening(host, port) as listener, log.logged(sys.stderr):
        host, port = listener.getsockname()[:2]
        facts = {"url": f"http://{f'[{host}]' if ':' in host else host}:{port}"}
        log.LOGGER.info("serving", extra={"facts": facts})
        patience = app.state.admission.limits.timeout
        config = uvicorn.Config(
            app, http=Connections(patience, room()),  # type: ignore[arg-type]  # it is called like a class
            log_config=None, access_log=False, server_header=False, ws="none", timeout_keep_alive=KEPT_ALIVE,
            timeout_graceful_shutdown=round(patience) + 1, backlog=BACKLOG,
        )  # fmt: skip
        with _stopped_by_signals():
            uvicorn.Server(config).run(sockets=[listener])
        log.LOGGER.info("stopped")


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
