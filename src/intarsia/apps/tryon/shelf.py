"""A wardrobe as arrays, and exact search in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment, Palette
from intarsia.apps.tryon.kinds import SLOTS
from intarsia.apps.tryon.outfits import slot_of

Floats = npt.NDArray[np.float32]
Vector = npt.NDArray[Any]

COLOURS = 5
"""Colours of a palette that are compared; the largest ones."""
PRIOR_ROWS = 20
"""With how many garments of average spread each width's own spread is mixed: a small wardrobe knows little of it."""


@dataclass(frozen=True, eq=False)
class Space:
    """Embeddings of N garments, standardised within them.

    Each width is centred and scaled by what it is and how it varies in this wardrobe, so that what all its garments
    have in common (a photo of clothes on white) does not count as likeness.

    Attributes:
        rows: (N, D) float32 of unit length; zeros where a garment has no embedding.
        present: (N,) bool.
        centre: (D,).
        spread: (D,), above 0.
    """

    rows: Floats
    present: npt.NDArray[np.bool_]
    centre: Floats
    spread: Floats

    @staticmethod
    def of(vectors: Sequence[Vector | None]) -> Space:
        """The space of a wardrobe's embeddings."""
        present = np.array([vector is not None for vector in vectors], bool)
        known = [vector for vector in vectors if vector is not None]
        raw = np.stack(known).astype(np.float32, copy=False) if known else np.zeros((0, 1), np.float32)  # (P, D)
        centre = raw.mean(0, dtype=np.float64) if known else np.zeros(raw.shape[1])
        variance = raw.var(0, dtype=np.float64) if known else np.zeros(raw.shape[1])
        mixed = (len(raw) * variance + PRIOR_ROWS * variance.mean()) / (len(raw) + PRIOR_ROWS)
        spread = np.sqrt(np.where(mixed > 0, mixed, 1.0)).astype(np.float32)
        space = Space(np.zeros((0, 0), np.float32), present, centre.astype(np.float32), spread)
        rows = np.zeros((len(vectors), raw.shape[1]), np.float32)
        rows[present] = space.unit(raw)
        return Space(rows, present, space.centre, space.spread)

    def unit(self, raw: Vector) -> Floats:
        """Embeddings (n, D) as rows of this space."""
        moved = (raw - self.centre) / self.spread
        length = np.sqrt(np.einsum("nd,nd->n", moved, moved))
        moved /= np.maximum(length, 1e-6)[:, None]
        return np.asarray(moved, np.float32)

    def place(self, vectors: Sequence[Vector | None]) -> Floats:
        """(n, D) rows of this space; NaN for what has no embedding, or one of another model."""
        width = len(self.centre)
        found = np.full((len(vectors), width), np.nan, np.float32)
        known = {row: vector for row, vector in enumerate(vectors) if vector is not None and len(vector) == width}
        if known:
            found[list(known)] = self.unit(np.stack(list(known.values())))
        return found

    def known(self) -> Floats:
        """(N, D) `rows`, with NaN for what has no embedding."""
        return self.rows if self.present.all() else np.where(self.present[:, None], self.rows, np.nan)


@dataclass(frozen=True, eq=False)
class Shelf:
    """The garments that a recommendation chooses from. Arrays are made when they are first asked for."""

    garments: tuple[Garment, ...]

    def __len__(self) -> int:
        return len(self.garments)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Digest → row."""
        return {garment.digest: row for row, garment in enumerate(self.garments)}

    @cached_property
    def slots(self) -> npt.NDArray[np.intp]:
        """(N,) where each garment is worn, as positions in `SLOTS`."""
        return np.array([SLOTS.index(slot_of(garment)) for garment in self.garments], np.intp)

    @cached_property
    def images(self) -> Space:
        """What the photos show."""
        return Space.of([garment.image for garment in self.garments])

    @cached_property
    def texts(self) -> Space:
        """What titles and descriptions say."""
        return Space.of([garment.text for garment in self.garments])

    @cached_property
    def colours(self) -> Floats:
        """(N, COLOURS, 4): L*, a*, b* and share of each garment's colours, see `palettes`."""
        return palettes([garment.palette for garment in self.garments])


def palettes(given: Sequence[Palette]) -> Floats:
    """(n, COLOURS, 4): L*, a*, b* and share; shares sum to 1, rows of share 0 fill up."""
    found = np.zeros((len(given), COLOURS, 4), np.float32)
    for row, palette in enumerate(given):
        for place, (lab, share) in enumerate(palette[:COLOURS]):
            found[row, place] = (*lab, share)
    found[..., 3] /= np.maximum(found[..., 3].sum(1, keepdims=True), 1e-6)
    return found


def apart(one: Floats, other: Floats) -> Floats:
    """(n, m) mean distance in CIELAB from the colours of n palettes to the nearest ones of m palettes, and back."""
    found = np.zeros((len(one), len(other)), np.float32)
    for column, palette in enumerate(other):
        gaps = np.sqrt(((one[:, :, None, :3] - palette[None, None, :, :3]) ** 2).sum(-1))  # (n, COLOURS, COLOURS)
        there = np.where(palette[:, 3] > 0, gaps, np.inf).min(2)  # (n, COLOURS)
        back = np.where(one[:, :, None, 3] > 0, gaps, np.inf).min(1)
        found[:, column] = ((_finite(there) * one[..., 3]).sum(1) + (_finite(back) * palette[:, 3]).sum(1)) / 2
    return found


def _finite(distances: Floats) -> Floats:
    return np.where(np.isfinite(distances), distances, 0)
