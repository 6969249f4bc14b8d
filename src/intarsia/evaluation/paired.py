"""Is one learner better than another? A test of paired differences over the rows that were tested and the folds.

Two things make a difference uncertain: which rows were tested, and which models were trained. What the rows do is
known well, from all of them: the metric is computed anew on rows drawn with replacement (in their classes, or by whole
groups), the same ones for both learners, fold by fold. What training does shows in how far folds differ beyond that; as
folds share training rows, this part grows by the factor of Nadeau and Bengio (2003), and the rows' part by half of it.
The t distribution has the degrees of freedom of Satterthwaite (1946): many where rows decide, few where the folds do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from intarsia.evaluation.entry import Entry
from intarsia.evaluation.intervals import LEVEL, Estimate
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
    """

    scores: Floats
    drawn: Floats

    @classmethod
    def of(cls, question: Question, oof: Floats) -> Redrawn:
        """The deciding metric of out-of-fold scores (repeats, N, K)."""
        metric = question.metric
        drawn = [
            np.stack(
                [
                    metric.over(question.target[fold.test], oof[fold.repeat, fold.test], weights[:, fold.test])
                    for fold in question.plan
                ]
            )
            for weights in _first(RESAMPLES, question.draws)
        ]
        return cls(metric.sign * question.fold_scores(oof), metric.sign * np.concatenate(drawn, 1))


def _first(count: int, draws: Iterable[npt.NDArray[Any]]) -> Iterator[npt.NDArray[Any]]:
    """The first so many rows of all chunks (R, N)."""
    for weights in draws:
        if count <= 0:
            return
        yield weights[:count]
        count -= len(weights)


def compared(question: Question, first: Redrawn, second: Redrawn) -> Comparison:
    """How much better the first is than the second on the same folds; p not adjusted."""
    return _judged(
        question,
        first.scores - second.scores,
        first.drawn - second.drawn,
        margin_of(question, _mean(second.scores)),
    )


def level(question: Question, entry: Entry) -> Estimate:
    """The deciding metric's mean over the folds, more is better (errors are negative), and its interval over rows and
    folds; that of the entry itself on one fold."""
    found = Redrawn.of(question, entry.oof)
    told = _judged(question, found.scores, found.drawn, 0.0)
    if np.isfinite(told.low):
        return Estimate(told.difference, told.low, told.high)
    low, high = sorted((question.metric.sign * entry.mean.low, question.metric.sign * entry.mean.high))
    return Estimate(question.metric.sign * entry.mean.value, low, high)


def best_compared(question: Question, first: Sequence[Redrawn], second: Sequence[Redrawn]) -> Comparison:
    """How much better the best of the first is than the best of the second (see `chosen`)."""
    return compared(question, _best_of(question, first), _best_of(question, second))


def _best_of(question: Question, found: Sequence[Redrawn]) -> Redrawn:
    """On each fold the learner that is chosen for it: the mean of those that are; nan where none is."""
    scores = np.full(len(question.plan), np.nan)
    drawn = np.full((len(question.plan), RESAMPLES), np.nan)
    for place, best in enumerate(chosen(question, [each.scores for each in found])):
        if best:
            scores[place] = np.mean([found[each].scores[place] for each in best])
            drawn[place] = np.mean([found[each].drawn[place] for each in best], 0)
    return Redrawn(scores, drawn)


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


def _judged(question: Question, scores: Floats, drawn: Floats, margin: float) -> Comparison:
    """The test of paired differences (J,), and of the same on drawn rows (J, R)."""
    known = np.isfinite(scores)
    kept = np.where(np.abs(scores) <= question.rounding, 0.0, scores)[known]
    folds = len(kept)
    value = float(kept.mean()) if folds else np.nan
    if folds < 2:
        return Comparison(value, np.nan, np.nan, np.nan, np.nan)
    repeat = np.array([fold.repeat for fold in question.plan])[known]
    a_fold = _of_a_fold(drawn[known], repeat)
    rows = _of_the_mean(drawn[known]) + TOGETHER * question.plan.ratio * a_fold
    if not np.isfinite(rows):
        return Comparison(value, np.nan, np.nan, np.nan, np.nan)
    training = (1 / folds + question.plan.ratio) * max(0.0, float(kept.var(ddof=1)) - a_fold)
    error = np.sqrt(rows + training)
    if (
        error <= question.rounding
    ):  # the same difference whatever rows are drawn: what is left is the sign test over them
        p = 1.0 if value == 0 else 2.0 ** -_units(question)
        return Comparison(value, value, value, p, p, float(abs(value) >= margin), margin)
    freedom = (rows + training) ** 2 / (rows**2 / _units(question) + training**2 / (folds - 1))
    t = stats.t(freedom, scale=error)
    reach = float(t.ppf((1 + LEVEL) / 2))
    most = float(np.diff(question.metric.range)[0])  # no difference is larger than the metric's range
    low = max(value - reach, -most)
    high = min(value + reach, most)
    p = float(2 * t.sf(abs(value)))
    return Comparison(value, low, high, p, p, float(t.sf(margin - abs(value))), margin)


def _of_the_mean(drawn: Floats) -> float:
    """By how much the mean over all folds varies with the rows: its variance over (J, R) differences on drawn rows; nan
    where it cannot be known.

    Of each draw, the folds count that define the metric: some may be left without a class.
    """
    defined = np.isfinite(drawn)
    count = defined.sum(0)
    means = np.where(defined, drawn, 0.0).sum(0)[count > 0] / count[count > 0]
    return float(means.var(ddof=1)) if len(means) > 1 else np.nan


def _of_a_fold(drawn: Floats, repeat: npt.NDArray[np.intp]) -> float:
    """The same of one fold, from the folds of each repeat, which test different rows."""
    parts = [drawn[repeat == each] for each in np.unique(repeat)]
    return float(np.mean([len(part) * _of_the_mean(part) for part in parts]))


def _units(question: Question) -> int:
    """The rows that were tested, or their groups, less one."""
    tested = np.unique(np.concatenate([fold.test for fold in question.plan]))
    groups = question.plan.groups
    return max(1, len(tested if groups is None else np.unique(groups[tested])) - 1)
