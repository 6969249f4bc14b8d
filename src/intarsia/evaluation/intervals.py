"""How sure a value is: bootstrap intervals over rows, corrected t intervals over folds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from intarsia.tasks.metrics import Metric

Array = npt.NDArray[Any]
Statistics = Callable[[Array], Array]
"""Row weights (R, N) → values of S statistics, (S, R)."""

LEVEL = 0.95
BLOCKS = 100
"""Parts of the rows that the jackknife leaves out in turn, to learn how skewed a statistic is."""
CELLS = 1_000_000
"""Weights held at once: resamples are drawn in chunks of about this many numbers (8 MB)."""


@dataclass(frozen=True)
class Estimate:
    """A value and its interval: low ≤ value ≤ high at a confidence of `level`; nan where it cannot be known."""

    value: float
    low: float
    high: float
    level: float = LEVEL

    def within(self, limits: tuple[float, float]) -> Estimate:
        """The same with its interval cut to what is possible."""
        low, high = (float(np.clip(end, *limits)) for end in (self.low, self.high))
        return Estimate(self.value, low, high, self.level)


@dataclass(frozen=True)
class Bootstrap:
    """BCa bootstrap (Efron 1987) over rows, stratified by class, or over whole groups (Field & Welsh 2007).

    The models are not trained again: the interval says how much a score depends on the rows that were tested. Where
    every row agrees (all answers right) it has no width.

    Attributes:
        resamples: how often the table is drawn anew.
        level: confidence.
        seed: fixes the draws: the same rows for every statistic.
    """

    resamples: int = 1000
    level: float = LEVEL
    seed: int = 0

    def metric(
        self, metric: Metric, target: Array, scores: Array, groups: npt.NDArray[np.intp] | None = None
    ) -> Estimate:
        """A metric of N rows (see `metrics` for the shapes). `groups` (N,) are numbers from 0."""
        over = partial(_alone, metric, target, scores)
        return self.statistics(over, strata_of(target), groups)[0]

    def statistics(
        self,
        over: Statistics,
        strata: Array,
        groups: npt.NDArray[np.intp] | None = None,
        draws: Iterable[Array] | None = None,
    ) -> list[Estimate]:
        """Several statistics of the same N rows; they share the draws.

        Args:
            over: gives the statistics under row weights.
            strata: (N,) each keeps its number of rows.
            groups: (N,) numbers from 0; they are drawn whole.
            draws: what `draws` gave for the same rows, where it is at hand.
        """
        units = np.arange(len(strata)) if groups is None else groups
        values = over(np.ones((1, len(units))))[:, 0].tolist()
        if len(units) == 0:
            return [Estimate(value, np.nan, np.nan, self.level) for value in values]
        chunks = self.draws(strata, groups) if draws is None else draws
        drawn = np.concatenate([over(weights) for weights in chunks], 1)  # (S, resamples)
        left_out = np.concatenate([over(weights) for weights in _leave_out(units, self.seed)], 1)  # (S, blocks)
        return [self._interval(*found) for found in zip(values, drawn, left_out, strict=True)]

    def draws(self, strata: Array, groups: npt.NDArray[np.intp] | None) -> Iterator[Array]:
        """Weights (R, N) of all resamples, chunk by chunk: how often each row is drawn. The first ones are the same
        however many follow."""
        random = np.random.default_rng(self.seed)
        rows = len(strata)
        chunk = max(1, CELLS // rows)
        for start in range(0, self.resamples, chunk):
            count = min(chunk, self.resamples - start)
            if groups is None:
                yield _draw(np.unique(strata, return_inverse=True)[1].reshape(-1), count, random)
            else:
                whole = np.zeros(groups.max() + 1, dtype=np.intp)
                yield _draw(whole, count, random)[:, groups]

    def _interval(self, value: float, drawn: Array, left_out: Array) -> Estimate:
        drawn = drawn[np.isfinite(drawn)]
        left_out = left_out[np.isfinite(left_out)]
        if not np.isfinite(value) or len(drawn) == 0:
            return Estimate(value, np.nan, np.nan, self.level)
        ends = _bca(value, drawn, left_out, np.array([1 - self.level, 1 + self.level]) / 2)
        low, high = np.quantile(drawn, ends)
        return Estimate(value, min(float(low), value), max(float(high), value), self.level)


def over_folds(scores: npt.NDArray[np.float64], ratio: float, level: float = LEVEL) -> Estimate:
    """The mean of J fold scores and its t interval with the corrected variance; folds of nan are left out.

    Args:
        scores: (J,) one per fold.
        ratio: tested rows per trained row.
        level: confidence.
    """
    kept = scores[np.isfinite(scores)]
    mean = float(kept.mean()) if len(kept) else np.nan
    if len(kept) < 2:
        return Estimate(mean, np.nan, np.nan, level)
    reach = float(stats.t.ppf((1 + level) / 2, len(kept) - 1)) * corrected_error(kept, ratio)
    return Estimate(mean, mean - reach, mean + reach, level)


def corrected_error(values: npt.NDArray[np.float64], ratio: float) -> float:
    """Standard error of the mean of J fold values: folds share training rows, so 1/J grows to 1/J + n_test/n_train.

    Nadeau & Bengio (2003), Inference for the generalization error, equation 9.
    """
    return float(np.sqrt((1 / len(values) + ratio) * values.var(ddof=1)))


def strata_of(truth: Array) -> Array:
    """Return (N,) the strata whose sizes the bootstrap keeps: integers are classes (see `Task.truth`); labels, values
    and all else are one stratum, drawn freely."""
    classes = truth.ndim == 1 and np.issubdtype(truth.dtype, np.integer)
    return truth if classes else np.zeros(len(truth), dtype=np.intp)


def _draw(strata: Array, count: int, random: np.random.Generator) -> Array:
    """(count, N) float32 (small integers, so exact): how often each unit is drawn, with replacement, in its stratum."""
    order = np.argsort(strata, kind="stable")
    sizes = np.bincount(strata)
    size = np.repeat(sizes, sizes)
    start = np.repeat(np.cumsum(sizes) - sizes, sizes)
    picked = order[start + (random.random((count, len(strata))) * size).astype(np.intp)]  # (count, N)
    flat = (picked + np.arange(count)[:, None] * len(strata)).ravel()
    return np.bincount(flat, minlength=count * len(strata)).reshape(count, -1).astype(np.float32)


def _leave_out(units: Array, seed: int) -> Iterator[Array]:
    """Weights (R, N) of the jackknife: all rows but those of one block of units."""
    shuffled = np.random.default_rng(seed).permutation(units.max() + 1)
    blocks = min(BLOCKS, len(shuffled))
    block = shuffled[units] % blocks
    for numbers in np.array_split(np.arange(blocks), max(1, blocks * len(units) // CELLS)):
        yield (block != numbers[:, None]).astype(np.float64)


def _alone(metric: Metric, target: Array, scores: Array, weights: Array) -> Array:
    return metric.over(target, scores, weights)[None]


def _bca(value: float, drawn: Array, left_out: Array, ends: Array) -> Array:
    """Which quantiles of the draws bound the interval: `ends`, moved by the draws' bias and the statistic's skew."""
    below = (drawn < value).mean() + (drawn == value).mean() / 2
    edge = 1 / (len(drawn) + 1)
    bias = stats.norm.ppf(np.clip(below, edge, 1 - edge))
    fall = left_out.mean() - left_out if len(left_out) else np.zeros(1)
    spread = (fall**2).sum()
    skew = (fall**3).sum() / (6 * spread**1.5) if spread > 0 else 0.0
    shifted = bias + stats.norm.ppf(ends)
    return np.asarray(stats.norm.cdf(bias + shifted / (1 - skew * shifted)))
