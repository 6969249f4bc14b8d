"""Many columns that are read in the same way, computed at once."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state, vmap

from intarsia.encoders.base import Cells, Encoded, EncoderModule

MANY = 8
"""Columns of one shape, from which on they are computed at once: each alone takes its own walk through Python."""


class SideBySide(EncoderModule):
    """C encoder modules of one class and shape as one: their tensors are stacked, (C, ...).

    It reads cells (B, C, ...) and gives the tokens of its columns side by side, (B, C · T, D).

    Args:
        modules: of C columns, each `alike` the others.
    """

    def __init__(self, modules: Sequence[EncoderModule]) -> None:
        super().__init__()
        self.width = modules[0].width
        self.lr_scale = modules[0].lr_scale
        parameters, buffers = stack_module_state(list(modules))
        self.names = (*parameters, *buffers)
        for place, tensor in enumerate((*parameters.values(), *buffers.values())):
            if place < len(parameters):
                self.register_parameter(f"stacked_{place}", nn.Parameter(tensor.detach()))
            else:
                self.register_buffer(f"stacked_{place}", tensor)
        # The shell computes with the tensors above. It is no submodule, and empty: its own are never to be used.
        self.shell = (copy.deepcopy(modules[0]),)
        for tensor in (*self.shell[0].parameters(), *self.shell[0].buffers()):
            tensor.data = torch.empty(0, dtype=tensor.dtype)

    def forward(self, cells: Cells) -> Encoded:
        """Compute the tokens of all columns."""

        finite = []

        def one(tensors: Mapping[str, Tensor], cells: Cells) -> tuple[Tensor, Tensor]:
            encoded: Encoded = functional_call(self.shell[0], dict(tensors), (cells,))
            finite.append(encoded.finite)
            return encoded.tokens, encoded.mask

        tokens, mask = vmap(one, (0, 1), 1)(dict(self.stacks()), dict(cells))  # (B, C, T, D) and (B, C, T)
        return Encoded(tokens.flatten(1, 2), mask.flatten(1, 2), all(finite))

    def stacks(self) -> Iterator[tuple[str, Tensor]]:
        """Yield each tensor (C, ...) under the name that it has in the module of one column."""
        yield from ((name, getattr(self, f"stacked_{place}")) for place, name in enumerate(self.names))


class Elsewhere(EncoderModule):
    """Stands in the place of one column's module that is computed side by side with others."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width

    def forward(self, cells: Cells) -> Encoded:
        """Raises `RuntimeError`: the columns are computed together."""
        raise RuntimeError("this column is computed side by side with others")


def alike(modules: Mapping[str, EncoderModule], modality_of: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return the columns that can be computed at once: `MANY` or more of one modality, class and shape."""
    found: dict[object, list[str]] = {}
    for column, module in modules.items():
        if module.side_by_side:
            shapes = tuple((name, tensor.shape) for name, tensor in module.state_dict().items())
            found.setdefault((modality_of[column], type(module), shapes), []).append(column)
    return [tuple(columns) for columns in found.values() if len(columns) >= MANY]


def stacked_cells(cells: Mapping[str, Cells], columns: Sequence[str]) -> Cells:
    """Set the cells of several columns, each (B, ...), side by side: (B, C, ...)."""
    each = [cells[column] for column in columns]
    return {name: torch.stack([own[name] for own in each], 1) for name in each[0]}


def split_state(state: dict[str, Any], group: str, columns: Sequence[str], names: Sequence[str]) -> None:
    """Give the tensors of a group in a state to its columns, which own them there.

    Args:
        state: name → tensor; changed.
        group: what the names of the group's tensors begin with.
        columns: what those of its columns begin with.
        names: of the tensors of one column.
    """
    for place, name in enumerate(names):
        stack = state.pop(f"{group}.stacked_{place}")
        state |= {f"{column}.{name}": tensor for column, tensor in zip(columns, stack, strict=True)}


def join_state(state: dict[str, Any], group: str, columns: Sequence[str], names: Sequence[str]) -> None:
    """Stack the tensors of a group's columns in a state, where all are there; `split_state` backwards.

    Raises `RuntimeError` where they are of unlike shapes.
    """
    for place, name in enumerate(names):
        owned = [f"{column}.{name}" for column in columns]
        if all(each in state for each in owned):
            state[f"{group}.stacked_{place}"] = torch.stack([state.pop(each) for each in owned])
