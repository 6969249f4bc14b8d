"""A garment: what was seen in its photo, and what its owner or a shop says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.cutout import Cutout

Colour = tuple[float, float, float]
Palette = tuple[tuple[Colour, float], ...]
Vector = npt.NDArray[np.float32]

PATTERNS = ("plain", "stripe", "check", "print")
SLEEVES = ("none", "short", "long")
NECKS = ("round", "v", "collar", "hood")
LENGTHS = ("short", "knee", "long")

FILE = "photo"
"""Among a garment's other facts: the name of the file that it was read from, if it was."""

TRAITS: Mapping[str, tuple[str, ...]] = {"pattern": PATTERNS, "sleeve": SLEEVES, "neck": NECKS, "length": LENGTHS}
"""Trait → its values. Categories are those of `kinds.KINDS`."""


@dataclass(frozen=True)
class Garment:
    """One garment. Two are equal when photo and facts are.

    Attributes:
        digest: of its photo's pixels (`Photo.digest`).
        category: one of `kinds.KINDS`.
        palette: its colours, ((L*, a*, b*), share of its area), the largest first; the shares sum to 1.
        pattern: one of `PATTERNS`.
        sleeve: one of `SLEEVES`; None where there is no telling, or nothing to tell (a skirt).
        neck: one of `NECKS`, or None.
        length: one of `LENGTHS` (of a skirt, a dress, trousers), or None.
        sureness: "category", "mask", "pattern", ... → probability in [0, 1] that it is right; 1 for what was given.
        image: (D,) float32 of unit length: what the photo shows; see `embedding`.
        text: (384,) float32 of unit length: multilingual-e5 of title and description; None without them.
        title: "" when there is none, likewise `description`.
        price: in the shop's currency, or None.
        sizes: in stock, as the shop writes them; empty when nothing is known.
        others: the table's other columns.
        notes: names of what a user should know of the photo, see `understanding.NOTES`.
        look: gives photo and mask. A wardrobe of 100,000 leaves them on disk until they are wanted.
    """

    digest: str
    category: str
    palette: Palette
    pattern: str
    sleeve: str | None = None
    neck: str | None = None
    length: str | None = None
    sureness: Mapping[str, float] = field(default_factory=dict, compare=False)
    image: Vector | None = field(default=None, compare=False, repr=False)
    text: Vector | None = field(default=None, compare=False, repr=False)
    title: str = ""
    description: str = ""
    price: float | None = None
    sizes: tuple[str, ...] = ()
    others: Mapping[str, object] = field(default_factory=dict, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
    load_cutout: Callable[[], Cutout] | None = field(default=None, compare=False, repr=False)

    @property
    def probability(self) -> float:
        """Of the category."""
        return self.sureness.get("category", 1.0)

    @property
    def mask(self) -> npt.NDArray[np.bool_]:
        """(H, W) bool, True on the garment; (0, 0) for a garment without a photo."""
        return self._seen().mask

    @property
    def pixels(self) -> npt.NDArray[np.uint8]:
        """(H, W, 3) uint8 sRGB, the photo at the mask's size."""
        return self._seen().pixels

    def _seen(self) -> Cutout:
        return (
            self.load_cutout()
            if self.load_cutout is not None
            else Cutout(np.zeros((0, 0, 3), np.uint8), np.zeros((0, 0), bool))
        )
