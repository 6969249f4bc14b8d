"""Which training rows are set aside to tell when to stop."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.training.base import Index

FEWEST = 8
"""Fewer rows than this say nothing about when to stop: then none are set aside."""


def holdout(
    target: npt.NDArray[Any], share: float, seed: int, groups: npt.NDArray[Any] | None = None
) -> tuple[Index, Index]:
    """(rows to learn from, rows to stop by), positions in `target`, each in ascending order.

    Rows are put in order of their target and every so-manieth is taken (systematic sampling), which stratifies
    classes, label sets and values alike. The only row of a class is always learned from.

    Args:
        target: (N,) classes or values, or (N, K) labels.
        share: how much to set aside, in [0, 1); 0 sets nothing aside.
        groups: (N,) rows of one group stay together; then groups are sampled, in order of size and mean target.
    """
    chance = np.random.default_rng(seed)
    strata = _strata(target)
    names = np.arange(len(target)) if groups is None else np.unique(groups, return_inverse=True)[1].reshape(-1)
    size = np.bincount(names)
    order = np.lexsort((chance.random(len(size)), np.bincount(names, strata) / size, size))
    step = 1 / share if share else np.inf
    places = np.arange(chance.random() * min(step, len(size)), len(size), step).astype(np.intp)
    held = np.isin(names, order[places]) & ~_only(target)
    if share * len(target) < FEWEST or not held.any() or held.all():
        held[:] = False
    return np.flatnonzero(~held), np.flatnonzero(held)


def _strata(target: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """(N,) number of each row's class, label set or value in sorted order."""
    return np.unique(target, axis=0, return_inverse=True)[1].reshape(-1)


def _only(target: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """(N,) True for the only row of its class; values and label sets are no classes."""
    if target.ndim > 1 or not np.issubdtype(target.dtype, np.integer):
        return np.zeros(len(target), dtype=np.bool_)
    _, where, count = np.unique(target, return_inverse=True, return_counts=True)
    only: npt.NDArray[np.bool_] = count[where] == 1
    return only
