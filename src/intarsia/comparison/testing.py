"""The test table of a comparison: read before anything is trained, put to every strategy, and told after the choice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns.groups import grouped
from intarsia.columns.scalar import is_blank
from intarsia.columns.table import Table
from intarsia.comparison.copies import known_rows
from intarsia.errors import DataError
from intarsia.evaluation.drift import Drift, drifts
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.scorecard import truth_of
from intarsia.evaluation.test_result import Asked, TestResult
from intarsia.evaluation.test_verdict import told
from intarsia.i18n import messages
from intarsia.learner.ensemble import in_order
from intarsia.learner.problem import Problem
from intarsia.model.design import Part
from intarsia.training.base import Data, Index, Trained
from intarsia.training.data import TableData
from intarsia.training.data_views import WithoutColumn

say = messages(__package__)

Array = npt.NDArray[Any]
Worth = Callable[[str], tuple[float, float]]
"""Column → by how much it lifts the deciding score in cross-validation, and on the test table."""


@dataclass(frozen=True, eq=False)
class TestSet:
    """Rows with labels that no training sees.

    Attributes:
        data: the inputs, as the columns of the training table.
        target: (N, ...) the truth, see `Task.truth`.
        groups: (N,) number of the group of each row; None where it is not known, or all are independent.
        left_out: how many rows without a label were left out.
    """

    data: TableData
    target: Array
    groups: Index | None = None
    left_out: int = 0

    @classmethod
    def of(cls, problem: Problem, source: Any, on_missing_label: str = "error") -> TestSet:
        """Read and check a test table, anything that `Table.read` takes, with the label column of the problem, and with
        the column that groups its rows, where it has that too. Where `on_missing_label` is "drop", rows without a label
        are left out.

        Raises `DataError` where it lacks a column, or a cell or label of it is not what was declared or learned.
        """
        try:
            task, _ = problem.truth()
            table = Table.read(source).aloud()
            labelled = _labelled(table, problem.label) if on_missing_label == "drop" else np.arange(len(table))
            inputs, target = truth_of(task, table.take(labelled), problem.label, problem.schema.decimal)
            there = problem.grouped_by is not None and problem.grouped_by in inputs.names
            inputs, groups = grouped(inputs, problem.grouped_by if there else None)
            data = TableData(inputs, problem.schema.learn(problem.table).columns, problem.data.store)
            data.check()
        except DataError as error:
            raise DataError(say("test.unusable", why=error)) from error
        return cls(data, target, groups, len(table) - len(labelled))

    def digest(self, columns: Iterable[str]) -> str:
        """What identifies the rows, by these columns, and their labels."""
        found = hashlib.blake2b(repr(self.target.tolist()).encode(), digest_size=16)
        for row in _digests(self.data, columns):
            found.update(b"".join(bytes([len(each)]) + each for each in row))
        return found.hexdigest()


def examined(
    question: Question,
    winner: Entry,
    train: TableData | None,
    test: TestSet,
    scores: Array,
    *,
    parts: Sequence[Part],
    groups: Index | None = None,
    strategies: Mapping[str, Array] | None = None,
    worth: Worth | None = None,
) -> TestResult:
    """Everything that the test table says.

    Args:
        question: what was compared.
        winner: what was picked.
        train: the training table; None where it is not at hand: then it is not compared with the test table.
        test: the test table.
        scores: (N, K) of the chosen model, trained on all rows.
        parts: how the columns are read: by their encoders tables are told apart.
        groups: of the training rows, or None.
        strategies: name → (J, N, K) scores of the models of the folds.
        worth: measures a column; asked only where the score fell, of columns that differ.
    """
    columns = [part.column for part in parts]
    asked = Asked(test.target, scores, groups=test.groups)
    found: tuple[Drift, ...] = ()
    if train is not None:
        asked = replace(asked, known=known_rows(train, test.data, columns))
        found = drifts(train, test.data, parts, groups, test.groups)
    result = TestResult.of(question, winner, asked, strategies, found)
    if result.fell and worth is not None:
        result = replace(result, drifts=tuple(_weighed(result, columns, worth)))
    left_out = [say("test.left_out", count=test.left_out)] if test.left_out else []
    return replace(result, sentences=(*told(question, winner, result), *left_out))


def worth_of(
    question: Question, models: Sequence[Trained], train: TableData, test: TestSet, winner: Entry, on_test: float
) -> Worth:
    """Measures columns by the models of the folds: each is asked about its own fold's rows and about the test table, as
    they are and with all cells of the column missing.

    Args:
        question: what was compared.
        models: one per fold.
        train: the training table.
        test: the test table.
        winner: the entry that these models gave.
        on_test: their deciding score on the test table, on average.
    """
    metric = question.metric

    def worth(column: str) -> tuple[float, float]:
        hidden = WithoutColumn(train, column)
        hidden_test = WithoutColumn(test.data, column)
        pairs = zip(models, question.plan, strict=True)
        without = [
            metric(question.target[fold.test], scored(question, model, hidden.take(fold.test))) for model, fold in pairs
        ]
        without_test = [metric(test.target, scored(question, model, hidden_test)) for model in models]
        known = np.array(without)[np.isfinite(without)]
        lifted = winner.mean.value - (float(known.mean()) if len(known) else np.nan)
        return metric.sign * lifted, metric.sign * (on_test - float(np.mean(without_test)))

    return worth


def scored(question: Question, model: Trained, data: Data) -> Array:
    """Scores (N, K) of a model of a fold, in the order of the question's classes."""
    return in_order(model.scores(data), model.design.task, question.task)


def _weighed(result: TestResult, columns: Sequence[str], worth: Worth) -> Iterator[Drift]:
    """The drifts, those that are clear with what their column is worth."""
    for drift in result.drifts:
        if drift.clear and drift.name in columns:
            before, after = worth(drift.name)
            yield replace(drift, worth=before, worth_in_test=after)
        else:
            yield drift


def _labelled(table: Table, label: str | None) -> Index:
    """The rows that have a label."""
    if label is None:
        return np.arange(len(table))
    return np.flatnonzero([not is_blank(cell) for cell in table.cells(label)])


def _digests(data: TableData, columns: Iterable[str]) -> Iterator[tuple[bytes, ...]]:
    """What identifies the inputs of each row."""
    return zip(*(data.digests(name) for name in columns), strict=True)
