"""The one network: encoders → fusion → head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from intarsia.encoders.base import Cells, Encoded, EncoderModule
from intarsia.fusion.base import Fused, FusionModule


@dataclass(frozen=True)
class Output:
    """The logits (B, ...), and what the fusion says of itself."""

    logits: Tensor
    fused: Fused


class Network(nn.Module):
    """The network of every design: encoders → fusion → head.

    Args:
        modules: one encoder module per column; the modules of one modality have one width.
        modality_of: column → modality.
        fusion: built for the modalities in order of their first column.
        head: `Fused` → logits (B, ...).
    """

    def __init__(
        self,
        modules: Mapping[str, EncoderModule],
        modality_of: Mapping[str, str],
        fusion: FusionModule,
        head: nn.Module,
    ) -> None:
        super().__init__()
        self.columns = tuple(modules)
        # ModuleDict refuses names with dots and names of its own methods; a table's columns may be called anything.
        self.encoders = nn.ModuleList(modules.values())
        self.modality_of = dict(modality_of)
        self.fusion = fusion
        self.head = head

    @property
    def modalities(self) -> tuple[str, ...]:
        """Names of the M modalities, in order."""
        return tuple(dict.fromkeys(self.modality_of[column] for column in self.columns))

    def rebuilt(self) -> set[str]:
        """Names of the tensors that a saved model leaves out (see `EncoderModule.rebuilt`)."""
        modules = [module for module in self.encoders if isinstance(module, EncoderModule)]
        return {f"encoders.{place}.{name}" for place, module in enumerate(modules) for name in module.rebuilt()}

    def encode(self, cells: Mapping[str, Cells]) -> dict[str, Encoded]:
        """Cells of every column → tokens of every modality; columns of one modality are set side by side."""
        encoded: dict[str, list[Encoded]] = {}
        for column, module in zip(self.columns, self.encoders, strict=True):
            encoded.setdefault(self.modality_of[column], []).append(module(cells[column]))
        return {name: _beside(found) for name, found in encoded.items()}

    def forward(self, cells: Mapping[str, Cells], keep: Tensor | None = None) -> Output:
        """Return the logits of B rows.

        Args:
            cells: column → tensors (B, ...).
            keep: (B, M) bool; False hides a modality of a row as if its cells were missing.
        """
        return self.answer(self.encode(cells), keep)

    def answer(self, parts: Mapping[str, Encoded], keep: Tensor | None = None) -> Output:
        """Logits from the tokens that `encode` gave."""
        if keep is not None:
            parts = {
                name: replace(part, mask=part.mask & keep[:, place].unsqueeze(-1))  # (B, T)
                for place, (name, part) in enumerate(parts.items())
            }
        fused = self.fusion(parts)
        return Output(self.head(fused), fused)


def _beside(found: Sequence[Encoded]) -> Encoded:
    if len(found) == 1:
        return found[0]
    return Encoded(
        torch.cat([part.tokens for part in found], 1),
        torch.cat([part.mask for part in found], 1),
        finite=all(part.finite for part in found),
    )
