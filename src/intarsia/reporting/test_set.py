"""The chosen model on the test set: rows with labels that no training saw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from intarsia.columns.base import Column
from intarsia.columns.table import Table
from intarsia.evaluation.board import Board
from intarsia.evaluation.board_text import figure
from intarsia.evaluation.intervals import Estimate
from intarsia.evaluation.scorecard import Scorecard, questions
from intarsia.html.scale import Scale
from intarsia.html.strip import axis, grid, interval, mark, strip
from intarsia.i18n import Message
from intarsia.reporting.facts import metric_name
from intarsia.reporting.scored_rows import ScoredRows
from intarsia.tasks.base import metric_of
from intarsia.tasks.metrics import Metric


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


def ask(board: Board, table: Table) -> tuple[Table, ScoredRows]:
    """The table without its answers, and what the chosen model says beside them."""
    inputs, target = questions(board.best, table)
    return inputs, ScoredRows(board.best.task_, board.question.metric, target, board.best.scores(inputs))


def unseen(board: Board, inputs: Table, evidence: ScoredRows) -> Unseen:
    """Every metric of the answers for the inputs."""
    card = Scorecard.of(evidence.task, evidence.target, evidence.scores)
    scale = Scale(0.0, 1.0)
    expected = board.winner.metrics
    readings = tuple(
        _reading(metric_of(evidence.task, name), found, expected[name], scale) for name, found in card.metrics.items()
    )
    return Unseen(card.rows, _known(board, inputs), readings, axis(scale))


def _known(board: Board, inputs: Table) -> int:
    """How many of the rows have the same inputs as a row of the training table: their answers prove nothing."""
    if board.table is None:
        return 0
    columns = board.best.schema_.columns
    seen = set(_digests(board.table, columns))
    return sum(row in seen for row in _digests(inputs, columns))


def _digests(table: Table, columns: Mapping[str, Column]) -> Iterator[tuple[bytes, ...]]:
    return zip(*(map(column.digest, table.cells(name)) for name, column in table.placed(columns).items()), strict=True)


def _reading(measured: Metric, found: Estimate, expected: Estimate, scale: Scale) -> Reading:
    value, low, high = (figure(measured, each) for each in (found.value, found.low, found.high))
    drawn = Markup("")
    if measured.range[1] <= 1.0:
        bar = interval(scale, found.low, found.value, found.high, 0)
        drawn = strip(f"{measured.name} {value} ({low} – {high})", grid(scale), mark(scale, expected.value), bar)
    return Reading(metric_name(measured.name), value, f"{low} – {high}", figure(measured, expected.value), drawn)
