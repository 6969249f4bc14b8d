"""Features out of the store, as a module: standardised with the statistics of the training rows."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from intarsia.encoders._base import Cells, Encoded, EncoderModule


class Stored(EncoderModule):
    """Reads `{"tokens": (B, T, D), "mask": (B, T)}` of a frozen encoder and standardises each feature.

    Statistics are per token position, since positions have roles (a global mean beside parts of the picture).

    Args:
        mean: (T, D) float32, what is subtracted.
        scale: (T, D) float32, what is divided by.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, mean: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.width = mean.shape[-1]
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)

    @classmethod
    def learn(cls, chunks: Iterable[Cells]) -> Stored:
        """With the mean and standard deviation of the training rows, which come in chunks to bound the memory.

        Positions that do not exist count for nothing.
        """
        count = total = square = origin = torch.zeros(())
        for chunk in chunks:
            kept = chunk["mask"].unsqueeze(-1)  # (B, T, 1)
            tokens = torch.where(kept, chunk["tokens"].float(), 0.0)  # (B, T, D)
            if not origin.ndim:
                origin = tokens.sum(0) / kept.sum(0).clamp(min=1)  # (T, D)
            # Sums of squares lose digits far from zero: they are taken around the first chunk's mean.
            apart = torch.where(kept, tokens - origin, 0.0)  # (B, T, D)
            count = count + kept.sum(0)  # (T, 1)
            total = total + apart.sum(0).double()  # (T, D)
            square = square + apart.square().sum(0).double()  # (T, D)
        mean = total / count.clamp(min=1)
        variance = square / count.clamp(min=1) - mean.square()
        # A constant feature says nothing: dividing it by 1 leaves zeros.
        scale = torch.where(variance > 1e-12, variance.clamp(min=0).sqrt(), 1.0)
        return cls((origin + mean).float(), scale.float())

    def forward(self, cells: Cells) -> Encoded:
        inverse = 1 / self.scale
        return Encoded(torch.addcmul(-self.mean * inverse, cells["tokens"].float(), inverse), cells["mask"])
