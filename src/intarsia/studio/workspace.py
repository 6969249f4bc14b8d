"""The folder of one running studio: uploads and what sessions keep for a while. It goes when the studio does."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from intarsia.assets import cache_root
from intarsia.errors import OptionError
from intarsia.studio.errors import PageError
from intarsia.studio.page_text import tell

LOCK = ".lock"
"""Ending of the file that a living studio holds, beside its folder."""
START = "starting.lock"
"""Held by a studio while it starts."""
OWN = re.compile("^[0-9a-f]{32}-(?=.)")
"""What the page puts before the name of an upload, so that no two are one file."""


class Workspace:
    """A folder that only its user may read, below the cache; what killed studios have left is deleted first.

    Args:
        home: of all studios of the user; "studio" in Intarsia's cache by default.
    """

    def __init__(self, home: Path | None = None) -> None:
        home = cache_root() / "studio" if home is None else home
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise OptionError(tell("error.no_workspace", folder=home, why=error.strerror)) from error
        with FileLock(home / START):  # else another that starts would delete the folder before its own lock is held
            _clear(home)
            self.root = Path(tempfile.mkdtemp(prefix="running-", dir=home))
            self._lock = FileLock(f"{self.root}{LOCK}")
            self._lock.acquire()
        self.uploads = self.root / "uploads"
        self.uploads.mkdir()
        atexit.register(self.close)

    def visit(self) -> Path:
        """Make a new folder for one session."""
        return Path(tempfile.mkdtemp(prefix="visit-", dir=self.root))

    def taken(self, path: object) -> Path:
        """An uploaded file that a page names, moved to where only whoever took it finds it, under its visitor's name.

        Raises `PageError` for any other: a page may not name our files.
        """
        name = OWN.sub("", Path(str(path)).name)
        try:
            found = Path(str(path)).resolve()
        except (OSError, RuntimeError, ValueError) as error:  # no path at all, or links in a circle
            raise PageError(tell("error.upload", name=name)) from error
        if not found.is_relative_to(self.uploads.resolve()) or not found.is_file():
            raise PageError(tell("error.upload", name=name))
        home = Path(tempfile.mkdtemp(prefix="taken-", dir=self.root))
        try:
            moved = found.rename(home / name)
        except FileNotFoundError:  # taken by another event
            home.rmdir()
            raise PageError(tell("error.upload", name=name)) from None
        if found.parent != self.uploads.resolve():
            with suppress(OSError):  # another upload is in it
                found.parent.rmdir()
        return moved

    def drop(self, path: Path) -> None:
        """Delete an upload that was taken, with the folder that was made for it."""
        shutil.rmtree(path.parent, ignore_errors=True)

    def close(self) -> None:
        """Delete everything in the folder, and the folder."""
        atexit.unregister(self.close)
        shutil.rmtree(self.root, ignore_errors=True)
        self._lock.release()
        Path(f"{self.root}{LOCK}").unlink(missing_ok=True)


def _clear(home: Path) -> None:
    """Folders whose studio is gone: nobody holds their lock."""
    for folder in home.glob("running-*"):
        if not folder.is_dir():
            continue
        lock = FileLock(f"{folder}{LOCK}")
        try:
            with lock.acquire(timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
                os.unlink(lock.lock_file)
        except Timeout:
            continue
