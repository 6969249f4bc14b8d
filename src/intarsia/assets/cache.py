"""The cache: a folder of assets, each of them whole or not there."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from intarsia.assets.catalogue import Asset, File, listing
from intarsia.errors import AssetError, OptionError
from intarsia.files import expanded
from intarsia.i18n import messages
from intarsia.sealed import file_hash

say = messages(__package__)


def cache_root() -> Path:
    """$INTARSIA_CACHE, or "intarsia" in the user's cache folder as the platform has it.

    Raises `OptionError` when the user has no home.
    """
    own = os.environ.get("INTARSIA_CACHE")
    if own:
        return expanded(own).absolute()
    try:
        return _users_caches() / "intarsia"
    except RuntimeError as error:  # in a container, under a number that no user has
        raise OptionError(say("cache.no_home", why=error)) from error


def _users_caches() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def home_of(asset: Asset) -> Path:
    """The asset's folder in the cache, there or not."""
    return cache_root() / "assets" / asset.slug


def is_whole(asset: Asset) -> bool:
    """Whether the asset's folder is in the cache and every file in it is the catalogue's; hashed once in a process."""
    home = home_of(asset)
    return home.is_dir() and all(_is_there(home, file) for file in asset.files if asset.needs(file))


@contextmanager
def workplace(asset: Asset) -> Iterator[Path]:
    """An empty folder beside the asset's, for one process at a time and gone afterwards.

    The lock goes with its process, so partial folders found under it are what killed processes have left.
    Raises `AssetError` when the cache cannot be written.
    """
    from filelock import FileLock

    home = home_of(asset)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(home.with_name(f".{asset.slug}.lock")):
            for left in home.parent.glob(f".{asset.slug}.partial-*"):
                shutil.rmtree(left, ignore_errors=True)
            scratch = Path(tempfile.mkdtemp(prefix=f".{asset.slug}.partial-", dir=home.parent))
            try:
                yield scratch
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
    except AssetError:
        raise
    except OSError as error:
        megabytes = asset.size / 1e6
        told = say("cache.cannot_keep", asset=asset.name, folder=home.parent, why=error, megabytes=megabytes)
        raise AssetError(told) from error


def install(asset: Asset, files: Path) -> None:
    """Make checked files, which lie in a `workplace`, visible as the asset: all at once, by a rename."""
    home = home_of(asset)
    if home.exists():  # damaged: whoever holds the lock looked
        home.rename(files.with_name("damaged"))
    files.rename(home)


def _is_there(home: Path, file: File) -> bool:
    """Whether a file, or all that match its pattern, are what the catalogue says."""
    if not file.is_pattern:
        path = home / file.path
        return path.is_file() and path.stat().st_size == file.size and file_hash(path) == file.sha256
    found = [path for path in home.rglob("*") if path.is_file()]
    names = {path.relative_to(home).as_posix(): path for path in found}
    hashes = [(name, file_hash(path)) for name, path in names.items() if fnmatchcase(name, file.path)]
    return hashlib.sha256(listing(hashes)).hexdigest() == file.sha256
