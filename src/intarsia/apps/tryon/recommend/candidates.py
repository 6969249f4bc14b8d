"""The few garments of a large wardrobe that are worth scoring: exact search, slot by slot."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.wardrobe.shelf import Floats, Shelf, Space, Vector

Scores = npt.NDArray[np.float32]

COUNT = 200
"""Garments of each slot that are scored by all scorers."""


def candidates(request: Request, count: int = COUNT) -> dict[str, tuple[Garment, ...]]:
    """Choose at most `count` garments of each slot: where there are more, those nearest to the likes and the wish.

    One query is made of all likes less all dislikes (Rocchio 1971), another of the wish; every garment is compared with
    both, in float32, exactly. Without likes and wish the garments with the least digests stand for the slot: a digest
    is a hash, so they are drawn by lot, and are the same in whatever order the wardrobe is.

    Returns:
        Slot → its garments.
    """
    shelf = request.shelf
    crowded = any(len(rows) > count for rows in shelf.of_slots.values())
    scores = nearness(request) if crowded else None
    chosen = {
        slot: _chosen(_asked_for(rows, request) if len(rows) > count else rows, scores, count, shelf)
        for slot, rows in shelf.of_slots.items()
    }
    return {slot: tuple(shelf.garments[row] for row in rows) for slot, rows in chosen.items()}


def _asked_for(rows: npt.NDArray[np.intp], request: Request) -> npt.NDArray[np.intp]:
    """Return the rows of garments that are just what was asked for, where there are some; else all of them."""
    if not request.constraints.asked:
        return rows
    exact = [row for row in rows if request.constraints.asks_for(request.shelf.garments[row])]
    return np.array(exact, np.intp) if exact else rows


def nearness(request: Request) -> Scores | None:
    """Return how near each garment is to likes and wish, (N,); None when there is neither."""
    found = [_standardised(each) for each in _nearnesses(request)]
    return np.sum(found, axis=0) if found else None


def meaning(shelf: Shelf, wish: Vector) -> Scores | None:
    """Return how near the text of each garment is to the embedding of a wish, (N,).

    NaN for garments without text; None when no garment has one.
    """
    query = shelf.texts.place([wish])[0]
    if np.isnan(query).any() or not shelf.texts.present.any():
        return None
    return np.where(shelf.texts.present, shelf.texts.similarities(query), np.float32(np.nan))


def _nearnesses(request: Request) -> Iterator[Scores]:
    shelf = request.shelf
    both = (*request.likes, *request.dislikes)
    signs = np.array([1.0] * len(request.likes) + [-1.0] * len(request.dislikes), np.float32)
    if any(each.image is not None for each in both):
        yield shelf.images.similarities(_query(shelf.images, [each.image for each in both], signs))
    if any(each.text is not None for each in both):
        yield shelf.texts.similarities(_query(shelf.texts, [each.text for each in both], signs))
    if request.meaning is not None:
        yield np.nan_to_num(request.meaning)


def _query(space: Space, vectors: Sequence[Vector | None], signs: Floats) -> Floats:
    return np.asarray(signs @ np.nan_to_num(space.place(vectors)), np.float32)


def _standardised(values: Scores) -> Scores:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-6), np.float32)


def _chosen(rows: npt.NDArray[np.intp], scores: Scores | None, count: int, shelf: Shelf) -> Iterable[int]:
    if len(rows) <= count:
        return rows
    if scores is None:
        return heapq.nsmallest(count, rows, key=lambda row: shelf.garments[row].digest)
    best = np.argpartition(-scores[rows], count)[:count]
    return rows[best[np.lexsort((best, -scores[rows[best]]))]]
