"""How a comparison was measured, fact by fact."""

from __future__ import annotations

from intarsia.evaluation.board import Board
from intarsia.i18n import Message, joined, messages

say = messages(__package__, "intarsia.html")

Fact = tuple[Message, Message]
"""What it is about, and what there is to say."""


def facts(board: Board) -> tuple[Fact, ...]:
    """Rows, folds, groups, metric, tests, and what the winner's score owes to being picked."""
    question = board.question
    plan = board.question.plan
    better = "facts.metric_higher" if question.metric.greater_is_better else "facts.metric_lower"
    told = [
        _fact("rows", say("facts.rows_told", rows=f"{plan.rows:,}", modalities=", ".join(question.modalities))),
        _fact("folds", _folds(board)),
        _fact("metric", say(better, metric=metric_name(question.primary))),
        _fact("intervals", say("facts.intervals_told" if len(plan) > 1 else "facts.one_fold")),
    ]
    if len(plan) > 1:
        told.append(_fact("tests", say("facts.tests_told", count=len(board.tests))))
    if len(board.entries) > 1:
        told.append(_fact("pick", say("facts.pick_told", count=len(board.entries))))
    if board.effort is not None:
        told.append(_fact("effort", board.effort.told(board.entries)))
    if plan.note:
        told.append(_fact("note", plan.note))
    return tuple(told)


def metric_name(name: str) -> Message:
    """A metric's name as people say it."""
    return say(f"metric.{name}") if f"metric.{name}" in say else Message.plain(name)


def _fact(key: str, told: Message) -> Fact:
    return say(f"facts.{key}"), told


def _folds(board: Board) -> Message:
    plan = board.question.plan
    told = [say("facts.folds_told", folds=len(plan) // plan.repeats, repeats=plan.repeats)]
    if plan.repeats == 1:
        told = [say("facts.folds_once", folds=len(plan))]
    if plan.groups is not None:
        told.append(say("facts.groups_told", groups=f"{plan.groups.max() + 1:,}"))
    return joined(told, " ", "")
