"""The seam of the objectives: what a model is trained to do, whatever it is made of."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from intarsia.model.network import Network
from intarsia.registry import Registry
from intarsia.tasks.base import Task
from intarsia.tasks.target import Target

TrainingBatch = Mapping[str, Any]
"""What an objective reads, as nested dicts of tensors of B rows; the loop hands it on unread.

`cells`: column → tensors (B, ...); `target`: what `Objective.target` gave; `weight` (B,) float: how heavy each row is,
0 marks padding.
"""


class Objective(abc.ABC):
    """What is learned from. Leaves are frozen dataclasses, final, registered in `objectives`."""

    labelled: ClassVar[bool] = True
    """It needs labels: without them `target` cannot be made."""

    def target(self, task: Task, y: npt.NDArray[Any] | None, rows: int) -> Target:
        """What a batch carries beside the cells of its rows: by default the (learned) task's targets.

        Args:
            task: learned on the training rows.
            y: (rows,) their labels; None where there are none.
            rows: how many there are.
        """
        return Target({}, np.ones(rows, dtype=np.float32)) if y is None else task.target(y)

    @abc.abstractmethod
    def build(self, network: Network, task: Task, modality_dropout: float) -> ObjectiveModule:
        """The module that trains this network.

        Args:
            network: fresh; what is kept of the training are its weights alone.
            task: learned.
            modality_dropout: probability in [0, 1) with which a present modality of a row is hidden.
        """


class ObjectiveModule(nn.Module, abc.ABC):
    """Owns the network, as `network`. Supervised, contrastive, distillation: the same loop trains them all.

    No in-place or data-dependent control flow, where many copies are to be trained at once (`Stacked`).
    """

    network: Network

    @abc.abstractmethod
    def forward(self, batch: TrainingBatch) -> dict[str, Tensor]:
        """`{"loss": ()}`: the weighted mean over the rows of the batch."""


objectives: Registry[Objective] = Registry("objective", package="intarsia.objectives")
