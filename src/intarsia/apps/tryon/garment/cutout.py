"""A garment cut out of its photo: by its opacity where somebody has cut it out before, by the colour of the border when
that is sure, else by a network and GrabCut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.garment.border import border_mask
from intarsia.apps.tryon.garment.saliency import saliency

Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]

SIDE = 512
"""Longer side of what is looked at and kept of a photo, pixels."""

SURE_INSIDE = 0.95
SURE_OUTSIDE = 0.05
"""Saliency from which GrabCut may not doubt it."""
ROUNDS = 2
"""Rounds of GrabCut: more of them change nothing that can be seen."""
FINE = 256
"""Longer side of what GrabCut looks at, pixels: twice that takes five times as long and finds the same outline."""
PIECE = 0.08
"""Parts smaller than this share of the largest one are dirt or labels; a pair of shoes has two large ones."""
HOLE = 0.02
"""Holes smaller than this share of the garment are prints in the background's colour, and filled."""
ALPHA_AREA = (0.02, 0.985)
"""Shares of a photo that may be opaque where opacity is a garment's outline."""
VEIL = (32, 223)
VEILED = 0.5
"""Opacities between which cloth is sheer, and the most of such cloth beside what counts as opaque."""
FRAME = 0.985
"""Share of the oval in a picture that is opaque where the picture was given round corners, or cut to the oval; and how
much all four corners are alike then (intersection over union)."""
AGREEMENT = 0.88
DOUBT = 0.6
"""Intersection over union of GrabCut's mask with the network's, under which GrabCut may have gone astray, and has for
sure: between them the mask counts that stands out more clearly."""
SPREAD = 0.4
DISTINCT = 0.85
"""Share of a photo's edge on what the network finds from which it took the ground too, and the saliency that then
tells the garment from it."""
BAND = (2.0, 6.0)
"""Pixels from a mask's outline between which colours inside and outside are compared,"""
ABOUT = 13
"""in squares of so many pixels."""
CLEAR = 30.0
"""Difference of CIELAB from which more says nothing more."""


@dataclass(frozen=True)
class Cutout:
    """A photo, at most `SIDE` high and wide, and where its garment is.

    Attributes:
        pixels: (H, W, 3) uint8 sRGB.
        mask: (H, W) bool, True on the garment.
        sureness: in [0, 1].
        by: "alpha", "border", "network" or "person".
    """

    pixels: Pixels
    mask: Mask
    sureness: float = 1.0
    by: str = ""

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the garment, pixels; of the whole picture when there is none."""
        if not self.mask.any():
            return 0, 0, self.mask.shape[1], self.mask.shape[0]
        rows = np.flatnonzero(self.mask.any(1))
        columns = np.flatnonzero(self.mask.any(0))
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def cut_out(pixels: Pixels, alpha: Pixels | None = None) -> Cutout:
    """Return the garment in a photo (H, W, 3) uint8 sRGB, with its opacity (H, W) uint8 if it has any; an empty mask
    when nothing stands out.
    """
    small = reduced(pixels)
    found = None if alpha is None else alpha_mask(reduced(alpha))
    if found is not None:
        return Cutout(small, found, 1.0, "alpha")
    found = border_mask(small)
    if found is not None:
        return Cutout(small, tidy(found), 0.95, "border")
    share = saliency(small)
    rough = share > 0.5
    if rough.any() and _framed(rough) > SPREAD and (share > DISTINCT).any():
        rough = share > DISTINCT
        share = np.where(rough, share, 0).astype(np.float32)
    if not rough.any():
        return Cutout(small, rough, 0.0, "network")
    mask = tidy(_refined(small, share))
    agreed = overlap(mask, rough)
    if agreed < AGREEMENT and (agreed < DOUBT or contrast(small, mask) < contrast(small, tidy(rough))):
        mask = tidy(rough)
    return Cutout(small, mask, float(min(agreed, 1.0) * np.abs(2 * share[mask | rough] - 1).mean()), "network")


def _framed(mask: Mask) -> float:
    """Return the share of a picture's edge that a mask covers."""
    return float(np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean())


def contrast(pixels: Pixels, mask: Mask) -> float:
    """Return how clearly a mask (H, W) stands out: the difference of CIELAB between the colours on both sides of its
    outline, its mean, at most `CLEAR`.
    """
    cv2 = require("cv2")
    lab = cv2.cvtColor(cv2.GaussianBlur(pixels, (0, 0), 1.0).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    inner = mask.astype(np.uint8)
    colours = []
    known = np.ones(mask.shape, bool)
    depths = [cv2.distanceTransform(side, cv2.DIST_L2, 5) for side in (inner, 1 - inner)]
    for depth in depths:
        band = ((depth > BAND[0]) & (depth < BAND[1])).astype(np.float32)
        share = cv2.blur(band, (ABOUT, ABOUT))
        colours.append(cv2.blur(lab * band[..., None], (ABOUT, ABOUT)) / np.maximum(share, 1e-6)[..., None])
        known &= share > 0.02
    outline = (depths[0] > 0) & (depths[0] < 1.5) & known
    if not outline.any():
        return 0.0
    return float(np.minimum(np.linalg.norm(colours[0] - colours[1], axis=-1)[outline], CLEAR).mean())


def alpha_mask(alpha: Pixels) -> Mask | None:
    """Return what is opaque in a photo, (H, W) uint8; None unless that is the outline of a thing: all of the photo, a
    frame with round corners, an oval or a veil is none.
    """
    mask = alpha > 127
    if not ALPHA_AREA[0] <= mask.mean() <= ALPHA_AREA[1]:
        return None
    veiled = (alpha > VEIL[0]) & (alpha < VEIL[1])
    if veiled.sum() > mask.sum() * VEILED or _is_frame(mask):
        return None
    return _large(mask, PIECE)


def _is_frame(mask: Mask) -> bool:
    """Return whether a mask (H, W) is the whole picture but for its corners, all four alike."""
    height, width = mask.shape
    rows, columns = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    alike = min(overlap(mask, mask[::-1]), overlap(mask, mask[:, ::-1]))
    return bool(alike > FRAME and mask[rows**2 + columns**2 < 1].mean() > FRAME)


def reduced(pixels: Pixels, side: int = SIDE) -> Pixels:
    """Reduce a picture until its longer side has at most `side` pixels."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    return np.asarray(PIL.Image.fromarray(pixels).resize(size, PIL.Image.Resampling.LANCZOS))


def tidy(mask: Mask) -> Mask:
    """Remove threads, crumbs and pinholes from a mask (H, W)."""
    cv2 = require("cv2")
    width = max(3, round(max(mask.shape) / 128) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    kept = _large(opened, PIECE)
    area = max(int(kept.sum()), 1)
    labels, sizes = _components(~kept)
    for number, size in enumerate(sizes, 1):
        if size < HOLE * area:
            kept |= labels == number
    return kept


def overlap(one: Mask, other: Mask) -> float:
    """Return the intersection over union; 1 for two empty masks."""
    union = int((one | other).sum())
    return int((one & other).sum()) / union if union else 1.0


def _large(mask: npt.NDArray[np.generic], share: float) -> Mask:
    labels, sizes = _components(mask.astype(bool))
    if not len(sizes):
        return np.zeros(mask.shape, bool)
    keep = np.flatnonzero(sizes >= share * sizes.max()) + 1
    return np.asarray(np.isin(labels, keep))


def _components(mask: Mask) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Return (H, W) labels, 0 outside, and (N,) sizes of the labels from 1."""
    _, labels, found, _ = require("cv2").connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    return labels, found[1:, 4].astype(np.int64)


def _refined(pixels: Pixels, share: npt.NDArray[np.float32]) -> Mask:
    """Return GrabCut's mask (H, W), found in a reduced picture."""
    cv2 = require("cv2")
    height, width = share.shape
    less = reduced(pixels, FINE)
    found = _grab_cut(less, cv2.resize(share, less.shape[1::-1], interpolation=cv2.INTER_AREA))
    return np.asarray(cv2.resize(found.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR) > 0.5)


def _grab_cut(pixels: Pixels, share: npt.NDArray[np.float32]) -> Mask:
    """Run GrabCut (Rother, Kolmogorov & Blake 2004), begun at the network's answer."""
    cv2 = require("cv2")
    state = np.where(share > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    state[share > SURE_INSIDE] = cv2.GC_FGD
    state[share < SURE_OUTSIDE] = cv2.GC_BGD
    inside = np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if inside.all() or not inside.any():
        return share > 0.5
    cv2.setRNGSeed(0)  # the colour models begin with a k-means that draws
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(pixels[..., ::-1]), state, None, *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD))
