"""The one way in: a request is admitted, its body received, and its answer found in time, whatever it asks for."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from fastapi import Request

from intarsia.errors import BadValue, DataError, OptionError, RefusedPhoto, SchemaError, UnknownName
from intarsia.i18n import Message, messages
from intarsia.serving.limits import Limits
from intarsia.serving.metrics import Metrics
from intarsia.serving.middleware import FACTS
from intarsia.serving.problems import ProblemDetail, Refusal, unreadable
from intarsia.serving.request_body import received
from intarsia.serving.room import Room
from intarsia.store import FeatureStore

say = messages(__package__)


T = TypeVar("T")

BODIES = 4
"""Requests that may be under way for each one that is worked on: the others' bodies are still arriving."""
READERS = min(4, os.cpu_count() or 1)
"""Threads that read bodies: together they decode as many pictures."""


class Admission:
    """Admits requests and bounds what they take. All endpoints of an application that cost something share one.

    Args:
        limits: what requests may ask for.

    Attributes:
        metrics: what is counted; endpoints may register more in its registry.
        features: of cells that were asked about before, in memory; shared by all models.
        ready: new requests are taken.
        thread: the one thread that computes, whatever is computed.
        eyes: another, for what is native code most of the time and so lets `thread` go on, such as networks.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.metrics = Metrics()
        self.features = FeatureStore(":memory:", limits.features)
        self.ready = True
        self._have_threads()
        # Before a body has arrived, it takes none of the places among those that are worked on: slow clients would
        # hold them all. Its bytes count from when they come until its answer is found.
        bodies = BODIES * limits.queue
        size = limits.queue * limits.request
        self._requests = Room(bodies, say("queue.full", count=bodies))
        self._bytes = Room(size, say("queue.bytes", count=size))
        self._queue = Room(limits.queue, say("queue.full", count=limits.queue))

    def close(self) -> None:
        """Let the threads end; what is under way is still answered, and a service that opens again gets new ones."""
        self.ready = False
        for threads in (self.thread, self.eyes, self._readers):
            threads.shutdown(wait=False)
        self._have_threads()

    def _have_threads(self) -> None:
        """None of them runs before there is work for it."""
        self.thread = ThreadPoolExecutor(1, "model")
        self.eyes = ThreadPoolExecutor(1, "eyes")
        self._readers = ThreadPoolExecutor(READERS, "reader")

    async def take(self, request: Request, find: Callable[[bytes], Coroutine[Any, Any, T]]) -> T:
        """The answer that is found for a request's body. Raises a `Refusal`."""
        with self._admitted(), self._bytes.entered(0) as hold:
            body = await received(request, self.limits.timeout, hold)
            request.scope[FACTS] |= {"bytes": len(body)}
            with self._queue.entered():
                return await self._in_time(_wanted(request, find(body)))

    async def look(self, work: Callable[..., T], *given: Any) -> T:
        """The answer to a request that has no body and takes little, as by `read`. Raises a `Refusal`."""
        with self._admitted(), self._queue.entered():
            return await self._in_time(self.read(work, *given))

    async def read(self, work: Callable[..., T], *given: Any) -> T:
        """What is short or waits for a disk, in one of the threads that read."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work, *given)

    async def compute(self, work: Callable[..., T], *given: Any) -> T:
        """What takes the processor, in the one thread that computes. Dropped when whoever asks stops waiting first."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, work, *given)

    async def see(self, work: Callable[..., T], *given: Any) -> T:
        """What is native code most of the time, in the thread beside the one that computes."""
        return await asyncio.get_running_loop().run_in_executor(self.eyes, work, *given)

    async def _in_time(self, find: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self.limits.timeout):
                return await find
        except TimeoutError as error:
            raise Refusal(504, say("time.no_answer", seconds=self.limits.timeout)) from error
        except SchemaError as error:
            raise unreadable([_problem(each) for each in error.problems]) from error
        except RefusedPhoto as error:
            raise unreadable([ProblemDetail.of(error)]) from error
        except (DataError, OptionError, UnknownName) as error:
            raise Refusal(422, error.message) from error

    @contextmanager
    def _admitted(self) -> Iterator[None]:
        """Room for one request more, from before its body is read."""
        if not self.ready:
            raise Refusal(503, say("service.stopping"))
        with self._requests.entered(), self.metrics.waiting.track_inprogress():
            yield


async def _wanted(request: Request, find: Coroutine[Any, Any, T]) -> T:
    """What is found, as long as the client is there: nothing is computed for one that has left. Raises a `Refusal`."""
    answer = asyncio.ensure_future(find)
    left = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((answer, left), return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        raise Refusal(400, say("client.left"))
    finally:
        answer.cancel()
        left.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _problem(problem: BadValue | Message) -> ProblemDetail:
    if isinstance(problem, BadValue):
        return ProblemDetail.of(problem.why, problem.column, problem.row)
    return ProblemDetail.of(problem)
