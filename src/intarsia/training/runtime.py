"""Where to compute, how exactly, with how many threads, and what is done with freed memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from threadpoolctl import threadpool_limits

from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


LARGEST_BLOCK = 31 * 2**20
"""Bytes: just below the largest block from which glibc learns."""

DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "fp32", "bf16")


def device(name: str) -> torch.device:
    """The device of that name; "auto" is the first of cuda, mps and cpu that is there.

    Raises:
        OptionError: there is no such device here.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return torch.device(next(kind for kind, found in there.items() if found))
    if name not in DEVICES:
        raise OptionError(say("device.unknown", name=name, known=list(DEVICES)))
    if not there[name]:
        raise OptionError(say("device.not_here", name=name))
    return torch.device(name)


def precision(name: str, where: torch.device) -> torch.dtype:
    """Type of the matrix products; "auto" is bfloat16 on a CUDA device built for it, else float32.

    Raises:
        OptionError: no such precision.
    """
    if name not in PRECISIONS:
        raise OptionError(say("precision.unknown", name=name, known=list(PRECISIONS)))
    built_for_it = where.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.bfloat16 if name == "bf16" or (name == "auto" and built_for_it) else torch.float32


def seed(number: int) -> None:
    """Seed torch's generators on every device that is there.

    `torch.manual_seed` notes a stack trace for each kind of device that is not: too slow to be called at every step.
    """
    number = int(number)  # numpy's own integers are no numbers to torch
    torch.default_generator.manual_seed(number)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(number)
    if torch.backends.mps.is_available():
        torch.mps.manual_seed(number)


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


def keep_freed_blocks() -> None:
    """Make C's allocator hold on to freed blocks of up to 32 MB.

    By default glibc maps and unmaps every block of more than 128 kB, and the kernel clears its pages each time: with
    twenty models side by side that was a third of a step (measured: 8,000 page faults a step, then 17). It raises its
    threshold to the size of a mapped block that is freed ("dynamic mmap threshold" in mallopt(3)), so freeing one block
    is all it takes. Other allocators have no such threshold, and nothing happens.
    """
    block = torch.empty(LARGEST_BLOCK, dtype=torch.uint8)
    del block
