"""Concatenation: all features side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn

from intarsia.encoders.base import Encoded
from intarsia.errors import OptionError
from intarsia.fusion.base import FeatureFusion, Fused, FusionModule, fusions
from intarsia.fusion.parts import Dropout, arranged, checked, presence
from intarsia.i18n import messages

say = messages(__package__)


@fusions.register("concat")
@dataclass(frozen=True)
class Concat(FeatureFusion):
    """z = [f₁ ‖ f₂ ‖ … ‖ g], f = pooled tokens; with `hidden`, z = GELU(W z + b), `layers` times.

    With hidden = 0 and the task's linear head this is the classic multimodal model: CNN features ‖ transformer
    features → Linear. A missing part is zeros (the mean of standardised features), and g holds one flag per part, 1
    where it is missing: through the next layer's weights a missing part is a learned vector.
    Source: "early fusion" in Baltrušaitis, Ahuja and Morency, "Multimodal Machine Learning: A Survey and Taxonomy"
    (2019), section 5.1.

    Attributes:
        hidden: width of the hidden layers; 0 for none.
        layers: number of hidden layers.
        dropout: share of the features, given and hidden, that are dropped in training, in [0, 1).
    """

    hidden: int = 128
    layers: int = 1
    dropout: float = 0.3

    def __post_init__(self) -> None:
        if self.hidden < 0 or self.layers < 1:
            raise OptionError(say("concat.options", hidden=self.hidden, layers=self.layers))
        if not 0 <= self.dropout < 1:
            raise OptionError(say("option.dropout", fusion="concat", dropout=self.dropout))

    def build(self, dims: Mapping[str, int]) -> FusionModule:
        """Make fresh layers. Raises `OptionError` for widths that cannot work."""
        return _Concat(checked(dims), self)


class _Concat(FusionModule):
    """Sets pooled parts (B, D_name) side by side: (B, Σ D_name + M) → (B, hidden)."""

    def __init__(self, dims: Mapping[str, int], options: Concat) -> None:
        super().__init__()
        self.dims = dims
        widths = [sum(dims.values()) + len(dims), *[options.hidden] * (options.layers if options.hidden else 0)]
        steps = [
            nn.Sequential(nn.Linear(wide, narrow), nn.GELU(), Dropout(options.dropout))
            for wide, narrow in pairwise(widths)
        ]
        self.hidden = nn.Sequential(Dropout(options.dropout), *steps)
        self.width = widths[-1]

    def forward(self, parts: Mapping[str, Encoded]) -> Fused:
        found = arranged(parts, self.dims)
        vectors = [part.pooled() for part in found]  # each (B, D_name)
        return Fused(self.hidden(torch.cat([*vectors, (~presence(found)).to(vectors[0].dtype)], 1)))
