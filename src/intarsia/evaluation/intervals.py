"""How sure a value is: bootstrap intervals over rows, corrected t intervals over folds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from intarsia.tasks.metrics import Metric

Array = npt.NDArray[Any]
Statistics = Callable[[Array], Array]
"""Row weights (R, N) → values of S statistics, (S, R)."""

LEVEL = 0.95
BLOCKS = 100
"""Parts of the rows that the jackknife leaves out in turn, to learn which rows a statistic varies with."""
ROUNDING = 1e-12
"""A smaller spread is what rounding left of equal values, as a share of their scale."""
FARTHEST = 500.0
"""Logarithm of the largest factor by which an end lies beyond the value: exp of more is no number."""
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
    """Intervals by bootstrap over rows, stratified by class, or over whole groups (Field & Welsh 2007).

    The standard error is that of the draws. The interval is Student's, on a scale on which the metric has no ends: log
    odds between two limits, the logarithm of the distance from one, as Boyd, Eng and Page (2013) advise for the
    area under the precision-recall curve; so it is skewed as the metric is, and holds the value inside. Quantiles of
    the draws would not do: rows that are drawn twice tie with themselves, which lifts every ranking metric.

    A class of few rows tells little of its own spread. Its part of the variance grows by n / (n - 1) rows, and the
    degrees of freedom are those of Satterthwaite (1946) over the classes; a jackknife tells their parts. Of whole
    groups, those count that hold the rarest class, unless the metric is a mean over rows.

    The models are not trained again: the interval says how much a score depends on the rows that were tested, the
    shares of the classes taken as they are. Classes of one row are drawn together with others, as survey samplers
    collapse strata (Cochran 1977); where a value hangs on one row or group, it has no interval. Where no row of a
    class differs from another (all answers are right), the next one may still be the first other one, and the interval
    is that of no event in N trials (Clopper & Pearson 1934): N rows, or those of the smallest class where classes count
    alike; of a metric without two limits it has no width.

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
        return self.statistics(over, [metric], strata_of(target), groups)[0]

    def statistics(
        self,
        over: Statistics,
        metrics: Sequence[Metric],
        strata: Array,
        groups: npt.NDArray[np.intp] | None = None,
        draws: Iterable[Array] | None = None,
    ) -> list[Estimate]:
        """Several statistics of the same N rows; they share the draws.

        Args:
            over: gives their values under row weights.
            metrics: what each of the S statistics is a value, or a mean of values, of.
            strata: (N,) each keeps its number of rows; of no matter where there are groups.
            groups: (N,) numbers from 0: rows of one group are drawn together.
            draws: what `draws` gave for the same rows, where it is at hand.
        """
        values = over(np.ones((1, len(strata))))[:, 0].tolist()
        if len(strata) == 0:
            return [Estimate(value, np.nan, np.nan, self.level) for value in values]
        units = Units.of(strata, groups)
        chunks = self.draws(strata, groups) if draws is None else draws
        drawn = np.concatenate([over(weights) for weights in chunks], 1)  # (S, resamples)
        block, owner = units.blocks(self.seed)
        left_out = np.concatenate([over(weights) for weights in leave_out(block, len(owner))], 1)  # (S, blocks)
        found = zip(values, metrics, drawn, left_out, strict=True)
        return [self._interval(value, metric, draws, units, owner, left) for value, metric, draws, left in found]

    def draws(self, strata: Array, groups: npt.NDArray[np.intp] | None) -> Iterator[Array]:
        """Weights (R, N) of all resamples, chunk by chunk: how often each row is drawn. The first ones are the same
        however many follow."""
        random = np.random.default_rng(self.seed)
        units = Units.of(strata, groups)
        chunk = max(1, CELLS // len(strata))
        for start in range(0, self.resamples, chunk):
            drawn = _draw(units.strata, min(chunk, self.resamples - start), random)
            yield drawn if groups is None else drawn[:, groups]

    def _interval(
        self, value: float, metric: Metric, drawn: Array, units: Units, owner: Array, left_out: Array
    ) -> Estimate:
        drawn = drawn[np.isfinite(drawn)]
        if not np.isfinite(value) or len(drawn) < 2 or not np.isfinite(left_out).all():
            return Estimate(value, np.nan, np.nan, self.level)
        spread = float(drawn.std(ddof=1))
        if value in metric.range or spread <= ROUNDING * _scale(value, metric.range):
            return self._no_event(value, metric.range, units.telling(metric))
        growth, freedom = units.precision(owner, left_out, units.telling(metric))
        reach = float(stats.t.ppf((1 + self.level) / 2, freedom)) * spread * growth
        low, high = _stretched(value, reach, metric.range)
        return Estimate(value, min(low, value), max(high, value), self.level)

    def _no_event(self, value: float, limits: tuple[float, float], units: int) -> Estimate:
        """The interval of a value from which no unit differs: how far off the truth may be when N units showed none."""
        low, high = limits
        if not np.isfinite(high - low):
            return Estimate(value, value, value, self.level)
        reach = unseen_share(units, (1 - self.level) / 2) * (high - low)
        return Estimate(value, max(low, value - reach), min(high, value + reach), self.level)


@dataclass(frozen=True, eq=False)
class Units:
    """What is drawn: rows in their strata, or whole groups.

    Attributes:
        of_row: (N,) number of each row's unit.
        strata: (U,) number of each unit's stratum: its class, or that of a class of one row.
        sizes: (H,) units of each stratum.
        rarest: how many units hold a row of the rarest class.
    """

    of_row: Array
    strata: Array
    sizes: Array
    rarest: int

    @classmethod
    def of(cls, strata: Array, groups: npt.NDArray[np.intp] | None) -> Units:
        """The units of rows of these strata (N,), or of groups (N,), numbers from 0."""
        if groups is None:
            codes = _collapsed(np.unique(strata, return_inverse=True)[1].reshape(-1))
            sizes = np.bincount(codes)
            return cls(np.arange(len(strata)), codes, sizes, int(sizes.min()))
        count = int(groups.max()) + 1
        classes, sizes = np.unique(strata, return_counts=True)
        holding = np.unique(groups[strata == classes[sizes.argmin()]])
        return cls(groups, np.zeros(count, dtype=np.intp), np.array([count]), len(holding))

    def telling(self, metric: Metric) -> int:
        """How many units tell of a metric: all, or those of the rarest class where classes count alike."""
        return len(self.strata) if metric.rowwise else self.rarest

    def blocks(self, seed: int) -> tuple[Array, Array]:
        """(N,) number of the block of each row, and (B,) the stratum of each block. A stratum has two or more, so far
        as it has units; large ones have their share of `BLOCKS`."""
        shares = np.maximum(2, np.round(BLOCKS * self.sizes / len(self.strata)).astype(np.intp))
        counts = np.minimum(self.sizes, shares)
        starts = np.cumsum(counts) - counts
        of_unit = np.empty(len(self.strata), dtype=np.intp)
        random = np.random.default_rng(seed)
        for stratum, (start, count) in enumerate(zip(starts, counts, strict=True)):
            members = np.flatnonzero(self.strata == stratum)
            of_unit[random.permutation(members)] = start + np.arange(len(members)) % count
        return of_unit[self.of_row], np.repeat(np.arange(len(counts)), counts)

    def precision(self, owner: Array, left_out: Array, telling: int) -> tuple[float, float]:
        """By how much a standard error of the draws grows, and its degrees of freedom, by how the statistic without
        each block (B,) of its stratum varies, and how many units tell of it."""
        counted = self._counted(telling)
        blocks = np.bincount(owner, minlength=len(self.sizes))
        mean = np.bincount(owner, left_out, len(self.sizes)) / np.maximum(blocks, 1)
        squares = np.bincount(owner, (left_out - mean[owner]) ** 2, len(self.sizes))
        variance = squares * np.maximum(blocks - 1, 0) / np.maximum(blocks, 1)
        total = float(variance.sum())
        if total <= 0:
            return 1.0, max(1.0, float(counted.sum() - len(counted)))
        share = variance / total
        less = np.maximum(counted - 1, 1)
        return float(np.sqrt((share * counted / less).sum())), float(1 / (share**2 / less).sum())

    def freedom(self, telling: int) -> float:
        """Degrees of freedom where all units vary alike and all strata count alike."""
        counted = self._counted(telling)
        share = 1 / counted / (1 / counted).sum()
        return float(1 / (share**2 / np.maximum(counted - 1, 1)).sum())

    def _counted(self, telling: int) -> Array:
        return np.minimum(self.sizes, telling) if len(self.sizes) == 1 else self.sizes


def unseen_share(units: int, chance: float) -> float:
    """The largest share of units that differ of which N units show none with this chance (Clopper and Pearson)."""
    return float(1 - chance ** (1 / units))


def _collapsed(codes: Array) -> Array:
    """Numbers of strata (N,) of two rows and more: those of one row together, the last of them with the smallest."""
    sizes = np.bincount(codes)
    if sizes.min() > 1 or len(sizes) == 1:
        return codes
    order = np.argsort(sizes, kind="stable")
    together = order[: max(2, int((sizes == 1).sum()))]
    joined = np.where(np.isin(codes, together), order[0], codes)
    return np.unique(joined, return_inverse=True)[1].reshape(-1)


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


def leave_out(block: Array, blocks: int) -> Iterator[Array]:
    """Weights (R, N) of the jackknife: all rows but those of one block."""
    for numbers in np.array_split(np.arange(blocks), max(1, blocks * len(block) // CELLS)):
        yield (block != numbers[:, None]).astype(np.float64)


def _alone(metric: Metric, target: Array, scores: Array, weights: Array) -> Array:
    return metric.over(target, scores, weights)[None]


def _scale(value: float, limits: tuple[float, float]) -> float:
    """How large values near this one are: those of a metric with limits as large as these at least."""
    return max(abs(value), *(abs(end) for end in limits if np.isfinite(end)), 0.0)


def _stretched(value: float, reach: float, limits: tuple[float, float]) -> tuple[float, float]:
    """The ends of an interval that reaches this far (where `value` is) on a scale without ends."""
    low, high = limits
    if np.isfinite(low) and np.isfinite(high):
        share = (value - low) / (high - low)
        step = reach / (high - low) / (share * (1 - share))
        ends = special.expit(special.logit(share) + np.array([-step, step]))
        return float(low + (high - low) * ends[0]), float(low + (high - low) * ends[1])
    if np.isfinite(low):
        factor = float(np.exp(min(reach / (value - low), FARTHEST)))
        return low + (value - low) / factor, low + (value - low) * factor
    if np.isfinite(high):
        factor = float(np.exp(min(reach / (high - value), FARTHEST)))
        return high - (high - value) * factor, high - (high - value) / factor
    return value - reach, value + reach
