"""A wardrobe that stays open: its garments load their photos from it for as long as they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.wardrobe.wardrobe import FILE, Added, Wardrobe
from intarsia.forked import Turn


class OpenWardrobe:
    """The wardrobe in a folder, opened once and read again only when it has changed. Threads may share one.

    Args:
        folder: the folder of a `Wardrobe`, which is opened when its garments are first asked for.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._lock = Turn()
        self._wardrobe: Wardrobe | None = None
        self._file = -1
        self._state = -1
        self._garments: tuple[Garment, ...] = ()

    def garments(self) -> tuple[Garment, ...]:
        """Return all garments in the order in which they were added. Raises `StoreError` when they cannot be read."""
        with self._lock:
            wardrobe = self._opened()
            if (state := wardrobe.state) != self._state:
                self._garments = wardrobe.garments()
                self._state = state
            return self._garments

    def add(self, photos: Iterable[str | Path]) -> Added:
        """Add photos and return what became of each. Raises `StoreError` when the wardrobe cannot be opened."""
        with self._lock:
            self._state = -1  # SQLite counts what other connections have written, not what this one has
            return self._opened().add(photos)

    def close(self) -> None:
        """Let go of the files; the garments can no longer load their photos."""
        with self._lock:
            if self._wardrobe is not None:
                self._wardrobe.close()
            self._wardrobe = None

    def _opened(self) -> Wardrobe:
        """Return the wardrobe that stands in the folder now, which may have been deleted and made anew."""
        path = self.folder / FILE
        if self._wardrobe is None or not path.exists() or path.stat().st_ino != self._file:
            # One that was deleted is not closed: garments that are still shown have their photos from it.
            self._wardrobe = Wardrobe(self.folder)
            self._file = path.stat().st_ino
            self._state = -1
        return self._wardrobe
