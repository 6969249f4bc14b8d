"""What a forked process must not share with its parent: what native threads serve, open files, and locks.

`fork` copies one thread alone. Whatever waits for the others waits for ever: a call into a pool of native threads, a
destructor that joins them, a lock that one of them held. So the child leaves such things as they are, and makes its
own.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import weakref
from collections.abc import Callable
from functools import cached_property
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")

_AWARE: weakref.WeakKeyDictionary[Any, Callable[[Any], None]] = weakref.WeakKeyDictionary()


def in_child(owner: T, renew: Callable[[T], None]) -> None:
    """Have `renew(owner)` called in every forked child, for as long as the owner lives."""
    _AWARE[owner] = renew


def leave_alone(thing: object) -> None:
    """See to it that a thing is never destroyed, not even when the process ends: that is for the parent to do."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))


class Turn:
    """A lock that its thread may take again, for those who must go one after the other.

    In a forked child it is free, unless the thread that forked holds it.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        in_child(self, Turn._renew)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def _renew(self) -> None:
        if self._lock.acquire(blocking=False):
            self._lock.release()
        else:
            self._lock = threading.RLock()


def _renew_all() -> None:
    for owner, renew in list(_AWARE.items()):
        renew(owner)


def _renew_cached_properties() -> None:
    """Free the locks of our cached properties: before Python 3.12 all objects of a class share one for each of them."""
    ours = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == __package__]
    classes = {each for module in ours for each in vars(module).values() if isinstance(each, type)}
    for found in (each for cls in classes for each in vars(cls).values()):
        if isinstance(found, cached_property):
            vars(found)["lock"] = threading.RLock()  # which typing knows nothing of


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_renew_all)
    if sys.version_info < (3, 12):
        os.register_at_fork(after_in_child=_renew_cached_properties)
