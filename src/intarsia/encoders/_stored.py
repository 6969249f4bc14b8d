"""Features out of the store, as a module: standardised with the statistics of the training rows."""

from __future__ import annotations

import torch
from torch import Tensor

from intarsia.encoders._base import Cells, Encoded, EncoderModule


class Stored(EncoderModule):
    """Reads `{"tokens": (B, T, D), "mask": (B, T)}` of a frozen encoder and standardises each feature.

    Statistics are per token position, since positions have roles (a global mean beside parts of the picture).

    Args:
        tokens: (N, T, D) features of the training rows.
        mask: (N, T) bool; positions that do not exist count for nothing.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, tokens: Tensor, mask: Tensor) -> None:
        super().__init__()
        self.width = tokens.shape[-1]
        kept = mask.unsqueeze(-1)  # (N, T, 1)
        count = kept.sum(0).clamp(min=1)  # (T, 1)
        mean = torch.where(kept, tokens, 0.0).sum(0, dtype=torch.float32) / count  # (T, D)
        square = torch.where(kept, (tokens - mean).square(), 0.0).sum(0, dtype=torch.float32) / count  # (T, D)
        self.register_buffer("mean", mean)
        # A constant feature says nothing: dividing it by 1 leaves zeros.
        self.register_buffer("scale", torch.where(square > 1e-12, square.sqrt(), 1.0))

    def forward(self, cells: Cells) -> Encoded:
        tokens = (cells["tokens"].float() - self.mean) / self.scale  # (B, T, D)
        return Encoded(torch.where(cells["mask"].unsqueeze(-1), tokens, 0.0), cells["mask"])
