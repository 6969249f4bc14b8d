"""What every feature-level fusion does first: look its parts over."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from intarsia.encoders.base import Encoded
from intarsia.errors import DataError, OptionError
from intarsia.i18n import messages

say = messages(__package__)


def checked(dims: Mapping[str, int]) -> dict[str, int]:
    """Widths that a fusion can be built for. Raises `OptionError`."""
    if not dims:
        raise OptionError(say("parts.none"))
    for name, dim in dims.items():
        if dim < 1:
            raise OptionError(say("parts.no_width", name=name, dim=dim))
    return dict(dims)


def arranged(parts: Mapping[str, Encoded], dims: Mapping[str, int]) -> list[Encoded]:
    """The parts in the order of `dims`; tokens that do not exist may hold anything, even NaN.

    Raises `DataError` when the parts are not those that the fusion was built for.
    """
    if parts.keys() != dims.keys():
        raise DataError(say("parts.other_names", built=sorted(dims), given=sorted(parts)))
    for name, dim in dims.items():
        shape = parts[name].tokens.shape
        if len(shape) != 3 or shape[-1] != dim:
            raise DataError(say("parts.other_width", name=name, dim=dim, shape=tuple(shape)))
    return [parts[name] for name in dims]


def presence(found: list[Encoded]) -> Tensor:
    """Return (B, M) bool: which modalities each row has."""
    return torch.stack([part.present() for part in found], 1)


def shares(logits: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the last axis among the places where `mask` holds; zeros in a row that has none, never NaN."""
    # The lowest finite number, not -inf: a row of -inf has no softmax, and its gradient is NaN even when discarded.
    lowest = torch.finfo(logits.dtype).min
    return torch.softmax(torch.where(mask, logits, lowest), -1) * mask


class Dropout(nn.Module):
    """Zeroes a share of the features while training and scales up the others (Srivastava et al. 2014).

    Like torch's, in half the time on a CPU: it draws uniform numbers where torch draws Bernoulli ones.

    Args:
        rate: the share, in [0, 1).
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, features: Tensor) -> Tensor:
        """The features, some of them dropped while training; shape unchanged."""
        if not self.training or not self.rate:
            return features
        kept = torch.rand(features.shape, device=features.device) >= self.rate
        return features * (kept.to(features.dtype) / (1 - self.rate))
