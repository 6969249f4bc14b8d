"""How many threads small computations get: one, unless the user says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from threadpoolctl import threadpool_limits


@contextmanager
def limited(threads: int = 1) -> Iterator[None]:
    """So many threads for torch and BLAS inside; as before after it.

    Threads that share a small product wait for each other at its end, thousands of times a second. On two quiet cores
    a second one gains a fifth to a third; where anything else runs beside it, it costs a factor of seven (measured:
    heads 128 wide).
    """
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        with threadpool_limits(threads):
            yield
    finally:
        torch.set_num_threads(before)
