"""What the network for pictures is shown of a garment: itself, filling a square, from both sides of a mirror."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.columns.base import Batch
from intarsia.encoders.base import Extractor
from intarsia.encoders.efficientnet import SIDE, EfficientNetLite0

MARGIN = 0.06
"""Around the garment, as a share of its longer side."""
VIEWS = 6
"""The middle of the photo, the garment with what is around it, and alone; each also mirrored."""
GARMENT = slice(2, 6)
"""The views that show the garment alone or almost so."""
SMALLEST = 0.02
"""Share of the photo that a mask must fill to be framed; else the whole photo is."""

ENCODER = EfficientNetLite0()
"""Takes the middle square of a picture, and squares as they are."""

Features = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]


def features(cutouts: Sequence[Cutout]) -> Features:
    """(N, VIEWS, 2464) float32: what EfficientNet-Lite0 makes of each view of N garments."""
    shown = tuple(view for cutout in cutouts for view in views(cutout))
    if not shown:
        return np.zeros((0, VIEWS, 2464), np.float32)
    tokens = _extractor()(Batch(shown, np.ones(len(shown), bool))).tokens[:, 0]
    return np.asarray(tokens, np.float32).reshape(len(cutouts), VIEWS, -1)  # (N, V, D)


def views(cutout: Cutout) -> tuple[Pixels, ...]:
    """`VIEWS` pictures (224, 224, 3) uint8 RGB."""
    framed = (ENCODER.prepare(cutout.pixels), _square(cutout, cutout.pixels), _square(cutout, _alone(cutout)))
    return tuple(np.ascontiguousarray(view) for each in framed for view in (each, each[:, ::-1]))


def _square(cutout: Cutout, pixels: Pixels) -> Pixels:
    """What the garment's box holds, in a square; white where the photo ends."""
    left, top, right, bottom = cutout.box if cutout.mask.mean() >= SMALLEST else (0, 0, *pixels.shape[1::-1])
    side = round(max(right - left, bottom - top) * (1 + 2 * MARGIN))
    picture = PIL.Image.new("RGB", (side, side), "white")
    picture.paste(PIL.Image.fromarray(pixels), (side // 2 - (left + right) // 2, side // 2 - (top + bottom) // 2))
    return np.asarray(picture.resize((SIDE, SIDE), PIL.Image.Resampling.BICUBIC))


def _alone(cutout: Cutout) -> Pixels:
    """The garment on white."""
    if cutout.mask.mean() < SMALLEST:
        return cutout.pixels
    return np.where(cutout.mask[..., None], cutout.pixels, np.uint8(255))


@functools.cache
def _extractor() -> Extractor:
    return ENCODER.extractor()
