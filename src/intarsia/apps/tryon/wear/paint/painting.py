"""Cloth painted on a photo, piece by piece, behind what stays in front of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.wear.garment.geometry import Cut
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.person.hem import above_hem
from intarsia.apps.tryon.wear.person.shade import rounded, shadow
from intarsia.apps.tryon.wear.placement.mesh import Laid
from intarsia.apps.tryon.wear.placement.sampling import SampledCloth, show

Plane = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

SOFT = 0.8
"""Standard deviation of the edge of what is in front, pixels."""

WHITEST = 243.0
"""Lightness of the brightest cloth, 0-255."""
FRONT = 0.12
"""Width from which trousers are seen between the fronts of a jacket, beside the distance of the shoulders."""
HEAD = 0.5
"""Half the width of a head with its ears, at most, beside the distance of the shoulders."""
EVEN = 0.02
"""Standard deviation of the edge of hair, beside the distance of the shoulders."""


@dataclass(frozen=True)
class Painted:
    """The cloth as it is painted on a person.

    Attributes:
        cloth: (H, W, 3) float32 in [0, 255].
        cover: (H, W) float32 in [0, 1].
        sleeves: (H, W) float32 in [0, 1]: how much of each pixel is sleeve.
    """

    cloth: Plane
    cover: Plane
    sleeves: Plane

    def behind(self, front: Plane) -> Painted:
        """Return the same behind something in front of the trunk (H, W): an arm that no sleeve covers, say."""
        return replace(self, cover=np.asarray(self.cover * (1 - front * (1 - self.sleeves)), np.float32))


def paint(cut: Cut, laid: Sequence[Laid], body: Body) -> Painted:
    """Paint the pieces in their order, each behind what is in front of it, in the light of the photo."""
    shape = body.person.mask.shape
    cloth = np.zeros((*shape, 3), np.float32)
    cover = np.zeros(shape, np.float32)
    sleeves = np.zeros(shape, np.float32)
    front = fronts(body, cut)
    for piece in laid:
        shown = show(piece, shape)
        at = shown.window
        alpha = _cover(shown, cut, piece) * (1 - front["trunk" if piece.name == "trunk" else "limbs"][at])
        alpha *= 1 - shown.of(cut.behind) * front["head"][at]
        colour = shown.of(cut.cloth) * body.light[at][..., None]
        behind = cloth[at] * shadow(alpha, body.figure.size)[..., None] if "sleeve" in piece.name else cloth[at]
        over = alpha + cover[at] * (1 - alpha)
        if "sleeve" in piece.name:
            sleeves[at] = np.maximum(sleeves[at], alpha)
        mixed = colour * alpha[..., None] + behind * (cover[at] * (1 - alpha))[..., None]
        cloth[at] = mixed / np.maximum(over, 1e-6)[..., None]
        cover[at] = over
    cloth *= rounded(cover, body.figure.size)[..., None] * _exposure(cloth, cover)
    return Painted(np.clip(cloth, 0, 255, out=cloth), np.where(cover < 1 / 512, 0, cover), sleeves)


def _exposure(cloth: Plane, cover: Plane) -> float:
    """Return the factor by which cloth is darkened so that white keeps its folds: shop photos show it as bright as a
    screen can be, and what is worn in a room never is.
    """
    there = cover > 0.5
    if not there.any():
        return 1.0
    return min(1.0, WHITEST / max(float(np.percentile(cloth[there].mean(axis=1), 95)), 1.0))


def fronts(body: Body, cut: Cut) -> Mapping[str, Plane]:
    """Return what stays in front of "limbs" (face, hair, hands; arms and what hangs over trousers and skirts), of the
    "trunk" (bare forearms too, and what it is tucked into), and of what is behind the "head".
    """
    parts = body.parts
    face = parts["face"] | _forehead(body)
    limbs = face | parts["hands"]
    if not cut.has("armpit"):
        limbs = limbs | parts["arms"] & parts["skin"]
    if not (cut.has("armpit") or body.tucked):
        limbs = limbs | above_hem(parts["top"]) & ~_open(parts["bottom"], body.figure.size)
    bare = parts["skin"] & parts["forearms"] & ~parts["neck"]
    if body.belt is not None and kind_of(cut.garment.category).slot == "top":
        bare = bare | body.belt
    hair = _even(parts["hair"], body.figure.size)
    found = {"limbs": limbs, "trunk": limbs | bare, "head": face | parts["neck"]}
    return {name: np.maximum(_soft(mask), hair) for name, mask in found.items()}


def _forehead(body: Body) -> Mask:
    """Return the skin of forehead and ears, which the mesh of a face does not reach."""
    rows, columns = np.ogrid[: body.person.mask.shape[0], : body.person.mask.shape[1]]
    x, y = body.figure.chin
    return np.asarray(body.parts["skin"] & (rows < y) & (np.abs(columns - x) < HEAD * body.figure.size))


def _open(bottom: Mask, size: float) -> Mask:
    """Return trousers or a skirt as they are seen, between the fronts of an open jacket too, without what is thin."""
    cv2 = require("cv2")
    pixels = max(3, round(FRONT * size) | 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pixels, pixels))
    return np.asarray(cv2.morphologyEx(bottom.astype(np.uint8), cv2.MORPH_OPEN, disc) > 0)


def _cover(shown: SampledCloth, cut: Cut, piece: Laid) -> Plane:
    return np.asarray(shown.of(cut.alpha * piece.part) * (shown.places[..., 0] >= 0), np.float32)


def _even(mask: Mask, size: float) -> Plane:
    """Return a mask whose outline has stairs, as a coarse one that was made larger has, without them."""
    cv2 = require("cv2")
    blurred = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), max(EVEN * size, SOFT))
    return np.asarray(np.clip((blurred - 0.5) * 3 + 0.5, 0, 1), np.float32)


def _soft(mask: Mask) -> Plane:
    cv2 = require("cv2")
    blurred = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), SOFT)
    return np.asarray(np.maximum(blurred, mask), np.float32)
