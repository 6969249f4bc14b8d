"""One learner of a comparison, with its out-of-fold scores and what the metrics say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import DataError, OptionError
from intarsia.evaluation.intervals import Bootstrap, Estimate, over_folds, strata_of
from intarsia.evaluation.question import Question
from intarsia.i18n import Message, joined, messages
from intarsia.tasks.metrics import Metric

say = messages(__package__)

KINDS = ("baseline", "single", "fusion")
"""What an entry can be, simplest first: no learning of tokens, one modality, several."""


@dataclass(frozen=True, eq=False)
class Entry:
    """A learner of a comparison, and how it did.

    Attributes:
        name: unique on its board.
        kind: "baseline", "single" (one modality) or "fusion".
        oof: (repeats, N, K) out-of-fold scores; nan where a row was not tested.
        seconds: what training it on all folds takes by itself, as if nothing else had been compared.
        note: anything a reader should know.
        fold_scores: (J,) the deciding metric on each fold.
        mean: mean of `fold_scores`, its interval with the corrected variance (of training and of testing); where folds
            do not differ, over the rows.
        metrics: every metric of the task; intervals by bootstrap over the rows (of testing alone).
        cpu_seconds: the same as `seconds` of all processors together; nan where it was not measured.
        added_seconds: what it really added to the comparison: of models that strategies share, the first one pays; nan
            where it was not measured.
    """

    name: str
    kind: str
    oof: npt.NDArray[np.float64] = field(repr=False)
    seconds: float
    note: Message
    fold_scores: npt.NDArray[np.float64] = field(repr=False)
    mean: Estimate
    metrics: Mapping[str, Estimate] = field(repr=False)
    cpu_seconds: float = np.nan
    added_seconds: float = np.nan

    @classmethod
    def of(
        cls,
        question: Question,
        name: str,
        kind: str,
        oof: npt.NDArray[np.float64],
        seconds: float = 0.0,
        note: Message | str = "",
        *,
        cpu_seconds: float = np.nan,
        added_seconds: float = np.nan,
    ) -> Entry:
        """The entry of a learner that gave these out-of-fold scores (`FoldPlan.gather` assembles them).

        A learner with a score that is not finite (its training diverged) gets nan everywhere, and a note.

        Raises:
            OptionError: no such kind.
            DataError: the scores are not (repeats, N, K).
        """
        if kind not in KINDS:
            raise OptionError(say("entry.kind", name=name, kind=kind, kinds=list(KINDS)))
        _check(question, name, oof)
        broken = sum(int((~np.isfinite(oof[fold.repeat, fold.test]).all(1)).sum()) for fold in question.plan)
        if broken:
            note = joined(filter(None, (note, say("entry.not_finite", count=broken))), "; ", "；")
            oof = np.full_like(oof, np.nan)
        fold_scores = question.fold_scores(oof)
        metrics = _measured(question, oof)
        mean = over_folds(fold_scores, question.plan.ratio).within(question.metric.range)
        known = fold_scores[np.isfinite(fold_scores)]
        if len(question.plan) == 1 or (len(known) > 1 and np.ptp(known) <= question.rounding):
            mean = _of_rows(mean, metrics[question.primary])
        told = Message.plain(note)
        return cls(name, kind, oof, seconds, told, fold_scores, mean, metrics, cpu_seconds, added_seconds)


def _of_rows(mean: Estimate, rows: Estimate) -> Estimate:
    """The mean with the interval over rows: one fold does not show how folds differ, nor do folds that are alike by
    chance, and all answers right may still be followed by a wrong one."""
    return replace(mean, low=min(rows.low, mean.value), high=max(rows.high, mean.value))


def _check(question: Question, name: str, oof: npt.NDArray[Any]) -> None:
    expected = (question.plan.repeats, question.plan.rows, question.outputs)
    if oof.shape != expected:
        raise DataError(say("entry.shape", name=name, found=oof.shape, expected=expected))


def _measured(question: Question, oof: npt.NDArray[np.float64]) -> dict[str, Estimate]:
    """Every metric with its bootstrap interval."""
    metrics = question.task.metrics
    over = partial(_over_tests, question, oof, metrics)
    strata = strata_of(question.target)
    estimates = Bootstrap().statistics(over, metrics, strata, question.plan.groups, question.draws)
    return {metric.name: estimate for metric, estimate in zip(metrics, estimates, strict=True)}


def _over_tests(
    question: Question, oof: npt.NDArray[Any], metrics: Sequence[Metric], weights: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """The metrics under row weights (R, N): (S, R) means over the tests of the plan that define them."""
    values = np.full((len(metrics), len(question.plan), len(weights)), np.nan)
    for pooled, tests in ((False, question.plan.folds), (True, question.plan.pooled)):
        asked = [place for place, metric in enumerate(metrics) if metric.pooled == pooled]
        for number, test in enumerate(tests if asked else ()):
            target = question.target[test.test]
            scores = oof[test.repeat, test.test]
            held = weights[:, test.test]
            for place in asked:
                values[place, number] = metrics[place].over(target, scores, held)
    defined = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(defined, values, 0.0).sum(1) / defined.sum(1))
