"""Where to compute, how exactly, with how many threads, what is drawn, and what is done with freed memory.

torch has one generator of random numbers and one number of threads for the whole process. So trainings in threads take
turns, and nobody draws while another does. Other code that draws from torch's generator in a thread of its own is not
kept away: it should have a `torch.Generator`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from threadpoolctl import threadpool_limits

from intarsia.errors import OptionError
from intarsia.forked import Turn
from intarsia.i18n import messages

say = messages(__package__)


LARGEST_BLOCK = 31 * 2**20
"""Bytes: just below the largest block from which glibc learns."""

DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "fp32", "bf16")

TRAINING = Turn()
"""Held by the one training of this process that computes. It may draw, but who draws does not wait for it."""
DRAWING = Turn()
"""Held by whoever draws: for one step of a training, or while its models are made, at most."""

_LOADED_IN = os.getpid()


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
def generator(number: int) -> Iterator[None]:
    """Inside, torch draws from this seed, and no other thread does; outside, nobody notices."""
    with DRAWING, torch.random.fork_rng(range(torch.cuda.device_count())):
        seed(number)
        yield


@contextmanager
def training(threads: int | None = 1) -> Iterator[None]:
    """Be the only training of this process inside, with so many threads for torch and BLAS; as before after it.

    Trainings in several threads of Python gain nothing from each other's company (measured on two cores: six without
    turns took 9.7 seconds at once, and 9.1 one after the other).

    Threads that share a small product wait for each other at its end, thousands of times a second. On two quiet cores
    a second one gains a fifth to a third; where anything else runs beside it, it costs a factor of seven (measured:
    heads 128 wide).

    Args:
        threads: None leaves them as they are. A forked child has one.
    """
    with TRAINING:
        if threads is None:
            yield
            return
        before = torch.get_num_threads()
        given = threads if os.getpid() == _LOADED_IN else 1
        torch.set_num_threads(given)
        try:
            with threadpool_limits(given):
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


def _one_thread() -> None:
    """Let a forked child compute on the thread that it has.

    The pool of GNU's OpenMP is no more there, and who gives it work waits for ever. One thread needs no pool.
    """
    torch.set_num_threads(1)
    threadpool_limits(1)  # of scikit-learn, which brings an OpenMP of its own


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_one_thread)
