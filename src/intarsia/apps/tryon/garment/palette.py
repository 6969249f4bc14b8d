"""The colours of a garment and their shares, from the pixels inside its mask."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.garment.garment import Palette

Array = npt.NDArray[np.float64]

SHADE = np.array([0.4, 1.0, 1.0])
"""Weights of L*, a*, b*: folds and light change lightness, dye changes all three."""
CELL = np.array([4.0, 4.0, 4.0])
"""Edges of the cells in which equal pixels are counted together."""
CENTRES = 10
"""Colours to begin with; those too alike are united."""
ALIKE = 10.0
"""Distance (see `_in_light`) under which two colours are one cloth in different light."""
CHROMA = 0.03
"""How much less a difference counts per unit of chroma."""
SMALL = 0.03
"""Colours of a smaller share are buttons, seams and noise."""
ROUNDS = 12
DRAWN = 20_000
"""Pixels that are looked at, evenly spread: more change no share by a hundredth."""


def palette(pixels: npt.NDArray[np.uint8], mask: npt.NDArray[np.bool_], most: int = 6) -> Palette:
    """Return ((L*, a*, b*), share) of the garment in a photo, the largest share first; () for an empty mask.

    Weighted k-means over counted colours, begun at the farthest ones (so nothing is drawn), then the nearest pairs
    united. A colour is the median of its pixels, which shadows and gloss do not shift as they shift the mean.

    Args:
        pixels: (H, W, 3) uint8 sRGB.
        mask: (H, W) bool.
        most: colours that are kept; the others go to the nearest kept one.
    """
    inside = _calm(pixels)[_inner(mask)]
    lab = srgb_to_lab(inside[:: max(1, -(-len(inside) // DRAWN))])  # (N, 3)
    if not len(lab):
        return ()
    cells, counts = _counted(lab)
    centres, weights = _united(*_k_means(cells * SHADE, counts))
    order = np.argsort(-weights, kind="stable")
    kept = [at for at in order if weights[at] >= SMALL * weights.sum()][:most]
    nearest = _nearest(lab * SHADE, centres[kept])
    shares = np.bincount(nearest, minlength=len(kept)) / len(lab)
    found = [(np.median(lab[nearest == at], axis=0), shares[at]) for at in np.argsort(-shares, kind="stable")]
    return tuple(((float(L), float(a), float(b)), float(share)) for (L, a, b), share in found if share)


def _calm(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Remove the grain of camera and cloth."""
    return np.asarray(require("cv2").medianBlur(np.ascontiguousarray(pixels), 3))


def _inner(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the mask without its edge, whose pixels are half background; all of it where nothing else is left."""
    cv2 = require("cv2")
    width = max(1, round(max(mask.shape) / 100))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * width + 1))
    inner = cv2.erode(mask.astype(np.uint8), kernel, borderValue=1).astype(bool)
    return inner if inner.sum() >= mask.sum() / 3 else mask


def _counted(lab: Array) -> tuple[Array, Array]:
    """Count colours (N, 3) by cells of CELL: their means (M, 3) and counts (M,)."""
    _, cell, counts = np.unique(np.floor(lab / CELL).astype(int), axis=0, return_inverse=True, return_counts=True)
    cell = cell.reshape(-1)
    sums = np.stack([np.bincount(cell, channel) for channel in lab.T], 1)
    return sums / counts[:, None], counts.astype(np.float64)


def _k_means(points: Array, counts: Array) -> tuple[Array, Array]:
    centres = points[[int(np.argmax(counts))]]
    while len(centres) < min(CENTRES, len(points)):
        away = ((points[:, None] - centres) ** 2).sum(-1).min(1)
        centres = np.concatenate([centres, points[[int(np.argmax(away * np.sqrt(counts)))]]])
    for _ in range(ROUNDS):
        nearest = _nearest(points, centres)
        weights = np.bincount(nearest, counts, len(centres))
        sums = np.stack([np.bincount(nearest, counts * channel, len(centres)) for channel in points.T], 1)
        centres = np.where(weights[:, None] > 0, sums / np.maximum(weights, 1)[:, None], centres)
    return centres[weights > 0], np.asarray(weights[weights > 0], np.float64)


def _united(centres: Array, weights: Array) -> tuple[Array, Array]:
    """Unite the nearest two colours until all are farther apart than ALIKE."""
    while len(centres) > 1:
        apart = _in_light(centres) + np.diag(np.full(len(centres), np.inf))
        one, other = np.unravel_index(np.argmin(apart), apart.shape)
        if apart[one, other] > ALIKE:
            break
        both = weights[one] + weights[other]
        centres[one] = (centres[one] * weights[one] + centres[other] * weights[other]) / both
        weights[one] = both
        centres = np.delete(centres, other, 0)
        weights = np.delete(weights, other)
    return centres, weights


def _in_light(centres: Array) -> Array:
    """Return (M, M) distances of weighted colours, as far as light cannot explain them.

    Less light makes a colour darker and greyer at once: both are brought to the lightness between them, their chroma
    with it, before they are compared. Differences of vivid colours count less, as in CIE94.
    """
    lightness = centres[:, 0]
    between = (lightness[:, None] + lightness) / 2
    scaled = centres[:, None, 1:] * (between / np.maximum(lightness[:, None], 2.0))[..., None]  # (M, M, 2)
    chroma = np.linalg.norm(scaled, axis=-1)
    dye = np.linalg.norm(scaled - scaled.transpose(1, 0, 2), axis=-1) / (1 + CHROMA * np.minimum(chroma, chroma.T))
    return np.asarray(np.hypot(lightness[:, None] - lightness, dye))


def _nearest(points: Array, centres: Array) -> npt.NDArray[np.intp]:
    return np.asarray(((points[:, None] - centres) ** 2).sum(-1).argmin(1))
