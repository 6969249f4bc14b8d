"""What a training method is: a module that owns the model and says how wrong it is."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

TrainingBatch = Mapping[str, Any]
"""Whatever the objective reads, as nested dicts of tensors (B, ...); the loop hands it on unread.

`weight` (B,) float is the one name that the loop's surroundings know: 0 marks padding.
"""


class Objective(nn.Module, abc.ABC):
    """Owns a model. Supervised, contrastive, distillation: the same loop trains them all.

    No in-place or data-dependent control flow, where many copies are to be trained at once (`Stacked`).
    """

    @abc.abstractmethod
    def forward(self, batch: TrainingBatch) -> dict[str, Tensor]:
        """`{"loss": ()}`: the weighted mean over the rows of the batch."""
