"""The garments of a wardrobe, as long as it is there: read anew when another process has changed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.wardrobe.wardrobe import FILE, Wardrobe
from intarsia.errors import DataError, StoreError
from intarsia.forked import Turn
from intarsia.i18n import messages
from intarsia.serving.log import LOGGER
from intarsia.serving.problems import Refusal

say = messages(__package__)


T = TypeVar("T")


class WardrobeCache:
    """A wardrobe that is offered. What is taken out of it, or all of it, is offered no longer.

    Args:
        folder: of a `Wardrobe`.

    Raises:
        DataError: there is none, or nothing is in it.
        StoreError: it cannot be opened.
    """

    def __init__(self, folder: str | Path) -> None:
        self._path = Path(folder) / FILE
        self._lock = Turn()
        if not self._path.exists():
            raise DataError(say("wardrobe.missing", folder=folder))
        self._wardrobe = Wardrobe(folder)
        self._file = self._path.stat().st_ino
        self._state = -1
        self._garments = dict[str, Garment]()
        if not self._read():
            raise DataError(say("wardrobe.empty", folder=folder))

    @property
    def garments(self) -> Mapping[str, Garment]:
        """Digest → garment, in the order in which they were added. Raises a `Refusal` when they cannot be read."""
        with self._lock:
            return self.whole(self._read)

    def garment(self, digest: str) -> Garment:
        """Return the one with this digest. Raises a `Refusal` when there is none."""
        found = self.garments.get(digest)
        if found is None:
            raise Refusal(404, say("wardrobe.no_garment"))
        return found

    def whole(self, read: Callable[[], T]) -> T:
        """Return what is read from the wardrobe. Raises a `Refusal` when that fails: the error names a folder
        of ours.
        """
        try:
            return read()
        except StoreError as error:
            LOGGER.error("wardrobe", exc_info=error)
            raise Refusal(503, say("wardrobe.unreadable")) from error

    def _read(self) -> Mapping[str, Garment]:
        if not self._path.exists() or self._path.stat().st_ino != self._file:
            self._garments = {}
            raise StoreError(say("wardrobe.deleted", path=self._path))
        if (state := self._wardrobe.state) != self._state:
            self._garments = {garment.digest: garment for garment in self._wardrobe.garments()}
            self._state = state
        return self._garments
