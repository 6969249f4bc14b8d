"""Vocabularies: words of texts and values of categories, as positions in a list that was learned.

Words are found in any language without a dictionary.
"""

from __future__ import annotations

import re
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

VOCABULARY = {
    "dump": lambda terms: None if terms is None else "\n".join(terms),
    "load": lambda text: None if text is None else tuple(text.splitlines()),
}
"""Metadata of a field that holds a tuple of words, or None: in JSON it is one string, not 100,000 lines."""

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3041-\u30ff\u3131-\u318e\u31f0-\u31ff"
UNSPACED += (
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9d\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Letters of scripts that set no spaces between words (Han, Kana, Hangul, Thai, Lao, Khmer, Burmese)."""

# Hangul has spaces, but its words carry endings; characters and pairs of them serve it better than whole words.
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")


def words(text: str) -> list[str]:
    """Return lower-case words in order, without punctuation; each letter of a script without spaces is a word."""
    return _WORD.findall(text.lower())


def count(batch: Batch, limit: int, at_least: int) -> list[tuple[Scalar, int]]:
    """Return the most frequent values with their counts, whatever the order of the rows.

    Args:
        batch: training rows.
        limit: how many values to keep.
        at_least: how many rows a value must have.
    """
    counts = Counter(value for value, present in zip(batch.values, batch.present, strict=True) if present)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], type(item[0]).__name__, str(item[0])))
    return [(value, rows) for value, rows in ranked[:limit] if rows >= at_least]


def index(batch: Batch, vocabulary: Sequence[Scalar]) -> npt.NDArray[np.int64]:
    """Return the position (B,) of each value in the vocabulary, from 1; `UNSEEN` for values outside."""
    places = {value: place for place, value in enumerate(vocabulary, start=1)}
    return np.array([places.get(value, UNSEEN) for value in batch.values], dtype=np.int64)


def roomy(rows: int) -> int:
    """Round up to one of 8, 10, 13, 17, ...: folds whose vocabularies differ a little get tables of equal shape."""
    size = 8
    while size < rows:
        size = ceil(size * 1.25)
    return size
