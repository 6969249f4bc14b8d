"""How much memory may be taken to build a network: a declaration of a few bytes can ask for gigabytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from intarsia.errors import DamagedFile
from intarsia.i18n import messages

say = messages(__package__)

BASE = 2**30
"""Bytes that may be taken whatever the files hold: weights of the catalogue are built again, and are no part of a
saved model."""
TIMES = 4
"""How often what the files hold may be taken besides: 16-bit weights become 32-bit ones, and are drawn at random before
they are read."""
LEAST = 2**16
"""Bytes that a tensor counts for at least, so that layers without end are noticed as well."""

_CREATING = frozenset(
    {
        torch.empty,
        torch.empty_like,
        torch.empty_strided,
        torch.eye,
        torch.full,
        torch.full_like,
        torch.ones,
        torch.ones_like,
        torch.rand,
        torch.randn,
        torch.zeros,
        torch.zeros_like,
    }
)
_counting: ContextVar[_Count | None] = ContextVar("_counting", default=None)


@contextmanager
def allowance(kept: int) -> Iterator[None]:
    """Inside, what torch makes is counted before it is made; one inside of another counts alone.

    Args:
        kept: bytes of the files that hold the network's weights.

    Raises:
        DamagedFile: more is asked for than such files can be for.
    """
    count = _Count(BASE + TIMES * kept)
    token = _counting.set(count)
    try:
        with count:
            yield
    finally:
        _counting.reset(token)


class _Count(TorchFunctionMode):
    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.taken = 0

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        given = kwargs or {}
        if func in _CREATING and _counting.get() is self:
            # On this device a tensor has a shape, and no memory.
            shape = func(*args, **{name: value for name, value in given.items() if name != "out"} | {"device": "meta"})
            self.taken += max(LEAST, shape.nbytes)
            if self.taken > self.most:
                raise DamagedFile(say("allowance.too_much", megabytes=self.most / 2**20))
        return func(*args, **given)
