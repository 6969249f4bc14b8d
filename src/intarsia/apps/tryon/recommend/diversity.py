"""Choosing a few outfits that are good and not all alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


Array = npt.NDArray[np.float64]


def mmr(scores: Array, likeness: Array, top: int, trade: float = 0.7) -> list[int]:
    """Choose which of N to show, best first, by maximal marginal relevance (Carbonell and Goldstein, 1998).

    Takes one after the other the largest `trade · score - (1 - trade) · likeness to the likest one taken`, with scores
    spread to [0, 1]; equal ones in the order given.

    Args:
        scores: (N,), any scale.
        likeness: (N, N) in [0, 1].
        top: how many.
        trade: 1 looks at scores alone, 0 at difference alone.

    Returns:
        At most `top` row numbers.
    """
    if not 0 <= trade <= 1:
        raise OptionError(say("diversity.trade", trade=trade))
    if not len(scores):
        return []
    spread = np.ptp(scores)
    worth = trade * ((scores - scores.min()) / spread if spread > 0 else np.zeros(len(scores)))
    nearest = np.zeros(len(scores))
    taken = list[int]()
    for _ in range(min(top, len(scores))):
        margin = worth - (1 - trade) * nearest
        margin[taken] = -np.inf
        taken.append(int(margin.argmax()))
        nearest = np.maximum(nearest, likeness[taken[-1]])
    return taken
