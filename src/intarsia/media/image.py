"""Pictures: what a cell holds, opened within bounds and decoded as 8-bit RGB."""

from __future__ import annotations

import io
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import PIL.ExifTags
import PIL.Image

from intarsia.errors import CellError
from intarsia.i18n import messages
from intarsia.media.source import located

say = messages(__package__)


Source = Path | bytes | PIL.Image.Image
"""A file, its content, or a picture in memory."""

_UPRIGHT = {
    2: PIL.Image.Transpose.FLIP_LEFT_RIGHT,
    3: PIL.Image.Transpose.ROTATE_180,
    4: PIL.Image.Transpose.FLIP_TOP_BOTTOM,
    5: PIL.Image.Transpose.TRANSPOSE,
    6: PIL.Image.Transpose.ROTATE_270,
    7: PIL.Image.Transpose.TRANSVERSE,
    8: PIL.Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what sets the picture upright."""

_RANGES = {"I": (255, 65535), "F": (1, 255, 65535)}
"""Modes with more bits than most files use → the maxima that their values may have."""

_PARALLEL = {None, "JPEG", "MPO", "PNG", "WEBP", "GIF", "BMP"}
"""Formats that do not warn while they decode, so that threads need not wait for each other."""

_FILTERS = threading.Lock()


@contextmanager
def silently() -> Iterator[None]:
    """Suppress warnings inside. Python's warning filters are shared by all threads, hence the lock: keep it short."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@dataclass(frozen=True)
class Opener:
    """Opens pictures of at most `max_pixels` pixels; JPEG is reduced towards `max_side` while it is decoded."""

    max_side: int
    max_pixels: int

    @contextmanager
    def opened(self, source: Source) -> Iterator[PIL.Image.Image]:
        """Open a picture and read its header; its pixels are not decoded yet.

        Raises:
            CellError: whatever goes wrong, also while the picture is decoded inside of the `with` block.
        """
        try:
            if isinstance(source, PIL.Image.Image):
                yield self._admitted(source)
            else:
                with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as stream:
                    yield self._header(stream)
        except CellError:
            raise
        except PIL.UnidentifiedImageError as error:
            raise CellError(say("picture.unknown_format")) from error
        except PIL.Image.DecompressionBombError as error:
            raise CellError(say("picture.bomb", pixels=self.max_pixels, why=error)) from error
        except Exception as error:  # decoders of 40 formats raise whatever a damaged file leads them to
            raise CellError(say("picture.damaged", why=error or type(error).__name__)) from error

    def pixels(self, source: Source) -> int:
        """Return how many pixels decoding gives; only the header is read. Raises `CellError`."""
        with self.opened(source) as picture:
            return picture.size[0] * picture.size[1]

    def decoded(self, source: Source) -> npt.NDArray[np.uint8]:
        """Decode a picture to (H, W, 3) uint8, see `rgb`. Raises `CellError`."""
        with self.opened(source) as picture:
            return rgb(picture, self.max_side)

    def _header(self, stream: BinaryIO) -> PIL.Image.Image:
        if not stream.read(1):
            raise CellError(say("picture.empty_file"))
        stream.seek(0)
        with silently():
            picture = self._admitted(PIL.Image.open(stream))
        if picture.format == "EPS":
            raise CellError(say("picture.eps"))
        # Twice the side, so that the last reduction still averages over pixels and looks the same for all formats.
        width, height = (max(1, 2 * self.max_side * side // max(picture.size)) for side in picture.size)
        picture.draft(picture.mode, (width, height))
        return picture

    def _admitted(self, picture: PIL.Image.Image) -> PIL.Image.Image:
        width, height = picture.size
        if not width * height:
            raise CellError(say("picture.no_pixels", width=width, height=height))
        if width * height > self.max_pixels:
            raise CellError(say("picture.too_large", width=width, height=height, pixels=self.max_pixels))
        return picture


def picture_source(cell: object, root: Path | None = None, confined: bool = False) -> Source:
    """Return what to open for a cell that holds a path, the bytes of a file, an array or a Pillow image.

    Args:
        cell: one of these; for arrays see `from_array`.
        root: folder at which relative paths start; the current one when None.
        confined: paths that lead out of it are refused.

    Raises:
        CellError: it is nothing of the kind, or there is no such file.
    """
    if isinstance(cell, (str, os.PathLike)):
        return located(cell, root, confined=confined)
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return bytes(cell)
    if isinstance(cell, np.ndarray):
        return from_array(cell)
    if isinstance(cell, PIL.Image.Image):
        return cell
    raise CellError(say("picture.other_kind", kind=type(cell).__name__))


@cache
def endings() -> frozenset[str]:
    """Return the file name endings of the formats that can be read, in lower case, with the dot."""
    return frozenset(PIL.Image.registered_extensions())


def rgb(picture: PIL.Image.Image, max_side: int) -> npt.NDArray[np.uint8]:
    """Decode to (H, W, 3) uint8, upright, on white, the longer side at most `max_side` pixels."""
    with nullcontext() if picture.format in _PARALLEL else silently():
        picture.load()
    turn = _UPRIGHT.get(_orientation(picture))
    picture = _on_white(_reduced(_eight_bit(picture), max_side))
    return np.array(picture if turn is None else picture.transpose(turn))  # (H, W, 3)


def from_array(array: npt.NDArray[Any]) -> PIL.Image.Image:
    """Convert an array (H, W) or (H, W, C), C = 1, 3 or 4, of bool, integers 0..255, uint16 or floats 0..1."""
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (1, 3, 4)):
        first = array.ndim == 3 and array.shape[0] in (1, 3, 4)
        raise CellError(say("array.channels_first" if first else "array.shape", shape=array.shape))
    if array.size == 0:
        raise CellError(say("array.empty", shape=array.shape))
    pixels = _bytes(array)
    return PIL.Image.fromarray(pixels[:, :, 0] if pixels.shape[2:] == (1,) else pixels)


def _bytes(array: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    if array.dtype.kind == "u" and array.dtype.itemsize == 2:
        return (array >> 8).astype(np.uint8)
    if array.dtype.kind not in "biuf":
        raise CellError(say("array.dtype", dtype=array.dtype))
    top = 255 if array.dtype.kind in "iu" else 1
    low = float(array.min())
    high = float(array.max())
    if not (low >= 0 and high <= top):  # written so that NaN is refused too
        raise CellError(say("array.range", dtype=array.dtype, top=top, low=low, high=high))
    greys: npt.NDArray[np.float32] = array.astype(np.float32) * (255 / top)
    return np.rint(greys).astype(np.uint8)


def _orientation(picture: PIL.Image.Image) -> int:
    with silently():
        try:
            return int(picture.getexif().get(PIL.ExifTags.Base.Orientation, 1))
        except Exception:  # broken metadata is no reason to lose the picture
            return 1


def _eight_bit(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Convert the picture to mode L, RGB or RGBA."""
    if picture.mode.startswith("I;16"):
        return PIL.Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in _RANGES:
        return PIL.Image.fromarray(_scaled(np.asarray(picture), _RANGES[picture.mode]))
    if picture.mode == "La":
        picture = picture.convert("LA")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode in ("L", "RGB"):
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _scaled(values: npt.NDArray[Any], known: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """Convert (H, W) values to 8-bit greys. The first of the `known` maxima that holds all is white, and 0 is black;
    when none does, they are stretched from the smallest to the largest."""
    greys: npt.NDArray[np.float32] = values.astype(np.float32)
    np.nan_to_num(greys, copy=False, posinf=0.0, neginf=0.0)
    np.clip(greys, -1e30, 1e30, out=greys)  # beyond, differences would overflow; in place, since it may be large
    low = float(greys.min())
    high = float(greys.max())
    top: float | None = next((top for top in known if low >= 0 and high <= top), None)
    if top is None:
        greys -= low
        top = max(high - low, 1e-30)
    greys *= 255 / top
    return np.rint(greys, out=greys).astype(np.uint8)


def _reduced(picture: PIL.Image.Image, max_side: int) -> PIL.Image.Image:
    longer = max(picture.size)
    if longer <= max_side:
        return picture
    width, height = (max(1, round(side * max_side / longer)) for side in picture.size)
    return picture.resize((width, height), PIL.Image.Resampling.BICUBIC, reducing_gap=2.0)


def _on_white(picture: PIL.Image.Image) -> PIL.Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    white = PIL.Image.new("RGBA", picture.size, "white")
    return PIL.Image.alpha_composite(white, picture).convert("RGB")
