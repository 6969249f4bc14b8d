"""Concatenation: all features side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn

from intarsia.encoders._base import Encoded
from intarsia.errors import OptionError
from intarsia.fusion._base import FeatureFusion, Fused, FusionModule, fusions
from intarsia.fusion._parts import arranged, checked


@fusions.register("concat")
@dataclass(frozen=True)
class Concat(FeatureFusion):
    """z = [f₁ ‖ f₂ ‖ …], f = pooled tokens; with `hidden`, z = GELU(W z + b), `layers` times.

    With hidden = 0 and the task's linear head this is the classic multimodal model: CNN features ‖ transformer
    features → Linear. A missing part is a vector of its own, learned from zero (the mean of standardised features).
    Source: "early fusion" in Baltrušaitis, Ahuja and Morency, "Multimodal Machine Learning: A Survey and Taxonomy"
    (2019), section 5.1.

    Attributes:
        hidden: width of the hidden layers; 0 for none.
        layers: number of hidden layers.
        dropout: share of the hidden features that are dropped in training, in [0, 1).
    """

    hidden: int = 0
    layers: int = 1
    dropout: float = 0.1

    def __post_init__(self) -> None:
        if self.hidden < 0 or self.layers < 1:
            raise OptionError(f"concat: hidden must be >= 0 and layers >= 1, got {self.hidden} and {self.layers}")
        if not 0 <= self.dropout < 1:
            raise OptionError(f"concat: dropout must be in [0, 1), got {self.dropout}")

    def build(self, dims: Mapping[str, int]) -> FusionModule:
        """Fresh layers. Raises `OptionError` for widths that cannot work."""
        return _Concat(checked(dims), self)


class _Concat(FusionModule):
    """Pooled parts (B, D_name) → (B, Σ D_name) → (B, hidden)."""

    def __init__(self, dims: Mapping[str, int], options: Concat) -> None:
        super().__init__()
        self.dims = dims
        self.missing = nn.ParameterList(torch.zeros(dim) for dim in dims.values())
        widths = [sum(dims.values()), *[options.hidden] * (options.layers if options.hidden else 0)]
        steps = [
            nn.Sequential(nn.Linear(wide, narrow), nn.GELU(), nn.Dropout(options.dropout))
            for wide, narrow in pairwise(widths)
        ]
        self.hidden, self.width = nn.Sequential(*steps), widths[-1]

    def forward(self, parts: Mapping[str, Encoded]) -> Fused:
        vectors = [
            torch.where(part.present().unsqueeze(1), part.pooled(), missing)  # (B, D_name)
            for part, missing in zip(arranged(parts, self.dims), self.missing, strict=True)
        ]
        return Fused(self.hidden(torch.cat(vectors, 1)))
