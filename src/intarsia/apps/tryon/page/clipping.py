"""A garment as a page shows it: cut out, small, with soft edges, on no ground at all; and other pictures, small."""

from __future__ import annotations

import base64
import io

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageFilter
import PIL.ImageOps

from intarsia.apps.tryon.colour.lab import lab_to_srgb, srgb_to_lab
from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment, Palette

Floats = npt.NDArray[np.float32]

TALL = 512
"""Longer side of a garment on a board, pixels: all that a wardrobe keeps."""
SMALL = 160
"""Longer side of a garment beside a line of text, pixels."""
QUALITY = 82
DOUBTFUL = 0.78
SURE = 0.9
"""Sureness of an outline under which the photo is shown instead, and from which the outline is trusted everywhere."""
CUT = 0.25
"""Share of an edge of the photo."""
EMPTY = 0.02
"""Share of the photo under which an outline is none, and the whole photo is shown."""


def clipped(garment: Garment, side: int = TALL) -> str:
    """Return the garment alone as a data URI; its whole photo where the outline is not sure; "" for one without a
    photo.
    """
    cutout = Cutout(garment.pixels, garment.mask)
    if not cutout.pixels.size:
        return ""
    return _uri(_framed(cutout) if _unsure(cutout, garment.sureness.get("mask", 1.0)) else _alone(cutout), side)


def dyed(garment: Garment, palette: Palette, side: int = TALL) -> str:
    """Return the garment with each colour of its palette moved to the one at its place in another, as a data URI."""
    if not garment.pixels.size:
        return ""
    return _uri(_alone(recoloured(garment, palette)), side)


def recoloured(garment: Garment, palette: Palette) -> Cutout:
    """Return the garment's photo with each colour of its palette moved to the one at its place in another."""
    pixels = garment.pixels
    mask = garment.mask
    lab = srgb_to_lab(pixels[mask])
    before, after = (np.array([colour for colour, _ in each]) for each in (garment.palette, palette))
    nearest = ((lab[:, None] - before) ** 2).sum(-1).argmin(1)
    moved = pixels.copy()
    moved[mask] = lab_to_srgb(lab + (after - before)[nearest])
    return Cutout(moved, mask)


def mapped(garment: Garment, heat: Floats) -> str:
    """Return the garment in grey, coloured where (H, W) in [0, 1] `heat` is high, as a data URI."""
    cutout = Cutout(garment.pixels, garment.mask)
    height, width = cutout.mask.shape
    strength = PIL.Image.fromarray(np.asarray(np.clip(heat, 0, 1) * 255, np.uint8)).resize((width, height))
    share = np.asarray(strength.filter(PIL.ImageFilter.GaussianBlur(max(height, width) / 40)), np.float32) / 255
    grey = cutout.pixels.mean(-1, keepdims=True) * 0.55 + 90
    warm = np.array([214, 84, 20], np.float32) * (0.6 + 0.4 * grey / 255)
    mixed = grey + (warm - grey) * (0.8 * share[..., None])
    return _uri(_alone(Cutout(np.asarray(np.clip(mixed, 0, 255), np.uint8), cutout.mask)), TALL)


def pictured(pixels: npt.NDArray[np.uint8], side: int = TALL) -> str:
    """Return a picture (H, W, 3) at most `side` pixels high and wide, as a data URI."""
    return _uri(PIL.Image.fromarray(pixels), side)


def _unsure(cutout: Cutout, sureness: float) -> bool:
    """Return True for an outline that is in doubt, or rather so and cut by the photo's edge: there the ground came
    along.
    """
    mask = cutout.mask
    along = max(float(edge.mean()) for edge in (mask[0], mask[-1], mask[:, 0], mask[:, -1]))
    return sureness < DOUBTFUL or (sureness < SURE and along > CUT)


def _framed(cutout: Cutout) -> PIL.Image.Image:
    """Return the photo as a print with a white rim."""
    picture = PIL.Image.fromarray(cutout.pixels)
    return PIL.ImageOps.expand(picture, max(picture.size) // 40, "white")


def _alone(cutout: Cutout) -> PIL.Image.Image:
    """Cut out a pixel inside of the outline, where the ground no longer shines through."""
    picture = PIL.Image.fromarray(cutout.pixels)
    if cutout.mask.mean() < EMPTY:
        return picture
    inside = PIL.Image.fromarray(np.asarray(cutout.mask * 255, np.uint8)).filter(PIL.ImageFilter.MinFilter(3))
    picture.putalpha(inside.filter(PIL.ImageFilter.GaussianBlur(0.8)))
    return picture.crop(cutout.box)


def _uri(picture: PIL.Image.Image, side: int) -> str:
    picture.thumbnail((side, side), PIL.Image.Resampling.LANCZOS)
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=4)
    return f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}"
