"""A garment as a short vector: what looks alike lies close."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from intarsia.apps.tryon.garment.heads import FOLDER
from intarsia.apps.tryon.garment.views import GARMENT, Features

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Axes:
    """The principal axes of the features of many garments (D features, E axes).

    Attributes:
        mean: (D,), and `spread` (D,): of each feature.
        axes: (E, D), orthonormal, of standardised features.
        variances: (E,) along the axes.
        rest: mean square of what lies off the axes.
        usual: the distance, see `strangeness`, that one garment in a hundred exceeds.
    """

    mean: Floats
    spread: Floats
    axes: Floats
    variances: Floats
    rest: float
    usual: float


def embedding(features: Features) -> Floats:
    """(N, V, D) features of views to (N, E) float32 of unit length."""
    placed = _standard(features) @ axes().axes.T
    return np.asarray(placed / np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-9), np.float32)


def strangeness(features: Features) -> Floats:
    """(N,): how far from the garments of the training photos, in and off their axes; 1 is as far as one in a hundred.

    The distance of Mahalanobis with one variance for all that lies off the axes (Moghaddam & Pentland 1997).
    """
    return np.asarray(distance(features, axes()) / axes().usual, np.float32)


def distance(features: Features, known: Axes) -> npt.NDArray[np.float64]:
    """(N, V, D) → (N,)."""
    standard = (features[:, GARMENT].mean(1) - known.mean) / known.spread  # (N, D)
    placed = standard @ known.axes.T  # (N, E)
    off = (standard**2).sum(1) - (placed**2).sum(1)
    return np.asarray(np.sqrt((placed**2 / known.variances).sum(1) + off / known.rest), np.float64)


@functools.cache
def axes() -> Axes:
    """Those that `scripts/tryon_category.py` found in the training photos of clothing_small."""
    stored = load_file(FOLDER / "embedding" / "model.safetensors")
    found = {name: stored[name].astype(np.float32) for name in ("mean", "spread", "axes", "variances")}
    return Axes(**found, rest=float(stored["rest"][0]), usual=float(stored["usual"][0]))


def _standard(features: Features) -> Floats:
    """(N, V, D) → (N, D): the mean of the garment's views, standardised."""
    return np.asarray((features[:, GARMENT].mean(1) - axes().mean) / axes().spread, np.float32)
