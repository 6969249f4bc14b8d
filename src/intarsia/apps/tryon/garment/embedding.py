"""A garment as short vectors: what looks alike, or is described alike, lies close."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from intarsia.apps.tryon.garment.heads import FOLDER
from intarsia.apps.tryon.garment.views import GARMENT, ViewFeatures
from intarsia.columns.base import Batch
from intarsia.encoders.base import Extractor
from intarsia.encoders.e5 import MultilingualE5

Floats = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]

TOKENS = 128
"""The tokens of a long description that are read."""


@dataclass(frozen=True, eq=False)
class Axes:
    """The principal axes of the features of many garments (D features, E axes).

    Attributes:
        mean: (D,) the mean of each feature.
        spread: (D,) the standard deviation of each feature.
        axes: (E, D) orthonormal axes of the standardised features.
        variances: (E,) the variances along the axes.
        rest: the mean square of what lies off the axes.
        usual: the distance that one garment in a hundred exceeds, see `strangeness`.
    """

    mean: Floats
    spread: Floats
    axes: Floats
    variances: Floats
    rest: float
    usual: float


def embedding(features: ViewFeatures) -> Floats:
    """Place N garments on the axes, by the features of their views (N, V, D): (N, E) float32 of unit length."""
    placed = _standard(features) @ axes().axes.T
    return np.asarray(placed / np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-9), np.float32)


def strangeness(features: ViewFeatures) -> Floats:
    """Return how far N garments (N, V, D) lie from those of the training photos, (N,); one of a hundred of those
    reaches 1.

    It is the Mahalanobis distance with one variance for all that lies off the axes (Moghaddam & Pentland 1997).
    """
    return np.asarray(distance(features, axes()) / axes().usual, np.float32)


def distance(features: ViewFeatures, known: Axes) -> npt.NDArray[np.float64]:
    """Return the distances of N garments (N, V, D) from the mean of the axes, (N,)."""
    standard = (features[:, GARMENT].mean(1) - known.mean) / known.spread  # (N, D)
    placed = standard @ known.axes.T  # (N, E)
    off = (standard**2).sum(1) - (placed**2).sum(1)
    return np.asarray(np.sqrt((placed**2 / known.variances).sum(1) + off / known.rest), np.float64)


@functools.cache
def axes() -> Axes:
    """Return the axes that `scripts/tryon_category.py` found in the training photos of clothing_small."""
    stored = load_file(FOLDER / "embedding" / "model.safetensors")
    found = {name: stored[name].astype(np.float32) for name in ("mean", "spread", "axes", "variances")}
    return Axes(**found, rest=float(stored["rest"][0]), usual=float(stored["usual"][0]))


def text_vectors(texts: Sequence[str]) -> list[Vector | None]:
    """Embed titles and descriptions with multilingual-e5-small, as passages.

    They are compared with queries of that model, and by rank alone.

    Returns:
        (384,) float32 of unit length for each text, None for an empty one.
    """
    written = [text for text in texts if text.strip()]
    if not written:
        return [None] * len(texts)
    tokens = iter(_extractor()(Batch(tuple(written), np.ones(len(written), bool))).tokens[:, 0])
    return [_unit(next(tokens)) if text.strip() else None for text in texts]


def _unit(vector: npt.NDArray[np.floating]) -> Vector:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


@functools.cache
def _extractor() -> Extractor:
    return MultilingualE5(max_tokens=TOKENS, prefix="passage").extractor()


def _standard(features: ViewFeatures) -> Floats:
    """Return the mean of the views of each garment, standardised: (N, V, D) → (N, D)."""
    return np.asarray((features[:, GARMENT].mean(1) - axes().mean) / axes().spread, np.float32)
