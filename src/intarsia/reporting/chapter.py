"""One board as one chapter of the report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from intarsia.columns.table import Table
from intarsia.evaluation.board import Board
from intarsia.html.plot import Figure
from intarsia.i18n import Message
from intarsia.learner.prediction import Prediction
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
from intarsia.reporting.test_set import Unseen, ask, tested, unseen

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
        tested: what the test table says, the level first; () where there is none.
        lead: the verdict's first and last sentence.
        against: the verdict's other sentences.
        answers: figures of the out-of-fold answers.
        unseen: metrics on the test table; None where there is none.
        unseen_answers: figures of the answers on the test table; None where it is not at hand.
        importance: what each modality contributes, or why that cannot be shown.
        repeats: how often the folds were drawn; figures show the first time.
        on_unseen: importance is measured on the rows of the test table.
        cards: the worst mistakes, out of fold; none where the table is not at hand.
    """

    number: int
    title: Message
    metric: Message
    tested: tuple[Message, ...]
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


def chapter(number: int, title: Message, board: Board, test: Table | None) -> Chapter:
    """Everything that a page says of a board, and of its winner on a test table with labels."""
    lines = list(map(_set, board.sentences))
    evidence = ScoredRows.of(board, board.winner)
    best = board.best
    table = board.table
    trained = None if best is None or table is None else best.answer(table)
    examined = None if test is None else ask(board, test)
    result = tested(board, examined, trained)
    return Chapter(
        number=number,
        title=title,
        metric=metric_name(board.question.primary),
        tested=() if result is None else tuple(map(_set, result.sentences)),
        lead=tuple(dict.fromkeys((lines[0], lines[-1]))),
        against=tuple(lines[1:-1]),
        standings=standings(board if result is board.test else replace(board, test=None)),
        answers=_answers(evidence, lambda _: curves(board), trained),
        unseen=None if result is None else unseen(board, result),
        unseen_answers=None if examined is None else _answers(examined.evidence, of_classes, examined.answered),
        importance=importance(trained if examined is None else examined.answered),
        on_unseen=examined is not None,
        repeats=board.question.plan.repeats,
        cards=() if best is None or table is None else cards(evidence, table, best),
        facts=facts(board),
        schema=board.question.schema,
        probabilistic=board.question.task.probabilistic,
    )


def _set(message: Message) -> Message:
    return Message(_printed(message.en), _printed(message.zh))


def _printed(text: str) -> str:
    """A sentence of the verdict as a page prints it: no line breaks within "95 %" or "p = .01", and a minus is one."""
    text = re.sub(r"(?<= )-(?=\d)", "−", text)
    return re.sub(r"(?<=\d) (?=%)|(?<=\bp) (?=[=<])|(?<=\bp [=<]) ", "\N{NO-BREAK SPACE}", text)


def _answers(evidence: ScoredRows, lines: Lines, answered: Prediction | None) -> Answers:
    """What a task says can be drawn of its answers (`Task.figures`), each by its name."""
    tested = evidence.tested
    if not len(tested.target):
        return Answers(0, (), None, (), None, 0)
    wanted = tested.task.figures
    drawn: list[Figure] = []
    for name, draw in {"curves": lines, "reliability": _calibrated, "residuals": values}.items():
        drawn += draw(tested) if name in wanted else ()
    present = None if answered is None else answered.presence
    return Answers(
        rows=len(tested.target),
        figures=tuple(drawn),
        heat=heat(tested) if "confusion" in wanted else None,
        label_rows=label_rows(tested) if "label_rows" in wanted else (),
        patterns=None if present is None else patterns(evidence, present.to_numpy(np.bool_), list(present.columns)),
        modalities=0 if present is None else len(present.columns),
    )


def _calibrated(evidence: ScoredRows) -> tuple[Figure, ...]:
    found = reliability(evidence)
    return () if found is None else (found,)
