"""The weighted sum of projected modalities: z = Σ wᵢ fᵢ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn

from intarsia.encoders.base import Encoded
from intarsia.errors import OptionError, UnknownName
from intarsia.fusion.base import WEIGHTS, FeatureFusion, Fused, FusionModule, fusions
from intarsia.fusion.parts import Dropout, arranged, checked, presence, shares
from intarsia.i18n import messages

say = messages(__package__)


@fusions.register("sum")
@dataclass(frozen=True)
class WeightedSum(FeatureFusion):
    """z = Σ wᵢ fᵢ over the present modalities, fᵢ = Wᵢ · pooled tokensᵢ + bᵢ; the weights of a row sum to 1.

    Source of the gate: Arevalo et al., "Gated Multimodal Units for Information Fusion" (2017), with a softmax over
    the modalities in place of their sigmoids, so that the weights are shares.

    Attributes:
        weights: "learned": w = softmax(a) over the present modalities, one a for all rows; "gated": w =
            softmax(G [f₁ ‖ f₂ ‖ …]), every row its own, from its own parts; or M fixed positive numbers in the order
            of the modalities, rescaled to sum to 1 over the present ones.
        width: D of z and of every fᵢ.
        dropout: share of the features of z that are dropped in training, in [0, 1).
    """

    weights: Literal["learned", "gated"] | tuple[float, ...] = "learned"
    width: int = 128
    dropout: float = 0.1

    def __post_init__(self) -> None:
        if isinstance(self.weights, str):
            if self.weights not in ("learned", "gated"):
                raise UnknownName(say("sum.kind"), self.weights, ("learned", "gated"))
        elif not self.weights or min(self.weights) <= 0:
            raise OptionError(say("sum.not_positive", weights=self.weights))
        if self.width < 1:
            raise OptionError(say("sum.width", width=self.width))
        if not 0 <= self.dropout < 1:
            raise OptionError(say("option.dropout", fusion="sum", dropout=self.dropout))

    def variants(self) -> Mapping[str, FeatureFusion]:
        """A comparison also tries weights of each row's own."""
        return {"sum, gated": replace(self, weights="gated")} if self.weights == "learned" else {}

    def build(self, dims: Mapping[str, int]) -> FusionModule:
        """Make fresh layers. Raises `OptionError` for widths, or a number of fixed weights, that cannot work."""
        if not isinstance(self.weights, str) and len(self.weights) != len(dims):
            raise OptionError(say("sum.other_count", count=len(self.weights), modalities=len(dims), names=list(dims)))
        return _WeightedSum(checked(dims), self)


class _WeightedSum(FusionModule):
    """Pooled parts → projections (B, M, D) → their weighted sum (B, D)."""

    def __init__(self, dims: Mapping[str, int], options: WeightedSum) -> None:
        super().__init__()
        self.dims = dims
        self.width = options.width
        self.projections = nn.ModuleList(nn.Linear(dim, self.width) for dim in dims.values())
        self.weigh = _weigher(options, len(dims))
        self.dropout = Dropout(options.dropout)

    def forward(self, parts: Mapping[str, Encoded]) -> Fused:
        found = arranged(parts, self.dims)
        present = presence(found)
        projected = [
            project(part.pooled()) for project, part in zip(self.projections, found, strict=True)
        ]  # (B, D) each
        weights = shares(self.weigh(projected, present), present)  # (B, M), 0 where a part is missing
        total = weights[:, :1] * projected[0]
        # One by one: stacking them first costs three more passes over all of them.
        for place, vector in enumerate(projected[1:], 1):
            total = torch.addcmul(total, weights[:, place : place + 1], vector)
        return Fused(self.dropout(total), evidence={WEIGHTS: weights})


class _Learned(nn.Module):
    """The same M logits for every row."""

    def __init__(self, modalities: int) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(modalities))

    def forward(self, projected: Sequence[Tensor], present: Tensor) -> Tensor:
        return self.logits.expand(len(present), -1)  # (B, M)


class _Gated(nn.ModuleList):
    """A linear layer over all projections of a row, zeros where a part is missing."""

    def __init__(self, modalities: int, width: int) -> None:
        super().__init__([nn.Flatten(), nn.Linear(modalities * width, modalities)])

    def forward(self, projected: Sequence[Tensor], present: Tensor) -> Tensor:
        flatten, linear = self
        logits: Tensor = linear(flatten(torch.stack(list(projected), 1) * present.unsqueeze(-1)))
        return logits  # (B, M)


class _Fixed(nn.Module):
    """The logarithms of given weights, for every row: softmax makes shares of them."""

    logits: Tensor

    def __init__(self, weights: tuple[float, ...]) -> None:
        super().__init__()
        self.register_buffer("logits", torch.tensor(weights).log())

    def forward(self, projected: Sequence[Tensor], present: Tensor) -> Tensor:
        return self.logits.expand(len(present), -1)  # (B, M)


def _weigher(options: WeightedSum, modalities: int) -> nn.Module:
    """M projections (B, D) and the mask (B, M) → (B, M) logits of the weights."""
    if options.weights == "learned":
        return _Learned(modalities)
    if options.weights == "gated":
        return _Gated(modalities, options.width)
    return _Fixed(options.weights)
