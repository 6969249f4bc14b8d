"""The cache: a folder of assets, each of them whole or not there."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intarsia.assets.catalogue import Asset
from intarsia.errors import AssetError
from intarsia.i18n import messages

say = messages(__package__)


def cache_root() -> Path:
    """$INTARSIA_CACHE, or "intarsia" in the user's cache folder as the platform has it."""
    own = os.environ.get("INTARSIA_CACHE")
    if own:
        return Path(own).expanduser().absolute()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "intarsia"


def home_of(asset: Asset) -> Path:
    """The asset's folder in the cache, there or not."""
    return cache_root() / "assets" / asset.slug


def is_whole(asset: Asset) -> bool:
    """True when the asset's folder is in the cache and nobody has removed or cut a file in it (patterns aside)."""
    home = home_of(asset)
    needed = [file for file in asset.files if asset.needs(file) and not file.is_pattern]
    return home.is_dir() and all(_has_size(home / file.path, file.size) for file in needed)


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


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size
