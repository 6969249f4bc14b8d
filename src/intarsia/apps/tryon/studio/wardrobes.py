"""The wardrobes that a visitor may choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

from intarsia.apps.tryon.demonstration import GARMENTS, stock
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.wardrobe.opened import OpenWardrobe
from intarsia.apps.tryon.wardrobe.wardrobe import FILE, Wardrobe
from intarsia.assets import cache_root
from intarsia.errors import DataError
from intarsia.forked import Turn
from intarsia.i18n import messages

say = messages(__package__)


DEMO = "demo"
OWN = "own"
FOLDER = "folder"
"""Wardrobes that may be chosen: the rendered one, the visitor's own, and the folder that the studio was opened with."""


@dataclass
class DemoWardrobe:
    """The rendered wardrobe, made once on a machine and kept in Intarsia's cache.

    Attributes:
        folder: where.
    """

    folder: Path = field(default_factory=lambda: cache_root() / "tryon" / "demo")
    _lock: Turn = field(default_factory=Turn, repr=False)
    _garments: tuple[Garment, ...] = ()

    def garments(self) -> tuple[Garment, ...]:
        """Return all of them; waits while they are being made, here or by another process."""
        with self._lock:
            if not self._garments:
                self._garments = self._opened()
            return self._garments

    @property
    def ready(self) -> bool:
        """They can be had without waiting."""
        return bool(self._garments)

    def _opened(self) -> tuple[Garment, ...]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock"):
            hanging = Wardrobe(self.folder / "wardrobe")
            if len(hanging) < GARMENTS:
                stock(hanging, self.folder / "shop")
        return tuple(hanging.garments())


@dataclass(frozen=True)
class Wardrobes:
    """What a visitor may choose from.

    Attributes:
        folder: a wardrobe that the studio was opened with; None for none.
        demo: the rendered wardrobe.
    """

    folder: Path | None = None
    demo: DemoWardrobe = field(default_factory=DemoWardrobe)
    _hanging: OpenWardrobe | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hanging", None if self.folder is None else OpenWardrobe(self.folder))

    def garments(self, choice: str, own: Sequence[Garment]) -> Sequence[Garment]:
        """Return the garments of a wardrobe: "demo", "own" or "folder". Raises `DataError` when it cannot be opened."""
        if choice == DEMO:
            return self.demo.garments()
        if choice != FOLDER or self._hanging is None:
            return own
        if not (self._hanging.folder / FILE).exists():
            raise DataError(say("wardrobe.missing", folder=self._hanging.folder))
        return self._hanging.garments()
