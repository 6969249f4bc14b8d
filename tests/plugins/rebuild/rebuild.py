"""A toy objective without labels: of every row one modality is hidden, and the fused vector of the others must tell
what its mean token was. Source of the idea: Ngiam et al., "Multimodal Deep Learning" (2011)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from intarsia.model import Network
from intarsia.objectives import Objective, ObjectiveModule, TrainingBatch, objectives
from intarsia.tasks import Task


@objectives.register("rebuild")
@dataclass(frozen=True)
class Rebuild(Objective):
    """‖g(fused without modality m) − mean token of m‖², averaged over the modalities m of a row."""

    labelled: ClassVar[bool] = False

    def build(self, network: Network, task: Task, modality_dropout: float) -> ObjectiveModule:
        return _Rebuild(network)


class _Rebuild(ObjectiveModule):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        widths = [network.encoders[network.columns.index(_first(network, name))].width for name in network.modalities]
        self.guess = nn.ModuleList(nn.Linear(network.fusion.width, width) for width in widths)

    def forward(self, batch: TrainingBatch) -> dict[str, Tensor]:
        parts = self.network.encode(batch["cells"])
        present = torch.stack([part.present() for part in parts.values()], 1)  # (B, M)
        each = torch.zeros_like(batch["weight"])
        for place, (part, guess) in enumerate(zip(parts.values(), self.guess, strict=True)):
            hidden = torch.arange(len(parts)) != place  # (M,)
            fused = self.network.answer(parts, present & hidden).fused
            apart = (guess(fused.vector) - part.pooled()).square().mean(1)
            each = each + apart * part.present()
        loss = (each * batch["weight"]).sum() / batch["weight"].sum().clamp(min=1e-9)
        return {"loss": loss}


def _first(network: Network, modality: str) -> str:
    return next(column for column in network.columns if network.modality_of[column] == modality)
