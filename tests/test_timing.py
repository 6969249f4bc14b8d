"""What work costs: every processor's seconds count, those of threads and of child processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from intarsia.timing import TASKS, Cost, cpu_seconds, spent

BUSY = 0.3
"""Seconds of a processor."""
WORK = f"import time\nwhile time.process_time() < {BUSY}: pass\nprint('done', flush=True)\ninput()"
"""A child that works, says so, and waits to be ended."""


def work() -> None:
    end = time.thread_time() + BUSY
    while time.thread_time() < end:
        pass


def test_costs_add_up() -> None:
    assert Cost(1.0, 2.0) + Cost(3.0, 5.0) - Cost(2.0, 1.0) == Cost(2.0, 6.0)
    assert Cost(3.0, 6.0) / 3 == Cost(1.0, 2.0)


def test_threads_and_children_that_have_ended_count() -> None:
    start = spent()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    subprocess.run([sys.executable, "-c", WORK], input=b"\n", stdout=subprocess.DEVNULL, check=True)
    cost = spent() - start
    assert cost.cpu_seconds >= 2 * BUSY - 0.05  # the system counts children in hundredths
    assert cost.seconds > 0


@pytest.mark.skipif(not list(TASKS.glob("*/children")), reason="the system lists no children")
def test_a_child_that_still_runs_counts_once() -> None:
    start = cpu_seconds()
    with subprocess.Popen([sys.executable, "-c", WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        running = cpu_seconds() - start
        child.communicate(b"\n")
        ended = cpu_seconds() - start
    assert running >= BUSY - 0.05
    assert running - 0.05 <= ended <= running + BUSY


def test_a_child_that_is_gone_costs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    monkeypatch.setattr("intarsia.timing.TASKS", tmp_path)
    before = cpu_seconds()
    (tmp_path / "1" / "children").write_text("999999999 ")
    assert 0 <= cpu_seconds() - before < BUSY
