"""Hems and waists as lines across a person, which go on beside what is seen of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]

EVEN = 8
"""The part of a line's columns over which it is smoothed is one in so many."""
RAISED = 0.02
LEVEL = 0.05
"""How far above most of it a hem may lie, as it does not where a hand is in front of it, and how far below its highest
part a waist, as hips do, beside the picture's height."""
HIGHEST = 10
"""Percentile of the rows of an upper edge that is its highest part."""


def above_hem(top: Mask) -> Mask:
    """Return what lies above the lower edge of a top (H, W), and beside it as far as that edge goes on."""
    columns = np.flatnonzero(top.any(axis=0))
    if not len(columns):
        return top
    rows = len(top) - 1 - top[::-1].argmax(axis=0)
    trunk = columns[rows[columns] > np.percentile(rows[columns], 50) - RAISED * len(top)]
    return np.asarray(np.arange(len(top))[:, None] < _line(trunk, rows, top.shape[1])[None])


def below_waist(bottom: Mask) -> Mask:
    """Return what lies below the upper edge of trousers or a skirt (H, W), and beside it as far as that edge goes
    on.
    """
    columns = np.flatnonzero(bottom.any(axis=0))
    if not len(columns):
        return bottom
    rows = bottom.argmax(axis=0)
    waist = columns[rows[columns] < np.percentile(rows[columns], HIGHEST) + LEVEL * len(bottom)]
    return np.asarray(np.arange(len(bottom))[:, None] >= _line(waist, rows, bottom.shape[1])[None])


def _line(columns: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.float64]:
    """Return a row for every column of a picture: the smoothed one of those given, level beyond them."""
    half = max(1, len(columns) // EVEN)
    even = [np.median(rows[columns[max(0, at - half) : at + half + 1]]) for at in range(len(columns))]
    return np.asarray(np.interp(np.arange(width), columns, even))
