"""Pictures: what a cell holds, opened within bounds and decoded as 8-bit RGB."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.errors import CellError
from intarsia.i18n import messages
from intarsia.media.decoding import FORMATS, Decoder, eight_bits
from intarsia.media.isolated import Order, answered
from intarsia.media.source import located

say = messages(__package__)


DATA_URL = "^data:[^,]{0,200};base64,"
"""How the data: URL of a file begins, in upper or lower case."""
_DATA = re.compile(DATA_URL, re.IGNORECASE)
_BEGINNINGS = ("iVBORw0KGgo", "/9j/", "R0lGODlh", "R0lGODdh", "UklGR", "SUkqA", "TU0AK", "Qk")
"""How files of PNG, JPEG, GIF, WebP, TIFF and BMP begin in base64."""
_SHORTEST = 64
"""Characters of base64 that are a picture, and no path."""

Source = Path | bytes | PIL.Image.Image
"""A file, its content, or a picture in memory."""

SECONDS = 10
"""Processor seconds that a file may take. Seconds of the clock would refuse good pictures on a busy machine."""


@dataclass(frozen=True)
class Opener:
    """Opens pictures of at most `max_pixels` pixels; JPEG is reduced towards `max_side` while it is decoded.

    Files are opened and decoded in a process of its own, which is ended when it takes too much time or memory: no file
    can hold up, blow up or break this one. Pictures in memory are the caller's own.

    Attributes:
        managed: colours are converted from an embedded profile to sRGB.
    """

    max_side: int
    max_pixels: int
    managed: bool = False

    def pixels(self, source: Source) -> int:
        """Return how many pixels decoding gives; only the header is read. Raises `CellError`."""
        if isinstance(source, PIL.Image.Image):
            return self._decoder.pixels(source)
        return answered(self._order("pixels", source), _content(source)).count

    def decoded(self, source: Source) -> npt.NDArray[np.uint8]:
        """Decode a picture to (H, W, 3) uint8, see `decoding.rgb`. Raises `CellError`."""
        if isinstance(source, PIL.Image.Image):
            return self._decoder.decoded(source)
        return answered(self._order("decoded", source), _content(source)).pixels

    def _order(self, what: str, source: Path | bytes) -> Order:
        path = str(source.absolute()) if isinstance(source, Path) else ""
        return Order(what, asdict(self), SECONDS, path)

    @property
    def _decoder(self) -> Decoder:
        return Decoder(self.max_side, self.max_pixels, self.managed)


def picture_source(cell: object, root: Path | None = None, confined: bool = False) -> Source:
    """Return what to open for a cell that holds a path, the bytes of a file, an array or a Pillow image.

    Args:
        cell: one of these; for arrays see `from_array`, for files written as text `in_text`.
        root: folder at which relative paths start; the current one when None.
        confined: paths that lead out of it are refused.

    Raises:
        CellError: it is nothing of the kind, or there is no such file.
    """
    if isinstance(cell, str) and (written := in_text(cell)) is not None:
        return written
    if isinstance(cell, (str, os.PathLike)):
        return located(cell, root, confined=confined)
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return bytes(cell)
    if isinstance(cell, np.ndarray):
        return from_array(cell)
    if isinstance(cell, PIL.Image.Image):
        return cell
    raise CellError(say("picture.other_kind", kind=type(cell).__name__))


def in_text(cell: str) -> bytes | None:
    """Return the bytes of a file that is written as text, a data: URL or base64; None where it is no such.

    Raises `CellError` for a data: URL that is damaged.
    """
    start = _DATA.match(cell)
    if start is None and not (len(cell) >= _SHORTEST and cell.startswith(_BEGINNINGS)):
        return None
    try:
        return base64.b64decode(re.sub(r"\s+", "", cell[start.end() if start else 0 :]), validate=True)
    except ValueError as error:
        if start is None:
            return None
        raise CellError(say("picture.base64", why=error)) from error


@cache
def endings() -> frozenset[str]:
    """Return the file name endings of the formats that can be read, in lower case, with the dot."""
    known = PIL.Image.registered_extensions().items()
    return frozenset(ending for ending, name in known if name in (*FORMATS, "MPO"))


def from_array(array: npt.NDArray[Any]) -> PIL.Image.Image:
    """Convert an array (H, W) or (H, W, C), C = 1, 3 or 4, of bool, integers 0..255 or of 16 bits, or floats 0..1.

    Of 16 bits 8, 12 or all may be used, see `decoding.eight_bits`.
    """
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
    if array.dtype.kind in "iu" and array.dtype.itemsize == 2 and array.min() >= 0:
        return eight_bits(array)
    if array.dtype.kind not in "biuf":
        raise CellError(say("array.dtype", dtype=array.dtype))
    top = 255 if array.dtype.kind in "iu" else 1
    low = float(array.min())
    high = float(array.max())
    if not (low >= 0 and high <= top):  # written so that NaN is refused too
        raise CellError(say("array.range", dtype=array.dtype, top=top, low=low, high=high))
    greys: npt.NDArray[np.float32] = array.astype(np.float32) * (255 / top)
    return np.rint(greys).astype(np.uint8)


def _content(source: Path | bytes) -> bytes:
    return b"" if isinstance(source, Path) else source
