"""The chosen model on the test set: rows with labels that no training saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from intarsia.columns.table import Table
from intarsia.comparison.testing import TestSet, examined
from intarsia.evaluation.board import Board
from intarsia.evaluation.board_text import figure
from intarsia.evaluation.drift import Drift
from intarsia.evaluation.intervals import Estimate
from intarsia.evaluation.scorecard import Scorecard, questions
from intarsia.evaluation.test_result import TestResult
from intarsia.html.cells import minus
from intarsia.html.scale import Scale
from intarsia.html.strip import axis, grid, interval, mark, strip
from intarsia.i18n import Message
from intarsia.learner.prediction import Prediction
from intarsia.reporting.facts import metric_name
from intarsia.reporting.scored_rows import ScoredRows
from intarsia.tasks.base import metric_of
from intarsia.tasks.metrics import Metric
from intarsia.training.data import TableData

COLUMNS = 12
"""Of which it is told how they differ, those that differ most."""


@dataclass(frozen=True)
class Reading:
    """One metric on the test set, beside its value in cross-validation; both drawn where it is a share."""

    name: Message
    value: str
    span: str
    expected: str
    drawing: Markup


@dataclass(frozen=True)
class Difference:
    """How the cells of a column of the test set differ from those of the training table; `clear` where they do."""

    name: str
    clear: bool
    told_apart: str
    missing: str
    unknown: str


@dataclass(frozen=True)
class Unseen:
    """Readings of every metric on the test set, with the numbers above their drawings, and how its columns differ."""

    rows: int
    readings: tuple[Reading, ...]
    axis: Markup
    differences: tuple[Difference, ...]


@dataclass(frozen=True, eq=False)
class AnsweredTestSet:
    """The test table without its answers, what the chosen model answers, and both beside each other."""

    inputs: Table
    answered: Prediction
    evidence: ScoredRows


def ask(board: Board, table: Table) -> AnsweredTestSet:
    """Have the chosen model answer a test table."""
    inputs, target = questions(board.best, table)
    answered = board.best.answer(inputs)
    return AnsweredTestSet(inputs, answered, ScoredRows(answered.task, board.question.metric, target, answered.scores))


def tested(board: Board, asked: AnsweredTestSet | None, trained: Prediction | None) -> TestResult | None:
    """What the test table says: as the comparison found, or found now where that was of another table or of none.

    Args:
        board: with the chosen model.
        asked: the test table, with its answers; None where there is none.
        trained: the rows of the training table; None where they are not here.
    """
    if asked is None:
        return board.test
    evidence = asked.evidence
    found = Scorecard.of(evidence.task, evidence.target, evidence.scores)
    if board.test is not None and _same(board.test, found):
        return board.test
    data = asked.answered.data
    train = None if trained is None else trained.data
    assert isinstance(data, TableData)  # a board and its test set are tables
    assert train is None or isinstance(train, TableData)
    return examined(
        board.question, board.winner, train, TestSet(data, evidence.target), evidence.scores,
        parts=asked.answered.model.design.parts, groups=board.question.plan.groups,
    )  # fmt: skip


def unseen(board: Board, result: TestResult) -> Unseen:
    """Every metric on a test table beside its value in cross-validation, and how the columns differ."""
    scale = Scale(0.0, 1.0)
    expected = board.winner.metrics
    readings = tuple(
        _reading(metric_of(board.question.task, name), found, expected[name], scale)
        for name, found in result.metrics.items()
    )
    return Unseen(result.rows, readings, axis(scale), tuple(map(_difference, result.drifts[:COLUMNS])))


def _same(known: TestResult, found: Scorecard) -> bool:
    """True where the same model scores the same on as many rows: it was asked about this table."""
    pairs = ((known.metrics[name].value, found.metrics[name].value) for name in known.metrics)
    return known.rows == found.rows and all(np.isclose(*pair, equal_nan=True) for pair in pairs)


def _difference(drift: Drift) -> Difference:
    return Difference(
        name=drift.name,
        clear=drift.clear,
        told_apart=f"{drift.told_apart:.2f}" if np.isfinite(drift.told_apart) else "–",
        missing=f"{drift.missing:.0%} – {drift.missing_in_test:.0%}",
        unknown=f"{drift.unknown:.0%}",
    )


def _reading(measured: Metric, found: Estimate, expected: Estimate, scale: Scale) -> Reading:
    value, low, high = (minus(figure(measured, each)) for each in (found.value, found.low, found.high))
    drawn = Markup("")
    if measured.range[1] <= 1.0:
        bar = interval(scale, found.low, found.value, found.high, 0)
        drawn = strip(f"{measured.name} {value} ({low} – {high})", grid(scale), mark(scale, expected.value), bar)
    return Reading(metric_name(measured.name), value, f"{low} – {high}", minus(figure(measured, expected.value)), drawn)
