"""Which part of a garment mattered? Parts of its picture are covered, one after the other, and the look judged anew."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import lab_to_srgb, srgb_to_lab
from intarsia.apps.tryon.colour.names import colour_name
from intarsia.apps.tryon.constraints import Words
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.embedding import axes, embedding
from intarsia.apps.tryon.garment.garment import Garment, Palette, Vector
from intarsia.apps.tryon.garment.palette import SHADE
from intarsia.apps.tryon.garment.views import features
from intarsia.apps.tryon.outfits import slot_of
from intarsia.apps.tryon.reasons.case import Case
from intarsia.apps.tryon.reasons.naming import called
from intarsia.apps.tryon.shelf import evenly

Floats = npt.NDArray[np.float64]
Map = npt.NDArray[np.float32]
Lab = tuple[float, float, float]
Box = tuple[slice, slice]

GRID, COARSE = (8, 6), (4, 3)
"""Rows and columns of patches over the garment's box: fewer where each must be encoded."""
SEEN = 200
"""Garments from which the usual colour is taken."""
SMALL = 0.01
"""Share of the garment under which a patch is not worth covering."""
EVEN = 0.5
"""Least effect of a patch by its area, beside the greatest, from which no part of a garment stands out."""
PLACES: tuple[Words, ...] = (
    {"en": "top left", "zh": "左上部"},
    {"en": "top", "zh": "上部"},
    {"en": "top right", "zh": "右上部"},
    {"en": "left", "zh": "左部"},
    {"en": "middle", "zh": "中部"},
    {"en": "right", "zh": "右部"},
    {"en": "bottom left", "zh": "左下部"},
    {"en": "bottom", "zh": "下部"},
    {"en": "bottom right", "zh": "右下部"},
)
"""Thirds of a picture, row by row."""


@dataclass(frozen=True, eq=False)
class Region:
    """What of a garment mattered.

    Attributes:
        item: place in the look.
        map: (H, W) float32 in [0, 1], of the garment's picture: how much the score changes when it is covered there,
            in the direction in which the garment moves it; 0 beside the garment.
        words: a sentence.
    """

    item: int
    map: Map
    words: Words


@dataclass(frozen=True, eq=False)
class _Patch:
    """A part of a garment: where, and what share of each colour of the palette lies there."""

    box: Box
    shares: npt.NDArray[np.float64]

    @property
    def share(self) -> float:
        """Of the garment."""
        return float(self.shares.sum())


def region(case: Case) -> Region | None:
    """Of the garment that moves the score most; None where no garment has a photo.

    A patch is covered with the usual colour of the wardrobe's garments of that slot. What that does to the palette is
    computed exactly, from the colours of the pixels; the photo is encoded again where likeness of photos counts
    (occlusion: Zeiler and Fergus 2014).
    """
    with_photos = [item for item, garment in enumerate(case.items) if garment.mask.any()]
    if not with_photos:
        return None
    item = max(with_photos, key=lambda each: abs(case.weight_of_items[each]))
    garment, encoded = case.items[item], _is_encoded(case, case.items[item])
    patches, cover = _patches(garment, COARSE if encoded else GRID), _usual_colour(case, garment)
    palettes = [garment.palette, *(_palette(garment, patch, cover) for patch in patches)]
    pictures = _vectors(garment, patches, cover) if encoded else [garment.image] * len(palettes)
    covered = [_variant(garment, *each, number) for number, each in enumerate(zip(palettes, pictures, strict=True))]
    whole, *values = case.looks.scores.values([case.ranked.look.with_item(each) for each in covered])
    changes = np.array(values) - whole
    strength = np.maximum(-np.sign(case.weight_of_items[item]) * changes, 0)
    return Region(item, _map(garment, patches, strength), _words(garment, patches, changes, strength))


def _is_encoded(case: Case, garment: Garment) -> bool:
    """Whether the look of the photo counts: some like or dislike has one of the same model."""
    there = any(each.image is not None for each in (*case.looks.asked.likes, *case.looks.asked.dislikes))
    return there and garment.image is not None and len(garment.image) == len(axes().variances)


def _patches(garment: Garment, grid: tuple[int, int]) -> list[_Patch]:
    mask, shares = garment.mask, np.array([share for _, share in garment.palette])
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
    """(H, W) which colour of the palette is nearest, in the measure by which palettes are made; 0 beside the mask."""
    labels, mask = np.zeros(garment.mask.shape, np.intp), garment.mask
    apart = srgb_to_lab(garment.pixels[mask])[:, None] - np.array([lab for lab, _ in garment.palette])  # (N, C, 3)
    labels[mask] = ((apart * SHADE) ** 2).sum(-1).argmin(1)
    return labels


def _usual_colour(case: Case, garment: Garment) -> Lab:
    """The mean colour of the wardrobe's garments of that slot."""
    shelf = case.looks.asked.shelf
    rows = shelf.of_slots[slot_of(garment)]
    colours = shelf.colours[rows[evenly(len(rows), SEEN)]]  # (n, colours, 4)
    lightness, a, b = (colours[..., :3] * colours[..., 3:]).sum(1).mean(0).tolist()
    return lightness, a, b


def _palette(garment: Garment, patch: _Patch, cover: Lab) -> Palette:
    left = [(lab, share - gone) for (lab, share), gone in zip(garment.palette, patch.shares.tolist(), strict=True)]
    return tuple(sorted([*left, (cover, patch.share)], key=lambda each: -each[1]))


def _vectors(garment: Garment, patches: Sequence[_Patch], cover: Lab) -> list[Vector]:
    """Embeddings of the photo as it is, and with each patch covered."""
    shown = [Cutout(garment.pixels, garment.mask)]
    for patch in patches:
        pixels = garment.pixels.copy()
        pixels[patch.box][garment.mask[patch.box]] = lab_to_srgb(np.array(cover))
        shown.append(Cutout(pixels, garment.mask))
    return list(embedding(features(shown)))


def _variant(garment: Garment, palette: Palette, image: Vector | None, number: int) -> Garment:
    # Layers remember garments by what is told of them: blanks tell nothing, and keep the variants apart.
    told = garment.description + " " * (number + 1)
    return dataclasses.replace(garment, palette=palette, image=image, description=told)


def _map(garment: Garment, patches: Sequence[_Patch], strength: Floats) -> Map:
    """Strengths over the garment, 1 for the greatest; patches run into each other."""
    found, most = np.zeros(garment.mask.shape, np.float32), max(float(strength.max()), 1e-12)
    for patch, value in zip(patches, strength.tolist(), strict=True):
        found[patch.box] = value / most
    height = patches[0].box[0].stop - patches[0].box[0].start
    blurred = require("cv2").GaussianBlur(found, (0, 0), max(height / 4, 1.0)) * garment.mask
    return np.asarray(blurred / max(float(blurred.max()), 1e-12), np.float32)


def _words(garment: Garment, patches: Sequence[_Patch], changes: Floats, strength: Floats) -> Words:
    name, best = called(garment), int(strength.argmax())
    areas = np.array([patch.share for patch in patches])
    dense = (strength / areas)[areas >= areas.max() / 2]
    if dense.max() <= 0 or dense.min() >= EVEN * dense.max():
        return {
            "en": f"No part of the {name['en']} stands out: with {areas[best]:.0%} of it covered, the score changes by "
            f"{changes[best]:+.2f} at most.",
            "zh": f"{name['zh']}没有特别突出的部分：遮住其 {areas[best]:.0%} 时，得分最多变化 {changes[best]:+.2f}。",
        }
    place, lab = _place(garment, patches[best]), garment.palette[int(patches[best].shares.argmax())][0]
    colour = colour_name(lab)
    return {
        "en": f"Of the {name['en']} the {place['en']} of the photo ({colour.english}) mattered most: with that "
        f"covered, the score changes by {changes[best]:+.2f}.",
        "zh": f"{name['zh']}照片的{place['zh']}（{colour.chinese}）影响最大：遮住该处，得分变化 {changes[best]:+.2f}。",
    }


def _place(garment: Garment, patch: _Patch) -> Words:
    left, top, right, bottom = Cutout(garment.pixels, garment.mask).box
    rows, columns = patch.box
    down = int(3 * ((rows.start + rows.stop) / 2 - top) / (bottom - top))
    across = int(3 * ((columns.start + columns.stop) / 2 - left) / (right - left))
    return PLACES[3 * down + across]
