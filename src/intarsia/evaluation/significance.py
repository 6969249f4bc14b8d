"""What a comparison of two learners has found, and its adjustment for how many are asked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

SIGNIFICANT = 0.05
"""A p below this is taken for a difference that is not chance."""

ROUNDING = 1e-12
"""Differences smaller than this are what rounding left of equal scores, as a share of their scale."""


@dataclass(frozen=True)
class Comparison:
    """How much better one learner is than another.

    Attributes:
        difference: mean paired difference over folds; positive when the first is better, for losses too.
        low: lower end of its interval at 95 %, nan where it cannot be known.
        high: upper end.
        p: two-sided p of "they are equally good", nan where it cannot be known (fewer than two folds).
        p_adjusted: p after Holm's adjustment for all comparisons of one board.
        p_unequal: p of "they differ by more than the margin", one-sided (Schuirmann's two tests, 1987); nan where it
            cannot be known.
        margin: the difference below which there is none.
        constant: True where it is the same on every fold, whatever rows are drawn: p is that of the sign test over the
            rows, and the interval that of no event in so many.
    """

    difference: float
    low: float
    high: float
    p: float
    p_adjusted: float
    p_unequal: float = np.nan
    margin: float = np.nan
    constant: bool = False

    @property
    def significant(self) -> bool:
        """True where the adjusted p is below 0.05."""
        return self.p_adjusted < SIGNIFICANT

    @property
    def worse(self) -> bool:
        """True where the first is known to be worse, asked by itself."""
        return self.p < SIGNIFICANT and self.difference < 0

    @property
    def better(self) -> bool:
        """True where the first is known to be better, asked by itself."""
        return self.p < SIGNIFICANT and self.difference > 0

    @property
    def idle(self) -> bool:
        """True where it is known that the first is of no use: it is worse, or makes no difference."""
        return self.worse or self.negligible

    @property
    def negligible(self) -> bool:
        """True where it is known that the difference is below the margin, and not that there is one."""
        return self.p_unequal < SIGNIFICANT and not self.p < SIGNIFICANT

    @property
    def equal(self) -> bool:
        """True where both score the same on every fold, whatever rows are drawn."""
        return self.constant and self.difference == 0


def adjusted(tests: Mapping[str, Comparison]) -> dict[str, Comparison]:
    """The same tests, their p adjusted for being asked together (`holm`)."""
    values = holm(np.array([test.p for test in tests.values()]))
    return {name: replace(test, p_adjusted=float(p)) for (name, test), p in zip(tests.items(), values, strict=True)}


def holm(p: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Adjusted p-values (Holm 1979): the chance of even one false discovery stays below the level. nan stays nan."""
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known])]
    result = np.full(len(p), np.nan)
    result[order] = np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)).clip(max=1.0)
    return result
