"""ZIP files that visitors give."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from intarsia.errors import DataError

MOST = 20_000
"""Files that one may hold."""
LARGEST = 2**30
"""Bytes that they may have together when they are unpacked."""


def unpack(path: Path, home: Path) -> list[Path]:
    """The files in a ZIP, unpacked into a folder, in order of their names.

    Raises:
        DataError: it is no ZIP, holds too much, or a file that would lie outside of the folder.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            members = [each for each in packed.infolist() if not each.is_dir()]
            if len(members) > MOST or sum(each.file_size for each in members) > LARGEST:
                raise DataError(f"{path.name} holds more than {MOST:,} files or 1 GiB: give a smaller one")
            for each in members:
                place = PurePosixPath(each.filename)
                if place.is_absolute() or ".." in place.parts or "\\" in each.filename:
                    raise DataError(f"{path.name} holds {each.filename!r}, which would lie outside of it: pack it anew")
            packed.extractall(home)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError) as error:
        raise DataError(f"{path.name} is no ZIP that can be read ({error}): pack it anew") from error
    return sorted(each for each in home.rglob("*") if each.is_file() and "__MACOSX" not in each.parts)
