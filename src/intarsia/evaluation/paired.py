"""Is one learner better than another? A test of paired differences over the rows that were tested and the folds.

Two things make a difference uncertain: which rows were tested, and which models were trained. What the rows do is
known well, from all of them: the metric is computed anew on rows drawn with replacement (in their classes, or by whole
groups), the same ones for both learners, fold by fold. What training does shows in how far folds differ beyond that; as
folds share training rows, this part grows by the factor of Nadeau and Bengio (2003), and the rows' part by half of it.
The t distribution has the degrees of freedom of Satterthwaite (1946): many where rows decide, few where the folds do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy import stats

from intarsia.evaluation.intervals import LEVEL, Bootstrap, strata_of
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import ROUNDING, Comparison

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
            for weights in Bootstrap(RESAMPLES).draws(strata_of(question.target), question.plan.groups)
        ]
        return cls(metric.sign * question.fold_scores(oof), metric.sign * np.concatenate(drawn, 1))


def compared(question: Question, first: Redrawn, second: Redrawn) -> Comparison:
    """How much better the first is than the second on the same folds; p not adjusted."""
    return _judged(question, first.scores - second.scores, first.drawn - second.drawn, _margin(question, second))


def best_compared(question: Question, first: Sequence[Redrawn], second: Sequence[Redrawn]) -> Comparison:
    """How much better the best of the first is than the best of the second.

    Which is best is decided for each fold by the other folds of its repeat: choosing among many is not rewarded.
    """
    scores = np.full(len(question.plan), np.nan)
    drawn = np.full((len(question.plan), RESAMPLES), np.nan)
    for place, fold in enumerate(question.plan):
        others = [at for at, each in enumerate(question.plan) if each.repeat == fold.repeat and at != place]
        if others:
            one, other = (max(found, key=partial(_mean, others)) for found in (first, second))
            scores[place] = one.scores[place] - other.scores[place]
            drawn[place] = one.drawn[place] - other.drawn[place]
    return _judged(question, scores, drawn, _margin(question, second[0]))


def _mean(folds: Sequence[int], found: Redrawn) -> float:
    mean = float(found.scores[folds].mean())
    return mean if np.isfinite(mean) else -np.inf


def _margin(question: Question, other: Redrawn) -> float:
    """By how much learners may differ and still count as equal."""
    limited = question.metric.greater_is_better or np.isfinite(question.metric.range[1])
    return MARGIN if limited else MARGIN * float(np.abs(other.scores.mean()))


def _judged(question: Question, scores: Floats, drawn: Floats, margin: float) -> Comparison:
    """The test of paired differences (J,), and of the same on drawn rows (J, R)."""
    known = np.isfinite(scores)
    kept = np.where(np.abs(scores) <= ROUNDING, 0.0, scores)[known]
    folds = len(kept)
    value = float(kept.mean()) if folds else np.nan
    if folds < 2:
        return Comparison(value, np.nan, np.nan, np.nan, np.nan)
    rows, a_fold = _spread(drawn[known], np.array([fold.repeat for fold in question.plan])[known])
    rows += TOGETHER * question.plan.ratio * a_fold
    training = (1 / folds + question.plan.ratio) * max(0.0, float(kept.var(ddof=1)) - a_fold)
    error = np.sqrt(rows + training)
    if error <= ROUNDING:  # the same difference whatever rows are drawn: what is left is the sign test over them
        p = 1.0 if value == 0 else 2.0 ** -_units(question)
        return Comparison(value, value, value, p, p, float(abs(value) >= margin), margin)
    freedom = (rows + training) ** 2 / (rows**2 / _units(question) + training**2 / (folds - 1))
    t = stats.t(freedom, scale=error)
    reach = float(t.ppf((1 + LEVEL) / 2))
    low, high = (float(np.clip(end, *_most(question))) for end in (value - reach, value + reach))
    p = float(2 * t.sf(abs(value)))
    return Comparison(value, low, high, p, p, float(t.sf(margin - abs(value))), margin)


def _spread(drawn: Floats, repeat: npt.NDArray[np.intp]) -> tuple[float, float]:
    """What the rows do to the mean over all folds, and to one fold: variances, of (J, R) differences on drawn rows."""
    drawn = drawn[:, np.isfinite(drawn).all(0)]  # now and then a fold is left without a class
    if drawn.shape[1] < 2:
        return 0.0, 0.0
    of_folds = [(repeat == each).sum() * drawn[repeat == each].mean(0).var(ddof=1) for each in np.unique(repeat)]
    return float(drawn.mean(0).var(ddof=1)), float(np.mean(of_folds))


def _units(question: Question) -> int:
    """The rows that were tested, or their groups, less one."""
    tested = np.unique(np.concatenate([fold.test for fold in question.plan]))
    groups = question.plan.groups
    return max(1, len(tested if groups is None else np.unique(groups[tested])) - 1)


def _most(question: Question) -> tuple[float, float]:
    """No difference is larger than the metric's range."""
    low, high = question.metric.range
    return low - high, high - low
