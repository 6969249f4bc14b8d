"""A picture: a file, its bytes, an array, or a Pillow image."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.columns.base import Column, columns, content_digest, is_missing
from intarsia.errors import CellError, OptionError
from intarsia.media.image import from_array, rgb
from intarsia.media.source import Opener, Source, existing, inside


@columns.register("image")
@dataclass(frozen=True)
class Image(Column):
    """A picture. A loaded value is (H, W, 3) uint8 RGB, at most `max_side` high and wide.

    A cell is a path (relative ones start at `root`), the bytes of a file, a Pillow image, an array (see
    `from_array`), or the `{"bytes": ..., "path": ...}` of Hugging Face tables. Any format that Pillow decodes itself;
    animations give their first frame. EXIF rotation is applied, transparency is laid on white, palettes, CMYK, YCbCr,
    LAB and 16 bits become 8-bit RGB. Colour profiles are ignored, as they were when the encoders were trained.

    Args:
        max_side: larger pictures are reduced when loaded (JPEG while it is decoded), which bounds memory; pixels.
        max_pixels: pictures with more pixels are refused before anything is decoded.
        root: folder at which relative paths start; the current one when None.
        confined: what lies outside of that folder is not opened, whoever names it.
    """

    slow: ClassVar[bool] = True

    max_side: int = 512
    max_pixels: int = 64_000_000
    root: Path | None = field(default=None, compare=False, repr=False, metadata={"transient": True})
    confined: bool = field(default=False, compare=False, repr=False, metadata={"transient": True})

    def __post_init__(self) -> None:
        if self.max_side < 1 or self.max_pixels < 1:
            raise OptionError(f"max_side and max_pixels are at least 1, not {self.max_side} and {self.max_pixels}")

    def at(self, root: Path | None, confined: bool = False) -> Image:
        """The same column with `root` as the folder at which relative paths start, and, `confined`, stay."""
        return replace(self, root=root, confined=confined)

    def load(self, cell: object) -> npt.NDArray[np.uint8] | None:
        """(H, W, 3) uint8 RGB."""
        source = self._source(cell)
        return None if source is None else self._pixels(source)

    def open(self, cell: object) -> object:
        """The bytes of a file; pictures in memory as they are."""
        source = self._source(cell)
        try:
            return source.read_bytes() if isinstance(source, Path) else source
        except OSError as error:
            raise CellError(f"not readable: {error}") from error

    def check(self, cell: object) -> None:
        """Look at the header only: the file exists, is a picture, and is not too large."""
        source = self._source(cell)
        if source is not None:
            with Opener(self.max_side, self.max_pixels).opened(source):
                pass

    def digest(self, cell: object) -> bytes:
        """Files are identified by their bytes, pictures in memory by their loaded pixels."""
        source = self._source(cell)
        if source is None:
            return b""
        if isinstance(source, PIL.Image.Image):
            pixels = self._pixels(source)
            return content_digest(repr(pixels.shape).encode() + pixels.tobytes())
        try:
            return content_digest(source.read_bytes() if isinstance(source, Path) else source)
        except OSError as error:
            raise CellError(f"not readable: {error}") from error

    def _pixels(self, source: Source) -> npt.NDArray[np.uint8]:
        with Opener(self.max_side, self.max_pixels).opened(source) as picture:
            return rgb(picture, self.max_side)

    def _source(self, cell: object) -> Source | None:
        if isinstance(cell, Mapping):
            if not cell.keys() & {"bytes", "path"}:
                raise CellError("a dict that holds no picture: it needs a key 'bytes' or 'path'")
            content = cell.get("bytes")
            cell = cell.get("path") if is_missing(content) else content
        if is_missing(cell) or (isinstance(cell, str) and not cell.strip()):
            return None
        if isinstance(cell, (str, os.PathLike)):
            if self.confined and not inside(cell, self.root):
                raise CellError(f"{os.fsdecode(cell)!r} lies outside of the folder of the table")
            return existing(cell, self.root)
        if isinstance(cell, (bytes, bytearray, memoryview)):
            return bytes(cell)
        if isinstance(cell, np.ndarray):
            return from_array(cell)
        if isinstance(cell, PIL.Image.Image):
            return cell
        raise CellError(f"expected a picture (path, bytes, array or Pillow image), got {type(cell).__name__}")
