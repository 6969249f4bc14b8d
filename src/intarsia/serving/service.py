"""One request of the model, from its body to its answers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from fastapi import Request

from intarsia.errors import BadValue, DataError, OptionError, SchemaError
from intarsia.learner import Learner
from intarsia.serving.batching import Batcher
from intarsia.serving.body import received, rows
from intarsia.serving.cells import Reader, Row
from intarsia.serving.limits import Limits
from intarsia.serving.metrics import Metrics
from intarsia.serving.refusal import Problem, Refusal, unreadable
from intarsia.serving.served import Served
from intarsia.serving.watch import FACTS

READERS = min(4, os.cpu_count() or 1)
"""Threads that decode pictures: together they hold as many decoded ones."""


class Service:
    """A model, what waits for it, and what is counted of it.

    Args:
        learner: fitted.
        limits: what requests may ask for.

    Attributes:
        ready: new requests are taken.
        most: kind of question → rows that one request may have.
    """

    def __init__(self, learner: Learner, limits: Limits) -> None:
        self.limits, self.metrics, self.ready = limits, Metrics(), True
        self.served = Served(learner, limits)
        self.most = dict.fromkeys(("predict", "embed"), limits.rows)
        self.most["explain"] = limits.explained(len(self.served.model_.design.modalities))
        self._reader = Reader(self.served.schema, limits)
        self._batcher = Batcher(self.served.answer, limits, self.metrics.passes.observe)
        self._threads = ThreadPoolExecutor(READERS, "reader")
        self._under_way = 0

    @property
    def heading(self) -> dict[str, str]:
        """What is answered, and how it is to be read."""
        return {"label": self.served.label or "answer", "kind": self.served.task_.kind}

    async def ask(self, kind: str, request: Request) -> list[Any]:
        """One answer per row of a request. Raises a `Refusal`."""
        with self._admitted():
            body = await received(request, self.limits.timeout)
            try:
                async with asyncio.timeout(self.limits.timeout):
                    return await self._found(kind, request, body)
            except TimeoutError as error:
                raise Refusal(504, f"no answer was found within {self.limits.timeout:g} seconds") from error
            except SchemaError as error:
                raise unreadable([_problem(each) for each in error.problems]) from error
            except (DataError, OptionError) as error:
                raise Refusal(422, str(error)) from error

    async def _found(self, kind: str, request: Request, body: bytes) -> list[Any]:
        read = asyncio.get_running_loop().run_in_executor(self._threads, self._read, kind, request.headers, body)
        asked = await read
        request.scope[FACTS] |= {"rows": len(asked), "bytes": len(body)}
        return await self._batcher.ask(kind, asked)

    def _read(self, kind: str, headers: Any, body: bytes) -> list[Row]:
        found = rows(headers, body)
        if len(found) > self.most[kind]:
            raise Refusal(422, f"{len(found):,} rows: at most {self.most[kind]:,} are taken at once")
        return self._reader.read(found)

    @contextmanager
    def _admitted(self) -> Iterator[None]:
        """Room for one request more, from before its body is read: what all of them hold is bounded."""
        if not self.ready:
            raise Refusal(503, "the service is stopping")
        if self._under_way >= self.limits.queue:
            told = f"{self.limits.queue} requests are under way; ask again in a second"
            raise Refusal(429, told, headers={"Retry-After": "1"})
        self._under_way += 1
        self.metrics.waiting.inc()
        try:
            yield
        finally:
            self._under_way -= 1
            self.metrics.waiting.dec()


def _problem(problem: BadValue | str) -> Problem:
    if isinstance(problem, BadValue):
        return Problem(column=problem.column, row=problem.row, reason=problem.why)
    return Problem(reason=problem)
