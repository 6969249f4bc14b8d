"""The distinct values of a category column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from intarsia.columns.base import Batch

Scalar = str | int | float | bool
"""What a category may be: JSON's scalars."""

UNSEEN = 0
"""Index of every value outside the vocabulary, and of missing cells; known values count from 1."""


def count(batch: Batch, limit: int, at_least: int) -> list[tuple[Scalar, int]]:
    """The most frequent values with their counts, whatever the order of the rows.

    Args:
        batch: training rows.
        limit: how many values to keep.
        at_least: how many rows a value must have.
    """
    counts = Counter(value for value, present in zip(batch.values, batch.present, strict=True) if present)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], type(item[0]).__name__, str(item[0])))
    return [(value, rows) for value, rows in ranked[:limit] if rows >= at_least]


def index(batch: Batch, vocabulary: Sequence[Scalar]) -> npt.NDArray[np.int64]:
    """(B,) place of each value in the vocabulary, from 1; `UNSEEN` where it has none."""
    places = {value: place for place, value in enumerate(vocabulary, start=1)}
    return np.array([places.get(value, UNSEEN) for value in batch.values], dtype=np.int64)


def roomy(rows: int) -> int:
    """The next of 8, 10, 13, 17, ...: folds whose vocabularies differ a little have tables of equal shape."""
    size = 8
    while size < rows:
        size = ceil(size * 1.25)
    return size
