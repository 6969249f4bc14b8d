"""Requests share passes, and nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from intarsia.serving.batching import Batcher
from intarsia.serving.limits import Limits
from waiting import PATIENCE


class Doubling:
    """Doubles numbers, remembers the passes, and cannot stand 13."""

    def __init__(self) -> None:
        self.passes: list[tuple[str, list[int]]] = []
        self.admission = threading.Event()
        self.admission.set()
        self.busy = threading.Event()

    def __call__(self, kind: str, rows: Sequence[Any]) -> list[Any]:
        self.busy.set()
        assert self.admission.wait(PATIENCE), "nobody was let in"
        self.passes.append((kind, [row["n"] for row in rows]))
        if any(row["n"] == 13 for row in rows):
            raise ValueError("13")
        return [2 * row["n"] for row in rows]


def rows(*numbers: int) -> list[dict[str, object]]:
    return [{"n": number} for number in numbers]


def alone() -> Callable[..., Awaitable[list[Any]]]:
    """Runs what is given in a thread, one piece after the other."""
    thread = ThreadPoolExecutor(1)

    async def compute(work: Callable[..., list[Any]], *given: Any) -> list[Any]:
        return await asyncio.get_running_loop().run_in_executor(thread, work, *given)

    return compute


def test_what_waits_together_is_answered_together_up_to_a_bound() -> None:
    work, sizes = Doubling(), list[int]()

    async def run() -> list[Any]:
        batcher = Batcher(work, Limits(batch=5), sizes.append, alone())
        return await asyncio.gather(
            batcher.ask("predict", rows(1, 2)),
            batcher.ask("embed", rows(3)),
            batcher.ask("predict", rows(4, 5)),
            batcher.ask("explain", rows(6)),
            batcher.ask("explain", rows(7)),
            batcher.ask("predict", rows(8, 9)),
            batcher.ask("predict", rows(10)),
            batcher.ask("predict", rows(*range(20, 30))),
        )

    found = asyncio.run(run())
    assert found == [[2, 4], [6], [8, 10], [12], [14], [16, 18], [20], list(range(40, 60, 2))]
    assert work.passes == [
        ("predict", [1, 2, 4, 5, 10]),
        ("embed", [3]),
        ("explain", [6]),
        ("explain", [7]),
        ("predict", [8, 9]),
        ("predict", list(range(20, 30))),
    ]
    assert sizes == [5, 1, 1, 1, 2, 10]


def test_one_that_fails_does_not_spoil_the_others() -> None:
    work = Doubling()

    async def run() -> list[Any]:
        batcher = Batcher(work, Limits(), lambda _: None, alone())
        asked = [batcher.ask("predict", rows(number)) for number in (1, 13, 3)]
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second, third = asyncio.run(run())
    assert (first, third) == ([2], [6])
    assert isinstance(second, ValueError)


def test_who_has_stopped_waiting_is_not_answered() -> None:
    work = Doubling()

    async def run() -> Any:
        batcher = Batcher(work, Limits(), lambda _: None, alone())
        work.admission.clear()
        busy = asyncio.create_task(batcher.ask("predict", rows(1)))
        await asyncio.to_thread(work.busy.wait, PATIENCE)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await batcher.ask("predict", rows(2))
        work.admission.set()
        return await busy, await batcher.ask("predict", rows(3))

    assert asyncio.run(run()) == ([2], [6])
    assert [numbers for _, numbers in work.passes] == [[1], [3]]


def test_one_loop_after_another_may_use_it() -> None:
    batcher = Batcher(Doubling(), Limits(), lambda _: None, alone())

    async def ask(number: int) -> Any:
        return await batcher.ask("predict", rows(number))

    assert [asyncio.run(ask(number)) for number in range(3)] == [[0], [2], [4]]

    async def left() -> None:
        asyncio.get_running_loop().create_task(batcher.ask("predict", rows(5)))
        await asyncio.sleep(0)

    asyncio.run(left())
    assert asyncio.run(ask(4)) == [8]
