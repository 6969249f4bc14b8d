"""A toy fusion with a term of its own in the loss: the mean of the modalities, which are drawn towards each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from torch import nn

from intarsia.encoders import Encoded
from intarsia.fusion import FeatureFusion, Fused, FusionModule, fusions
from intarsia.fusion.base import WEIGHTS
from intarsia.fusion.parts import arranged, checked, presence


@fusions.register("agreement")
@dataclass(frozen=True)
class Agreement(FeatureFusion):
    """z = mean of fᵢ over the present modalities; `pull` · mean ‖fᵢ − z‖² is added to the loss."""

    shortlisted: ClassVar[bool] = False

    width: int = 32
    pull: float = 0.1

    def variants(self) -> Mapping[str, FeatureFusion]:
        """A comparison of all fusions also tries a strong pull."""
        return {"agreement, strong": replace(self, pull=1.0)} if self.pull < 1 else {}

    def build(self, dims: Mapping[str, int]) -> FusionModule:
        return _Agreement(checked(dims), self)


class _Agreement(FusionModule):
    def __init__(self, dims: Mapping[str, int], options: Agreement) -> None:
        super().__init__()
        self.dims = dims
        self.width = options.width
        self.pull = options.pull
        self.projections = nn.ModuleList(nn.Linear(dim, options.width) for dim in dims.values())

    def forward(self, parts: Mapping[str, Encoded]) -> Fused:
        found = arranged(parts, self.dims)
        present = presence(found).float()  # (B, M)
        projected = torch.stack(
            [project(part.pooled()) for project, part in zip(self.projections, found, strict=True)], 1
        )  # (B, M, D)
        weights = present / present.sum(1, keepdim=True).clamp(min=1)
        vector = (weights.unsqueeze(-1) * projected).sum(1)  # (B, D)
        apart = (projected - vector.unsqueeze(1)).square().mean(-1)  # (B, M)
        losses = {"apart": self.pull * (weights * apart).sum(1)}  # (B,)
        return Fused(vector, losses=losses, evidence={WEIGHTS: weights})
