"""A garment: what its photo shows, and what its owner or a shop states of it."""

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
"""The key, among the other facts of a garment, of the name of the file that it was read from."""

TRAITS: Mapping[str, tuple[str, ...]] = {"pattern": PATTERNS, "sleeve": SLEEVES, "neck": NECKS, "length": LENGTHS}
"""Trait → its values. Categories are those of `taxonomy.KINDS`."""


@dataclass(frozen=True)
class Garment:
    """One garment. Two garments are equal when their photos and facts are.

    Attributes:
        digest: the digest of the pixels of its photo (`Photo.digest`).
        category: one of `taxonomy.KINDS`.
        palette: its colours, ((L*, a*, b*), share of its area), the largest first; the shares sum to 1.
        pattern: one of `PATTERNS`.
        sleeve: one of `SLEEVES`; None where it is not known, or where there is none to know (a skirt).
        neck: one of `NECKS`, or None.
        length: one of `LENGTHS`, for skirts, dresses and trousers, or None.
        sureness: "category", "mask", "pattern", ... → probability in [0, 1] that it is right; 1 for what was stated.
        image: (D,) float32 of unit length, the embedding of the photo; see `embedding`.
        text: (384,) float32 of unit length, the embedding of title and description by multilingual-e5; None without.
        title: what its shop calls it, "" for none.
        description: what its shop writes about it, "" for none.
        price: in the currency of the shop, or None.
        sizes: the sizes in stock, as the shop writes them; empty when nothing is known.
        others: the other columns of the table.
        notes: names of notes on the photo that a user should read, see `understanding.remarks`.
        wearer: whom it is for, one of `wearers.WEARERS`; None where nobody said it. It is never seen in a photo.
        rivals: the kinds that it may be, the likeliest first, where nobody said which and the photo leaves it open;
            empty where it is settled.
        shown: the kind that its photo surely shows, and its probability, where that is worn in another place than what
            it was said to be; None where they agree.
        load_cutout: returns photo and mask. A wardrobe of 100,000 garments leaves them on disk until they are wanted.
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
    wearer: str | None = None
    rivals: tuple[str, ...] = field(default=(), compare=False)
    shown: tuple[str, float] | None = field(default=None, compare=False)
    load_cutout: Callable[[], Cutout] | None = field(default=None, compare=False, repr=False)

    @property
    def probability(self) -> float:
        """The probability of the category."""
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
