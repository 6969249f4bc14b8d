"""How well scores rank yes before no, question by question: ROC areas and average precision under row weights.

Only the scores that positives have matter: the rows fall into runs between them and at them, and all that is needed
is the weight of each run. A product with a sparse matrix gives it for all weightings at once, so that a thousand
resamples of hundreds of classes take seconds.

Shapes: N rows, C questions, R weightings, U distinct scores of the positives of one question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Value = Callable[[Floats, Floats], Floats]
"""Weight of the positives at each of their scores (U, R), highest first, and of all rows by run (2 U + 1, R) → (R,)."""

CELLS = 2_000_000
"""Rows times questions that are looked at together: bounds the memory."""


def areas(truth: Array, scores: Floats, weights: Floats) -> Floats:
    """(R, C) share of pairs in the right order, ties counting half: the area under the ROC curve.

    Args:
        truth: (N, C) bool.
        scores: (N, C).
        weights: (R, N).
    """
    return _each(_area, truth, scores, weights)


def precisions(truth: Array, scores: Floats, weights: Floats) -> Floats:
    """(R, C) precision averaged over the positives, at the threshold of each (no interpolation); see `areas`."""
    return _each(_precision, truth, scores, weights)


def _each(value: Value, truth: Array, scores: Floats, weights: Floats) -> Floats:
    by_row = np.ascontiguousarray(weights.T)
    step = max(1, CELLS // len(truth))
    starts = range(0, truth.shape[1], step)
    found = [_some(value, truth[:, at : at + step], scores[:, at : at + step], by_row) for at in starts]
    return np.stack([each for some in found for each in some], 1)


def _some(value: Value, truth: Array, scores: Floats, by_row: Floats) -> Iterator[Floats]:
    """(R,) values of some questions, one after the other. `by_row` is (N, R)."""
    runs, levels = zip(*(_runs(*pair) for pair in zip(truth.T, scores.T, strict=True)), strict=True)
    at = [run[yes] // 2 for run, yes in zip(runs, truth.T, strict=True)]
    rows = [np.flatnonzero(yes) for yes in truth.T]
    everyone = [np.arange(len(truth))] * len(runs)
    positive = _sums(at, rows, levels, by_row)
    every = _sums(runs, everyone, [2 * count + 1 for count in levels], by_row)
    yield from (value(*pair) for pair in zip(positive, every, strict=True))


def _runs(truth: Array, score: Floats) -> tuple[Array, int]:
    """(N,) which run each row is in, and U. Run 0 is above the positives' highest score, 1 at it, 2 below it, ..."""
    levels = np.unique(-score[truth])
    return np.searchsorted(levels, -score, "left") + np.searchsorted(levels, -score, "right"), len(levels)


def _sums(places: Sequence[Array], rows: Sequence[Array], counts: Sequence[int], by_row: Floats) -> list[Floats]:
    """(count, R) sums of each question's rows at its places."""
    edges = np.cumsum([0, *counts])
    at = np.concatenate([own + edge for own, edge in zip(places, edges[:-1], strict=True)])
    ones = np.ones(len(at), by_row.dtype)
    sums = sparse.csr_array((ones, (at, np.concatenate(rows))), shape=(edges[-1], len(by_row))) @ by_row
    return np.split(sums, edges[1:-1])


def _area(positive: Floats, runs: Floats) -> Floats:
    reached = runs.cumsum(0)
    yes = positive.sum(0)
    total = reached[-1]
    below = total - (reached[:-1:2] + reached[1::2]) / 2  # (U, R)
    # Positives are among the rows below, too: of all pairs of them, one half.
    area: Floats = ((positive * below).sum(0) - yes**2 / 2) / (yes * (total - yes))
    return area


def _precision(positive: Floats, runs: Floats) -> Floats:
    hits = positive.cumsum(0)
    reached = runs.cumsum(0)[1::2]
    precision: Floats = (positive * hits / np.where(reached > 0, reached, 1.0)).sum(0) / positive.sum(0)
    return precision
