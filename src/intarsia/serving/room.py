"""Room for what is under way: whoever finds none is asked to come again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from intarsia.i18n import Message
from intarsia.serving.problems import Refusal


class Room:
    """Room for so much at once: requests, or bytes of them.

    Args:
        most: there is room for.
        full: what is told to whoever finds none.
    """

    def __init__(self, most: int, full: Message) -> None:
        self.most = most
        self.full = full
        self.taken = 0

    @contextmanager
    def entered(self, amount: int = 1) -> Iterator[Callable[[int], None]]:
        """Take that much, and inside more by what is yielded; all of it is given back. Each raises a `Refusal`."""
        held = 0

        def take(more: int) -> None:
            nonlocal held
            if self.taken + more > self.most:
                raise Refusal(429, self.full, headers={"Retry-After": "1"})
            self.taken += more
            held += more

        try:
            take(amount)
            yield take
        finally:
            self.taken -= held
