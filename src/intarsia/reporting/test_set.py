"""The chosen model on the test set: rows with labels that no training saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from intarsia.columns.table import Table
from intarsia.evaluation.board import Board
from intarsia.evaluation.board_text import figure
from intarsia.evaluation.intervals import Estimate
from intarsia.evaluation.scorecard import Scorecard, questions
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


@dataclass(frozen=True)
class Reading:
    """One metric on the test set, beside its value in cross-validation; both drawn where it is a share."""

    name: Message
    value: str
    span: str
    expected: str
    drawing: Markup


@dataclass(frozen=True)
class Unseen:
    """Readings of every metric on the test set, with the numbers above their drawings; `known` rows were trained on."""

    rows: int
    known: int
    readings: tuple[Reading, ...]
    axis: Markup


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


def unseen(board: Board, test: AnsweredTestSet, trained: Prediction | None) -> Unseen:
    """Every metric of the answers to a test table; `trained` holds the rows of the training table where it is here."""
    evidence = test.evidence
    card = Scorecard.of(evidence.task, evidence.target, evidence.scores)
    scale = Scale(0.0, 1.0)
    expected = board.winner.metrics
    readings = tuple(
        _reading(metric_of(evidence.task, name), found, expected[name], scale) for name, found in card.metrics.items()
    )
    return Unseen(card.rows, 0 if trained is None else _known(trained, test.answered), readings, axis(scale))


def _known(trained: Prediction, test: Prediction) -> int:
    """How many of the rows have the same inputs as a row of the training table: their answers prove nothing."""
    seen = set(_digests(trained))
    return sum(row in seen for row in _digests(test))


def _digests(answered: Prediction) -> Iterator[tuple[bytes, ...]]:
    """What identifies the inputs of each row."""
    data = answered.data
    assert isinstance(data, TableData)  # a board and its test set are tables
    return zip(*(data.digests(name) for name in answered.schema.columns), strict=True)


def _reading(measured: Metric, found: Estimate, expected: Estimate, scale: Scale) -> Reading:
    value, low, high = (minus(figure(measured, each)) for each in (found.value, found.low, found.high))
    drawn = Markup("")
    if measured.range[1] <= 1.0:
        bar = interval(scale, found.low, found.value, found.high, 0)
        drawn = strip(f"{measured.name} {value} ({low} – {high})", grid(scale), mark(scale, expected.value), bar)
    return Reading(metric_name(measured.name), value, f"{low} – {high}", minus(figure(measured, expected.value)), drawn)
