"""The views of a garment that the picture encoder is shown: squares around it, each also mirrored."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.columns.base import Batch
from intarsia.columns.image import Image
from intarsia.encoders.base import Extractor
from intarsia.encoders.efficientnet import SIDE, EfficientNetLite0
from intarsia.store import FeatureStore

MARGIN = 0.06
"""The space around the garment in its square, as a share of its longer side."""
VIEWS = 6
"""The middle of the photo, the garment with its surroundings, and the garment alone; each also mirrored."""
GARMENT = slice(2, 6)
"""The views in which the garment fills the square."""
SMALLEST = 0.02
"""The whole photo is framed where the mask fills less than this share of it."""

ENCODER = EfficientNetLite0()
"""Takes the middle square of a picture, and squares as they are."""
COLUMN = Image()
"""What a view is to the feature store."""
WIDTH = 2464
"""Features of one view."""

ViewFeatures = npt.NDArray[np.float32]
"""(N, V, D): what the encoder says of the V views of N garments, rounded to float16 as all stored features are."""
Pixels = npt.NDArray[np.uint8]


def features(cutouts: Sequence[Cutout]) -> ViewFeatures:
    """Encode the views of N garments with EfficientNet-Lite0. Nothing of them is written anywhere.

    Returns:
        (N, VIEWS, 2464) float32.
    """
    shown = tuple(view for cutout in cutouts for view in views(cutout))
    if not shown:
        return np.zeros((0, VIEWS, WIDTH), np.float32)
    tokens = _extractor()(Batch(shown, np.ones(len(shown), bool))).tokens.astype(np.float16)
    return np.asarray(tokens[:, 0], np.float32).reshape(len(cutouts), VIEWS, -1)  # (N, V, D)


def kept_features(cutouts: Sequence[Cutout], store: FeatureStore) -> tuple[ViewFeatures, list[tuple[bytes, ...]]]:
    """Encode the views of at least one garment, or look them up where a feature store has them already.

    Returns:
        The features, as `features` returns them, and for each garment the names of its views in the store.
    """
    shown = [view for cutout in cutouts for view in views(cutout)]
    digests = [COLUMN.digest(view) for view in shown]
    tokens = store.features(COLUMN, ENCODER, shown, "view of a garment", digests).tokens
    names = [tuple(digests[start : start + VIEWS]) for start in range(0, len(digests), VIEWS)]
    return np.asarray(tokens[:, 0], np.float32).reshape(len(cutouts), VIEWS, -1), names  # (N, V, D)


def views(cutout: Cutout) -> tuple[Pixels, ...]:
    """Make the `VIEWS` pictures of a garment, each (224, 224, 3) uint8 RGB."""
    framed = (ENCODER.prepare(cutout.pixels), _square(cutout, cutout.pixels), _square(cutout, _alone(cutout)))
    return tuple(np.ascontiguousarray(view) for each in framed for view in (each, each[:, ::-1]))


def _square(cutout: Cutout, pixels: Pixels) -> Pixels:
    """Paste what the box of the garment holds into a square that is white where the photo ends."""
    left, top, right, bottom = cutout.box if cutout.mask.mean() >= SMALLEST else (0, 0, *pixels.shape[1::-1])
    side = round(max(right - left, bottom - top) * (1 + 2 * MARGIN))
    picture = PIL.Image.new("RGB", (side, side), "white")
    picture.paste(PIL.Image.fromarray(pixels), (side // 2 - (left + right) // 2, side // 2 - (top + bottom) // 2))
    return np.asarray(picture.resize((SIDE, SIDE), PIL.Image.Resampling.BICUBIC))


def _alone(cutout: Cutout) -> Pixels:
    """Return the photo with white around the garment."""
    if cutout.mask.mean() < SMALLEST:
        return cutout.pixels
    return np.where(cutout.mask[..., None], cutout.pixels, np.uint8(255))


@functools.cache
def _extractor() -> Extractor:
    return ENCODER.extractor()
