"""Where to compute, and how exactly."""

from __future__ import annotations

import torch

from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "fp32", "bf16")


def device(name: str) -> torch.device:
    """The device of that name; "auto" is the first of cuda, mps and cpu that is there.

    Raises:
        OptionError: there is no such device here.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return torch.device(next(kind for kind, found in there.items() if found))
    if name not in DEVICES:
        raise OptionError(say("device.unknown", name=name, known=list(DEVICES)))
    if not there[name]:
        raise OptionError(say("device.not_here", name=name))
    return torch.device(name)


def precision(name: str, where: torch.device) -> torch.dtype:
    """Type of the matrix products; "auto" is bfloat16 on a CUDA device built for it, else float32.

    Raises:
        OptionError: no such precision.
    """
    if name not in PRECISIONS:
        raise OptionError(say("precision.unknown", name=name, known=list(PRECISIONS)))
    built_for_it = where.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.bfloat16 if name == "bf16" or (name == "auto" and built_for_it) else torch.float32


def seed(number: int) -> None:
    """Seed torch's generators on every device that is there.

    `torch.manual_seed` notes a stack trace for each kind of device that is not: too slow to be called at every step.
    """
    number = int(number)  # numpy's own integers are no numbers to torch
    torch.default_generator.manual_seed(number)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(number)
    if torch.backends.mps.is_available():
        torch.mps.manual_seed(number)
