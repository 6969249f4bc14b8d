"""Is one learner better than another? A test of paired differences over the rows that were tested and the folds.

Two things make a difference uncertain: which rows were tested, and which models were trained. What the rows do is
known well, from all of them: the metric is computed anew on rows drawn with replacement (in their classes, or by whole
groups), the same ones for both learners, fold by fold. What training does shows in how far folds differ beyond that; as
folds share training rows, this part grows by the factor of Nadeau and Bengio (2003), and the rows' part by half of it.
The t distribution has the degrees of freedom of Satterthwaite (1946): many where rows decide, few where the folds do,
or a class of few rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from intarsia.evaluation.entry import Entry
from intarsia.evaluation.intervals import LEVEL, Estimate, leave_out, unseen_share
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import Comparison

Floats = npt.NDArray[np.float64]

RESAMPLES = 500
"""They tell the spread to 3 %."""
TOGETHER = 0.5
"""Share of Nadeau and Bengio's factor that the rows' part grows by as well: where equal models are unstable and chosen
anew for each fold, rows and training go together. With none of it "helps" was said of 7 % of such tables."""
MARGIN = 0.01
"""A smaller difference makes none: in the metric's unit, or as a share of the value for errors without limit."""


@dataclass(frozen=True, eq=False)
class Redrawn:
    """How good a learner is on J folds; more is better, for losses too.

    Attributes:
        scores: (J,) on the rows that were tested.
        drawn: (J, R) on rows drawn from them.
        left_out: (J, B) without each block of rows (see `Question.blocks`).
    """

    scores: Floats
    drawn: Floats
    left_out: Floats

    @classmethod
    def of(cls, question: Question, oof: Floats) -> Redrawn:
        """The deciding metric of out-of-fold scores (repeats, N, K)."""
        block, owner = question.blocks
        drawn = _weighted(question, oof, _first(RESAMPLES, question.draws))
        left_out = _weighted(question, oof, leave_out(block, len(owner)))
        return cls(question.metric.sign * question.fold_scores(oof), drawn, left_out)

    def less(self, other: Redrawn) -> Redrawn:
        """By how much it is better than another."""
        return Redrawn(self.scores - other.scores, self.drawn - other.drawn, self.left_out - other.left_out)


def _weighted(question: Question, oof: Floats, weights: Iterable[npt.NDArray[Any]]) -> Floats:
    """The deciding metric, more is better, of each fold (J,) under weights of the rows, chunks of (R, N): (J, R)."""
    metric = question.metric
    chunks = [
        np.stack(
            [
                metric.over(question.target[fold.test], oof[fold.repeat, fold.test], each[:, fold.test])
                for fold in question.plan
            ]
        )
        for each in weights
    ]
    return metric.sign * np.concatenate(chunks, 1)


def _first(count: int, draws: Iterable[npt.NDArray[Any]]) -> Iterator[npt.NDArray[Any]]:
    """The first so many rows of all chunks (R, N)."""
    for weights in draws:
        if count <= 0:
            return
        yield weights[:count]
        count -= len(weights)


def compared(question: Question, first: Redrawn, second: Redrawn) -> Comparison:
    """How much better the first is than the second on the same folds; p not adjusted."""
    return _judged(question, first.less(second), margin_of(question, _mean(second.scores)))


def level(question: Question, entry: Entry) -> Estimate:
    """The deciding metric's mean over the folds, more is better (errors are negative), and its interval over rows and
    folds; that of the entry itself on one fold, and where neither rows nor folds differ: the next row may."""
    sign = question.metric.sign
    told = _judged(question, Redrawn.of(question, entry.oof), 0.0)
    if np.isfinite(told.low) and not told.constant:
        low, high = sorted(sign * end for end in question.metric.range)
        return Estimate(told.difference, told.low, told.high).within((low, high))
    low, high = sorted((sign * entry.mean.low, sign * entry.mean.high))
    return Estimate(sign * entry.mean.value, low, high)


def best_compared(question: Question, first: Sequence[Redrawn], second: Sequence[Redrawn]) -> Comparison:
    """How much better the best of the first is than the best of the second (see `chosen`)."""
    return compared(question, _best_of(question, first), _best_of(question, second))


def _best_of(question: Question, found: Sequence[Redrawn]) -> Redrawn:
    """On each fold the learner that is chosen for it, the mean of those that are; nan where none is."""
    best = chosen(question, [each.scores for each in found])

    def of(parts: Sequence[Floats]) -> Floats:
        every = np.stack(parts)
        folds = [
            every[list(places), fold].mean(0) if places else every[0, fold] * np.nan for fold, places in enumerate(best)
        ]
        return np.stack(folds)

    return Redrawn(
        of([each.scores for each in found]), of([each.drawn for each in found]), of([each.left_out for each in found])
    )


def chosen(question: Question, scores: Sequence[Floats]) -> list[tuple[int, ...]]:
    """For each fold, the places of the learners that are best on the other folds of its repeat.

    The tested fold has no say, so choosing among many is not rewarded; where several are equally good on the others,
    all are chosen, as the total would tell of the tested fold. Folds that do not define the metric are left out; where
    no other fold does, nothing is chosen.

    Args:
        question: what was asked.
        scores: (J,) of each learner; more is better.
    """
    found: list[tuple[int, ...]] = []
    for place, fold in enumerate(question.plan):
        others = [at for at, each in enumerate(question.plan) if each.repeat == fold.repeat and at != place]
        means = np.array([_mean(each[others]) for each in scores])
        known = means[np.isfinite(means)]
        best = means >= known.max(initial=-np.inf) - question.rounding
        found.append(tuple(np.flatnonzero(best).tolist()) if len(known) else ())
    return found


def _mean(scores: Floats) -> float:
    """The mean of the scores that are defined; nan where none is."""
    known = scores[np.isfinite(scores)]
    return float(known.mean()) if len(known) else np.nan


def margin_of(question: Question, value: float) -> float:
    """By how much scores near a value of the deciding metric may differ and still count as equal."""
    return MARGIN if question.limited else MARGIN * abs(value)


def _judged(question: Question, found: Redrawn, margin: float) -> Comparison:
    """The test of paired differences, more than `margin` of which is more than none."""
    known = np.isfinite(found.scores)
    kept = np.where(np.abs(found.scores) <= question.rounding, 0.0, found.scores)[known]
    folds = len(kept)
    value = float(kept.mean()) if folds else np.nan
    if folds < 2:
        return Comparison(value, np.nan, np.nan, np.nan, np.nan)
    repeat = np.array([fold.repeat for fold in question.plan])[known]
    a_fold = _of_a_fold(found.drawn[known], repeat)
    rows = _of_the_mean(found.drawn[known]) + TOGETHER * question.plan.ratio * a_fold
    growth, of_rows = _precision(question, found.left_out[known])
    if not np.isfinite(rows * growth):
        return Comparison(value, np.nan, np.nan, np.nan, np.nan)
    rows *= growth**2
    training = (1 / folds + question.plan.ratio) * max(0.0, float(kept.var(ddof=1)) - a_fold)
    error = np.sqrt(rows + training)
    if error <= question.rounding:
        return _constant(question, value, margin)
    freedom = (rows + training) ** 2 / (rows**2 / of_rows + training**2 / (folds - 1))
    freedom = min(freedom, max(of_rows, folds - 1))  # few rows of a class are what the folds differ by as well
    t = stats.t(freedom, scale=error)
    reach = float(t.ppf((1 + LEVEL) / 2))
    most = float(np.diff(question.metric.range)[0])  # no difference is larger than the metric's range
    low = max(value - reach, -most)
    high = min(value + reach, most)
    p = float(2 * t.sf(abs(value)))
    return Comparison(value, low, high, p, p, float(t.sf(margin - abs(value))), margin)


def _constant(question: Question, value: float, margin: float) -> Comparison:
    """The same difference whatever rows are drawn: what is left is the sign test over the rows, and how large a share
    of rows may differ from those that were tested. That bounds no metric without limits."""
    units = question.units.telling(question.metric)
    most = float(np.diff(question.metric.range)[0])
    p = 1.0 if value == 0 else 2.0 ** -(units - 1)
    p_unequal = 1.0 if abs(value) >= margin else (1 - (margin - abs(value)) / most) ** units
    if not np.isfinite(most):
        return Comparison(value, np.nan, np.nan, p, p, p_unequal, margin, constant=True)
    reach = unseen_share(units, (1 - LEVEL) / 2) * (most + abs(value))  # of a row that differs all may be different
    low = max(value - reach, -most)
    high = min(value + reach, most)
    return Comparison(value, low, high, p, p, p_unequal, margin, constant=True)


def _precision(question: Question, left_out: Floats) -> tuple[float, float]:
    """By how much the rows' standard error grows, as a class has few, and its degrees of freedom; nan where the
    difference (J, B) hangs on one block of rows."""
    means = _means(left_out)
    if not np.isfinite(means).all():
        return np.nan, np.nan
    telling = question.units.telling(question.metric)
    growth, freedom = question.units.precision(question.blocks[1], means, telling)
    if question.metric.rowwise:
        return growth, freedom
    return growth, min(freedom, question.units.freedom(telling))  # rows of a class of few may be alike by chance


def _of_the_mean(drawn: Floats) -> float:
    """By how much the mean over all folds varies with the rows: its variance over (J, R) differences on drawn rows; nan
    where it cannot be known.

    Of each draw, the folds count that define the metric: some may be left without a class.
    """
    means = _means(drawn)
    means = means[np.isfinite(means)]
    return float(means.var(ddof=1)) if len(means) > 1 else np.nan


def _means(drawn: Floats) -> Floats:
    """The mean over the folds of each draw (J, R) that define the metric; nan where none does."""
    defined = np.isfinite(drawn)
    count = defined.sum(0)
    with np.errstate(invalid="ignore"):
        means: Floats = np.where(defined, drawn, 0.0).sum(0) / count
    return means


def _of_a_fold(drawn: Floats, repeat: npt.NDArray[np.intp]) -> float:
    """The same of one fold, from the folds of each repeat, which test different rows."""
    parts = [drawn[repeat == each] for each in np.unique(repeat)]
    return float(np.mean([len(part) * _of_the_mean(part) for part in parts]))
