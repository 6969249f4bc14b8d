"""A wardrobe as arrays, with its embeddings in indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment, Palette
from intarsia.apps.tryon.garment.taxonomy import KINDS, SLOTS
from intarsia.index.exact import Exact, ExactIndex

Floats = npt.NDArray[np.float32]
Vector = npt.NDArray[Any]

COLOURS = 5
"""Colours of a palette that are compared; the largest ones."""
PRIOR_ROWS = 20
"""With how many garments of average spread each width's own spread is mixed: a small wardrobe knows little of it."""
CACHED = 500
"""Embeddings that are standardised together: they stay in the processor's cache from one step to the next."""
SAMPLE = 2000
"""Garments from which means and spreads of a large wardrobe are taken."""


@dataclass(frozen=True, eq=False)
class Space:
    """Embeddings of N garments, standardised within them and held in an index for exact search.

    Each width is centred and scaled by what it is and how it varies in this wardrobe, so that what all its garments
    have in common (a photo of clothes on white) does not count as likeness.

    Attributes:
        index: the standardised embeddings, (N, D) float32 of unit length, in the order of the garments; zeros where a
            garment has no embedding.
        present: (N,) bool, False where a garment has no embedding.
        centre: (D,) what is subtracted from an embedding.
        spread: (D,) what it is divided by then, above 0.
    """

    index: ExactIndex
    present: npt.NDArray[np.bool_]
    centre: Floats
    spread: Floats

    @staticmethod
    def of(vectors: Sequence[Vector | None], keys: Sequence[str] | None = None) -> Space:
        """Make the space of a wardrobe's embeddings.

        Args:
            vectors: the embedding of each garment, or None. The centre and the spread are those of `SAMPLE` evenly
                spaced ones.
            keys: the key of each garment; its number by default.
        """
        present = np.array([vector is not None for vector in vectors], bool)
        known = [vector for vector in vectors if vector is not None]
        raw = np.stack(known).astype(np.float32, copy=False) if known else np.zeros((0, 1), np.float32)  # (P, D)
        seen = raw[evenly(len(raw), SAMPLE)] if known else np.zeros((1, 1))
        variance = seen.var(0, dtype=np.float64)
        mixed = (len(seen) * variance + PRIOR_ROWS * variance.mean()) / (len(seen) + PRIOR_ROWS)
        centre = seen.mean(0, dtype=np.float64).astype(np.float32)
        spread = np.sqrt(np.where(mixed > 0, mixed, 1.0)).astype(np.float32)
        space = Space(Exact("inner").build(), present, centre, spread)
        rows = space.unit(raw)
        if not present.all():
            rows = np.zeros((len(vectors), raw.shape[1]), np.float32)
            rows[present] = raw
        space.index.add([str(row) for row in range(len(vectors))] if keys is None else keys, rows)
        return space

    @property
    def rows(self) -> Floats:
        """(N, D) the standardised embeddings."""
        return self.index.vectors

    def unit(self, raw: Floats) -> Floats:
        """Bring embeddings (n, D) into this space. `raw` is overwritten, so that large wardrobes are held once."""
        for start in range(0, len(raw), CACHED):
            rows = raw[start : start + CACHED]
            rows -= self.centre
            rows /= self.spread
            rows /= np.maximum(np.sqrt(np.einsum("nd,nd->n", rows, rows)), 1e-6)[:, None]
        return raw

    def place(self, vectors: Sequence[Vector | None]) -> Floats:
        """Bring embeddings into this space, (n, D); NaN for a missing one, or one of another model."""
        width = len(self.centre)
        found = np.full((len(vectors), width), np.nan, np.float32)
        known = {row: vector for row, vector in enumerate(vectors) if vector is not None and len(vector) == width}
        if known:
            found[list(known)] = self.unit(np.stack(list(known.values())).astype(np.float32))
        return found

    def known(self, chosen: npt.NDArray[np.intp]) -> Floats:
        """Return (n, D) the standardised embeddings of chosen garments, NaN for those without one."""
        return np.where(self.present[chosen, None], self.rows[chosen], np.nan)

    def similarities(self, query: Floats) -> Floats:
        """Return (N,) how near each garment is to a query (D,) of this space; 0 for garments without an embedding."""
        found: Floats = self.index.similarities(query[None])[0]
        return found


@dataclass(frozen=True, eq=False)
class Shelf:
    """The garments that a recommendation chooses from. Arrays are made when they are first needed."""

    garments: tuple[Garment, ...]

    def __len__(self) -> int:
        return len(self.garments)

    @cached_property
    def digests(self) -> Sequence[str]:
        """The digest of each garment: its key in the indexes."""
        return [garment.digest for garment in self.garments]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The row of each garment by its digest."""
        return {digest: row for row, digest in enumerate(self.digests)}

    @cached_property
    def slots(self) -> npt.NDArray[np.intp]:
        """(N,) where each garment is worn, as positions in `SLOTS`."""
        places = {name: SLOTS.index(kind.slot) for name, kind in KINDS.items()}
        return np.array([places[garment.category] for garment in self.garments], np.intp)

    @cached_property
    def of_slots(self) -> Mapping[str, npt.NDArray[np.intp]]:
        """Slot → the rows of its garments; slots without any are left out."""
        found = {slot: np.flatnonzero(self.slots == place) for place, slot in enumerate(SLOTS)}
        return {slot: rows for slot, rows in found.items() if len(rows)}

    @cached_property
    def sample(self) -> npt.NDArray[np.intp]:
        """At most `SAMPLE` rows, evenly spaced within each slot: what the wardrobe is like."""
        chosen = [rows[evenly(len(rows), SAMPLE // len(SLOTS))] for rows in self.of_slots.values()]
        return np.concatenate(chosen) if chosen else np.zeros(0, np.intp)

    @cached_property
    def images(self) -> Space:
        """The embeddings of the garments' photos."""
        return Space.of([garment.image for garment in self.garments], self.digests)

    @cached_property
    def texts(self) -> Space:
        """The embeddings of titles and descriptions."""
        return Space.of([garment.text for garment in self.garments], self.digests)

    @cached_property
    def colours(self) -> Floats:
        """(N, COLOURS, 4): L*, a*, b* and share of each garment's colours, see `palettes`."""
        return palettes([garment.palette for garment in self.garments])


def evenly(count: int, most: int) -> npt.NDArray[np.intp]:
    """Return all of `count` places, or `most` of them, evenly spaced."""
    return np.linspace(0, count - 1, min(count, most)).astype(np.intp) if count else np.zeros(0, np.intp)


def palettes(given: Sequence[Palette]) -> Floats:
    """Return (n, COLOURS, 4): L*, a*, b* and share; shares sum to 1, rows of share 0 fill up."""
    found = np.zeros((len(given), COLOURS, 4), np.float32)
    for row, palette in enumerate(given):
        for place, (lab, share) in enumerate(palette[:COLOURS]):
            found[row, place] = (*lab, share)
    found[..., 3] /= np.maximum(found[..., 3].sum(1, keepdims=True), 1e-6)
    return found


def apart(one: Floats, other: Floats) -> Floats:
    """Return (n, m) mean distance in CIELAB from the colours of n palettes to the nearest ones of m palettes,
    and back.
    """
    found = np.zeros((len(one), len(other)), np.float32)
    for column, palette in enumerate(other):
        gaps = np.sqrt(((one[:, :, None, :3] - palette[None, None, :, :3]) ** 2).sum(-1))  # (n, COLOURS, COLOURS)
        there = np.where(palette[:, 3] > 0, gaps, np.inf).min(2)  # (n, COLOURS)
        back = np.where(one[:, :, None, 3] > 0, gaps, np.inf).min(1)
        found[:, column] = ((_finite(there) * one[..., 3]).sum(1) + (_finite(back) * palette[:, 3]).sum(1)) / 2
    return found


def _finite(distances: Floats) -> Floats:
    return np.where(np.isfinite(distances), distances, 0)
