"""One board as one chapter of the report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns.table import Table
from intarsia.evaluation.board import Board
from intarsia.html.plot import Figure
from intarsia.i18n import Message
from intarsia.reporting.cards import Card, cards
from intarsia.reporting.confusion import Heat, LabelRow, heat, label_rows
from intarsia.reporting.facts import Fact, facts, metric_name
from intarsia.reporting.importance import Importance, importance
from intarsia.reporting.missingness import Patterns, patterns
from intarsia.reporting.reliability import reliability
from intarsia.reporting.residuals import values
from intarsia.reporting.roc import curves, of_classes
from intarsia.reporting.scored_rows import ScoredRows
from intarsia.reporting.standings import Standings, standings
from intarsia.reporting.test_set import Unseen, ask, unseen

Lines = Callable[[ScoredRows], tuple[Figure, ...]]


@dataclass(frozen=True)
class Answers:
    """What figures show of one set of answers, out of fold or on the test table."""

    rows: int
    figures: tuple[Figure, ...]
    heat: Heat | None
    label_rows: tuple[LabelRow, ...]
    patterns: Patterns | None
    modalities: int
    """How many of them `patterns` looks at; 0 where the learner is not at hand."""


@dataclass(frozen=True)
class Chapter:
    """What the report says of one board.

    Attributes:
        lead: the verdict's first and last sentence.
        against: the verdict's other sentences.
        answers: figures of the out-of-fold answers.
        unseen: metrics on the test table; None where there is none.
        unseen_answers: figures of the answers on the test table; None where there is none.
        importance: what each modality contributes, or why that cannot be shown.
        repeats: how often the folds were drawn; figures show the first time.
        on_unseen: importance is measured on the rows of the test table.
        cards: the worst mistakes, out of fold; none where the table is not at hand.
    """

    number: int
    title: str
    metric: Message
    lead: tuple[Message, ...]
    against: tuple[Message, ...]
    standings: Standings
    answers: Answers
    unseen: Unseen | None
    unseen_answers: Answers | None
    importance: Importance | Message
    on_unseen: bool
    repeats: int
    cards: tuple[Card, ...]
    facts: tuple[Fact, ...]
    schema: Message
    probabilistic: bool


def chapter(number: int, title: str, board: Board, test: Table | None) -> Chapter:
    """Everything that a page says of a board, and of its winner on a test table with labels."""
    said = (_unbroken(board.verdict.en).splitlines(), _unbroken(board.verdict.zh).splitlines())
    lines = [Message(*pair) for pair in zip(*said, strict=True)]
    evidence = ScoredRows.of(board, board.winner)
    best = board.best
    table = board.table
    inputs, examined = (None, None) if test is None else ask(board, test)
    looked_at = inputs if inputs is not None else table
    return Chapter(
        number=number,
        title=title,
        metric=metric_name(board.question.primary),
        lead=tuple(dict.fromkeys((lines[0], lines[-1]))),
        against=tuple(lines[1:-1]),
        standings=standings(board),
        answers=_answers(evidence, lambda _: curves(board), best, table),
        unseen=None if inputs is None or examined is None else unseen(board, inputs, examined),
        unseen_answers=None if examined is None else _answers(examined, of_classes, best, inputs),
        importance=importance(best, looked_at),
        on_unseen=inputs is not None,
        repeats=board.question.plan.repeats,
        cards=() if best is None or table is None else cards(evidence, table, best),
        facts=facts(board),
        schema=board.question.schema,
        probabilistic=board.question.task.probabilistic,
    )


def _unbroken(text: str) -> str:
    """No line may break within "95 %" or "p = .01"."""
    return re.sub(r"(?<=\d) (?=%)|(?<=\bp) (?=[=<])|(?<=\bp [=<]) ", "\N{NO-BREAK SPACE}", text)


def _answers(evidence: ScoredRows, lines: Lines, learner: Any, table: Table | None) -> Answers:
    """What a task says can be drawn of its answers (`Task.figures`), each by its name."""
    tested = evidence.tested
    if not len(tested.target):
        return Answers(0, (), None, (), None, 0)
    wanted = tested.task.figures
    drawn: list[Figure] = []
    for name, draw in {"curves": lines, "reliability": _calibrated, "residuals": values}.items():
        drawn += draw(tested) if name in wanted else ()
    present = _present(learner, table)
    return Answers(
        rows=len(tested.target),
        figures=tuple(drawn),
        heat=heat(tested) if "confusion" in wanted else None,
        label_rows=label_rows(tested) if "label_rows" in wanted else (),
        patterns=None if present is None else patterns(evidence, present[0], present[1]),
        modalities=0 if present is None else len(present[1]),
    )


def _calibrated(evidence: ScoredRows) -> tuple[Figure, ...]:
    found = reliability(evidence)
    return () if found is None else (found,)


def _present(learner: Any, table: Table | None) -> tuple[npt.NDArray[np.bool_], list[str]] | None:
    if learner is None or table is None:
        return None
    found = learner.answer(table).presence
    return found.to_numpy(dtype=np.bool_), list(found.columns)
