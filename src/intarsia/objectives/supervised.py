"""The objective that learns from labels."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from intarsia.model.network import Network
from intarsia.objectives.base import Objective, ObjectiveModule, TrainingBatch, objectives
from intarsia.tasks.base import Task


@objectives.register("supervised")
@dataclass(frozen=True)
class Supervised(Objective):
    """The task's loss and the fusion's own terms, each row as heavy as its weight; modality dropout while training, so
    that the network learns to answer without a modality (ModDrop, Neverova et al. 2015)."""

    def build(self, network: Network, task: Task, modality_dropout: float) -> ObjectiveModule:
        """Return the module that trains this network (see `Objective.build`)."""
        return _Supervised(network, task, modality_dropout)


class _Supervised(ObjectiveModule):
    """`batch["target"]` is what the task's loss reads."""

    def __init__(self, network: Network, task: Task, modality_dropout: float) -> None:
        super().__init__()
        self.network = network
        self.task = task
        self.modality_dropout = modality_dropout

    def forward(self, batch: TrainingBatch) -> dict[str, Tensor]:
        parts = self.network.encode(batch["cells"])
        keep = None
        if self.training and self.modality_dropout and len(parts) > 1:
            present = torch.stack([part.present() for part in parts.values()], 1)  # (B, M)
            keep = modality_mask(present, self.modality_dropout)
        output = self.network.answer(parts, keep)
        each = self.task.loss(output.logits.float(), batch["target"])  # (B,)
        for term in output.fused.losses.values():
            each = each + term
        return {"loss": weighted_mean(each, batch["weight"])}


def modality_mask(present: Tensor, rate: float) -> Tensor:
    """Draw which modalities stay, (B, M) bool: each is hidden with probability `rate`, never a row's last one."""
    draw = torch.rand_like(present, dtype=torch.float32)  # (B, M)
    luckiest = torch.where(present, draw, -1.0).amax(1, keepdim=True)  # (B, 1)
    return (draw >= rate) | (draw == luckiest)


def weighted_mean(each: Tensor, weight: Tensor) -> Tensor:
    """Return the mean of per-row values (B,) under weights (B,), of which some may be 0, even all of them."""
    return (each * weight).sum() / weight.sum().clamp(min=1e-9)
