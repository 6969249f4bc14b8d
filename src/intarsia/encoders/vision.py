"""Any vision model of transformers: ResNet, ConvNeXt, ViT, DINOv2, SigLIP, CLIP, Swin, ..."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from math import isqrt
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from intarsia.columns.base import Batch
from intarsia.encoders import _pretrained
from intarsia.encoders._lora import LR_SCALE, adapt, check_training, unchanged
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import AssetError, OptionError
from intarsia.i18n import messages

say = messages(__package__)


Pixels = npt.NDArray[np.float16]
SUMMARIES = ("mean", "class")
SIZES = ("size", "crop_size", "pad_size")
LARGEST_SIDE = 2048
"""Of the pictures that a model may ask for, pixels: its preprocessor may come from elsewhere."""


@encoders.register("vision")
@dataclass(frozen=True)
class Vision(Encoder):
    """A pretrained vision model: tokens (B, 1 + grid², D), the picture's, then the means of its parts, row by row.

    Feature maps of convolutional models and patches of transformers are treated alike.

    Attributes:
        weights: name on the hub (owner/name or owner/name@revision), or a folder with config.json, model.safetensors
            and preprocessor_config.json.
        train: "frozen", "full" (all weights), or "lora" (adapters of low rank beside the weights).
        summary: what speaks for the whole picture: the "mean" of its parts, or the "class" token of a transformer.
        grid: the picture is also cut into grid × grid parts, a token each; 0 for none.
        rank: of the adapters.
        alpha: how much the adapters weigh; see `adapt`.
        targets: ends of names of layers to adapt; none for all linear and convolutional ones.
    """

    accepts: ClassVar[tuple[str, ...]] = ("image",)
    any_weights: ClassVar[bool] = True

    weights: str = "microsoft/resnet-50"
    train: str = "frozen"
    summary: str = "mean"
    grid: int = 0
    rank: int = 8
    alpha: float = 16.0
    targets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_training("vision", self.train, self.rank)
        if self.summary not in SUMMARIES:
            raise OptionError(say("vision.summary", value=self.summary, known=list(SUMMARIES)))
        if self.grid < 0:
            raise OptionError(say("vision.grid", grid=self.grid))

    @property
    def frozen(self) -> bool:
        """True unless weights or adapters are trained."""
        return self.train == "frozen"

    def prepare(self, value: Any) -> Pixels:
        """(C, H, W) float16, as the model's own preprocessor has it; half as large and more exact than 8 bits were."""
        return value if value.dtype == np.float16 else self._preprocess(value)

    def tensors(self, batch: Batch) -> Cells:
        """`pixels` (B, C, H, W) float16, zeros where missing; `present` (B,) bool."""
        empty = self.prepare(np.zeros((8, 8, 3), np.uint8)) * np.float16(0)
        pixels = np.stack([empty if value is None else self.prepare(value) for value in batch.values])
        return {"pixels": torch.from_numpy(pixels), "present": torch.from_numpy(batch.present)}

    def build(self) -> EncoderModule:
        """Load the pretrained model, trained as `train` says."""
        model = _pretrained.model(self.weights, "vision_model")
        if self.train == "lora":
            adapt(model, self.rank, self.alpha, self.targets)
        return _Vision(model, self, torch.from_numpy(self.prepare(np.zeros((8, 8, 3), np.uint8))))

    def identity(self) -> dict[str, Any]:
        """Cover the contents of the files instead of their path."""
        options = {name: value for name, value in asdict(self).items() if name != "weights"}
        return super().identity() | {"options": options, "files": _pretrained.contents(self.weights)}

    @cached_property
    def _preprocess(self) -> Callable[[npt.NDArray[np.uint8]], Pixels]:
        return _preprocessor(self.weights)


class _Vision(EncoderModule):
    """Maps pixels (B, C, H, W) to tokens (B, 1 + grid², D).

    Args:
        model: answers with a feature map (B, D, h, w), or with patches (B, P + h · w, D) after P tokens of its own.
        options: the declaration.
        sample: (C, H, W), pixels of any picture.
    """

    def __init__(self, model: nn.Module, options: Vision, sample: Tensor) -> None:
        super().__init__()
        self.model = model
        self.summary = options.summary
        self.grid = options.grid
        self.lr_scale = LR_SCALE[options.train]
        self.adapted = options.train == "lora"
        self.eval()
        with torch.no_grad():
            own, grid = self._read(sample.unsqueeze(0))
        self.width = grid.shape[1]
        if self.summary == "class" and not own.shape[1]:
            raise OptionError(say("vision.no_class_token", weights=options.weights))
        if self.grid > min(grid.shape[2:]):
            raise OptionError(say("vision.grid_too_fine", weights=options.weights, parts=min(grid.shape[2:])))

    def forward(self, cells: Cells) -> Encoded:
        own, grid = self._read(cells["pixels"])
        tokens = [own[:, :1] if self.summary == "class" else grid.mean((2, 3)).unsqueeze(1)]  # (B, 1, D)
        if self.grid:
            tokens.append(nn.functional.adaptive_avg_pool2d(grid, self.grid).flatten(2).transpose(1, 2))  # (B, g², D)
        found = torch.cat(tokens, 1)
        return Encoded(found, cells["present"].unsqueeze(1).expand(found.shape[:2]))

    def train(self, mode: bool = True) -> _Vision:
        """Switch to training but keep batch normalisation as learned: statistics of a batch would let rows interact."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self

    def rebuilt(self) -> frozenset[str]:
        """With adapters, return the names of all other tensors; otherwise none."""
        return unchanged(self) if self.adapted else frozenset()

    def _read(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Return the model's own tokens (B, P, D) and the feature map (B, D, h, w)."""
        found = self.model(pixel_values=pixels.float()).last_hidden_state
        if found.ndim == 4:
            return found[:, :0, 0, 0].unsqueeze(2), found
        side = isqrt(found.shape[1])
        own, patches = found.split([found.shape[1] - side**2, side**2], 1)
        return own, patches.transpose(1, 2).unflatten(2, (side, side))  # (B, D, h, w)


def _sides(told: Any) -> list[int]:
    """The sides that a value of a preprocessor names: a number, or several by name."""
    found = told.values() if isinstance(told, dict) else [told]
    return [int(each) for each in found if isinstance(each, int | float)]


def _preprocessor(weights: str) -> Callable[[npt.NDArray[np.uint8]], Pixels]:
    """Return the function (H, W, 3) uint8 RGB → (C, side, side) float16 of the model's own preprocessor.

    Raises:
        AssetError: there is none, or its pictures differ in size.
    """
    from transformers import AutoImageProcessor

    # The default backend of most preprocessors is torchvision, which Intarsia does without.
    processor = _pretrained.read(weights, AutoImageProcessor.from_pretrained, backend="pil")
    told = processor.to_dict()
    largest = max((side for name in SIZES for side in _sides(told.get(name))), default=0)
    if largest > LARGEST_SIDE:
        raise AssetError(say("vision.too_large", weights=weights, side=largest, most=LARGEST_SIDE))

    def preprocess(value: npt.NDArray[np.uint8]) -> Pixels:
        found = processor(images=[value], input_data_format="channels_last", return_tensors="np")
        pixels: Pixels = found["pixel_values"][0].astype(np.float16)
        return pixels

    sizes = {preprocess(np.zeros((*size, 3), np.uint8)).shape[1:] for size in ((40, 80), (80, 40))}
    if len({side for size in sizes for side in size}) > 1:
        raise AssetError(say("vision.not_square", weights=weights))
    return preprocess
