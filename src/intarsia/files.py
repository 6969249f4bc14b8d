"""Files that appear whole or not at all, and places where they can."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


def expanded(path: str | Path) -> Path:
    """A path without "~". Raises `OptionError` when nobody knows what that means: a user has no home."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise OptionError(say("path.no_home", path=path, why=error)) from error


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to: it takes that name at the end, and is gone when the writing failed.

    The folder is made when needed. A link keeps leading where it does, and what is no file, such as a pipe or
    /dev/stdout, is written to as it is.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")  # threads may write the same file
    try:
        yield part
        with part.open("r+b") as written:
            os.fsync(written.fileno())  # else a power cut may leave the name with nothing in it
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def writable(option: str, folder: Path, file: Path | None = None) -> None:
    """Refuse now what could not be written after hours: a folder, which is made, or a file in it.

    Raises `OptionError` that names the option.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if file and file.is_fifo():
            return  # whoever reads it would take it for the end when it is closed
        if file and file.exists():
            file.open("ab").close()
        else:
            tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise OptionError(say("option.cannot_write", option=option, path=file or folder, why=error.strerror)) from error
