"""Attention: a learned summary token reads the tokens of all modalities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from intarsia.encoders.base import Encoded
from intarsia.errors import OptionError
from intarsia.fusion.base import ATTENTION, WEIGHTS, FeatureFusion, Fused, FusionModule, fusions
from intarsia.fusion.parts import Dropout, arranged, checked, shares
from intarsia.i18n import messages

say = messages(__package__)


@fusions.register("attention")
@dataclass(frozen=True)
class Attention(FeatureFusion):
    """z = s + Σₜ aₜ V xₜ, a = softmax(Q s · K xₜ / √d) over all tokens x of all modalities, per head; then z + MLP(z).

    Tokens are projected to one width; the bias of a modality's projection is its modality embedding. s is a learned
    summary token, in later layers the z of the layer before. Only the summary asks, so the cost grows with T, not T².
    Sources: Vaswani et al., "Attention Is All You Need" (2017); Touvron et al., "Going Deeper with Image
    Transformers" (2021), section 2.3, class attention.

    Attributes:
        width: D of z; a multiple of `heads`.
        heads: number of attention heads.
        layers: how often the summary reads the tokens.
        dropout: share of the features that are dropped in training, in [0, 1).
    """

    width: int = 128
    heads: int = 4
    layers: int = 1
    dropout: float = 0.1

    def __post_init__(self) -> None:
        if min(self.width, self.heads, self.layers) < 1 or self.width % self.heads:
            raise OptionError(say("attention.options", width=self.width, heads=self.heads, layers=self.layers))
        if not 0 <= self.dropout < 1:
            raise OptionError(say("option.dropout", fusion="attention", dropout=self.dropout))

    def build(self, dims: Mapping[str, int]) -> FusionModule:
        """Make fresh layers. Raises `OptionError` for widths that cannot work."""
        return _Attention(checked(dims), self)


class _Attention(FusionModule):
    """Tokens of all modalities → (B, T, D) → summary (B, D)."""

    def __init__(self, dims: Mapping[str, int], options: Attention) -> None:
        super().__init__()
        self.dims = dims
        self.width = options.width
        self.projections = nn.ModuleList(nn.Linear(dim, self.width) for dim in dims.values())
        self.normalise = nn.LayerNorm(self.width)
        self.summary = nn.Parameter(torch.randn(self.width) / self.width**0.5)
        self.layers = nn.ModuleList(_Layer(options) for _ in range(options.layers))
        self.finish = nn.LayerNorm(self.width)

    def forward(self, parts: Mapping[str, Encoded]) -> Fused:
        found = arranged(parts, self.dims)
        projected = [project(part.existing()) for project, part in zip(self.projections, found, strict=True)]
        tokens = self.normalise(torch.cat(projected, 1))  # (B, T, D)
        mask = torch.cat([part.mask for part in found], 1)  # (B, T)
        summary = self.summary.expand(len(tokens), -1)
        read = []
        for layer in self.layers:
            summary, attention = layer(summary, tokens, mask)
            read.append(attention)
        attention = torch.stack(read).mean(0)  # (B, T)
        spans = torch.split(attention, [part.mask.shape[1] for part in found], 1)
        weights = torch.stack([span.sum(1) for span in spans], 1)  # (B, M)
        return Fused(self.finish(summary), tokens, mask, evidence={WEIGHTS: weights, ATTENTION: attention})


class _Layer(nn.Module):
    """One reading: attention, then a small MLP, each added to the summary."""

    def __init__(self, options: Attention) -> None:
        super().__init__()
        width = options.width
        self.heads = options.heads
        self.before = nn.LayerNorm(width)
        self.between = nn.LayerNorm(width)
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.mlp = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, width))
        self.dropout = Dropout(options.dropout)

    def forward(self, summary: Tensor, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return a new summary (B, D), and the attention (B, T) to tokens (B, T, D) averaged over the heads."""
        query = self._split(self.query(self.before(summary)).unsqueeze(1))  # (B, H, 1, d)
        key = self._split(self.key(tokens))  # (B, H, T, d)
        logits = (query @ key.transpose(-1, -2)).squeeze(-2) / key.shape[-1] ** 0.5  # (B, H, T)
        attention = shares(logits, mask.unsqueeze(1))
        read = (attention.unsqueeze(-2) @ self._split(self.value(tokens))).flatten(1)  # (B, D)
        summary = summary + self.dropout(self.out(read))
        return summary + self.dropout(self.mlp(self.between(summary))), attention.mean(1)

    def _split(self, tokens: Tensor) -> Tensor:
        return tokens.reshape(*tokens.shape[:2], self.heads, -1).transpose(1, 2)  # (B, H, T, d)
