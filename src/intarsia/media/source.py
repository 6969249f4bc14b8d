"""From what a cell holds to an opened Pillow picture that is safe to decode."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import PIL.Image

from intarsia.errors import CellError
from intarsia.i18n import messages
from intarsia.media.image import silently

say = messages(__package__)


Source = Path | bytes | PIL.Image.Image


@dataclass(frozen=True)
class Opener:
    """Opens pictures of at most `max_pixels`, as JPEG already reduced towards `max_side`; pixels."""

    max_side: int
    max_pixels: int

    @contextmanager
    def opened(self, source: Source) -> Iterator[PIL.Image.Image]:
        """The picture with its header read. Whatever goes wrong, also while it is decoded inside, is a `CellError`."""
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


def inside(path: str | bytes | os.PathLike[str], root: Path | None) -> bool:
    """The path leads to a place in `root` (or the current folder), links followed; whether anything is there or not."""
    start = Path.cwd() if root is None else root
    try:
        return (start / os.fsdecode(path)).resolve().is_relative_to(start.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, or no path at all
        return False


def existing(path: str | bytes | os.PathLike[str], root: Path | None) -> Path:
    """The regular file at the path, which starts at `root` (or the current folder) unless absolute."""
    name = os.fsdecode(path)
    start = Path.cwd() if root is None else root
    try:
        file = start / name
        found = file.exists()
        folder = file.is_dir()
        regular = file.is_file()
    except (OSError, ValueError) as error:  # longer than a file system allows, or with a NUL inside
        raise CellError(say("path.invalid", name=name[:40], why=getattr(error, "strerror", None) or error)) from error
    if not found:
        key = "path.no_file" if Path(name).is_absolute() else "path.no_file_in"
        raise CellError(say(key, name=name, folder=start))
    if not regular:
        raise CellError(say("path.is_folder" if folder else "path.not_regular", name=name))
    return file
