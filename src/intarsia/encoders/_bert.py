"""BERT in plain torch, with the names of transformers, so that its files load as they are."""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn


class Bert(nn.Module):
    """Embedded tokens (B, L, D) and which of them exist (B, L) bool → states (B, L, D) float.

    Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers" (2019), without the pooler and without
    dropout. Every row needs at least one token.
    """

    def __init__(self, width: int, layers: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.embeddings = nn.ModuleDict({"LayerNorm": nn.LayerNorm(width, epsilon)})
        made = [_BertLayer(width, heads, inner, epsilon) for _ in range(layers)]
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(made)})

    def forward(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """Return the states (B, L, D) of embedded tokens (see the class)."""
        x: Tensor = self.embeddings["LayerNorm"](embedded)
        for layer in cast(nn.ModuleList, self.encoder["layer"]):
            x = layer(x, mask)
        return x


class _BertLayer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        projections = {name: nn.Linear(width, width) for name in ("query", "key", "value")}
        self.attention = nn.ModuleDict({"self": nn.ModuleDict(projections), "output": _output(width, width, epsilon)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(width, inner)})
        self.output = _output(inner, width, epsilon)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        projections = cast(nn.ModuleDict, self.attention["self"])
        q, k, v = (
            projections[name](x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, heads, L, D / heads)
            for name in ("query", "key", "value")
        )
        y = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        x = _add_and_norm(cast(nn.ModuleDict, self.attention["output"]), y.transpose(1, 2).flatten(2), x)
        return _add_and_norm(self.output, nn.functional.gelu(self.intermediate["dense"](x)), x)


def _output(inner: int, width: int, epsilon: float) -> nn.ModuleDict:
    return nn.ModuleDict({"dense": nn.Linear(inner, width), "LayerNorm": nn.LayerNorm(width, epsilon)})


def _add_and_norm(output: nn.ModuleDict, x: Tensor, skipped: Tensor) -> Tensor:
    normed: Tensor = output["LayerNorm"](output["dense"](x) + skipped)
    return normed
