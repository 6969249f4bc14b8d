"""How far a training is, on the terminal."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from intarsia.i18n import messages

say = messages(__package__)


class Progress:
    """Rewrites one line, a few times a second; silent where stderr is no terminal.

    Args:
        steps: how many steps there are.
        rows: how many rows one step takes, over all models.
        stream: where to write.
    """

    def __init__(self, steps: int, rows: int, stream: TextIO | None = None) -> None:
        self.steps = steps
        self.rows = rows
        self.stream = stream or sys.stderr
        self.shown = self.stream.isatty()
        self.begun = self.written = time.monotonic()
        self.first: int | None = None

    def after(self, steps: int) -> bool:
        """Write the line when the last one is old."""
        now = time.monotonic()
        self.first = steps - 1 if self.first is None else self.first
        if self.shown and now - self.written > 0.2:
            self.written = now
            self.stream.write(f"\r\033[K{self.line(steps, now - self.begun)}")
            self.stream.flush()
        return False

    def line(self, steps: int, seconds: float) -> str:
        """ "training   40%  12,345 rows/s  0:07 left"; `seconds` since the training began here."""
        done = steps - (self.first or 0)
        left = round(seconds / done * (self.steps - steps))
        rate = done * self.rows / seconds
        return say("progress.line", share=steps / self.steps, rate=rate, minutes=left // 60, seconds=left % 60).told

    def end(self) -> None:
        """Clear the line."""
        if self.shown:
            self.stream.write("\r\033[K")
            self.stream.flush()
