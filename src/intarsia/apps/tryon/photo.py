"""A photo at the door: upright, in sRGB, of bounded size, without anything that its file knew besides the picture."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from intarsia.errors import CellError, RefusedPhoto
from intarsia.i18n import Message, legible, messages
from intarsia.media.image import Opener, Source, picture_source

say = messages(__package__)


Pixels = npt.NDArray[np.uint8]

MAX_SIDE = 2048
"""Larger photos are reduced while they are read; pixels."""
MIN_SIDE = 64
"""Below this a photo shows nothing that could be measured; pixels."""
MAX_PIXELS = 120_000_000
"""More than the cameras of telephones give; larger files are refused before they are decoded."""
HINTS = {"heic": "hint.jpeg", "heif": "hint.jpeg", "hif": "hint.jpeg", "avif": "hint.jpeg", "svg": "hint.png"}
"""Ending of a file that may not be readable → the message that says what to do."""


@dataclass(frozen=True)
class Photo:
    """A picture in memory. Two photos are equal when their digests are.

    Attributes:
        pixels: (H, W, 3) uint8 sRGB, upright, read-only, at most 2048 high and wide.
        digest: SHA-256 of the pixels, their shape and their opacity: copies of one file are one photo, whatever their
            names and tags.
        name: how messages call it; a file's name without its folders, "" for a picture from memory.
        alpha: (H, W) uint8, read-only: its opacity, as of a garment that its shop has cut out; None where it has none.
        moving: True when the file is an animation, of which this is the first picture.
    """

    pixels: Pixels = field(compare=False, repr=False)
    digest: str
    name: str = field(default="", compare=False)
    alpha: Pixels | None = field(default=None, compare=False, repr=False)
    moving: bool = field(default=False, compare=False)

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Return the width in pixels."""
        return int(self.pixels.shape[1])


def read(source: object) -> Photo:
    """Return a photo from a path, the bytes of a file, an array (see `media.image.from_array`) or a Pillow image.

    EXIF rotation is applied, an embedded colour profile is converted to sRGB, transparency is laid on white and kept
    beside it, and all metadata (place, time, camera) is dropped. Of an animation the first picture is taken.

    Raises:
        RefusedPhoto: "unreadable" (with what is wrong) or "too small".
    """
    if isinstance(source, Photo):
        return source
    name = legible(Path(os.fsdecode(source)).name) if isinstance(source, (str, os.PathLike)) else ""
    called = repr(name) if name else say("photo.nameless")
    try:
        found = Opener(MAX_SIDE, MAX_PIXELS, managed=True).whole(_openable(source))
    except CellError as error:
        hint = say(HINTS.get(name.rpartition(".")[2].lower(), "hint.formats"))
        raise RefusedPhoto("unreadable", say("photo.unreadable", called=called, why=error, hint=hint)) from error
    height, width, _ = found.pixels.shape
    _check_size(height, width, called)
    content = hashlib.sha256(repr(found.pixels.shape).encode() + found.pixels.tobytes())
    found.pixels.setflags(write=False)
    if found.alpha is not None:
        content.update(found.alpha.tobytes())
        found.alpha.setflags(write=False)
    return Photo(found.pixels, content.hexdigest(), name, found.alpha, found.moving)


def _check_size(height: int, width: int, called: str | Message) -> None:
    if min(height, width) >= MIN_SIDE:
        return
    if max(height, width) == MAX_SIDE:  # it may have been reduced, so its size is not told
        most = MAX_SIDE // MIN_SIDE
        raise RefusedPhoto(
            "too small",
            say("photo.too_long", called=called, most=most),
        )
    raise RefusedPhoto(
        "too small",
        say("photo.too_small", called=called, width=width, height=height, least=MIN_SIDE),
    )


def _openable(source: object) -> Source:
    if isinstance(source, (str, os.PathLike)) and not os.fsdecode(source).strip():
        raise CellError(say("photo.empty_path"))
    return picture_source(source)
