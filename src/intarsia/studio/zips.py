"""ZIP files that visitors give."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from intarsia.studio.told import Told

MOST = 20_000
"""Files that one may hold."""
LARGEST = 2**30
"""Bytes that they may have together when they are unpacked."""


def unpack(path: Path, home: Path) -> list[Path]:
    """The files in a ZIP, unpacked into a folder, in order of their names.

    Raises:
        Told: it is no ZIP, holds too much, or a file that would lie outside of the folder.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            members = [each for each in packed.infolist() if not each.is_dir()]
            if len(members) > MOST or sum(each.file_size for each in members) > LARGEST:
                raise Told("zip_large", name=path.name, files=f"{MOST:,}")
            for each in members:
                place = PurePosixPath(each.filename)
                if place.is_absolute() or ".." in place.parts or "\\" in each.filename:
                    raise Told("zip_outside", name=path.name, file=each.filename)
            packed.extractall(home)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError) as error:
        raise Told("zip", name=path.name, why=error) from error
    return sorted(each for each in home.rglob("*") if each.is_file() and "__MACOSX" not in each.parts)
