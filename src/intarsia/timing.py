"""What work costs: seconds of the clock, and seconds of processors, those of child processes included."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TASKS = Path("/proc/self/task")
"""Where Linux lists the threads of this process, and the children of each."""


@dataclass(frozen=True)
class Cost:
    """Seconds of the clock, and of all processors together."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.seconds + other.seconds, self.cpu_seconds + other.cpu_seconds)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.seconds - other.seconds, self.cpu_seconds - other.cpu_seconds)

    def __truediv__(self, parts: int) -> Cost:
        return Cost(self.seconds / parts, self.cpu_seconds / parts)


def spent() -> Cost:
    """What this process has cost so far; only the difference of two of them says something."""
    return Cost(time.perf_counter(), cpu_seconds())


def cpu_seconds() -> float:
    """Seconds of processors that all threads of this process have had, and its children: those that have ended, and
    those that still run where the system lists them (Linux)."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system + sum(map(_of_child, _children()))


def _children() -> Iterator[int]:
    for listed in TASKS.glob("*/children"):
        with suppress(OSError):  # the thread has just ended
            yield from map(int, listed.read_text().split())


def _of_child(process: int) -> float:
    """Seconds that a child has had, and those of its own that have ended; 0 where it has just ended itself."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return 0.0
    own = stat.rpartition(")")[2].split()[11:15]  # utime, stime, cutime, cstime; a name before them may hold anything
    return sum(map(int, own)) / os.sysconf("SC_CLK_TCK")
