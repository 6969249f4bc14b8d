"""Exact Shapley values over modalities: how much of an answer each modality brings, in the answer's own unit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import factorial

import numpy as np
import numpy.typing as npt

from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.progress import Progress

say = messages(__package__)


Scores = npt.NDArray[np.float64]
Ask = Callable[[npt.NDArray[np.bool_]], Scores]
"""(N, M) bool, which modalities of which rows are shown → scores (N, K)."""

MOST = 12
"""Modalities for which all 2^M coalitions are asked: 4,096 passes over the rows."""


def coalitions(ask: Ask, present: npt.NDArray[np.bool_]) -> dict[tuple[bool, ...], Scores]:
    """Scores (N, K) of every subset of the M modalities, shown alone. Long work tells how far it is.

    Args:
        ask: the model.
        present: (N, M) bool; a modality that is missing stays missing.

    Raises:
        OptionError: there are too many modalities to ask about every subset.
    """
    count = present.shape[1]
    if count > MOST:
        raise OptionError(say("explain.too_many", count=count, passes=2**count, most=MOST))
    worth = {}
    with Progress("explaining", say("explain.progress", passes=2**count), 2**count * len(present)) as progress:
        for shown in product((False, True), repeat=count):
            worth[shown] = ask(present & np.array(shown, dtype=np.bool_))
            progress.advance(len(present))
    return worth


def shapley(worth: dict[tuple[bool, ...], Scores]) -> Scores:
    """Return the contributions (N, M, K); over M they add up to the full answer less the one with everything hidden.

    φᵢ = Σ over subsets S without i of |S|! (M - |S| - 1)! / M! · (v(S ∪ i) - v(S)).
    Source: Shapley, "A Value for n-Person Games" (1953).
    """
    count = len(next(iter(worth)))
    values = []
    for player in range(count):
        value = np.zeros_like(next(iter(worth.values())))
        for shown, scores in worth.items():
            if shown[player]:
                others = sum(shown) - 1
                share = factorial(others) * factorial(count - others - 1) / factorial(count)
                value += share * (scores - worth[(*shown[:player], False, *shown[player + 1 :])])
        values.append(value)
    return np.stack(values, 1)  # (N, M, K)


def left_out(worth: dict[tuple[bool, ...], Scores]) -> Scores:
    """Return (N, M, K), the full answer less the answer without modality m (leave one out)."""
    count = len(next(iter(worth)))
    full = (True,) * count
    without = [worth[(*full[:place], False, *full[place + 1 :])] for place in range(count)]
    return np.stack([worth[full] - scores for scores in without], 1)  # (N, M, K)
