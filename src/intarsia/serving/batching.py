"""Requests that wait share a pass of the model: one thread, one batch at a time, answers as if each were alone."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from intarsia.serving.limits import Limits
from intarsia.serving.request_rows import Row

Work = Callable[[str, Sequence[Row]], list[Any]]
"""Kind of question, rows → one answer per row."""

Compute = Callable[..., Awaitable[list[Any]]]
"""A function and what it is given → what it returns."""

ALONE = frozenset({"explain"})
"""Kinds that take many passes themselves: they are not put together."""


@dataclass(frozen=True, eq=False)
class PendingRequest:
    """One request that waits for its answer."""

    kind: str
    rows: Sequence[Row]
    answer: asyncio.Future[list[Any]] = field(repr=False)


class Batcher:
    """Collects requests of one kind while the model is busy, and a little longer, and answers them in one pass.

    Where a pass fails, its requests are asked again one by one, so that one of them cannot spoil the others. No task
    outlives its work, so that an application may be used from one event loop after another.

    Args:
        work: what answers; it is only ever called from one thread.
        limits: rows of a pass, and how long to wait for more.
        passed: told the rows of every pass.
        compute: runs the work in a thread, one piece at a time.
    """

    def __init__(self, work: Work, limits: Limits, passed: Callable[[int], None], compute: Compute) -> None:
        self.work = work
        self.limits = limits
        self.passed = passed
        self._jobs: deque[PendingRequest] = deque()
        self._busy: asyncio.Task[None] | None = None
        self.compute = compute

    async def ask(self, kind: str, rows: Sequence[Row]) -> list[Any]:
        """One answer per row. When whoever asks stops waiting, the request is dropped unless it is under way."""
        job = PendingRequest(kind, rows, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        if self._busy is None or self._busy.done():
            self._busy = asyncio.create_task(self._run())
        return await job.answer

    async def _run(self) -> None:
        while self._jobs:
            if self._jobs[0].kind not in ALONE and len(self._jobs[0].rows) < self.limits.batch:
                await asyncio.sleep(self.limits.linger)
            await self._answer(self._taken())

    def _taken(self) -> list[PendingRequest]:
        """The first job, and all that wait with it, are of its kind, and fit into its pass."""
        first = self._jobs.popleft()
        taken = [first]
        left = deque[PendingRequest]()
        rows = len(first.rows)
        while self._jobs and first.kind not in ALONE:
            job = self._jobs.popleft()
            fits = job.kind == first.kind and rows + len(job.rows) <= self.limits.batch
            (taken if fits else left).append(job)
            rows += len(job.rows) if fits else 0
        self._jobs.extendleft(reversed(left))
        return taken

    async def _answer(self, jobs: Sequence[PendingRequest]) -> None:
        jobs = [job for job in jobs if not job.answer.done()]  # nobody waits any more for the others
        if not jobs:
            return
        rows = [row for job in jobs for row in job.rows]
        self.passed(len(rows))
        try:
            found = await self.compute(self.work, jobs[0].kind, rows)
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # libraries in Rust raise such; whoever waits is told in any case
            if len(jobs) > 1:
                for job in jobs:
                    await self._answer([job])
            elif not jobs[0].answer.done():
                told = error if isinstance(error, Exception) else RuntimeError(f"{type(error).__name__}: {error}")
                jobs[0].answer.set_exception(told)
            return
        for job in jobs:
            own = found[: len(job.rows)]
            found = found[len(job.rows) :]
            if not job.answer.done():
                job.answer.set_result(own)
