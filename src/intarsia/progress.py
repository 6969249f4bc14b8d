"""How far long work has come: a bar on a terminal, a line now and then in a log, nothing when it is short."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from intarsia.i18n import Message, messages

say = messages(__package__)

PAUSE = 10.0
"""Seconds between two lines in a log; also before the first, so that short work says nothing."""


class Progress:
    """Counts rows on stderr while work is under way.

    Args:
        what: what is being done ("encoding 'review'").
        total: rows to do.
    """

    def __init__(self, what: Message | str, total: int) -> None:
        self.what = Message.plain(what)
        self.total = total
        self.done = 0
        self._bar = _bar() if total and sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        self._start = self._said = time.monotonic()
        if self._bar is not None:
            self._bar.start()
            self._bar.add_task(self.what.told, total=self.total)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, rows: int) -> None:
        """So many more rows are done."""
        self.done += rows
        now = time.monotonic()
        if self._bar is not None:
            self._bar.advance(self._bar.tasks[0].id, rows)
        elif now - self._said >= PAUSE:
            self._said = now
            print(self.line(now - self._start), file=sys.stderr, flush=True)

    def line(self, elapsed: float) -> str:
        """What the log says after that many seconds."""
        rate = self.done / elapsed
        left = (self.total - self.done) / rate
        at = {"done": self.done, "total": self.total, "rate": rate, "left": left}
        return say("progress.line", what=self.what, **at).told


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(say("progress.rate", rate=task.speed or 0.0).told)


def _bar() -> Bar:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    return Bar(*columns, console=Console(stderr=True), transient=True)
