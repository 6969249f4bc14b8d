"""The fair comparison: every strategy on the same folds over the same stored features, then the best on all rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from importlib.metadata import version
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns import columns
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.comparison.resume import Results, question
from intarsia.comparison.strategies import Strategy, strategies
from intarsia.errors import DataError, OptionError, UnknownName
from intarsia.evaluation.board import Board
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Trial
from intarsia.i18n import Message, messages
from intarsia.learner.ensemble import Fits, in_order
from intarsia.learner.learner import Learner
from intarsia.learner.plan import declared, make_plan
from intarsia.learner.problem import announce, echoes, labels, names_of, task_of
from intarsia.store import FeatureStore
from intarsia.tasks.base import tasks
from intarsia.training.base import Split, Trained
from intarsia.training.data import TableData
from intarsia.training.splits import FoldPlan, Folds, given, group_numbers, pairs

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class Terms:
    """On which terms strategies are compared.

    Attributes:
        folds: number of folds; `Folds(5, repeats=3)`, which splits the table three times and trains with a seed of
            its own each time; a splitter of scikit-learn; or predefined pairs of (train rows, test rows).
        groups: name of a column, or (N,) values: rows of one group are never on both sides of a fold. A column that
            groups is no input.
        metric: name of the metric that decides; None takes the task's own.
        fusions: names or declarations, or one of them; None compares every registered fusion.
        out: folder in which finished strategies are kept, so that an interrupted comparison goes on where it was.
    """

    folds: Any = 5
    groups: Any = None
    metric: str | None = None
    fusions: Any = None
    out: str | Path | None = None

    @classmethod
    def of(cls, told: dict[str, Any]) -> Terms:
        """Terms by name. Raises `UnknownName`."""
        known = [field.name for field in fields(cls)]
        for name in told:
            if name not in known:
                raise UnknownName(say("kind.option"), name, known)
        return cls(**told)

    def drawn(self, seed: int) -> Folds | None:
        """The folds to draw; None where their rows are given."""
        if isinstance(self.folds, Integral):
            return Folds(int(self.folds), seed=seed)
        return self.folds if isinstance(self.folds, Folds) else None


def compare(table: Any, label: Any = None, learner: Learner | None = None, **terms: Any) -> Board:
    """Train every strategy on the same folds, and the best of them on the whole table.

    Args:
        table: N rows, anything that `Table.read` takes.
        label: name of the column to be answered, or the (N,) answers themselves.
        learner: gives the options that all strategies share (task, schema, encoders, experts, store, seed).
        **terms: the fields of `Terms`: folds, groups, metric, fusions, out. More seeds are more repeats:
            `folds=Folds(5, repeats=3)`.

    Returns:
        The board. `print` it; `board.best` is the chosen learner, trained on all rows.

    Raises:
        UnknownName: a term that there is not.
        OptionError: an option that cannot work.
        DataError: the table, its labels or its folds are not what can be learned from.
    """
    made = Terms.of(terms)
    learner = Learner() if learner is None else learner
    if not isinstance(learner, Learner):
        raise OptionError(say("learner.not_one", given=learner))
    column, answers = (label, None) if label is None or np.isscalar(label) else (learner.label, label)
    column = learner.label if column is None else str(column)
    whole, y = labels(Table.read(table), column, answers)
    if np.isscalar(made.groups) and str(made.groups) == column:
        raise OptionError(say("groups.is_label", column=column))
    inputs, groups = _groups(whole, made.groups)
    asked = replace(learner, task=task_of(y, learner.task, names_of(answers)))
    contest = _Contest(asked, inputs, y, groups, made)
    board = Board.build(contest.trial, list(contest.entries()))
    announced(say("progress.chosen", name=board.best_name, rows=len(y)))
    return board.attach(contest.refit(board, column), whole)


class _Contest:
    """One comparison under way: the table, its folds, and what was trained so far."""

    def __init__(
        self, learner: Learner, table: Table, y: npt.NDArray[Any], groups: npt.NDArray[Any] | None, terms: Terms
    ) -> None:
        self.learner = learner
        self.y = y
        self.groups = groups
        self.terms = terms
        task = task_of(y, learner.task)
        self.schema = declared(learner.schema) or echoes(table, Schema.infer(table), y)
        if learner.schema is None:
            announce(str(self.schema), tasks.name_of(task))
        self.schema.check(table)
        self.data = TableData(table, self.schema.columns, learner.store or FeatureStore())
        self.task = task.learn(y)
        self.table = table
        self.fits = Fits()
        self.drawn = terms.drawn(learner.seed)
        self.plan = self._fold_plan()
        self._check_folds()
        self.trial = self._trial()

    def entries(self) -> Iterator[Entry]:
        """Every strategy, trained now or read from `Terms.out`."""
        todo = strategies(self.learner, self.schema, self.terms.fusions)
        self._encode(todo)
        kept = Results(self.terms.out, self._question())
        for place, strategy in enumerate(todo):
            key = self._key(strategy)
            found = kept.get(key)
            oof, seconds = found or self._run(strategy)
            kept.put(key, oof, seconds)
            entry = Entry.of(self.trial, strategy.name, strategy.kind, oof, seconds)
            how = say("progress.kept") if found else say("progress.seconds", seconds=seconds)
            at = {"number": place + 1, "count": len(todo), "name": strategy.name}
            announced(say("progress.finished", metric=self.trial.primary, mean=entry.mean.value, how=how, **at))
            yield entry

    def refit(self, board: Board, label: str | None) -> Learner:
        """The chosen strategy on all rows."""
        made = {strategy.name: strategy for strategy in strategies(self.learner, self.schema, self.terms.fusions)}
        chosen = made[board.best_name]
        best = replace(chosen.learner, label=label)
        return best.fit(self.table, self.y, groups=self.groups)

    def _fold_plan(self) -> FoldPlan:
        if self.drawn is None:
            return given(pairs(self.terms.folds, self._target(), self.groups), len(self.y), self.groups)
        return self.drawn.plan(self._target(), self.task.kind, self.groups, self.task.labels)

    def _check_folds(self) -> None:
        """Before anything is trained: every fold leaves something to learn."""
        for place, fold in enumerate(self.plan):
            try:
                self.task.learn(self.y[fold.train])
            except DataError as error:
                raise DataError(
                    say(
                        "fold.nothing_to_learn", number=place + 1, folds=len(self.plan), rows=len(fold.train), why=error
                    )
                ) from error

    def _target(self) -> npt.NDArray[Any]:
        # A regression is told in the user's own unit; its task trains on standardised values.
        return self.y.astype(np.float64) if self.task.kind == "regress" else self.task.target(self.y)

    def _trial(self) -> Trial:
        classes = self.task.labels
        metric = self.terms.metric or self.task.primary
        modalities = tuple(self.schema.modalities())
        return Trial(self.task.kind, metric, self._target(), self.plan, classes, modalities, self.schema.listing())

    def _encode(self, todo: Sequence[Strategy]) -> None:
        """Fill the store before the clocks start: strategies share the features, so none should pay for them."""
        for strategy in todo:
            for part in self._plan_of(strategy).design.parts:
                if part.encoder.frozen:
                    self.data.rows(part)

    def _plan_of(self, strategy: Strategy) -> Any:
        assert strategy.learner.schema is not None
        return make_plan(strategy.learner.schema, task_of(self.y, self.learner.task), strategy.learner.options())

    def _run(self, strategy: Strategy) -> tuple[npt.NDArray[np.float64], float]:
        """Out-of-fold scores (repeats, N, K) of a strategy, and the seconds that it takes by itself."""
        self.fits.seconds = 0.0
        models = self._plan_of(strategy).fit(self.data, self.y, self._splits(), self.fits)
        scores = [self._tested(model, fold.test) for model, fold in zip(models, self.plan, strict=True)]
        return self.plan.gather(scores), self.fits.seconds

    def _tested(self, model: Trained, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        return in_order(model.scores(self.data.take(rows)), model.design.task, self.task)

    def _question(self) -> list[bytes]:
        if self.terms.out is None:
            return []
        found = self.table.placed(self.schema.columns)
        cells = [[column.digest(cell) for cell in self.table.cells(name)] for name, column in found.items()]
        declared = [(name, columns.dump(column)) for name, column in self.schema.columns.items()]
        return [*question(cells, self.y, self._splits(), [fold.test for fold in self.plan]), repr(declared).encode()]

    def _key(self, strategy: Strategy) -> str:
        """What a strategy's scores depend on besides the question: its declarations and the weights behind them."""
        plan = self._plan_of(strategy)
        designs = [plan.design, *(expert.design for expert in getattr(plan, "experts", ()))]
        prints = [part.encoder.fingerprint() for design in designs for part in design.parts]
        return f"{version('intarsia')} {plan!r} {prints}"

    def _splits(self) -> list[Split]:
        """One split per fold; inside it the other folds serve as inner folds, so that inner models are shared."""
        place = np.zeros((self.plan.repeats, len(self.y)), dtype=np.intp)
        for fold in self.plan:
            place[fold.repeat, fold.test] = fold.fold
        return [
            Split(
                fold.train,
                self.learner.seed + fold.repeat,
                None if self.groups is None else self.groups[fold.train],
                None if self.drawn is None else place[fold.repeat, fold.train],
            )
            for fold in self.plan
        ]


def _groups(table: Table, groups: Any) -> tuple[Table, npt.NDArray[Any] | None]:
    if groups is None:
        return table, None
    if np.isscalar(groups):
        return table.drop(str(groups)), group_numbers(table.cells(str(groups)), len(table))
    return table, group_numbers(groups, len(table))


def announced(line: Message) -> None:
    """One line of progress on stderr, at once."""
    print(line.told, file=sys.stderr, flush=True)
