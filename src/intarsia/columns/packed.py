"""Files that are compressed, or lie behind a URL, unpacked for as long as they are read."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyarrow as pa

from intarsia.columns.bounds import check_file
from intarsia.columns.formats import DELIMITED, KINDS, LINES
from intarsia.errors import TableError
from intarsia.i18n import Message, messages
from intarsia.lazy import Extra

say = messages(__package__)

BYTES = 2**34
"""That a file may fill: more than the memory of a laptop."""

TEXT = (*DELIMITED, *LINES, ".json")

_CHUNK = 2**20
_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


_extra = Extra("url", lambda: say("url.part"), {"fsspec": "fsspec"})


def _zstandard(path: Path) -> Any:
    return pa.input_stream(str(path), compression="zstd")


_OPENERS: dict[str, Callable[[Path], Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": _zstandard,
}
PACKED = (*_OPENERS, ".zip")

_MARKS = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\xfd7zXZ\x00": ".xz", b"(\xb5/\xfd": ".zst"}
_OTHERS = ((b"PAR1", "Parquet", [".parquet"]), (b"PK\x03\x04", "Excel, ZIP", [".xlsx", ".zip"]))
"""What files begin with that are called text."""


def is_url(source: object) -> bool:
    """Whether a source is the URL of a file, not its path."""
    return isinstance(source, str) and _URL.match(source) is not None


@contextmanager
def fetched(url: str) -> Iterator[Path]:
    """A file behind a URL, of any kind that fsspec opens, as a local copy with its name.

    Raises:
        TableError: fsspec cannot open it.
        MissingExtra: fsspec is not installed.
    """
    fsspec = _extra.module("fsspec")
    name = PurePosixPath(url.partition("?")[0]).name or "table"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / name
        try:
            with fsspec.open(url, "rb") as remote:
                _copy(remote, copy, url)
        except TableError:
            raise
        except Exception as error:  # every file system has errors of its own, and may need a package of its own
            raise TableError(say("file.unreadable", path=url, why=f"{type(error).__name__}: {error}")) from error
        yield copy


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or what is packed in it, under the name that it has inside.

    Raises:
        TableError: it is damaged, holds more than can be read, or is an archive of several files.
        OSError: it is not there, or cannot be read.
    """
    ending = _ending(path)
    if ending not in PACKED:
        yield path
        return
    check_file(path)
    with tempfile.TemporaryDirectory() as folder:
        try:
            plain = path.stem if path.suffix.lower() in PACKED else path.name
            copy = _unzipped(path, Path(folder)) if ending == ".zip" else Path(folder) / plain
            if ending != ".zip":
                with _OPENERS[ending](path) as packed:
                    _copy(packed, copy, path)
        except (EOFError, zlib.error, zipfile.BadZipFile, lzma.LZMAError, NotImplementedError, RuntimeError) as error:
            raise TableError(say("file.unreadable", path=path, why=error)) from error
        yield copy


@contextmanager
def told_of(path: Path, copy: Path) -> Iterator[None]:
    """Errors of a copy name the file that the user gave."""
    try:
        yield
    except TableError as error:
        if copy == path:
            raise
        told = error.message
        en = told.en.replace(str(copy), str(path))
        zh = told.zh.replace(str(copy), str(path))
        raise TableError(Message(en, zh, told.key)) from error


def _ending(path: Path) -> str:
    """How the name ends, or should, by the first bytes of what is called text. Raises `TableError` and `OSError`."""
    ending = path.suffix.lower()
    if not path.is_file() or ending not in TEXT:
        return "" if path.is_dir() else ending
    with path.open("rb") as file:
        start = file.read(6)
    for mark, kind, endings in _OTHERS:
        if start.startswith(mark):
            raise TableError(say("packed.other_kind", path=path, kind=kind, endings=endings))
    return next((packed for mark, packed in _MARKS.items() if start.startswith(mark)), ending)


def _unzipped(path: Path, folder: Path) -> Path:
    """The only file of an archive, or its only table; what operating systems add of their own does not count."""
    with zipfile.ZipFile(path) as archive:
        names = [each for each in archive.infolist() if not each.is_dir() and not _hidden(each.filename)]
        tables = [each for each in names if each.filename.lower().endswith(KINDS)]
        if len(names) != 1 and len(tables) != 1:
            raise TableError(say("file.archive", path=path, count=len(names)))
        names = tables or names
        copy = folder / PurePosixPath(names[0].filename).name
        with archive.open(names[0]) as packed:
            _copy(packed, copy, path)
    return copy


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _copy(packed: IO[bytes], copy: Path, source: object) -> None:
    size = 0
    with copy.open("wb") as file:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if size > BYTES:
                raise TableError(say("file.too_many_bytes", path=source, most=BYTES / 2**30))
            file.write(chunk)
