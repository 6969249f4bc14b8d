"""From the path in a cell to the file that it means: where paths start, and the folder that they may not leave.

This is the same for all media; what is in the file is the business of the module that decodes it.
"""

from __future__ import annotations

import os
from pathlib import Path

from intarsia.errors import CellError
from intarsia.i18n import Message, messages

say = messages(__package__)


Name = str | os.PathLike[str]
"""A path as it stands in a cell."""


def located(name: Name, root: Path | None, *, confined: bool = False, medium: Message | str | None = None) -> Path:
    """Return the regular file at a path.

    Args:
        name: the path; unless absolute it starts at `root`.
        root: a folder; the current one when None.
        confined: paths that lead out of the folder are refused, whether anything is there or not.
        medium: what the file should be, as messages call it.

    Raises:
        CellError: there is no such file, or it lies outside.
    """
    if confined and not inside(name, root):
        raise CellError(say("path.outside", name=os.fsdecode(name)))
    return existing(name, root, medium)


def inside(path: str | bytes | os.PathLike[str], root: Path | None) -> bool:
    """Return whether a path, links followed, leads into `root` (or the current folder), even if nothing is there."""
    start = Path.cwd() if root is None else root
    try:
        return (start / os.fsdecode(path)).resolve().is_relative_to(start.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, or no path at all
        return False


def existing(path: str | bytes | os.PathLike[str], root: Path | None, medium: Message | str | None = None) -> Path:
    """Return the regular file at the path, which starts at `root` (or the current folder) unless absolute.

    Raises:
        CellError: there is no such file.
    """
    name = os.fsdecode(path)
    start = Path.cwd() if root is None else root
    try:
        file = start / name
        found = file.exists()
        folder = file.is_dir()
        regular = file.is_file()
    except (OSError, ValueError) as error:  # longer than a file system allows, or with a NUL inside
        why = getattr(error, "strerror", None) or error
        raise CellError(
            say("path.not_a_path", name=name[:40], medium=medium or say("medium.picture"), why=why)
        ) from error
    if not found:
        key = "path.no_file" if Path(name).is_absolute() else "path.no_file_in"
        raise CellError(say(key, name=name, folder=start))
    if not regular:
        key = "path.is_folder" if folder else "path.not_regular"
        raise CellError(say(key, name=name, medium=medium or say("medium.picture")))
    return file
