"""What rows are to be answered with, as the loss reads it: named arrays, padded where rows have unlike many things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Array = npt.NDArray[Any]
Targets = Mapping[str, Tensor]
"""A batch of targets as tensors: name → (B, ...)."""


@dataclass(frozen=True, eq=False)
class Target:
    """What the loss compares N rows with.

    Attributes:
        values: name → (N, ...) array. What a row has many of (boxes, points) stands along the second axis, padded with
            zeros to the longest row, beside a bool array that is True where there is one. Padding more changes nothing.
        weight: (N,) float32, how heavy each row is in the loss; mean 1. 0 marks padding rows.
    """

    values: Mapping[str, Array]
    weight: npt.NDArray[np.float32]

    @classmethod
    def even(cls, **values: Array) -> Target:
        """Targets of rows that all weigh the same."""
        rows = len(next(iter(values.values())))
        return cls(values, np.ones(rows, dtype=np.float32))

    def __len__(self) -> int:
        return len(self.weight)

    def take(self, rows: npt.NDArray[np.intp]) -> Target:
        """The rows with these positions, in this order."""
        return Target({name: values[rows] for name, values in self.values.items()}, self.weight[rows])

    def tensors(self) -> dict[str, Tensor]:
        """The values as tensors that share their memory."""
        return {name: torch.from_numpy(np.ascontiguousarray(values)) for name, values in self.values.items()}

    def weighted(self, weight: npt.NDArray[np.float64]) -> Target:
        """The same targets, each row (N,) times as heavy as it was; the mean is 1 again."""
        heavy = self.weight * weight
        return Target(self.values, (heavy / heavy.mean()).astype(np.float32))

    @classmethod
    def joined(cls, targets: Sequence[Target]) -> Target:
        """One after the other, all padded to the longest."""
        names = targets[0].values
        return cls(
            {name: _joined([target.values[name] for target in targets]) for name in names},
            np.concatenate([target.weight for target in targets]),
        )


def _joined(arrays: Sequence[Array]) -> Array:
    """Arrays (N_i, ...) as one (Σ N_i, ...), each axis but the first padded with zeros to the longest."""
    shape = np.max([array.shape[1:] for array in arrays], axis=0) if arrays[0].ndim > 1 else ()
    padded = [
        np.pad(array, [(0, 0), *((0, int(wide - own)) for wide, own in zip(shape, array.shape[1:], strict=True))])
        for array in arrays
    ]
    return np.concatenate(padded)
