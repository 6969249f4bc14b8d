"""The one network: encoders → fusion → head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import torch
from torch import Tensor, nn

from intarsia.encoders.base import Cells, Encoded, EncoderModule
from intarsia.fusion.base import Fused, FusionModule
from intarsia.model.side_by_side import Elsewhere, SideBySide, alike, join_state, split_state, stacked_cells


@dataclass(frozen=True)
class Output:
    """The logits (B, ...), and what the fusion says of itself."""

    logits: Tensor
    fused: Fused


class Network(nn.Module):
    """The network of every design: encoders → fusion → head.

    Columns that are read in the same way are computed at once, where there are many (`SideBySide`); the state has their
    tensors column by column, as if each were computed alone.

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
        self.groups = alike(modules, modality_of)
        self.together = nn.ModuleList(SideBySide([modules[column] for column in group]) for group in self.groups)
        elsewhere = {column: Elsewhere(modules[column].width) for group in self.groups for column in group}
        # ModuleDict refuses names with dots and names of its own methods; a table's columns may be called anything.
        self.encoders = nn.ModuleList({**modules, **elsewhere}.values())
        self.modality_of = dict(modality_of)
        self.fusion = fusion
        self.head = head
        self.register_state_dict_post_hook(_split)  # type: ignore[no-untyped-call]
        self.register_load_state_dict_pre_hook(_join)  # type: ignore[no-untyped-call]

    @property
    def modalities(self) -> tuple[str, ...]:
        """Names of the M modalities, in order."""
        return tuple(dict.fromkeys(self.modality_of[column] for column in self.columns))

    def rebuilt(self) -> set[str]:
        """Names of the tensors that a saved model leaves out (see `EncoderModule.rebuilt`)."""
        modules = [module for module in self.encoders if isinstance(module, EncoderModule)]
        return {f"encoders.{place}.{name}" for place, module in enumerate(modules) for name in module.rebuilt()}

    def encode(self, cells: Mapping[str, Cells]) -> dict[str, Encoded]:
        """Cells of every column → tokens of every modality; columns of one modality are set side by side.

        Cells of columns that are computed at once may come stacked, (B, C, ...), under the name of the first of them.
        """
        found: dict[tuple[str, ...], Encoded] = {}
        for group, module in zip(self.groups, self.together, strict=True):
            stacked = stacked_cells(cells, group) if group[-1] in cells else cells[group[0]]
            found[group] = module(stacked)
        grouped = {column for group in self.groups for column in group}
        for column, encoder in zip(self.columns, self.encoders, strict=True):
            if column not in grouped:
                found[(column,)] = encoder(cells[column])
        return {name: _beside(self._of(name), found) for name in self.modalities}

    def _of(self, modality: str) -> tuple[str, ...]:
        return tuple(column for column in self.columns if self.modality_of[column] == modality)

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


def _split(network: Network, state: dict[str, Any], prefix: str, _: object) -> None:
    for group, places, names in _places(network):
        split_state(state, f"{prefix}together.{group}", [f"{prefix}encoders.{place}" for place in places], names)


def _join(network: Network, state: dict[str, Any], prefix: str, *_: object) -> None:
    for group, places, names in _places(network):
        join_state(state, f"{prefix}together.{group}", [f"{prefix}encoders.{place}" for place in places], names)


def _places(network: Network) -> Iterator[tuple[int, list[int], tuple[str, ...]]]:
    """Yield the number of each group of columns, the places of its columns, and the names of a column's tensors."""
    place_of = {column: place for place, column in enumerate(network.columns)}
    for group, (columns, module) in enumerate(zip(network.groups, network.together, strict=True)):
        yield group, [place_of[column] for column in columns], cast(SideBySide, module).names


def _beside(columns: tuple[str, ...], found: Mapping[tuple[str, ...], Encoded]) -> Encoded:
    """Set the tokens of these columns side by side, in their order; `found` has those of groups of columns."""
    if columns in found:
        return found[columns]
    tokens: dict[str, Encoded] = {}
    for group in found:
        parts = zip(
            group,
            found[group].tokens.chunk(len(group), 1),
            found[group].mask.chunk(len(group), 1),
            strict=True,
        )
        tokens |= {column: Encoded(own, mask, found[group].finite) for column, own, mask in parts}
    each = [tokens[column] for column in columns]
    return Encoded(
        torch.cat([part.tokens for part in each], 1),
        torch.cat([part.mask for part in each], 1),
        finite=all(part.finite for part in each),
    )
