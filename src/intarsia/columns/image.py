"""A picture: a file, its bytes, an array, or a Pillow image."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.columns.base import Column, Field, Guess, Samples, columns, content_digest
from intarsia.columns.evidence import Evidence
from intarsia.columns.file_names import is_phrase, is_url, mostly, names_picture
from intarsia.columns.numeral import says_none
from intarsia.columns.scalar import is_blank, is_missing
from intarsia.errors import CellError, OptionError
from intarsia.html.cells import Shown, data_uri, shortened
from intarsia.i18n import Message, joined, messages
from intarsia.media.depth import DEPTHS
from intarsia.media.image import Opener, Source, array_bits, endings, picture_source
from intarsia.media.written import dict_in_text, in_text

say = messages(__package__)


FEW = 20
"""Cells by which most columns are seen to hold no pictures."""
LARGEST_SIDE = 16_384
MOST_PIXELS = 2**30
"""What a declaration may ask for: it may come with a model from elsewhere."""


@columns.register("image")
@dataclass(frozen=True)
class Image(Column):
    """A picture. A loaded value is (H, W, 3) uint8 RGB, at most `max_side` high and wide.

    A cell is a path (relative ones start at `root`), the bytes of a file, also as text (see `media.written`), a Pillow
    image, an array (see `from_array`), or the `{"bytes": ..., "path": ...}` of Hugging Face tables. Files are JPEG,
    PNG, WebP, GIF, BMP, TIFF, AVIF, JPEG 2000 or PPM, or HEIC where pillow-heif is installed, and decoded in a process
    of its own, see `media.image.Opener`;
    animations give their first frame. EXIF rotation is applied, transparency is laid on white, palettes, CMYK, YCbCr,
    LAB and up to 16 bits become 8-bit RGB. Colour profiles are ignored, as they were when the encoders were trained.

    Args:
        max_side: larger pictures are reduced when loaded (JPEG while it is decoded), which bounds memory; pixels.
        max_pixels: pictures with more pixels are refused before anything is decoded.
        depth: bits that are used (8, 10, 12, 14 or 16) where pictures have more than 8: 2^depth - 1 is white, and so is
            what lies beyond. One number means one brightness in all rows then; a guessed column has the depth of its
            training table. None takes the fewest bits that hold each picture.
        root: folder at which relative paths start; the current one when None.
        confined: what lies outside of that folder is not opened, whoever names it.
    """

    # 2: greys of 12 bits, inverted ones and transparent ones of 16 are read as meant; 3: so are 8 and 12 bits in 16;
    # 4: so are 10 and 14, also in colours, and all are rounded alike
    version: ClassVar[int] = 4
    rank: ClassVar[int] = 100
    slow: ClassVar[bool] = True

    max_side: int = 512
    max_pixels: int = 64_000_000
    depth: int | None = None
    root: Path | None = field(default=None, compare=False, repr=False, metadata={"transient": True})
    confined: bool = field(default=False, compare=False, repr=False, metadata={"transient": True})

    def __post_init__(self) -> None:
        if not (0 < self.max_side <= LARGEST_SIDE and 0 < self.max_pixels <= MOST_PIXELS):
            most = {"most_side": LARGEST_SIDE, "most_pixels": MOST_PIXELS}
            raise OptionError(say("image.options", side=self.max_side, pixels=self.max_pixels, **most))
        if self.depth is not None and self.depth not in DEPTHS:
            raise OptionError(say("image.depth", depth=self.depth, known=list(DEPTHS)))

    @classmethod
    def samples(cls) -> Samples:
        """Return pictures of noise; a path that leads nowhere, bytes and an array that are no picture."""
        noise = [np.random.default_rng(seed).integers(0, 256, (40, 50, 3), dtype=np.uint8) for seed in range(6)]
        return Samples(tuple(noise), bad=("no such picture", b"no picture", np.zeros((3, 3, 7))), missing=("", " "))

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Recognise cells of which most open as pictures."""
        column = cls().at(evidence.root, evidence.confined)
        told = [cell for cell in evidence.sample if not says_none(cell)]
        few = told[:: max(1, len(told) // FEW)]
        if not any(_opens(cell, column) or names_picture(cell) for cell in few):  # for each of 2,000 columns
            return None
        opened = [cell for cell in told if _opens(cell, column)]
        if 2 * len(opened) > len(told):
            found = cls().reading(evidence)
            why = [say("why.paths" if _is_path(opened[0]) else "why.pictures")]
            if found.depth is not None:
                why.append(say("why.depth", bits=found.depth, white=2**found.depth - 1))
            return Guess(found, joined(why, ", ", "，"))
        return _unfound(evidence, told) if mostly(told, names_picture) else None

    @classmethod
    def near_miss(cls, evidence: Evidence) -> Message | str:
        """Tell of addresses that nobody follows."""
        few = evidence.sample[:: max(1, len(evidence.sample) // FEW)]
        if mostly(few, is_url):
            return say("why.urls")
        return say("why.encoded") if mostly(few, _is_encoded) else ""

    def reading(self, evidence: Evidence) -> Image:
        """Return the column with one scale for all its pictures, where some have more than 8 bits: the fewest bits that
        hold the largest number among the cells that are looked at."""
        if self.depth is not None:
            return self
        column = self.at(evidence.root, evidence.confined)
        few = evidence.sample[:: max(1, len(evidence.sample) // FEW)]
        if not any(_bits(cell, column) for cell in few):
            return self
        return replace(self, depth=max(_bits(cell, column) for cell in evidence.sample))

    def at(self, root: Path | None, confined: bool = False) -> Image:
        """Return the same column with `root` as the folder at which relative paths start and, if `confined`, stay."""
        return replace(self, root=root, confined=confined)

    def load(self, cell: object) -> npt.NDArray[np.uint8] | None:
        """Return the picture (H, W, 3) as uint8 RGB."""
        source = self._source(cell)
        return None if source is None else self._opener.decoded(source)

    def open(self, cell: object) -> object:
        """Return the bytes of a file, and pictures in memory as they are."""
        source = self._source(cell)
        try:
            return source.read_bytes() if isinstance(source, Path) else source
        except OSError as error:
            raise CellError(say("image.unreadable", why=error)) from error

    def check(self, cell: object) -> None:
        """Look at the header only: the file exists, is a picture, and is not too large."""
        self.cost(cell)

    def digest(self, cell: object) -> bytes:
        """Identify files by their bytes, and pictures in memory by their loaded pixels."""
        source = self._source(cell)
        if source is None:
            return b""
        if isinstance(source, PIL.Image.Image):
            pixels = self._opener.decoded(source)
            return content_digest(repr(pixels.shape).encode() + pixels.tobytes())
        try:
            return content_digest(source.read_bytes() if isinstance(source, Path) else source)
        except OSError as error:
            raise CellError(say("image.unreadable", why=error)) from error

    def show(self, value: Any) -> Shown:
        """Return a thumbnail of the picture."""
        return Shown(picture=data_uri(value))

    def field(self) -> Field:
        """Have a form ask for a picture file."""
        return Field("file", media="image/*", endings=endings())

    def cost(self, cell: object, most: int | None = None) -> int:
        """Return the pixels to be decoded; a JPEG is reduced while it is decoded, but `most` bounds its full size."""
        source = self._source(cell)
        bound = self.max_pixels if most is None else min(most, self.max_pixels)
        return 0 if source is None else Opener(self.max_side, bound).pixels(source)

    @property
    def _opener(self) -> Opener:
        return Opener(self.max_side, self.max_pixels, depth=self.depth)

    def _source(self, cell: object) -> Source | None:
        if isinstance(cell, str) and (told := dict_in_text(cell)) is not None:
            cell = told
        if isinstance(cell, Mapping):
            if not cell.keys() & {"bytes", "path"}:
                raise CellError(say("image.dict"))
            content = cell.get("bytes")
            cell = cell.get("path") if is_missing(content) else content
        if is_blank(cell) or says_none(cell):
            return None
        try:
            return picture_source(cell, self.root, self.confined, self.depth)
        except CellError as error:
            if isinstance(cell, str) and cell != cell.strip():  # exports of fixed width fill cells with spaces
                return self._source(cell.strip())
            if is_url(cell):
                raise CellError(say("image.url", cell=shortened(str(cell)))) from error
            if not error.message.key.endswith("path.no_file_in"):
                raise
            raise CellError(say("image.not_found", why=error)) from error


def _unfound(evidence: Evidence, told: Sequence[object]) -> Guess:
    """What to do with names of pictures that do not open. Words they are not: see `file_names`."""
    folder = evidence.root or Path.cwd()
    remark = say("remark.unfound", name=evidence.name, folder=folder)
    dropped = Guess(None, say("why.file_names"), remark)
    if mostly(told, is_phrase):
        return dropped
    return Guess(Image(), say("why.unfound", folder=folder), otherwise=dropped)


def _is_encoded(cell: object) -> bool:
    """Whether a text says bytes that begin like a picture."""
    try:
        return isinstance(cell, str) and (in_text(cell) is not None or "bytes" in (dict_in_text(cell) or ()))
    except CellError:
        return True


def _is_path(cell: object) -> bool:
    if isinstance(cell, str):
        return in_text(cell) is None and dict_in_text(cell) is None
    return isinstance(cell, os.PathLike)


def _bits(cell: object, column: Image) -> int:
    """How many bits of each number a picture uses; 0 for what is none, of which `check` tells."""
    try:
        if isinstance(cell, np.ndarray):
            return array_bits(cell)
        source = column._source(cell)
        return 0 if source is None else column._opener.bits(source)
    except CellError:
        return 0


def _opens(cell: object, column: Image) -> bool:
    if isinstance(cell, np.ndarray) and cell.ndim == 2 and 1 in cell.shape:  # a vector, as a model gives it
        return False
    try:
        column.check(cell)
    except CellError:
        return False
    return True
