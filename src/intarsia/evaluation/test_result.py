"""What the test table says: the score there, whether it is what the folds promised, and what may have spoiled it.

Nothing of it chooses anything: the winner is picked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.evaluation.drift import LEVEL, Drift, labels_moved
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.intervals import Bootstrap, Estimate, strata_of
from intarsia.evaluation.paired import level, margin_of
from intarsia.evaluation.question import Question
from intarsia.evaluation.scorecard import Scorecard
from intarsia.i18n import Message

Array = npt.NDArray[Any]

NAMED = 3
"""Columns that are named as what may have spoiled a score, at most."""
PART = 0.1
"""A column by which the score loses a smaller part of the gap is no cause of it."""
LABELS_MOVED = 0.1
"""Labels that are so far apart, 0..1, are told of."""


@dataclass(frozen=True)
class Ahead:
    """The strategy that would have been best on the test table: its name, and by how much it is ahead of the chosen
    one there (positive is better, for losses too). It is looked at afterwards; nothing is chosen by it."""

    name: str
    difference: Estimate


@dataclass(frozen=True, eq=False)
class TestResult:
    """The chosen model on a table with labels that no training saw, and every strategy beside it.

    Attributes:
        rows: how many rows there are.
        known: how many of them have the same inputs as a row of the training table; 0 where that is in its nature.
        metrics: name → value and interval, of the chosen model, trained on all rows.
        gap: how far the deciding score lies below its mean over the folds; negative where it lies above. Its interval
            counts what either is unsure of: the mean by rows and folds, the score by rows.
        margin: a smaller gap is none.
        strategies: name → the deciding metric on the test table: the mean over the models of the folds, each asked by
            itself. Strategies are compared by it alike, and nothing is trained for it; the chosen one, trained on all
            rows, may do a little better (`metrics`).
        ahead: which strategy would have been best there; None where the chosen one is, trained on all rows or on folds.
        drifts: how the columns differ, the largest difference first.
        labels_moved: how far the labels differ, 0..1; 0 where it may be chance.
        ungrouped: True where rows of the training table belong together, and which of these do is not known: they are
            taken as independent.
        sentences: what it comes to; first the level.
    """

    rows: int
    known: int
    metrics: Mapping[str, Estimate]
    gap: Estimate
    margin: float
    strategies: Mapping[str, float]
    ahead: Ahead | None
    drifts: tuple[Drift, ...]
    labels_moved: float
    ungrouped: bool = False
    sentences: tuple[Message, ...] = ()

    @classmethod
    def of(
        cls,
        question: Question,
        winner: Entry,
        asked: Asked,
        strategies: Mapping[str, Array] | None = None,
        drifts: Sequence[Drift] = (),
    ) -> TestResult:
        """Judge what was answered; the sentences are told by `test_verdict.told`.

        Args:
            question: what was compared.
            winner: the entry that was picked.
            asked: the test table and the chosen model's answers.
            strategies: name → (J, N, K) scores of the models of the folds.
            drifts: see `drift.drifts`.
        """
        metrics = Scorecard.of(question.task, asked.target, asked.scores, asked.groups).metrics
        moved, p = labels_moved(question.target, asked.target, (_unit(question.plan.groups), _unit(asked.groups)))
        return cls(
            rows=len(asked.target),
            known=asked.known,
            metrics=metrics,
            gap=_gap(question, level(question, winner), metrics[question.primary]),
            margin=margin_of(question, winner.mean.value),
            strategies=fold_means(question, strategies or {}, asked.target),
            ahead=_ahead(question, strategies or {}, winner.name, asked, metrics[question.primary].value),
            drifts=tuple(drifts),
            labels_moved=moved if p < LEVEL and moved >= LABELS_MOVED else 0.0,
            ungrouped=question.plan.groups is not None and asked.groups is None,
        )

    @property
    def fell(self) -> bool:
        """True where the score lies below what the folds promise, by more than either is unsure of."""
        return self.gap.low > 0 and self.gap.value > self.margin

    @property
    def rose(self) -> bool:
        """True where it lies above, by more than either is unsure of."""
        return self.gap.high < 0 and -self.gap.value > self.margin

    @property
    def causes(self) -> tuple[Drift, ...]:
        """The columns that likely spoiled the score: they differ, and the score loses by them, a tenth of the gap at
        least. The likeliest first."""
        least = max(self.margin, PART * self.gap.value)
        lost = [each for each in self.drifts if each.clear and each.lost > least]
        return tuple(sorted(lost, key=lambda each: -each.lost)[:NAMED])

    @property
    def changed(self) -> tuple[Drift, ...]:
        """The columns that differ, and modalities of which no column does by itself; the largest difference first."""
        return tuple([each for each in self.drifts if each.clear][:NAMED])

    def dump(self) -> dict[str, Any]:
        """JSON-able but for nan; `load` takes it back."""
        kept = {name: vars(each) for name, each in self.metrics.items()}
        ahead = None if self.ahead is None else [self.ahead.name, vars(self.ahead.difference)]
        drifts = [vars(each) for each in self.drifts]
        said = [each.dump() for each in self.sentences]
        numbers = {"gap": vars(self.gap), "margin": self.margin, "strategies": dict(self.strategies)}
        told = {"rows": self.rows, "known": self.known, "metrics": kept, **numbers}
        return {
            **told,
            "ahead": ahead,
            "drifts": drifts,
            "labels_moved": self.labels_moved,
            "ungrouped": self.ungrouped,
            "sentences": said,
        }

    @classmethod
    def load(cls, told: Mapping[str, Any]) -> TestResult:
        """The result that `dump` described, null for nan."""
        ahead = told["ahead"]
        return cls(
            rows=told["rows"],
            known=told["known"],
            metrics={name: Estimate(**_known(each)) for name, each in told["metrics"].items()},
            gap=Estimate(**_known(told["gap"])),
            margin=told["margin"],
            strategies=_known(told["strategies"]),
            ahead=None if ahead is None else Ahead(ahead[0], Estimate(**_known(ahead[1]))),
            drifts=tuple(Drift(**_known(each) | {"example": tuple(each["example"])}) for each in told["drifts"]),
            labels_moved=told["labels_moved"],
            ungrouped=told["ungrouped"],
            sentences=tuple(map(Message.load, told["sentences"])),
        )


@dataclass(frozen=True, eq=False)
class Asked:
    """A test table with labels, and what the chosen model answers.

    Attributes:
        target: (N, ...) the truth, see `Task.truth`.
        scores: (N, K).
        known: how many rows have the same inputs as a row of the training table; 0 where that is in its nature.
        groups: (N,) numbers from 0: rows of one group belong together; None where all are independent.
    """

    target: Array
    scores: Array
    known: int = 0
    groups: npt.NDArray[np.intp] | None = None


def _unit(groups: npt.NDArray[np.intp] | None) -> float:
    """What one row counts where rows of one group count as one."""
    return 1.0 if groups is None else len(np.unique(groups)) / len(groups)


def fold_means(question: Question, strategies: Mapping[str, Array], target: Array) -> dict[str, float]:
    """Name → the deciding metric on the test table, the mean over the models of the folds (J, N, K); nan where one of
    them gives no score."""
    metric = question.metric
    return {name: float(np.mean([metric(target, each) for each in found])) for name, found in strategies.items()}


def _gap(question: Question, promised: Estimate, found: Estimate) -> Estimate:
    """How far the score on the test table lies below the level that was promised (more is better): the interval of a
    difference of two independent values, from the ends of theirs that face each other (Zou and Donner 2008)."""
    sign = question.metric.sign
    low, high = sorted((sign * found.low, sign * found.high))
    value = sign * found.value
    gap = promised.value - value
    nearer = float(np.hypot(promised.value - promised.low, high - value))
    farther = float(np.hypot(promised.high - promised.value, value - low))
    return Estimate(gap, gap - nearer, gap + farther)


def _ahead(
    question: Question, strategies: Mapping[str, Array], chosen: str, asked: Asked, level: float
) -> Ahead | None:
    """The strategy that is best on the test table, where it is neither the chosen one nor behind its level as trained
    on all rows. Its interval counts that it is the best of several (Bonferroni)."""
    metric = question.metric
    means = {name: metric.sign * value for name, value in fold_means(question, strategies, asked.target).items()}
    able = {name: value for name, value in means.items() if np.isfinite(value)}
    best = max(able, key=able.__getitem__, default=chosen)
    least = max(able.get(chosen, np.inf), metric.sign * level) + question.rounding
    if best == chosen or not able[best] > least:
        return None

    def over(weights: Array) -> Array:
        both = [
            np.mean([metric.over(asked.target, each, weights) for each in strategies[name]], 0)
            for name in (best, chosen)
        ]
        return np.asarray(metric.sign * (both[0] - both[1]))[None]

    most = float(np.diff(metric.range)[0])
    limits = [replace(metric, range=(-most, most))]
    several = Bootstrap(level=1 - (1 - Bootstrap.level) / (len(able) - 1))
    (found,) = several.statistics(over, limits, strata_of(asked.target), asked.groups)
    return Ahead(best, found)


def _known(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: np.nan if value is None else value for name, value in told.items()}
