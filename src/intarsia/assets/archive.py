"""Archives as streams of members. Nothing is extracted here, and nothing in them is trusted."""

from __future__ import annotations

import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, cast

from intarsia.assets.base import Member

DAMAGED = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, lzma.LZMAError, zlib.error, EOFError, RuntimeError)
"""What reading a broken, truncated or encrypted archive raises."""


def members(archive: Path) -> Iterator[Member]:
    """The files of a wheel, an npm package (.tgz) or a Debian package. Raises one of `DAMAGED` on the way."""
    readers = {".whl": _zip, ".tgz": _tar, ".deb": _deb}
    return readers[archive.suffix](archive)


def _zip(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                # Zip files made on Windows have no mode: 0.
                regular = stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
                yield Member(info.filename, partial(archive.open, info) if regular else None)


def _tar(path: Path) -> Iterator[Member]:
    with path.open("rb") as stream:
        yield from _tarred(stream)


def _deb(path: Path) -> Iterator[Member]:
    """A Debian package is an `ar` archive whose last member is a tar archive of the files, see deb(5)."""
    with path.open("rb") as stream:
        if stream.read(8) != b"!<arch>\n":
            raise tarfile.ReadError("not a Debian package")
        while len(header := stream.read(60)) == 60 and not header.startswith(b"data.tar"):
            size = header[48:58].strip()
            if not size.isdigit():
                break
            stream.seek(int(size) + int(size) % 2, 1)
        yield from _tarred(stream)


def _tarred(stream: IO[bytes]) -> Iterator[Member]:
    # "r|" reads once from front to back, so a compressed archive is decompressed once and never kept.
    with tarfile.open(fileobj=stream, mode="r|*") as archive:
        for info in archive:
            if not info.isdir():
                opener = cast("partial[IO[bytes]]", partial(archive.extractfile, info))
                yield Member(info.name.removeprefix("./"), opener if info.isreg() else None)
