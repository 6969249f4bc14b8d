"""Title and description as a vector: what a wish is compared with."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from intarsia.columns.base import Batch
from intarsia.encoders.base import Extractor
from intarsia.encoders.e5 import MultilingualE5

TOKENS = 128
"""Later ones of a long description are not read."""

Vector = npt.NDArray[np.float32]


def text_vectors(texts: Sequence[str]) -> list[Vector | None]:
    """(384,) float32 of unit length for each text, None for an empty one.

    multilingual-e5-small, as passages: compare them with queries of that model, and by rank alone.
    """
    told = [text for text in texts if text.strip()]
    if not told:
        return [None] * len(texts)
    tokens = iter(_extractor()(Batch(tuple(told), np.ones(len(told), bool))).tokens[:, 0])
    return [_unit(next(tokens)) if text.strip() else None for text in texts]


def _unit(vector: npt.NDArray[np.floating]) -> Vector:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


@functools.cache
def _extractor() -> Extractor:
    return MultilingualE5(max_tokens=TOKENS, prefix="passage").extractor()
