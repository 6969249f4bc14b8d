"""Who sits at one browser tab: the visit as it is now, whatever still computes for what was asked before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from intarsia.apps.tryon.studio.visit import Visit
from intarsia.forked import in_child

PATIENCE = 1.0
FORGETTING = 10.0
"""Seconds that new looks wait until older ones are no longer being shown, and that forgetting waits for them all."""


class Guest:
    """Holds the visit of one session. Handlers run at the same time and answer late; none takes back what another did.

    Attributes:
        visit: None before there is one, and when all was forgotten.
        turn: how often something new was asked. Whoever shows what was asked before sees that it is not the last.
    """

    def __init__(self) -> None:
        self.visit: Visit | None = None
        self.turn = 0
        self._showing: list[int] = []
        self._renew()
        in_child(self, Guest._renew)

    def __deepcopy__(self, memo: object) -> Guest:
        """Make a new guest for every session: Gradio copies what a state begins with."""
        return Guest()

    def change(self, make: Callable[[Visit | None], Visit]) -> Visit:
        """Change the visit, one change after the other, and return it; where `make` fails, all stays as it was."""
        with self._changed:
            self._next(changed := make(self.visit))
            return changed

    def take(self, turn: int, visit: Visit) -> int | None:
        """Take over a visit that was begun in a turn: the next turn; None where something else was asked since."""
        with self._changed:
            return None if self.turn != turn else self._next(visit)

    def forget(self) -> Visit | None:
        """Forget the visit and return it; nothing that was being shown is shown after this."""
        with self._changed:
            left = self.visit
            self._next(None)
            self._changed.wait_for(lambda: not self._showing, FORGETTING)
            return left

    @contextmanager
    def showing(self, turn: int) -> Iterator[None]:
        """Show, inside, the looks of a turn are shown; entered when those of turns before are no longer, or soon."""
        with self._changed:
            self._showing.append(turn)
            self._changed.wait_for(lambda: min(self._showing) == turn, PATIENCE)
        try:
            yield
        finally:
            with self._changed:
                self._showing.remove(turn)
                self._changed.notify_all()

    def _renew(self) -> None:
        """Let nobody wait for handlers of the process that this one was forked from."""
        self._changed = threading.Condition(threading.RLock())

    def _next(self, visit: Visit | None) -> int:
        self.visit = visit
        self.turn += 1
        return self.turn
