"""The fair comparison: every strategy on the same folds over the same stored features, then the best on all rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns import columns
from intarsia.comparison.resume import Results, question
from intarsia.comparison.strategies import Strategy, strategies
from intarsia.errors import DataError, OptionError
from intarsia.evaluation.board import Board
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.i18n import messages
from intarsia.learner.ensemble import EnsemblePlan, Expert, FitCache, in_order
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
        out: folder in which finished strategies are kept, so that an interrupted comparison goes on where it was.
        on_event: is told how far it is, in place of the terminal (see `intarsia.progress.Event`): "encoding",
            "training", "guess" with what a schema or task was taken for, a "strategy" whenever one is finished, with
            its name, mean and seconds as values, and "chosen".

    Returns:
        The board. `print` it; `board.best` is the chosen learner, trained on all rows.

    Raises:
        UnknownName: a fusion or a metric that there is not.
        OptionError: an option that cannot work.
        DataError: the table, its labels or its folds are not what can be learned from.
    """
    learner = Learner() if learner is None else learner
    if not isinstance(learner, Learner):
        raise OptionError(say("learner.not_one", given=learner))
    with listening(on_event):
        problem = _problem(table, label, learner, groups)
        experiment = _Experiment(problem, learner, folds, metric, fusions)
        board = Board.build(experiment.question, list(experiment.entries(out)))
        chosen = say("progress.chosen", name=board.best_name, rows=len(problem))
        announce(Event("chosen", chosen, step=True, values={"name": board.best_name}))
        return board.attach(experiment.refit(board.best_name), problem.table)


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

    def entries(self, out: str | Path | None) -> Iterator[Entry]:
        """Every strategy, trained now or read from the folder `out`."""
        self._encode()
        kept = Results(out, [] if out is None else self._asked())
        for place, strategy in enumerate(self.strategies.values()):
            key = self._key(strategy)
            found = kept.get(key)
            oof, seconds = found or self._run(strategy)
            kept.put(key, oof, seconds)
            entry = Entry.of(self.question, strategy.name, strategy.kind, oof, seconds)
            announce(self._finished(place + 1, entry, kept=found is not None))
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
        """A strategy on all rows: what was opened, hashed and encoded for the folds serves it too, and so do their
        models, each of which is an inner model of an ensemble on all rows."""
        chosen = replace(self.strategies[name].learner, label=self.problem.label)
        return chosen.learn(self.problem, self.fits)

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
        for strategy in self.strategies.values():
            for part in self._planned(strategy).design.parts:
                if part.encoder.frozen:
                    self.problem.data.rows(part)

    def _planned(self, strategy: Strategy) -> Expert | EnsemblePlan:
        assert strategy.learner.schema is not None
        return make_plan(strategy.learner.schema, self.problem.task, strategy.learner.options())

    def _run(self, strategy: Strategy) -> tuple[npt.NDArray[np.float64], float]:
        """Out-of-fold scores (repeats, N, K) of a strategy, and the seconds that it takes by itself."""
        assert self.problem.y is not None
        self.fits.seconds = 0.0
        plan = self._planned(strategy)
        models = plan.fit(self.problem.data, self.problem.y, self._splits(), self.fits)
        scores = [self._tested(model, fold.test) for model, fold in zip(models, self.folds, strict=True)]
        return self.folds.gather(scores), self.fits.seconds

    def _tested(self, model: Trained, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        return in_order(model.scores(self.problem.data.take(rows)), model.design.task, self.question.task)

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
