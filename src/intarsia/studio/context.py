"""What all visitors of a studio share: nothing of any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.studio.wardrobes import DEMO, FOLDER, Demo, opened
from intarsia.studio.workspace import Private


@dataclass(frozen=True)
class Desk:
    """The studio's side of the counter.

    Attributes:
        private: the folder of this run.
        wardrobe: a folder that its user offers besides the demo wardrobe.
        model: a folder of a saved model that may be asked.
        demo: the rendered wardrobe.
    """

    private: Private
    wardrobe: Path | None = None
    model: Path | None = None
    demo: Demo = field(default_factory=Demo)

    def garments(self, choice: str, own: Sequence[Garment]) -> Sequence[Garment]:
        """The garments of a wardrobe: "demo", "own" or "folder". Raises `DataError` when it cannot be opened."""
        if choice == DEMO:
            return self.demo.garments()
        return opened(self.wardrobe) if choice == FOLDER and self.wardrobe is not None else own
