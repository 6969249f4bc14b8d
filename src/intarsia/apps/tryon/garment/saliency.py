"""U²-Net: which pixels belong to the thing that a picture shows."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.assets import locate
from intarsia.encoders._onnx import session

SIDE = 320
"""Height and width of what the network sees, pixels."""
MEAN, SPREAD = np.array([0.485, 0.456, 0.406], np.float32), np.array([0.229, 0.224, 0.225], np.float32)
"""Of ImageNet's red, green and blue: how the network's pictures were prepared."""


def saliency(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(H, W, 3) uint8 RGB → (H, W) float32 in [0, 1]: how likely a pixel belongs to the picture's main object.

    Weights: Qin et al., "U²-Net: Going deeper with nested U-structure for salient object detection" (2020), the small
    variant u2netp.
    """
    height, width = pixels.shape[:2]
    small = PIL.Image.fromarray(pixels).resize((SIDE, SIDE), PIL.Image.Resampling.LANCZOS)
    values = np.asarray(small, np.float32)
    values = (values / max(float(values.max()), 1.0) - MEAN) / SPREAD
    (found,) = _network().run(_network().output_names, {_network().input: values.transpose(2, 0, 1)[None]})
    shown = PIL.Image.fromarray(found[0, 0]).resize((width, height), PIL.Image.Resampling.BILINEAR)
    return np.clip(np.asarray(shown, np.float32), 0, 1)


class _Network:
    def __init__(self) -> None:
        self._session = session(locate("u2netp") / "u2netp.onnx")
        self.input = self._session.get_inputs()[0].name
        self.output_names = [self._session.get_outputs()[0].name]  # the fused map; the others served training

    def run(self, names: list[str], inputs: dict[str, Any]) -> list[Any]:
        return list(self._session.run(names, inputs))


@functools.cache
def _network() -> _Network:
    return _Network()
