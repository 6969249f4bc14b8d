"""The network of EfficientNet-Lite0, defined once for torch and for graphs, and its weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import torch
from torch import Tensor

EPSILON = 1e-3
"""Added to variances in its batch normalisations."""

T = TypeVar("T")


@dataclass(frozen=True)
class Layer:
    """A convolution whose padding leaves an even H × W at exactly H / stride × W / stride (TensorFlow's "same")."""

    kernel: int = 1
    stride: int = 1
    depthwise: bool = False

    @property
    def padding(self) -> tuple[int, int]:
        """Return the rows to add above and below; an odd one goes below."""
        total = self.kernel - self.stride
        return total // 2, total - total // 2


@dataclass(frozen=True)
class Block:
    """An inverted residual block: expand, filter each channel, project."""

    spatial: Layer
    expands: bool
    adds: bool


# kernel, stride of the first, repeats
_STAGES = ((3, 1, 1), (3, 2, 2), (5, 2, 2), (3, 2, 3), (5, 1, 3), (5, 2, 4), (3, 1, 1))
BLOCKS = tuple(
    Block(Layer(kernel, 1 if number else stride, depthwise=True), bool(stage), bool(number))
    for stage, (kernel, stride, repeats) in enumerate(_STAGES)
    for number in range(repeats)
)
_POINT = Layer()
_STEM = Layer(3, 2)


class Ops(Protocol, Generic[T]):
    """What the network is made of, in torch or as nodes of a graph."""

    def conv(self, x: T, name: str, layer: Layer) -> T:
        """Return the convolution of that name applied to x."""

    def relu6(self, x: T) -> T:
        """Return x, limited to the range 0..6."""

    def add(self, x: T, y: T) -> T:
        """Return the sum of x and y."""


STRIDES = {2: 4, 4: 8, 10: 16, 15: 32}
"""Block after which pictures are last seen at a size → pixels of the picture beside one of the map."""


def maps(ops: Ops[T], x: T) -> list[T]:
    """Pictures (B, 3, 224, 224) → the feature maps that tokens are made of, the last one first."""
    found = []
    last = x
    for number, expanded, last in _blocks(ops, x):
        if number == 11:
            found.append(expanded)
        if number in (14, 15):
            found.append(last)
    return [ops.relu6(ops.conv(last, "head", _POINT)), *found]


def stages(ops: Ops[T], x: T) -> list[T]:
    """Pictures (B, 3, H, W) → maps (B, C, H / stride, W / stride) of `STRIDES`: C is 24, 40, 112 and 320."""
    return [found for number, _, found in _blocks(ops, x) if number in STRIDES]


def _blocks(ops: Ops[T], x: T) -> Iterator[tuple[int, T, T]]:
    """Yield the number of each block, what it expands, and what it returns."""
    x = ops.relu6(ops.conv(x, "stem", _STEM))
    for number, block in enumerate(BLOCKS):
        expanded = ops.relu6(ops.conv(x, f"{number}_expand", _POINT)) if block.expands else x
        y = ops.relu6(ops.conv(expanded, f"{number}_depthwise", block.spatial))
        y = ops.conv(y, f"{number}_project", _POINT)
        x = ops.add(x, y) if block.adds else y
        yield number, expanded, x


def published(path: Path) -> tuple[dict[str, Tensor], dict[str, tuple[str, str]]]:
    """Return the published weights, and for each convolution its name there and that of its batch normalisation."""
    names = {"stem": ("_conv_stem", "_bn0"), "head": ("_conv_head", "_bn1")}
    for number, block in enumerate(BLOCKS):
        kinds = ["expand", "depthwise", "project"][not block.expands :]
        for place, kind in enumerate(kinds, start=not block.expands):
            names[f"{number}_{kind}"] = (f"_blocks.{number}._{kind}_conv", f"_blocks.{number}._bn{place}")
    return torch.load(path, weights_only=True, map_location="cpu"), names


def folded(path: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """Return weight and bias of each convolution, with the batch normalisation after it folded in."""
    state, names = published(path)
    return {name: _fold(state, *found) for name, found in names.items()}


def _fold(state: Mapping[str, Tensor], conv: str, norm: str) -> tuple[Tensor, Tensor]:
    gain = state[f"{norm}.weight"] / (state[f"{norm}.running_var"] + EPSILON).sqrt()
    bias = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * gain
    return state[f"{conv}.weight"] * gain[:, None, None, None], bias
