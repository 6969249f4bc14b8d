"""What a stage of the preview has found of garments, kept while they are in use."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.forked import Turn

T = TypeVar("T")
K = TypeVar("K")


class GarmentCache(Generic[K, T]):
    """Answers by garment; of those that are in use, the last `most` asked for. Threads may share one.

    Args:
        find: answers for a garment and one more value. What it returns must not hold the garment that it was given.
        most: garments that are kept.
    """

    def __init__(self, find: Callable[[Garment, K], T], most: int) -> None:
        self._find = find
        self._most = most
        self._lock = Turn()
        self._known: weakref.WeakKeyDictionary[Garment, dict[K, T]] = weakref.WeakKeyDictionary()

    def of(self, garment: Garment, more: K) -> T:
        """Return the answer; it is found now where it is not kept."""
        with self._lock:
            known = self._known.pop(garment, {})
            if known:
                self._known[garment] = known  # the last one now
        if more not in known:
            found = self._find(garment, more)
            with self._lock:
                self._known.setdefault(garment, {})[more] = found
                while len(self._known) > self._most:
                    self._known.pop(next(iter(self._known)), None)
            return found
        return known[more]

    def __len__(self) -> int:
        return len(self._known)
