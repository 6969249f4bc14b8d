"""Is one learner better than another? A corrected test of paired differences, adjusted for how many are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from intarsia.evaluation.intervals import corrected_error, over_folds

SIGNIFICANT = 0.05
"""A p below this is taken for a difference that is not chance."""

ROUNDING = 1e-12
"""Differences smaller than this are what rounding left of equal scores."""


@dataclass(frozen=True)
class Comparison:
    """How much better one learner is than another.

    Attributes:
        difference: mean paired difference over folds; positive when the first is better, for losses too.
        low: lower end of its interval at 95 %, nan where it cannot be known.
        high: upper end.
        p: two-sided p of "they are equally good", nan where it cannot be known (fewer than two folds).
        p_adjusted: p after Holm's adjustment for all comparisons of one board.
    """

    difference: float
    low: float
    high: float
    p: float
    p_adjusted: float

    @property
    def significant(self) -> bool:
        """True where the adjusted p is below 0.05."""
        return self.p_adjusted < SIGNIFICANT

    @property
    def constant(self) -> bool:
        """True where the difference is the same on every fold: there is no variance to test by."""
        return self.low == self.high

    @property
    def equal(self) -> bool:
        """True where both score the same on every fold."""
        return self.constant and self.difference == 0


def corrected_t(differences: npt.NDArray[np.float64], ratio: float, most: float = np.inf) -> Comparison:
    """The corrected resampled t-test (Nadeau & Bengio 2003) on J paired differences; not adjusted yet.

    A plain t-test takes folds for independent and finds differences that are not there. When all differences are
    equal there is no variance to divide by: p is 1 for zeros, else that of the exact sign test, 2^(1 − J).

    Args:
        differences: (J,) score of the first minus score of the second on the same fold; folds of nan are left out.
        ratio: tested rows per trained row.
        most: the largest difference that there can be. The t distribution knows no bounds, so on few folds its
            interval may reach beyond; what is impossible is cut off, which costs no coverage.
    """
    kept = differences[np.isfinite(differences)]
    kept = np.where(np.abs(kept) <= ROUNDING, 0.0, kept)
    estimate = over_folds(kept, ratio).within((-most, most))
    p = _p(kept, ratio) if len(kept) >= 2 else np.nan
    return Comparison(estimate.value, estimate.low, estimate.high, p, p)


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


def _p(kept: npt.NDArray[np.float64], ratio: float) -> float:
    if np.ptp(kept) <= ROUNDING:
        return 1.0 if kept[0] == 0 else 2.0 ** (1 - len(kept))
    return float(2 * stats.t.sf(abs(kept.mean()) / corrected_error(kept, ratio), len(kept) - 1))
