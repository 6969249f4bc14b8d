"""Decoding pictures with Pillow. What a file holds is decoded in a process of its own, see `isolated`.

Here nothing is trusted but the memory and the time of the process, which are bounded: a header of one megabyte may ask
for gigabytes, and four megabytes may take minutes.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import PIL.ExifTags
import PIL.Image

from intarsia.errors import CellError, MissingExtra
from intarsia.forked import Turn
from intarsia.i18n import messages
from intarsia.lazy import Extra
from intarsia.media.depth import (
    eight_bit_channels,
    eight_bits,
    greys,
    has_wide_colours,
    told_bits,
    used_bits,
    wide_colours,
)

say = messages(__package__)


FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "DIB", "TIFF", "AVIF", "JPEG2000", "PPM")
"""Formats that are read: those that pictures are kept in, of which Pillow reads the size before it decodes anything.
JPEG includes MPO, which holds several. Others are decoded as soon as they are opened (ICO, ICNS), are programs (EPS),
or have decoders that few people use."""

HEIF = "HEIF"
"""The format of iPhones (HEIC), read like those above where pillow-heif is installed."""
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""What such a file calls itself after `ftyp`, its bytes 8 to 12; AVIF, which Pillow reads itself, may be one of the
last two."""
EXTRA = Extra("tryon", partial(say, "picture.heic"), {"pillow_heif": "pillow-heif"})
ANIMATED = ("GIF", "PNG", "WEBP", "AVIF")
"""Formats whose pictures may move; those of other files that hold several, such as TIFF, are pages."""

SCANS = 100
"""Scans that a JPEG may have: each draws all pixels once more. Progressive ones are written with some ten."""

OPAQUE = 255

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

_MARKER = re.compile(rb"\xff([\xc0-\xcf\xd8-\xfe])")
"""A marker of JPEG. Among coded pixels a byte FF is followed by 00 or by one of the marks D0 to D7."""
_SCAN = 0xDA
_END = 0xD9

_FILTERS = Turn()


@contextmanager
def silently() -> Iterator[None]:
    """Suppress warnings inside. Python's warning filters are shared by all threads, hence the lock: keep it short."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _nobody(pixels: int) -> None:
    """Nobody is told."""


class TooManyPixels(CellError):
    """A picture that is larger than allowed."""


@dataclass(frozen=True)
class Decoded:
    """A picture that was decoded, and what its file says of it.

    Attributes:
        pixels: (H, W, 3) uint8, on white.
        alpha: (H, W) uint8, its opacity; None where all of it is opaque.
        moving: whether it is the first picture of an animation.
    """

    pixels: npt.NDArray[np.uint8]
    alpha: npt.NDArray[np.uint8] | None = None
    moving: bool = False


@dataclass(frozen=True)
class Decoder:
    """Decodes pictures of at most `max_pixels` pixels; JPEG is reduced towards `max_side` while it is decoded.

    Attributes:
        managed: colours are converted from an embedded profile to sRGB.
        depth: bits that are used where there are more than 8; None: as many as each picture needs by itself.
        admitted: told the pixels of a picture of which the header is read and that is not too large.
    """

    max_side: int
    max_pixels: int
    managed: bool = False
    depth: int | None = None
    admitted: Callable[[int], None] = _nobody

    def pixels(self, source: BinaryIO | PIL.Image.Image) -> int:
        """Return how many pixels decoding gives; only the header is read. Raises `CellError`."""
        with self._opened(source) as picture:
            return picture.size[0] * picture.size[1]

    def decoded(self, source: BinaryIO | PIL.Image.Image) -> npt.NDArray[np.uint8]:
        """Decode a picture to (H, W, 3) uint8, see `rgba`. Raises `CellError`."""
        return self.whole(source).pixels

    def whole(self, source: BinaryIO | PIL.Image.Image) -> Decoded:
        """Decode a picture with its opacity, and tell whether there are more of it. Raises `CellError`."""
        with self._opened(source) as picture:
            if picture.format in ("JPEG", "MPO") and isinstance(source, io.IOBase):
                _check_scans(source)
            profile = picture.info.get("icc_profile")
            coloured = picture.mode.startswith("RGB") or picture.mode == "P"
            stream = source if isinstance(source, io.IOBase) and has_wide_colours(picture) else None
            pixels, alpha = rgba(picture, self.max_side, self.depth, stream)
            moving = _is_moving(picture)
        return Decoded(_in_srgb(pixels, profile) if self.managed and profile and coloured else pixels, alpha, moving)

    def bits(self, source: BinaryIO | PIL.Image.Image) -> int:
        """Return how many bits of each number are used where there are more than 8 (see `depth.used_bits`), else 0;
        also where the file itself tells. Raises `CellError`."""
        with self._opened(source) as picture:
            if isinstance(source, io.IOBase) and has_wide_colours(picture):
                return used_bits(wide_colours(source)[..., :3])
            wide = greys(picture) if told_bits(picture) is None else None
            return 0 if wide is None else used_bits(wide)

    @contextmanager
    def _opened(self, source: BinaryIO | PIL.Image.Image) -> Iterator[PIL.Image.Image]:
        """Open a picture and read its header; its pixels are not decoded yet.

        Raises:
            CellError: whatever goes wrong, also while the picture is decoded inside of the `with` block.
        """
        try:
            yield self._admitted(source) if isinstance(source, PIL.Image.Image) else self._header(source)
        except (CellError, MemoryError):
            raise
        except PIL.UnidentifiedImageError as error:
            raise CellError(say("picture.unknown_format")) from error
        except PIL.Image.DecompressionBombError as error:
            raise TooManyPixels(say("picture.bomb", pixels=self.max_pixels, why=error)) from error
        except Exception as error:  # decoders raise whatever a damaged file leads them to
            raise CellError(say("picture.damaged", why=str(error).strip() or type(error).__name__)) from error

    def _header(self, stream: BinaryIO) -> PIL.Image.Image:
        if not stream.read(1):
            raise CellError(say("picture.empty_file"))
        stream.seek(0)
        formats = (*FORMATS, *_heif_format(stream))
        with silently():
            picture = self._admitted(PIL.Image.open(stream, formats=formats))
        # Twice the side, so that the last reduction still averages over pixels and looks the same for all formats.
        longer = max(picture.size)
        width = max(1, 2 * self.max_side * picture.width // longer)
        height = max(1, 2 * self.max_side * picture.height // longer)
        picture.draft(picture.mode, (width, height))
        return picture

    def _admitted(self, picture: PIL.Image.Image) -> PIL.Image.Image:
        width, height = picture.size
        if not width * height:
            raise CellError(say("picture.no_pixels", width=width, height=height))
        if width * height > self.max_pixels:
            raise TooManyPixels(say("picture.too_large", width=width, height=height, pixels=self.max_pixels))
        self.admitted(width * height)
        return picture


def _heif_format(stream: BinaryIO) -> tuple[str, ...]:
    """Return the format of a file as iPhones save them, which is made known to Pillow now; nothing for other files. The
    stream stays at its start.

    Raises:
        CellError: pillow-heif is not installed.
    """
    head = stream.read(12)
    stream.seek(0)
    if head[4:8] != b"ftyp" or head[8:] not in HEIF_BRANDS:
        return ()
    try:
        pillow_heif = EXTRA.module("pillow_heif")
    except MissingExtra as error:
        if head[8:] in HEIF_BRANDS[-2:]:  # it may be AVIF
            return ()
        raise CellError(error.message) from error
    # One thread: more of them would share the seconds, but not the addresses. A thumbnail need not be the picture.
    pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    return (HEIF,)


def _is_moving(picture: PIL.Image.Image) -> bool:
    """Return whether others follow a picture that is decoded already."""
    if picture.format not in ANIMATED:
        return False
    with silently():
        try:
            return bool(getattr(picture, "is_animated", False))
        except Exception:  # what follows may be damaged; the picture is not
            return False


def _check_scans(stream: BinaryIO) -> None:
    """Raise `CellError` for a JPEG with more than `SCANS` scans. The stream stays where it is."""
    place = stream.tell()
    stream.seek(2)
    content = stream.read()
    stream.seek(place)
    scans = 0
    found = _MARKER.search(content)
    while found is not None and found[1][0] != _END:
        scans += found[1][0] == _SCAN
        if scans > SCANS:
            raise CellError(say("picture.scans", most=SCANS))
        length = int.from_bytes(content[found.end() : found.end() + 2], "big")
        found = _MARKER.search(content, found.end() + length)


def rgba(
    picture: PIL.Image.Image, max_side: int, depth: int | None = None, wide: BinaryIO | None = None
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8] | None]:
    """Decode to (H, W, 3) uint8, upright, on white, the longer side at most `max_side` pixels; and its opacity (H, W),
    None where all of it is opaque.

    Args:
        picture: as it was opened.
        max_side: in pixels.
        depth: see `Decoder`.
        wide: its file, if Pillow would keep 8 of 16 bits of its colours.
    """
    with silently():
        picture.load()
        seen = None if wide is None else PIL.Image.fromarray(eight_bit_channels(wide_colours(wide), depth))
    turn = _UPRIGHT.get(_orientation(picture))
    shown = _reduced(seen or _eight_bit(picture, depth), max_side)
    shown = shown if turn is None else shown.transpose(turn)
    alpha = np.array(shown.getchannel("A")) if shown.mode == "RGBA" else None  # (H, W)
    return np.array(_on_white(shown)), alpha if alpha is not None and alpha.min() < OPAQUE else None


def _orientation(picture: PIL.Image.Image) -> int:
    with silently():
        try:
            return int(picture.getexif().get(PIL.ExifTags.Base.Orientation, 1))
        except Exception:  # broken metadata is no reason to lose the picture
            return 1


def _eight_bit(picture: PIL.Image.Image, depth: int | None) -> PIL.Image.Image:
    """Convert the picture to mode L, RGB or RGBA."""
    wide = greys(picture)
    if wide is not None:
        return _of_many_bits(picture, wide, depth)
    if picture.mode == "La":
        picture = picture.convert("LA")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode in ("L", "RGB"):
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _of_many_bits(picture: PIL.Image.Image, values: npt.NDArray[Any], depth: int | None) -> PIL.Image.Image:
    """Convert greys of more than 8 bits to L, or RGBA where one of them is transparent.

    Pillow leaves two tags of TIFF to us: how many of the bits are used, and whether 0 is white.
    """
    greys = eight_bits(values, told_bits(picture) or depth)
    if getattr(picture, "tag_v2", {}).get(PIL.ExifTags.Base.PhotometricInterpretation) == 0:
        greys = 255 - greys
    seen = PIL.Image.fromarray(greys)
    clear = picture.info.get("transparency")
    if clear is None:
        return seen
    seen = seen.convert("RGBA")
    seen.putalpha(PIL.Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
    return seen


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


def _in_srgb(pixels: npt.NDArray[np.uint8], profile: bytes) -> npt.NDArray[np.uint8]:
    """Convert Display P3, which telephones save: read as if they were sRGB, its colours come out dull."""
    import PIL.ImageCms

    try:
        theirs = PIL.ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ours = PIL.ImageCms.createProfile("sRGB")
        converted = PIL.ImageCms.profileToProfile(PIL.Image.fromarray(pixels), theirs, ours)
    except (PIL.ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return pixels  # a damaged profile is no reason to lose the picture
    return pixels if converted is None else np.array(converted)
