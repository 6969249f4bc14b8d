"""Which folds a comparison is made on: those that are given, or what suits the number of rows."""

from __future__ import annotations

from dataclasses import replace
from numbers import Integral
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns.groups import group_numbers
from intarsia.errors import DataError
from intarsia.i18n import Message, joined, messages
from intarsia.learner.problem import Problem
from intarsia.tasks.base import Task
from intarsia.training.base import Split
from intarsia.training.splits import FoldPlan, Folds, pairs, plan_of_pairs

say = messages(__package__)

FOLDS = 5
"""Folds where none are asked for."""
FEW = 500
"""Rows below which the table is split `REPEATS` times: there, that finds a gain of .08 in 84 of 100 tables in place of
69 (400 rows), and three times as long is still minutes."""
REPEATS = 3


def drawn_folds(folds: Any, problem: Problem, seed: int) -> Folds | None:
    """The folds to draw; None where their rows are given. Where none are asked for, no more than there are groups."""
    if folds is None:
        rows = len(problem)
        units = rows if problem.groups is None else len(np.unique(group_numbers(problem.groups, rows)))
        return Folds(max(2, min(FOLDS, units)), REPEATS if rows < FEW else 1, seed)
    if isinstance(folds, Integral):
        return Folds(int(folds), seed=seed)
    return folds if isinstance(folds, Folds) else None


def fold_plan(folds: Any, drawn: Folds | None, problem: Problem, task: Task, truth: npt.NDArray[Any]) -> FoldPlan:
    """The rows of every fold, and a note where the number of them was chosen for the table.

    Raises:
        OptionError: `folds` is nothing that can be split by.
        DataError: the table cannot be split like this.
    """
    groups = problem.groups
    if drawn is None:
        return plan_of_pairs(pairs(folds, truth, groups), len(truth), groups)
    plan = drawn.plan(task.strata(truth), groups, task.labels)
    if folds is not None or drawn.repeats == 1:
        return plan
    return noted(replace(plan, note=_chosen(plan, drawn)), plan.note)


def noted(plan: FoldPlan, *notes: Message) -> FoldPlan:
    """The same folds; the board says this, too, beside what it says of them."""
    return replace(plan, note=joined(filter(None, [plan.note, *notes]), " ", ""))


def check_folds(problem: Problem, plan: FoldPlan) -> None:
    """Before anything is trained: every fold leaves something to learn. Raises `DataError`."""
    assert problem.y is not None
    for place, fold in enumerate(plan):
        try:
            problem.task.learn(problem.y[fold.train])
        except DataError as error:
            at = {"number": place + 1, "folds": len(plan), "rows": len(fold.train)}
            raise DataError(say("fold.nothing_to_learn", why=error, **at)) from error


def splits_of(problem: Problem, plan: FoldPlan, drawn: Folds | None, seed: int) -> list[Split]:
    """One split per fold; inside it the other folds serve as inner folds, so that inner models are shared."""
    groups = problem.groups
    place = np.zeros((plan.repeats, len(problem)), dtype=np.intp)
    for fold in plan:
        place[fold.repeat, fold.test] = fold.fold
    return [
        Split(
            fold.train,
            seed + fold.repeat,
            None if groups is None else groups[fold.train],
            None if drawn is None else place[fold.repeat, fold.train],
        )
        for fold in plan
    ]


def _chosen(plan: FoldPlan, drawn: Folds) -> Message:
    return say("fold.repeated", count=len(plan), folds=drawn.folds, repeats=drawn.repeats)
