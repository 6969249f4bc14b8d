"""Pictures: what a cell holds, opened within bounds and decoded as 8-bit RGB."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.errors import CellError
from intarsia.i18n import messages
from intarsia.media.decoding import FORMATS, Decoded, Decoder
from intarsia.media.depth import eight_bit_channels, used_bits
from intarsia.media.isolated import Order, answered
from intarsia.media.source import located
from intarsia.media.written import in_text

say = messages(__package__)


Source = Path | bytes | PIL.Image.Image
"""A file, its content, or a picture in memory."""

HEIF_ENDINGS = frozenset({".heic", ".heif", ".hif"})
"""Those of `decoding.HEIF`. They are known also where pillow-heif is not installed: the error says what to install."""

SECONDS = 10
"""Processor seconds that a file may take. Seconds of the clock would refuse good pictures on a busy machine."""


@dataclass(frozen=True)
class Opener:
    """Opens pictures of at most `max_pixels` pixels; JPEG is reduced towards `max_side` while it is decoded.

    Files are opened and decoded in a process of its own, which is ended when it takes too much time or memory: no file
    can hold up, blow up or break this one. Pictures in memory are the caller's own.

    Attributes:
        managed: colours are converted from an embedded profile to sRGB.
        depth: bits that are used where there are more than 8; None: as many as each picture needs by itself.
    """

    max_side: int
    max_pixels: int
    managed: bool = False
    depth: int | None = None

    def pixels(self, source: Source) -> int:
        """Return how many pixels decoding gives; only the header is read. Raises `CellError`."""
        if isinstance(source, PIL.Image.Image):
            return self._decoder.pixels(source)
        return answered(self._order("pixels", source), _content(source)).count

    def bits(self, source: Source) -> int:
        """Return how many bits of each number are used, see `decoding.Decoder.bits`. Raises `CellError`."""
        if isinstance(source, PIL.Image.Image):
            return self._decoder.bits(source)
        return answered(self._order("bits", source), _content(source)).count

    def decoded(self, source: Source) -> npt.NDArray[np.uint8]:
        """Decode a picture to (H, W, 3) uint8, see `decoding.rgba`. Raises `CellError`."""
        if isinstance(source, PIL.Image.Image):
            return self._decoder.decoded(source)
        return answered(self._order("decoded", source), _content(source)).pixels

    def whole(self, source: Source) -> Decoded:
        """Decode a picture with its opacity, see `decoding.Decoded`. Raises `CellError`."""
        if isinstance(source, PIL.Image.Image):
            return self._decoder.whole(source)
        found = answered(self._order("whole", source), _content(source))
        alpha = found.pixels[..., 3].copy() if found.pixels.shape[2] == 4 else None
        return Decoded(np.ascontiguousarray(found.pixels[..., :3]), alpha, found.moving)

    def _order(self, what: str, source: Path | bytes) -> Order:
        path = str(source.absolute()) if isinstance(source, Path) else ""
        return Order(what, asdict(self), SECONDS, path)

    @property
    def _decoder(self) -> Decoder:
        return Decoder(self.max_side, self.max_pixels, self.managed, self.depth)


def picture_source(cell: object, root: Path | None = None, confined: bool = False, depth: int | None = None) -> Source:
    """Return what to open for a cell that holds a path, the bytes of a file, an array or a Pillow image.

    Args:
        cell: one of these; for arrays see `from_array`, for files written as text `written.in_text`.
        root: folder at which relative paths start; the current one when None.
        confined: paths that lead out of it are refused.
        depth: of an array, see `from_array`.

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
        return from_array(cell, depth)
    if isinstance(cell, PIL.Image.Image):
        return cell
    raise CellError(say("picture.other_kind", kind=type(cell).__name__))


@cache
def endings() -> frozenset[str]:
    """Return the file name endings of the formats that can be read, in lower case, with the dot."""
    known = PIL.Image.registered_extensions().items()
    return frozenset(ending for ending, name in known if name in (*FORMATS, "MPO")) | HEIF_ENDINGS


def from_array(array: npt.NDArray[Any], depth: int | None = None) -> PIL.Image.Image:
    """Convert an array (H, W) or (H, W, C), C = 1, 3 or 4, of bool, whole numbers of at most 16 bits, or floats 0..1.

    `depth` tells how many of the bits are used, see `depth.eight_bits`.
    """
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (1, 3, 4)):
        first = array.ndim == 3 and array.shape[0] in (1, 3, 4)
        raise CellError(say("array.channels_first" if first else "array.shape", shape=array.shape))
    if array.size == 0:
        raise CellError(say("array.empty", shape=array.shape))
    if array.dtype.kind not in "biuf":
        raise CellError(say("array.dtype", dtype=array.dtype))
    pixels = np.ascontiguousarray(array) if array.dtype == np.uint8 else eight_bit_channels(array, depth)
    return PIL.Image.fromarray(pixels[:, :, 0] if pixels.shape[2:] == (1,) else pixels)


def array_bits(array: npt.NDArray[Any]) -> int:
    """Return how many bits of each number of an array are used; see `from_array` and `depth.used_bits`."""
    if array.dtype.kind not in "biuf" or not array.size:
        return 0
    return used_bits(array[..., :3] if array.ndim == 3 else array)


def _content(source: Path | bytes) -> bytes:
    return b"" if isinstance(source, Path) else source
