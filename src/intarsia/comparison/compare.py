"""The fair comparison: every strategy on the same folds over the same stored features, then the best on all rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from itertools import product
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns import columns
from intarsia.comparison.resume import Results, question
from intarsia.comparison.strategies import Strategy, strategies
from intarsia.comparison.testing import TestSet, examined, scored, worth_of
from intarsia.errors import DataError, OptionError
from intarsia.evaluation.board import Board
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.test_result import TestResult
from intarsia.i18n import messages
from intarsia.learner.ensemble import EnsemblePlan, Expert, FitCache
from intarsia.learner.learner import Learner
from intarsia.learner.plan import make_plan
from intarsia.learner.problem import Problem
from intarsia.progress import Event, Listener, announce, listening
from intarsia.tasks.base import Task
from intarsia.training.base import Split, Trained
from intarsia.training.splits import FoldPlan, Folds, pairs, plan_of_pairs

say = messages(__package__)


def compare(
    table: Any,
    label: Any = None,
    learner: Learner | None = None,
    *,
    folds: Any = 5,
    groups: Any = None,
    metric: str | None = None,
    fusions: Any = None,
    test: Any = None,
    out: str | Path | None = None,
    on_event: Listener | None = None,
) -> Board:
    """Train every strategy on the same folds, and the best of them on the whole table.

    Args:
        table: N rows, anything that `Table.read` takes; or a `Problem` that was prepared before.
        label: name of the column to be answered, or the (N,) answers themselves.
        learner: gives the options that all strategies share (task, schema, encoders, experts, store, seed).
        folds: number of folds; `Folds(5, repeats=3)`, which splits the table three times and trains with a seed of
            its own each time; a splitter of scikit-learn; or predefined pairs of (train rows, test rows).
        groups: name of a column, or (N,) values: rows of one group are never on both sides of a fold. A column that
            groups is no input.
        metric: name of the metric that decides; None takes the task's own.
        fusions: names or declarations, or one of them; None compares the shortlist, "all" every registered fusion
            with all its variants.
        test: rows with labels that no training sees, anything that `Table.read` takes, with the label column. They
            choose nothing: every strategy is asked about them, and what they say leads the board (`Board.test`).
        out: folder in which finished strategies are kept, so that an interrupted comparison goes on where it was.
        on_event: is told how far it is, in place of the terminal (see `intarsia.progress.Event`): "encoding",
            "training", "guess" with what a schema or task was taken for, a "strategy" whenever one is finished, with
            its name, mean and seconds as values, "chosen", and "test" when the test table is looked at.

    Returns:
        The board. `print` it; `board.best` is the chosen learner, trained on all rows.

    Raises:
        UnknownName: a fusion or a metric that there is not.
        OptionError: an option that cannot work.
        DataError: the table, its labels or its folds are not what can be learned from, or the test table is not what
            could be asked.
    """
    learner = Learner() if learner is None else learner
    if not isinstance(learner, Learner):
        raise OptionError(say("learner.not_one", given=learner))
    with listening(on_event):
        problem = _problem(table, label, learner, groups)
        experiment = _Experiment(problem, learner, folds, metric, fusions)
        experiment.test = None if test is None else TestSet.of(problem, test)
        board = Board.build(experiment.question, list(experiment.entries(out)))
        chosen = say("progress.chosen", name=board.best_name, rows=len(problem))
        announce(Event("chosen", chosen, step=True, values={"name": board.best_name}))
        board = board.attach(experiment.refit(board.best_name), problem.table)
        return board if experiment.test is None else board.tested(experiment.examined(board, experiment.test))


def _problem(table: Any, label: Any, learner: Learner, groups: Any) -> Problem:
    """The question: as it was prepared before, or prepared now."""
    if isinstance(table, Problem):
        if groups is not None or (label is not None and not np.isscalar(label)):
            raise OptionError(say("problem.prepared"))
        table.agree(None if label is None else str(label))
        table.agree(learner.label, learner.task)
        return table
    column = learner.label
    answers = None
    if label is not None and np.isscalar(label):
        column = str(label)
    elif label is not None:
        answers = label
    return Problem.of(
        table, column, answers, task=learner.task, schema=learner.schema, groups=groups, store=learner.store
    )


class _Experiment:
    """One comparison under way: the problem, its folds, and what was trained so far."""

    def __init__(self, problem: Problem, learner: Learner, folds: Any, metric: str | None, fusions: Any) -> None:
        self.problem = problem
        self.learner = learner
        task, truth = problem.truth()
        self.drawn = _drawn(folds, learner.seed)
        self.folds = self._plan(folds, task, truth)
        self._check_folds()
        modalities = tuple(problem.schema.modalities())
        self.question = Question(task, metric or task.primary, truth, self.folds, modalities, problem.schema.listing())
        self.fits = FitCache()
        found = strategies(learner, problem.schema, problem.task, fusions)
        self.strategies = {strategy.name: strategy for strategy in found}
        self.test: TestSet | None = None
        self.on_test: dict[str, npt.NDArray[np.float64]] = {}

    def entries(self, out: str | Path | None) -> Iterator[Entry]:
        """Every strategy, trained now or read from the folder `out`."""
        self._encode()
        asked = [] if out is None else self._asked()
        kept = Results(out, asked)
        tested = "" if self.test is None else self.test.digest(self.problem.schema.columns)
        kept_on_test = Results(None if self.test is None else out, [*asked, tested.encode()])
        for place, strategy in enumerate(self.strategies.values()):
            key = self._key(strategy)
            found = kept.get(key)
            on_test = kept_on_test.get(key)
            resumed = found is not None and (on_test is not None or self.test is None)
            if found is None or not resumed:  # another test table is another question, but its models are not kept
                models = self._models(strategy)
                found = found or (self._out_of_fold(models), self.fits.seconds)
                on_test = (self._on_test(models), found[1])
            kept.put(key, *found)
            if on_test is not None:
                kept_on_test.put(key, *on_test)
                self.on_test[strategy.name] = on_test[0]
            entry = Entry.of(self.question, strategy.name, strategy.kind, *found)
            announce(self._finished(place + 1, entry, kept=resumed))
            yield entry

    def _finished(self, number: int, entry: Entry, kept: bool) -> Event:
        """A strategy is finished: its number, name, mean and seconds."""
        count = len(self.strategies)
        mean = entry.mean.value
        metric = self.question.primary
        how = say("progress.kept") if kept else say("progress.seconds", seconds=entry.seconds)
        what = say("progress.finished", number=number, count=count, name=entry.name, metric=metric, mean=mean, how=how)
        known = {"name": entry.name, "metric": metric, "mean": mean, "seconds": entry.seconds, "kept": kept}
        return Event("strategy", what, number, count, step=True, values=known)

    def refit(self, name: str) -> Learner:
        """A strategy on all rows: what was opened, hashed and encoded for the folds serves it too."""
        chosen = replace(self.strategies[name].learner, label=self.problem.label)
        return chosen.learn(self.problem)

    def _plan(self, folds: Any, task: Task, truth: npt.NDArray[Any]) -> FoldPlan:
        groups = self.problem.groups
        if self.drawn is None:
            return plan_of_pairs(pairs(folds, truth, groups), len(truth), groups)
        return self.drawn.plan(task.strata(truth), groups, task.labels)

    def _check_folds(self) -> None:
        """Before anything is trained: every fold leaves something to learn."""
        assert self.problem.y is not None
        for place, fold in enumerate(self.folds):
            try:
                self.problem.task.learn(self.problem.y[fold.train])
            except DataError as error:
                at = {"number": place + 1, "folds": len(self.folds), "rows": len(fold.train)}
                raise DataError(say("fold.nothing_to_learn", why=error, **at)) from error

    def _encode(self) -> None:
        """Fill the store before the clocks start: strategies share the features, so none should pay for them."""
        tables = [self.problem.data, *([self.test.data] if self.test else [])]
        parts = [part for strategy in self.strategies.values() for part in self._planned(strategy).design.parts]
        for data, part in product(tables, parts):
            if part.encoder.frozen:
                data.rows(part)

    def _planned(self, strategy: Strategy) -> Expert | EnsemblePlan:
        assert strategy.learner.schema is not None
        return make_plan(strategy.learner.schema, self.problem.task, strategy.learner.options())

    def examined(self, board: Board, test: TestSet) -> TestResult:
        """What the test table says of the strategy that was chosen, and of the others."""
        announce(Event("test", say("progress.test", rows=len(test.data)), step=True, values={"rows": len(test.data)}))
        winner = board.winner
        found = self.on_test[winner.name]
        on_test = float(np.mean([self.question.metric(test.target, each) for each in found]))

        def worth(column: str) -> tuple[float, float]:
            models = self._models(self.strategies[winner.name])  # trained before, unless a run was taken up again
            return worth_of(self.question, models, self.problem.data, test, winner, on_test)(column)

        design = make_plan(self.problem.schema, self.problem.task, self.learner.options()).design
        return examined(
            self.question, winner, self.problem.data, test, board.best.model_.scores(test.data),
            parts=design.parts, groups=self.problem.groups, strategies=self.on_test, worth=worth,
        )  # fmt: skip

    def _models(self, strategy: Strategy) -> list[Trained]:
        """One model per fold. `fits.seconds` is what they take by themselves."""
        self.fits.seconds = 0.0
        return self._planned(strategy).fit(self.problem.data, self.problem.y, self._splits(), self.fits)

    def _out_of_fold(self, models: list[Trained]) -> npt.NDArray[np.float64]:
        """Scores (repeats, N, K) of the rows of each fold by its model."""
        pairs = zip(models, self.folds, strict=True)
        data = self.problem.data
        return self.folds.gather([scored(self.question, model, data.take(fold.test)) for model, fold in pairs])

    def _on_test(self, models: list[Trained]) -> npt.NDArray[np.float64]:
        """Scores (J, M, K) of the test table by the model of each fold; none where there is no test table."""
        told = [] if self.test is None else [scored(self.question, model, self.test.data) for model in models]
        return np.stack(told or [np.zeros((0, 0))])

    def _asked(self) -> list[bytes]:
        """Everything that all strategies depend on: cells, labels, folds, and what the columns are."""
        assert self.problem.y is not None
        found = self.problem.schema.columns
        cells = [self.problem.data.digests(name) for name in found]
        declared = [(name, columns.dump(column)) for name, column in found.items()]
        tests = [fold.test for fold in self.folds]
        return [*question(cells, self.problem.y, self._splits(), tests), repr(declared).encode()]

    def _key(self, strategy: Strategy) -> str:
        """What a strategy's scores depend on besides the question: its declarations and the weights behind them."""
        plan = self._planned(strategy)
        designs = [plan.design, *(expert.design for expert in getattr(plan, "experts", ()))]
        prints = [part.encoder.fingerprint() for design in designs for part in design.parts]
        return f"{version('intarsia')} {plan!r} {prints}"

    def _splits(self) -> list[Split]:
        """One split per fold; inside it the other folds serve as inner folds, so that inner models are shared."""
        groups = self.problem.groups
        place = np.zeros((self.folds.repeats, len(self.problem)), dtype=np.intp)
        for fold in self.folds:
            place[fold.repeat, fold.test] = fold.fold
        return [
            Split(
                fold.train,
                self.learner.seed + fold.repeat,
                None if groups is None else groups[fold.train],
                None if self.drawn is None else place[fold.repeat, fold.train],
            )
            for fold in self.folds
        ]


def _drawn(folds: Any, seed: int) -> Folds | None:
    """The folds to draw; None where their rows are given."""
    if isinstance(folds, Integral):
        return Folds(int(folds), seed=seed)
    return folds if isinstance(folds, Folds) else None
