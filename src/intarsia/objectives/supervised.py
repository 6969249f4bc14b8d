"""Learning from labels."""

from __future__ import annotations

import torch
from torch import Tensor

from intarsia.model.network import Network
from intarsia.objectives.base import Objective, TrainingBatch
from intarsia.tasks.base import Task


class Supervised(Objective):
    """The task's loss, each row as heavy as its weight; modality dropout while training.

    Args:
        network: what is trained.
        task: learned; gives the loss.
        modality_dropout: probability in [0, 1) with which a present modality of a row is hidden, so that the
            network learns to answer without it (ModDrop, Neverova et al. 2015).
    """

    def __init__(self, network: Network, task: Task, modality_dropout: float = 0.0) -> None:
        super().__init__()
        self.network = network
        self.task = task
        self.modality_dropout = modality_dropout

    def forward(self, batch: TrainingBatch) -> dict[str, Tensor]:
        """`batch`: `cells` (column → tensors), `target` (B, ...), `weight` (B,)."""
        parts = self.network.encode(batch["cells"])
        keep = None
        if self.training and self.modality_dropout and len(parts) > 1:
            present = torch.stack([part.present() for part in parts.values()], 1)  # (B, M)
            keep = kept(present, self.modality_dropout)
        logits = self.network.answer(parts, keep).logits.float()
        weight = batch["weight"]
        loss = (self.task.loss(logits, batch["target"]) * weight).sum() / weight.sum().clamp(min=1e-9)
        return {"loss": loss}


def kept(present: Tensor, rate: float) -> Tensor:
    """(B, M) bool, which modalities stay: each is hidden with probability `rate`, never a row's last one."""
    draw = torch.rand_like(present, dtype=torch.float32)  # (B, M)
    luckiest = torch.where(present, draw, -1.0).amax(1, keepdim=True)  # (B, 1)
    return (draw >= rate) | (draw == luckiest)
