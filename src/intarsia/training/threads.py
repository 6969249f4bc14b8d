"""How many threads small computations get: one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread for torch and BLAS inside; as before after it.

    Threads that share a small product wait for each other at its end, thousands of times a second. On two quiet cores
    that gains a sixth; where anything else runs beside it, it costs a factor of seven (measured: heads 128 wide).
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(before)
