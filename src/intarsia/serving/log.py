"""Logs as lines of JSON: what happened, when and how long it took; never a cell, a name of a file, or an address."""

from __future__ import annotations

import datetime
import io
import json
import logging
import math
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from typing import IO, Any

LOGGER = logging.getLogger("intarsia.serving")
EXHAUSTED = "socket.accept() out of system resource"
"""How asyncio begins when no more connections can be taken."""


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON. Of an exception the type and the places are told, not the message: it may quote."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as its line of JSON."""
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        told: dict[str, Any] = {"time": moment.isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        told |= {"event": record.getMessage(), **getattr(record, "facts", {})}
        if record.exc_info and record.exc_info[1] is not None:
            told |= fault(record.exc_info[1])
        return json.dumps(told)


class Seldom(logging.Filter):
    """Lets pass once a second what begins in one way. While no more files can be opened, asyncio says so for every
    connection that it cannot take, thousands of times a second."""

    def __init__(self, start: str) -> None:
        super().__init__()
        self.start = start
        self._last = -math.inf

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is told."""
        if not record.getMessage().startswith(self.start):
            return True
        soon = 0 <= record.created - self._last < 1  # the clock may be set back
        self._last = self._last if soon else record.created
        return not soon


class LogWriter(io.TextIOBase):
    """Stands in for stderr, so that what is printed there (progress, warnings) is a line of the log as well."""

    def write(self, text: str) -> int:
        """Log each line that is written as one event."""
        for line in filter(str.strip, text.splitlines()):
            LOGGER.info(line)
        return len(text)


def fault(error: BaseException) -> dict[str, Any]:
    """What an exception is and where it arose."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "places": places}


@contextmanager
def logged(stream: IO[str]) -> Iterator[None]:
    """Inside, all loggers and all that is printed to stderr write lines of JSON to this stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(Seldom(EXHAUSTED))
    root = logging.getLogger()
    handlers = root.handlers[:]
    level = root.level
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    try:
        with redirect_stderr(LogWriter()):
            yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
