"""Which training rows are set aside to tell when to stop."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.training.base import Index

FEWEST = 8
"""Fewer rows than this say nothing about when to stop: then none are set aside."""


def holdout(
    strata: npt.NDArray[Any], share: float, seed: int, groups: npt.NDArray[Any] | None = None
) -> tuple[Index, Index]:
    """(rows to learn from, rows to stop by), positions in `strata`, each in ascending order.

    Rows are put in order of their stratum and every k-th row is taken (systematic sampling), which stratifies
    classes, label sets and values alike. The only row of a class is always learned from.

    Args:
        strata: (N,) classes or values, or (N, L) labels (see `Task.strata`).
        share: how much to set aside, in [0, 1); 0 sets nothing aside.
        groups: (N,) rows of one group stay together; then groups are sampled, in order of size and mean stratum.
    """
    chance = np.random.default_rng(seed)
    places_of = _places(strata)
    names = np.arange(len(strata)) if groups is None else np.unique(groups, return_inverse=True)[1].reshape(-1)
    size = np.bincount(names)
    order = np.lexsort((chance.random(len(size)), np.bincount(names, places_of) / size, size))
    step = 1 / share if share else np.inf
    places = np.arange(chance.random() * min(step, len(size)), len(size), step).astype(np.intp)
    held = np.isin(names, order[places]) & ~_only(strata)
    if share * len(strata) < FEWEST or not held.any() or held.all():
        held[:] = False
    return np.flatnonzero(~held), np.flatnonzero(held)


def _places(strata: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return the number (N,) of each row's class, label set or value in sorted order."""
    return np.unique(strata, axis=0, return_inverse=True)[1].reshape(-1)


def _only(strata: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return (N,) True for the only row of its class; values and label sets are no classes."""
    if strata.ndim > 1 or not np.issubdtype(strata.dtype, np.integer):
        return np.zeros(len(strata), dtype=np.bool_)
    _, where, count = np.unique(strata, return_inverse=True, return_counts=True)
    only: npt.NDArray[np.bool_] = count[where] == 1
    return only
