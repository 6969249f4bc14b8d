"""The rows that were got most wrong, as cards: picture, words, truth, answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns.base import Column
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.errors import CellError, SchemaError
from intarsia.evaluation.mistakes import Mistake, worst
from intarsia.html.cells import MISSING, Shown, shortened
from intarsia.i18n import Message, messages
from intarsia.reporting.scored_rows import ScoredRows

say = messages(__package__, "intarsia.html")

CARDS = 12
"""How many are shown."""

GLANCE = 200
"""Rows from which columns are guessed that the learner does not read."""


@dataclass(frozen=True)
class Card:
    """One row: its number, cells, truth, answer, and how sure the learner was."""

    row: int
    cells: Mapping[str, Shown]
    truth: Message | str
    said: Message | str
    sure: str


def cards(evidence: ScoredRows, table: Table, learner: Any) -> tuple[Card, ...]:
    """The worst mistakes, the worst first.

    Args:
        evidence: answers for the rows of the table.
        table: with the label in it or not.
        learner: knows what its columns are; the others are guessed.
    """
    mistakes = worst(evidence.task, evidence.target, evidence.scores, CARDS)
    columns = _columns(table, learner)
    return tuple(_card(evidence, mistake, table, columns) for mistake in mistakes)


def _card(evidence: ScoredRows, mistake: Mistake, table: Table, columns: Mapping[str, Column]) -> Card:
    cells = {name: _cell(table, mistake.row, name, column) for name, column in columns.items()}
    sure = f"{mistake.confidence:.2f}" if math.isfinite(mistake.confidence) else ""
    return Card(mistake.row, cells, _true(evidence, mistake), _named(evidence, mistake.scores), sure)


def _columns(table: Table, learner: Any) -> dict[str, Column]:
    """What is shown of a row: the learner's columns, and what else the table has."""
    known: dict[str, Column] = dict(learner.schema_.columns)
    others = [name for name in table.names if name not in known and name != learner.label]
    if others:
        some = table.take(range(min(len(table), GLANCE)))
        for name in table.names:
            some = some if name in others else some.drop(name)
        with suppress(SchemaError):  # nothing in them can be shown
            known |= Schema.infer(some).columns
    return table.placed(known)


def _cell(table: Table, row: int, name: str, column: Column) -> Shown:
    cell = table.frame[name].iloc[row]
    try:
        value = column.load(cell)
    except CellError:
        return Shown(shortened(str(cell)))
    return MISSING if value is None else column.show(value)


def _true(evidence: ScoredRows, mistake: Mistake) -> Message | str:
    """The truth as an answer that is sure of it would be told."""
    family = evidence.task.family
    if family is None:
        return ""
    return _named(evidence, family.matrix(np.asarray(mistake.truth)[None], evidence.task.outputs)[0])


def _named(evidence: ScoredRows, scores: npt.NDArray[np.float64]) -> Message | str:
    return evidence.told(scores) or say("cards.none")
