"""Waiting for what another process, thread or page does: for the thing itself, never for some time."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300.0
"""Seconds after which something is taken not to come any more, however busy the machine is."""


def until(come: Callable[[], object], why: str, alive: Callable[[], object] = lambda: True) -> None:
    """Return once `come()` is true.

    Args:
        come: asked again and again.
        why: what is waited for, told where it does not come.
        alive: whether it can still come.
    """
    end = time.monotonic() + PATIENCE
    while not come():
        assert alive(), f"it ended before it came to this: {why}"
        assert time.monotonic() < end, f"this has not come: {why}"
        time.sleep(0.01)
