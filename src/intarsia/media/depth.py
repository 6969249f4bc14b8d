"""Pictures of more than 8 bits: how many of them are used, and one rule by which they become 8.

Cameras and scanners write 8, 10, 12 or 14 bits into files of 16. If all 16 counted, such pictures would be black.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import PIL.ExifTags
import PIL.Image

from intarsia.errors import CellError
from intarsia.i18n import messages

say = messages(__package__)


DEPTHS = (8, 10, 12, 14, 16)
"""Bits that are used. With each of them, white is the largest number that they hold."""

_LARGEST = 2 ** DEPTHS[-1] - 1
_COLOURS = {"RGB;16B": "RGB", "RGBA;16B": "RGBA", "LA;16B": "RGBA"}
"""How Pillow reads PNG files of 16 bits → the mode in which it does, keeping the upper 8."""


def used_bits(values: npt.NDArray[Any]) -> int:
    """Return the fewest of `DEPTHS` that hold the largest value; 0 for bytes, truths and floats from 0 to 1, of which
    it is known what white is.

    Raises:
        CellError: a value is less than 0, too large, or a fraction beyond 1.
    """
    if values.dtype == np.uint8 or values.dtype.kind == "b":
        return 0
    high = _checked(values)
    if values.dtype.kind == "f" and high <= 1:
        return 0
    return next(bits for bits in DEPTHS if high < 2**bits)


def eight_bits(values: npt.NDArray[Any], depth: int | None = None) -> npt.NDArray[np.uint8]:
    """Convert truths, floats from 0 to 1, or whole numbers of at most 16 bits, floats too, to 0..255.

    Args:
        values: of any shape.
        depth: the bits of whole numbers that are used; what is larger is white. None: the fewest that hold them all.

    Raises:
        CellError: see `used_bits`.
    """
    if values.dtype.kind == "b":
        return np.where(values, np.uint8(255), np.uint8(0))
    bits = used_bits(values)
    if not bits:
        fractions: npt.NDArray[np.float32] = values.astype(np.float32) * 255
        return np.rint(fractions, out=fractions).astype(np.uint8)
    white = 2 ** (depth or bits) - 1
    of_each: npt.NDArray[np.uint8] = np.rint(np.minimum(np.arange(_LARGEST + 1), white) * (255 / white)).astype(
        np.uint8
    )
    eight: npt.NDArray[np.uint8] = of_each[values.astype(np.uint16, copy=False)]
    return eight


def eight_bit_channels(values: npt.NDArray[Any], depth: int | None = None) -> npt.NDArray[np.uint8]:
    """Convert (H, W) or (H, W, C) like `eight_bits`. Opacity, the fourth channel, has a scale of its own."""
    if values.shape[2:] != (4,):
        return eight_bits(values, depth)
    return np.concatenate([eight_bits(values[..., :3], depth), eight_bits(values[..., 3:])], 2)


def greys(picture: PIL.Image.Image) -> npt.NDArray[Any] | None:
    """Return the greys (H, W) of a loaded picture with more than 8 bits, as they are stored; None for others."""
    return np.asarray(picture) if picture.mode in ("I", "F") or picture.mode.startswith("I;16") else None


def told_bits(picture: PIL.Image.Image) -> int | None:
    """Return how many bits of the greys are used, where the tags of a TIFF tell."""
    tags: Any = getattr(picture, "tag_v2", {})
    bits = tags.get(PIL.ExifTags.Base.BitsPerSample, (16,))[0]
    return int(bits) if picture.mode.startswith("I;16") and bits < 16 else None


def has_wide_colours(picture: PIL.Image.Image) -> bool:
    """Whether a picture, not loaded yet, is a PNG of 16 bits with colours or opacity, of which Pillow keeps 8."""
    tiles: Any = getattr(picture, "tile", ())
    return (
        picture.format == "PNG" and "transparency" not in picture.info and len(tiles) == 1 and tiles[0].args in _COLOURS
    )


def wide_colours(stream: BinaryIO) -> npt.NDArray[np.uint16]:
    """Return (H, W, C) of a PNG for which that is so, C = 3 or 4. Pillow reads it twice: the upper and lower bytes."""
    upper, is_grey = _bytes_of(stream, "16B")
    if is_grey:  # read as four channels of 8 bits: grey and opacity, the upper byte of each first
        wide = upper[..., 0::2].astype(np.uint16) * 256 + upper[..., 1::2]
        return wide[..., [0, 0, 0, 1]]
    lower, _ = _bytes_of(stream, "16L")
    return upper.astype(np.uint16) * 256 + lower


def _bytes_of(stream: BinaryIO, half: str) -> tuple[npt.NDArray[np.uint8], bool]:
    """The bytes of each number, and whether there are greys and opacity alone, of which both bytes are given."""
    stream.seek(0)
    picture: Any = PIL.Image.open(stream, formats=("PNG",))
    (tile,) = picture.tile
    is_grey = tile.args == "LA;16B"
    picture.tile = [tile._replace(args="RGBA" if is_grey else tile.args.replace("16B", half))]
    picture.load()
    return np.asarray(picture), is_grey


def _checked(values: npt.NDArray[Any]) -> float:
    """The largest value. Raises `CellError`."""
    low = float(values.min())
    high = float(values.max())
    is_float = values.dtype.kind == "f"
    # Written so that NaN is refused too.
    if not (low >= 0 and high <= _LARGEST) or (is_float and high > 1 and (values % 1).any()):
        top = 1 if is_float else _LARGEST
        raise CellError(say("array.range", dtype=values.dtype, top=top, low=low, high=high))
    return high
