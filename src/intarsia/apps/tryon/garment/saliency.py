"""U²-Net: which pixels belong to the thing that a picture shows."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.assets import locate
from intarsia.encoders.onnx_session import OnnxSession, exported
from intarsia.sealed import file_hash

SIDE = 224
STEP = 32
LEAST = 64
"""Longer side of what the network sees, pixels; its sides are multiples of the step and at least so long.

It was trained on squares of 288 pixels; in their own proportions, 140 garments on carpets and floors come out as well
at 224 (mean intersection over union with squares of 320 .978) in a third of the time; below, some lose parts.
"""
RECIPE = "any size 1"
"""Names the export, and changes whenever the exported network would come out differently."""
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
SPREAD = np.array([0.229, 0.224, 0.225], np.float32)
"""Mean and standard deviation of red, green and blue in ImageNet, as the network was trained."""


def saliency(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Map (H, W, 3) uint8 RGB to (H, W) float32 in [0, 1]: how likely a pixel belongs to the picture's main object.

    Weights: Qin et al., "U²-Net: Going deeper with nested U-structure for salient object detection" (2020), the small
    variant u2netp.
    """
    height, width = pixels.shape[:2]
    small = PIL.Image.fromarray(pixels).resize(_size(height, width), PIL.Image.Resampling.LANCZOS)
    values = np.asarray(small, np.float32)
    values = (values / max(float(values.max()), 1.0) - MEAN) / SPREAD
    (found,) = _network().run(None, {"pixels": values.transpose(2, 0, 1)[None]})
    shown = PIL.Image.fromarray(found[0, 0]).resize((width, height), PIL.Image.Resampling.BILINEAR)
    return np.clip(np.asarray(shown, np.float32), 0, 1)


def _size(height: int, width: int) -> tuple[int, int]:
    """Return the width and height of what the network sees."""
    steps = SIDE / max(height, width) / STEP
    wide, high = (max(round(side * steps) * STEP, LEAST) for side in (width, height))
    return wide, high


@functools.cache
def _network() -> Any:
    weights = locate("u2netp") / "u2netp.onnx"
    return OnnxSession(exported("u2netp", f"{RECIPE} {file_hash(weights)}", functools.partial(_export, weights)))


def _export(weights: Path, path: Path) -> None:
    """Write the network for pictures of any size: `pixels` (1, 3, H, W) → `share` (1, 1, H, W).

    Nothing in it but its declared input depends on the size. Of its seven maps the first fuses the others, which
    served training.
    """
    import onnx

    model = onnx.load(str(weights))
    (given,) = model.graph.input
    fused = model.graph.output[0]
    for node in model.graph.node:
        node.input[:] = ["pixels" if name == given.name else name for name in node.input]
        node.output[:] = ["share" if name == fused.name else name for name in node.output]
    del model.graph.output[:], model.graph.input[:]
    sizes = {"pixels": (1, 3, "H", "W"), "share": (1, 1, "H", "W")}
    known = {
        name: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, size) for name, size in sizes.items()
    }
    model.graph.input.append(known["pixels"])
    model.graph.output.append(known["share"])
    onnx.save(model, str(path))
