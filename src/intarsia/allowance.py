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

BYTES = 2**28
TENSORS = 2**12
"""What may be taken whatever the files hold: some of a network is always built in the same way, and not saved."""
TIMES = 4
"""How often what the files hold may be taken besides: 16-bit weights become 32-bit ones, and are drawn at random before
they are read."""
INNER = 2**34
"""Bytes that may be taken inside of further allowances, all together."""

_CREATING = frozenset(
    {
        torch.arange,
        torch.empty,
        torch.empty_like,
        torch.empty_strided,
        torch.eye,
        torch.full,
        torch.full_like,
        torch.linspace,
        torch.normal,
        torch.ones,
        torch.ones_like,
        torch.rand,
        torch.rand_like,
        torch.randint,
        torch.randn,
        torch.randn_like,
        torch.zeros,
        torch.zeros_like,
        torch.Tensor.new_empty,
        torch.Tensor.new_full,
        torch.Tensor.new_ones,
        torch.Tensor.new_zeros,
    }
)
_META = {"device": "meta"}
_counting: ContextVar[_Count | None] = ContextVar("_counting", default=None)


@contextmanager
def allowance(size: int = 0, tensors: int = 0) -> Iterator[None]:
    """Inside, what torch makes is counted before it is made.

    One inside of another counts for itself. So an encoder that builds weights which no saved model holds (see
    `EncoderModule.rebuilt`) builds them in an allowance of its own.

    Args:
        size: bytes of the weights that the files hold.
        tensors: how many they are.

    Raises:
        DamagedFile: far more is asked for than such files can be for.
    """
    outer = _counting.get()
    count = _Count(BYTES + TIMES * size, TENSORS + TIMES * tensors)
    token = _counting.set(count)
    try:
        with count:
            yield
    finally:
        _counting.reset(token)
    if outer is not None:
        outer.contain(count)


class _Count(TorchFunctionMode):
    def __init__(self, most: int, tensors: int) -> None:
        super().__init__()
        self.most = most
        self.tensors = tensors
        self.made = 0
        self.taken = 0
        self.contained = 0

    def contain(self, other: _Count) -> None:
        """Add what was taken inside of another. Raises `DamagedFile` when it is too much by now."""
        self.contained += other.taken + other.contained
        _check(self.contained, INNER)

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        given = kwargs or {}
        if func in _CREATING and _counting.get() is self:
            self.made += 1
            self.taken += _size(func, args, given)
            _check(self.made, self.tensors)
            _check(self.taken, self.most)
        return func(*args, **given)


def _size(func: Callable[..., Any], args: Any, given: dict[str, Any]) -> int:
    """Bytes of what a function would create: on the device "meta", a tensor has a shape and no memory."""
    try:
        return int(func(*args, **{name: value for name, value in given.items() if name != "out"} | _META).nbytes)
    except (RuntimeError, TypeError, NotImplementedError):  # of a sparse or quantised one, whose shape says little
        return 0


def _check(taken: int, most: int) -> None:
    if taken > most:
        raise DamagedFile(say("allowance.too_much"))
