"""The cells of a number column as an array."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.columns.base import Batch

LARGEST = 1e150
"""Values are held within ±LARGEST, so that differences and products of two of them are finite in float64."""


def numbers(batch: Batch) -> npt.NDArray[np.float64]:
    """(B,) float64, NaN where the cell is missing, otherwise finite.

    float64 to the end: an id or a time stamp in seconds has more digits than float32 can hold.
    """
    values = np.array([np.nan if value is None else value for value in batch.values], dtype=np.float64)
    return np.where(batch.present, np.clip(values, -LARGEST, LARGEST), np.nan)  # (B,)
