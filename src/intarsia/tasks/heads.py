"""What answers from a fused row: heads read its vector, its tokens, or both."""

from __future__ import annotations

from torch import Tensor, nn

from intarsia.fusion.base import Fused


class LinearHead(nn.Linear):
    """Fused vector (B, D) → logits (B, K)."""

    def forward(self, fused: Fused) -> Tensor:  # type: ignore[override]
        """(B, K)."""
        return super().forward(fused.vector)


class NoHead(nn.Module):
    """Fused vector (B, D) → no logits (B, 0)."""

    def forward(self, fused: Fused) -> Tensor:
        """(B, 0)."""
        return fused.vector[:, :0]
