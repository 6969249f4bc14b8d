"""Occlusion: parts of a garment's picture are covered one after the other, and the outfit is judged again each time."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import lab_to_srgb, srgb_to_lab
from intarsia.apps.tryon.colour.names import colour_name
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.embedding import axes, embedding
from intarsia.apps.tryon.garment.garment import Garment, Palette, Vector
from intarsia.apps.tryon.garment.naming import called
from intarsia.apps.tryon.garment.palette import SHADE
from intarsia.apps.tryon.garment.views import features
from intarsia.apps.tryon.reasons.case import OutfitCase
from intarsia.i18n import Message, messages

say = messages(__package__)

Floats = npt.NDArray[np.float64]
Map = npt.NDArray[np.float32]
Box = tuple[slice, slice]

GRID = (8, 6)
COARSE = (4, 3)
"""Rows and columns of patches over the garment's box: fewer where each must be encoded."""
SMALL = 0.01
"""Share of the garment under which a patch is not worth covering."""
LEAST = 0.005
"""Log odds by which a part must stand out to be named."""
TINY = 1e-4
"""Log odds below which parts are alike."""
EVEN = 0.5
"""Least effect of a patch by its area, beside the greatest, from which no part of a garment stands out."""
PLACES = (
    "place.top_left",
    "place.top",
    "place.top_right",
    "place.left",
    "place.middle",
    "place.right",
    "place.bottom_left",
    "place.bottom",
    "place.bottom_right",
)
"""Thirds of a picture, row by row: the keys of their names."""


@dataclass(frozen=True, eq=False)
class OcclusionMap:
    """Which part of a garment mattered.

    Attributes:
        item: the place of the garment in the outfit.
        map: (H, W) float32 in [0, 1], over the picture of the garment: how much more a part speaks for the outfit than
            the garment on average, or against it when the garment is worth changing; 1 for the most, and all over it
            where all parts are alike.
        words: a sentence.
    """

    item: int
    map: Map
    words: Message


@dataclass(frozen=True, eq=False)
class _Patch:
    """A part of a garment: where, and what share of each colour of the palette lies there."""

    box: Box
    shares: npt.NDArray[np.float64]

    @property
    def share(self) -> float:
        """The share of the garment that the patch covers."""
        return float(self.shares.sum())


def region(case: OutfitCase) -> OcclusionMap | None:
    """Map what matters of the garment that is most worth changing, else of the one that does most for the outfit.

    The result is None when that garment has no photo.

    Colours: a patch counts by half of what the score is with the garment's palette without it, less what it is with
    the palette of the patch alone: the mean of its first and last marginal contribution, both exact. Photo, where
    likeness of photos counts: it is encoded again with the patch in the garment's mean colour (occlusion: Zeiler and
    Fergus 2014).
    """
    item = case.fault if case.fault is not None else int(np.argmax(case.weight_of_items))
    garment = case.items[item]
    if not garment.mask.any():
        return None
    encoded = _is_encoded(case, garment)
    patches = _patches(garment, COARSE if encoded else GRID)
    parts = _by_colour(case, garment, patches)
    if encoded:
        parts = parts + _by_photo(case, garment, patches)
    above = parts - np.average(parts, weights=[patch.share for patch in patches])
    strength = np.maximum(-above if case.fault is not None else above, 0)
    return OcclusionMap(item, _map(garment, patches, strength), _words(garment, patches, above, strength))


def _by_colour(case: OutfitCase, garment: Garment, patches: Sequence[_Patch]) -> Floats:
    """Return (n,) what the colours of a patch contribute to the score."""
    whole = np.array([share for _, share in garment.palette])
    palettes = [_palette(garment, shares) for patch in patches for shares in (whole - patch.shares, patch.shares)]
    values = _values(case, [dataclasses.replace(garment, palette=each) for each in palettes])
    without, alone = np.array(values).reshape(-1, 2).T
    return np.asarray((alone - without) / 2)


def _by_photo(case: OutfitCase, garment: Garment, patches: Sequence[_Patch]) -> Floats:
    """Return (n,) what the appearance of a patch contributes to the score."""
    images = _vectors(garment, patches)
    # Scorers remember garments by what is told of them: blanks tell nothing, and keep the variants apart.
    told = [garment.description + " " * number for number in range(1, len(images) + 1)]
    pairs = zip(images, told, strict=True)
    whole, *values = _values(case, [dataclasses.replace(garment, image=each, description=text) for each, text in pairs])
    return whole - np.array(values)


def _values(case: OutfitCase, variants: Sequence[Garment]) -> list[float]:
    return case.recommendation.scores.values([case.ranked.outfit.with_item(each) for each in variants])


def _is_encoded(case: OutfitCase, garment: Garment) -> bool:
    """Return whether the look of the photo counts: some like or dislike has one of the same model."""
    there = any(
        each.image is not None for each in (*case.recommendation.request.likes, *case.recommendation.request.dislikes)
    )
    return there and garment.image is not None and len(garment.image) == len(axes().variances)


def _patches(garment: Garment, grid: tuple[int, int]) -> list[_Patch]:
    mask = garment.mask
    shares = np.array([share for _, share in garment.palette])
    labels = _labels(garment)
    areas = np.maximum(np.bincount(labels[mask], minlength=len(shares)), 1)
    left, top, right, bottom = Cutout(garment.pixels, mask).box
    down = np.linspace(top, bottom, grid[0] + 1).astype(int)
    across = np.linspace(left, right, grid[1] + 1).astype(int)
    found = []
    for box in (np.s_[a:b, c:d] for a, b in itertools.pairwise(down) for c, d in itertools.pairwise(across)):
        inside = labels[box][mask[box]]
        found.append(_Patch(box, shares * np.bincount(inside, minlength=len(shares)) / areas))
    return [each for each in found if each.share >= SMALL]


def _labels(garment: Garment) -> npt.NDArray[np.intp]:
    """Return (H, W) which colour of the palette is nearest, in the measure by which palettes are made; 0 beside the
    mask.
    """
    labels = np.zeros(garment.mask.shape, np.intp)
    mask = garment.mask
    apart = srgb_to_lab(garment.pixels[mask])[:, None] - np.array([lab for lab, _ in garment.palette])  # (N, C, 3)
    labels[mask] = ((apart * SHADE) ** 2).sum(-1).argmin(1)
    return labels


def _palette(garment: Garment, shares: Floats) -> Palette:
    """Return the palette with other shares of its colours; the palette as it is where nothing would be left."""
    if shares.sum() <= 1e-9:
        return garment.palette
    pairs = zip(garment.palette, (shares / shares.sum()).tolist(), strict=True)
    return tuple(sorted(((lab, share) for (lab, _), share in pairs if share > 1e-9), key=lambda each: -each[1]))


def _vectors(garment: Garment, patches: Sequence[_Patch]) -> list[Vector]:
    """Return embeddings of the photo as it is, and with each patch covered."""
    mean = np.sum([np.array(lab) * share for lab, share in garment.palette], axis=0)
    shown = [Cutout(garment.pixels, garment.mask)]
    for patch in patches:
        pixels = garment.pixels.copy()
        pixels[patch.box][garment.mask[patch.box]] = lab_to_srgb(mean)
        shown.append(Cutout(pixels, garment.mask))
    return list(embedding(features(shown)))


def _map(garment: Garment, patches: Sequence[_Patch], strength: Floats) -> Map:
    """Return strengths over the garment, 1 for the greatest; patches run into each other. 1 all over it for none."""
    if strength.max() < TINY:
        return garment.mask.astype(np.float32)
    found = np.zeros(garment.mask.shape, np.float32)
    most = max(float(strength.max()), 1e-12)
    for patch, value in zip(patches, strength.tolist(), strict=True):
        found[patch.box] = value / most
    height = patches[0].box[0].stop - patches[0].box[0].start
    blurred = require("cv2").GaussianBlur(found, (0, 0), max(height / 4, 1.0)) * garment.mask
    return np.asarray(blurred / max(float(blurred.max()), 1e-12), np.float32)


def _words(garment: Garment, patches: Sequence[_Patch], above: Floats, strength: Floats) -> Message:
    name = called(garment)
    best = int(strength.argmax())
    areas = np.array([patch.share for patch in patches])
    dense = (strength / areas)[areas >= areas.max() / 2]
    if strength[best] < LEAST or dense.min() >= EVEN * dense.max():
        return say("occlusion.even", name=name)
    colour = colour_name(garment.palette[int(patches[best].shares.argmax())][0])
    return say(
        "occlusion.most",
        name=name,
        place=_place(garment, patches[best]),
        colour=colour.title,
        value=float(above[best]),
    )


def _place(garment: Garment, patch: _Patch) -> Message:
    left, top, right, bottom = Cutout(garment.pixels, garment.mask).box
    rows, columns = patch.box
    down = int(3 * ((rows.start + rows.stop) / 2 - top) / (bottom - top))
    across = int(3 * ((columns.start + columns.stop) / 2 - left) / (right - left))
    return say(PLACES[3 * down + across])
