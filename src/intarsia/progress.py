"""How far long work has come, as values: the terminal's bars, the Studio and callers read the same events.

Work tells `Event`s to whoever listens (`listening`), and to the terminal where nobody does: a bar where there is one, a
line now and then in a log, nothing when it is short.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from intarsia.errors import OptionError
from intarsia.i18n import Message, messages

say = messages(__package__)

PAUSE = 10.0
"""Seconds between two lines in a log; also before the first, so that short work says nothing."""

REPEATED = ("guess", "note")
"""Events that say the same whenever the same table is taken up: the terminal prints them once in a process."""

_printed: set[Message] = set()


class Stopped(Exception):
    """Work was stopped where it tells how far it is; whoever said so (`stopping`) knows what to do."""


@dataclass(frozen=True)
class Event:
    """What is known of long work at one moment.

    Attributes:
        name: of the kind of work, for programs: "encoding", "training", "strategy", ...
        what: what is being done, or what has just been finished, for people.
        done: how much of it is done, in its own unit (rows, steps, strategies).
        of: how much there is in all; 0 where it is not counted.
        since: seconds since it began.
        ended: nothing more will be told of it.
        step: `what` is a line of its own about something that is finished, such as a strategy.
        values: what is known of it, JSON-able.
    """

    name: str
    what: Message
    done: int = 0
    of: int = 0
    since: float = 0.0
    ended: bool = False
    step: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Units a second; 0 before anything is done."""
        return self.done / self.since if self.since > 0 else 0.0

    @property
    def left(self) -> float:
        """Seconds that the rest takes at this rate; infinite before anything is done."""
        return (self.of - self.done) / self.rate if self.rate else float("inf")

    def dump(self) -> dict[str, Any]:
        """JSON-able; `load` takes it back."""
        return {**vars(self), "what": self.what.dump(), "values": dict(self.values)}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> Event:
        """The event that `dump` described."""
        return cls(**{**dumped, "what": Message.load(dumped["what"])})


Listener = Callable[[Event], None]

_listener: ContextVar[Listener | None] = ContextVar("intarsia_listener", default=None)


@contextmanager
def listening(listener: Listener | None) -> Iterator[None]:
    """Inside, the listener is told of all work in place of the terminal; None leaves everything as it is.

    Raises `OptionError` for what cannot be called.
    """
    if listener is not None and not callable(listener):
        raise OptionError(say("progress.listener", given=listener))
    token = _listener.set(_listener.get() if listener is None else listener)
    try:
        yield
    finally:
        _listener.reset(token)


_stop: ContextVar[Callable[[], bool] | None] = ContextVar("intarsia_stop", default=None)


@contextmanager
def stopping(when: Callable[[], bool]) -> Iterator[None]:
    """Inside, work that tells how far it is raises `Stopped` at its next step once `when()` is true."""
    token = _stop.set(when)
    try:
        yield
    finally:
        _stop.reset(token)


def check_stopped() -> None:
    """Raise `Stopped` where the work is to be stopped."""
    when = _stop.get()
    if when is not None and when():
        raise Stopped


def announce(event: Event) -> None:
    """Tell of something that is finished, or was found out, at once."""
    (_listener.get() or Terminal())(event)


def throttled(listener: Listener, seconds: float) -> Listener:
    """The same listener, told of work under way at most once in so many seconds; of steps and ends always."""
    last = -seconds

    def hear(event: Event) -> None:
        nonlocal last
        now = time.monotonic()
        if event.step or event.ended or now - last >= seconds:
            last = now
            listener(event)

    return hear


class Progress:
    """Counts what is done while work is under way.

    Args:
        name: of the kind of work, for programs.
        what: what is being done, for people ("encoding 'review'").
        total: how much there is to do.
        done: how much was done before, in another process.
    """

    def __init__(self, name: str, what: Message | str, total: int, done: int = 0) -> None:
        self.name = name
        self.what = Message.plain(what)
        self.total = total
        self.done = done
        self.before = done

    def __enter__(self) -> Self:
        self._listener = _listener.get() or Terminal()
        self._start = time.monotonic()
        self._tell()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._tell(ended=True)

    def advance(self, count: int) -> None:
        """Count that so much more is done. Raises `Stopped` where this is enough (see `stopping`)."""
        self.done += count
        self._tell()
        check_stopped()

    def _tell(self, ended: bool = False) -> None:
        since = time.monotonic() - self._start
        # What was done before took no time here: the rate is of this process alone.
        done = self.done - self.before
        self._listener(Event(self.name, self.what, done, self.total - self.before, since, ended))


class Terminal:
    """A listener that writes on stderr: a bar on a terminal, a line every `PAUSE` seconds in a log."""

    def __init__(self) -> None:
        self._bar: Bar | None = None
        self._said = 0.0

    def __call__(self, event: Event) -> None:
        """Show an event. Work that ends takes its bar with it."""
        if event.step:
            self._print(event)
        elif event.ended:
            self._close()
        elif event.of and sys.stderr.isatty():
            self._show(event)
        elif event.done and event.since - self._said >= PAUSE:
            self._said = event.since
            print(line(event).told, file=sys.stderr, flush=True)

    def _print(self, event: Event) -> None:
        """A line of its own. Learners are fitted many times in one process: what repeats itself is printed once."""
        if event.name in REPEATED and event.what in _printed:
            return
        if event.name in REPEATED:
            _printed.add(event.what)
        print(event.what.told, file=sys.stderr, flush=True)

    def _show(self, event: Event) -> None:
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            self._bar.add_task(event.what.told, total=event.of)
        self._bar.update(self._bar.tasks[0].id, completed=event.done)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def line(event: Event) -> Message:
    """What a log says of work under way of which something is done."""
    at = {"done": event.done, "total": event.of, "rate": event.rate, "left": event.left}
    return say("progress.line", what=event.what, **at)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(say("progress.rate", rate=task.speed or 0.0).told)


def _bar() -> Bar:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    return Bar(*columns, console=Console(stderr=True), transient=True)
