"""EfficientNet-Lite0: the default for pictures, a convolutional network trained on ImageNet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import PIL.Image
import torch
from torch import Tensor, nn

from intarsia.assets import locate
from intarsia.columns.base import Batch
from intarsia.encoders._lite0 import Layer, folded, maps, stages
from intarsia.encoders._lora import LR_SCALE
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, Extractor, Features, encoders
from intarsia.encoders.onnx_session import Graph, OnnxSession, exported
from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.sealed import file_hash

say = messages(__package__)


SIDE = 224
"""Height and width of what the network sees, pixels."""

VIEWS = ("crop", "pad", "squeeze")
ENGINES = ("onnx", "torch")
TRAINING = ("frozen", "full")
RECIPE = 2
"""Rises with what `_export` writes for the same weights."""

Pixels = npt.NDArray[np.uint8]
Weights = Mapping[str, tuple[Tensor, Tensor]]


@encoders.register("efficientnet")
@dataclass(frozen=True)
class EfficientNetLite0(Encoder):
    """EfficientNet-Lite0 as tokens (B, 1 + grid², 2464): the picture's mean, then the means of its parts, row by row.

    A token has the mean of the last feature map (1280) and of three before it: block 15 (320), block 14 (192) and
    the expansion of block 11 (672). Earlier maps know more of cut and texture than of ImageNet's classes: with them a
    linear probe tells garments apart at .892 in place of .872.

    Weights: Tan and Le, "EfficientNet: Rethinking Model Scaling for CNNs" (2019); the Lite variant has no
    squeeze-and-excitation and ReLU6. Batch normalisation is folded into the convolutions, also for training.

    Attributes:
        view: what of a picture is seen: "crop" the centre square, "pad" all of it on a white square, "squeeze" all of
            it, distorted.
        grid: the picture is also cut into grid × grid parts, a token each; 0 for none.
        engine: of the frozen encoder: "onnx" (8 × as fast) or "torch"; cosine of their tokens is above 0.9999.
        train: "frozen", or "full" to train all weights with the model.
    """

    accepts: ClassVar[tuple[str, ...]] = ("image",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("default", "image"),)
    assets: ClassVar[tuple[str, ...]] = ("efficientnet-lite0",)
    batch_size: ClassVar[int] = 16

    view: str = "crop"
    grid: int = 0
    engine: str = "onnx"
    train: str = "frozen"

    def __post_init__(self) -> None:
        for option, allowed in (("view", VIEWS), ("engine", ENGINES), ("train", TRAINING)):
            if getattr(self, option) not in allowed:
                value = getattr(self, option)
                raise OptionError(
                    say("option.choose_of", option=option, encoder="efficientnet", value=value, known=list(allowed))
                )
        if not 0 <= self.grid <= 7:
            raise OptionError(say("efficientnet.grid", grid=self.grid))

    @property
    def frozen(self) -> bool:
        """True unless the network is trained."""
        return self.train == "frozen"

    def prepare(self, value: Any) -> Pixels:
        """Reduce (H, W, 3) uint8 RGB to (224, 224, 3) uint8 RGB."""
        return np.asarray(value) if value.shape[:2] == (SIDE, SIDE) else _seen(value, self.view)

    def tensors(self, batch: Batch) -> Cells:
        """`pixels` (B, 224, 224, 3) uint8 RGB, zeros where missing; `present` (B,) bool."""
        pixels = np.zeros((len(batch), SIDE, SIDE, 3), np.uint8)
        for row in np.flatnonzero(batch.present):
            pixels[row] = self.prepare(batch.values[row])
        return {"pixels": torch.from_numpy(pixels), "present": torch.from_numpy(batch.present)}

    def build(self) -> EncoderModule:
        """Build the network in torch, with the pretrained weights."""
        return _Module(folded(_file()), self.grid)

    def extractor(self) -> Extractor:
        """Return the frozen network, by default in ONNX Runtime."""
        if self.engine == "torch":
            return super().extractor()
        identity = f"{RECIPE} {self.grid} {file_hash(_file())}"
        running = OnnxSession(exported("efficientnet-lite0", identity, lambda path: _export(path, self.grid)))

        def extract(batch: Batch) -> Features:
            tokens = running.run(None, {"pixels": self.tensors(batch)["pixels"].numpy()})[0]  # (B, T, D)
            return Features(tokens, np.repeat(batch.present[:, None], tokens.shape[1], 1))

        return extract

    def identity(self) -> dict[str, Any]:
        """Add the weights' hash and the recipe of the export."""
        return super().identity() | {"weights": file_hash(_file()), "recipe": RECIPE}


class _Module(EncoderModule):
    """Maps pixels (B, 224, 224, 3) to tokens (B, T, 2464)."""

    lr_scale = LR_SCALE["full"]

    def __init__(self, weights: Weights, grid: int) -> None:
        super().__init__()
        self.grid = grid
        self.width = 2464
        self.weights = nn.ParameterDict({name: nn.Parameter(weight) for name, (weight, _) in weights.items()})
        self.biases = nn.ParameterDict({name: nn.Parameter(bias) for name, (_, bias) in weights.items()})

    def forward(self, cells: Cells) -> Encoded:
        pixels = (cells["pixels"].permute(0, 3, 1, 2).float() - 127.0) / 128.0  # (B, 3, H, W)
        tokens = torch.cat([self._means(found) for found in maps(_InTorch(self), pixels)], -1)  # (B, T, D)
        return Encoded(tokens, cells["present"].unsqueeze(1).expand(tokens.shape[:2]))

    def _means(self, found: Tensor) -> Tensor:
        return (found.flatten(2) @ torch.from_numpy(_parts(found.shape[-1], self.grid)).to(found)).transpose(1, 2)


@dataclass(frozen=True)
class _InTorch:
    module: _Module

    def conv(self, x: Tensor, name: str, layer: Layer) -> Tensor:
        weight = self.module.weights[name]
        bias = self.module.biases[name]
        x = nn.functional.pad(x, layer.padding * 2)
        return nn.functional.conv2d(x, weight, bias, layer.stride, groups=len(weight) if layer.depthwise else 1)

    def relu6(self, x: Tensor) -> Tensor:
        return nn.functional.relu6(x)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        return x + y


class _InGraph:
    def __init__(self, graph: Graph, weights: Weights) -> None:
        self.graph = graph
        self.weights = weights
        self.bounds = [graph.constant(np.float32(bound)) for bound in (0, 6)]

    def conv(self, x: str, name: str, layer: Layer) -> str:
        weight, bias = (part.numpy() for part in self.weights[name])
        low, high = layer.padding
        inputs = [x, self.graph.constant(weight), self.graph.constant(bias)]
        group = len(weight) if layer.depthwise else 1
        return self.graph.node("Conv", inputs, strides=[layer.stride] * 2, pads=[low, low, high, high], group=group)

    def relu6(self, x: str) -> str:
        return self.graph.node("Clip", [x, *self.bounds])

    def add(self, x: str, y: str) -> str:
        return self.graph.node("Add", [x, y])


def _export(path: Path, grid: int) -> None:
    """Write the network with its preparation of pixels: `pixels` (B, 224, 224, 3) uint8 → `tokens` (B, T, D)."""
    graph = Graph()
    found = maps(_InGraph(graph, folded(_file())), _prepared(graph))
    means = [_means(graph, one, side, grid) for one, side in zip(found, (7, 14, 7, 7), strict=True)]
    tokens = graph.node("Transpose", [graph.node("Concat", means, axis=1)], perm=[0, 2, 1])  # (B, T, D)
    graph.save(path, {"pixels": (np.uint8, ["B", SIDE, SIDE, 3])}, {"tokens": tokens})


class FeatureMaps:
    """The frozen network's feature maps of pictures of any size, for networks that say something of each pixel. It
    runs in ONNX Runtime; the graph is written to the cache the first time.
    """

    WIDTHS: ClassVar[tuple[int, ...]] = (24, 40, 112, 320)
    """Channels of the maps."""
    STRIDES: ClassVar[tuple[int, ...]] = (4, 8, 16, 32)
    """Pixels of the picture beside one of each map."""

    def __init__(self) -> None:
        identity = f"stages {RECIPE} {file_hash(_file())}"
        self._running = OnnxSession(exported("efficientnet-lite0-stages", identity, _export_stages))

    def __call__(self, pixels: Pixels) -> list[npt.NDArray[np.float32]]:
        """Return the maps (B, C, H / stride, W / stride) float32 of pictures (B, H, W, 3) uint8 RGB, finest first;
        H and W are multiples of 32.
        """
        return self._running.run(None, {"pixels": pixels})


def _export_stages(path: Path) -> None:
    """Write the network up to its last block: `pixels` (B, H, W, 3) uint8 → a map for each stride."""
    graph = Graph()
    found = stages(_InGraph(graph, folded(_file())), _prepared(graph))
    names = [f"stride {stride}" for stride in FeatureMaps.STRIDES]
    graph.save(path, {"pixels": (np.uint8, ["B", "H", "W", 3])}, dict(zip(names, found, strict=True)))


def _prepared(graph: Graph) -> str:
    """Add (B, H, W, 3) uint8 `pixels` → (B, 3, H, W) about in [-1, 1] to a graph."""
    x = graph.node("Transpose", [graph.node("Cast", ["pixels"], to=1)], perm=[0, 3, 1, 2])
    centred = graph.node("Sub", [x, graph.constant(np.float32(127))])
    return graph.node("Mul", [centred, graph.constant(np.float32(1 / 128))])


def _means(graph: Graph, found: str, side: int, grid: int) -> str:
    """Average the feature map (B, C, H, W) over its parts, giving (B, C, T)."""
    flat = graph.constant(np.array([0, 0, -1]))
    whole = graph.node("Reshape", [graph.node("GlobalAveragePool", [found]), flat])
    if not grid:
        return whole
    parts = graph.node("MatMul", [graph.node("Reshape", [found, flat]), graph.constant(_parts(side, grid)[:, 1:])])
    return graph.node("Concat", [whole, parts], axis=2)


def _parts(side: int, grid: int) -> npt.NDArray[np.float32]:
    """(side², 1 + grid²): weights of a map's pixels in the mean of all and of each part, shared where a cut goes
    through a pixel."""
    means = [np.full((side * side, 1), 1 / side**2)]
    if grid:
        cuts = np.arange(grid + 1) * side / grid
        edges = np.arange(side)[:, None]
        share = np.clip(np.minimum(edges + 1, cuts[1:]) - np.maximum(edges, cuts[:-1]), 0, 1)  # (side, grid)
        means.append(np.kron(share, share) * grid**2 / side**2)
    return np.concatenate(means, 1).astype(np.float32)


def _file() -> Path:
    return locate("efficientnet-lite0") / "efficientnet-lite0.pth"


def _seen(value: Pixels, view: str) -> Pixels:
    """Crop or squeeze (H, W, 3) to (224, 224, 3)."""
    height, width = value.shape[:2]
    picture = PIL.Image.fromarray(value)
    small = min(height, width)
    large = max(height, width)
    if view == "pad":
        square = PIL.Image.new("RGB", (large, large), "white")
        square.paste(picture, ((large - width) // 2, (large - height) // 2))
        picture = square
        box = None
    else:
        left = (width - small) / 2
        top = (height - small) / 2
        box = (left, top, left + small, top + small) if view == "crop" else None
    return np.asarray(picture.resize((SIDE, SIDE), PIL.Image.Resampling.BICUBIC, box=box))
