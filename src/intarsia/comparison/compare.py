"""The fair comparison: every strategy on the same folds over the same stored features, then the best on all rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns import columns
from intarsia.comparison.copies import copies
from intarsia.comparison.folding import check_folds, drawn_folds, fold_plan, noted, splits_of
from intarsia.comparison.resume import Result, Results, question
from intarsia.comparison.strategies import Strategy, strategies
from intarsia.comparison.testing import TestSet, examined, scored, worth_of
from intarsia.comparison.time_limit import TimeLimit
from intarsia.errors import OptionError
from intarsia.evaluation.board import Board
from intarsia.evaluation.effort import Cutoff, Effort
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.test_result import TestResult
from intarsia.evaluation.verdict import MAJORITY
from intarsia.i18n import messages
from intarsia.learner.ensemble import FitCache, can_vote
from intarsia.learner.learner import BaseLearner, Learner
from intarsia.learner.plan import make_plan
from intarsia.learner.problem import Problem
from intarsia.progress import Event, Listener, Stopped, announce, check_stopped, listening, stopping
from intarsia.timing import Cost, spent
from intarsia.training.base import Trained

say = messages(__package__)

SHOWN = 0.05
"""Seconds that show in what is announced."""


def compare(
    table: Any,
    label: Any = None,
    learner: BaseLearner | None = None,
    *,
    folds: Any = None,
    groups: Any = None,
    metric: str | None = None,
    fusions: Any = None,
    test: Any = None,
    out: str | Path | None = None,
    time_limit: float | None = None,
    on_event: Listener | None = None,
) -> Board:
    """Train every strategy on the same folds, and the best of them on the whole table.

    Args:
        table: N rows, anything that `Table.read` takes; or a `Problem` that was prepared before.
        label: name of the column to be answered, or the (N,) answers themselves.
        learner: gives the options that all strategies share (task, schema, encoders, experts, store, seed).
        folds: number of folds; `Folds(5, repeats=3)`, which splits the table three times and trains with a seed of
            its own each time; a splitter of scikit-learn; or predefined pairs of (train rows, test rows). None takes
            five, with three repeats where the table has fewer than 500 rows.
        groups: name of a column, or (N,) values: rows of one group are never on both sides of a fold. A column that
            groups is no input.
        metric: name of the metric that decides; None takes the task's own.
        fusions: names or declarations, or one of them; None compares the shortlist, "all" every registered fusion
            with all its variants.
        test: rows with labels that no training sees, anything that `Table.read` takes, with the label column. They
            choose nothing: every strategy is asked about them, and what they say leads the board (`Board.test`).
        out: folder in which finished strategies are kept, so that an interrupted comparison goes on where it was.
        time_limit: seconds in which to compare. When they are up, no strategy is begun any more, encoding and gradient
            training stop at their next step, other models are finished; the board is made of what is done and names
            what is not. What is read from `out` costs nothing, the majority answer is always there, and the best is
            always trained on all rows, after the time. None takes as long as it takes.
        on_event: is told how far it is, in place of the terminal (see `intarsia.progress.Event`): "encoding",
            "training", "guess" with what a schema or task was taken for, "remark" with fusions that cannot be compared,
            a "strategy" whenever one is finished, with its name, mean and seconds as values, "unreached" for one that
            there was no time for, "chosen", and "test" when the test table is looked at.

    Returns:
        The board. `print` it; `board.best` is the chosen learner, trained on all rows.

    Raises:
        UnknownName: a fusion or a metric that there is not.
        OptionError: an option that cannot work.
        DataError: the table, its labels or its folds are not what can be learned from, or the test table is not what
            could be asked.
    """
    learner = Learner() if learner is None else learner
    if not isinstance(learner, BaseLearner):
        raise OptionError(say("learner.not_one", given=learner))
    limit = TimeLimit(time_limit)
    with listening(on_event):
        start = spent()
        problem = _problem(table, label, learner, groups)
        experiment = _Experiment(problem, learner, folds, metric, fusions)
        experiment.test = None if test is None else TestSet.of(problem, test, learner.on_missing_label)
        entries = list(experiment.entries(out, limit))
        experiment.look_for_copies()
        board = Board.build(experiment.question, entries, experiment.cutoff(limit, resumable=out is not None))
        chosen = say("progress.chosen", name=board.best_name, rows=len(problem))
        announce(Event("chosen", chosen, step=True, values={"name": board.best_name}))
        board = board.attach(experiment.refit(board.best_name), problem.table)
        if experiment.test is not None:
            board = board.tested(experiment.examined(board, experiment.test))
        return board.attach(board.best, problem.table, experiment.effort(spent() - start))


def _problem(table: Any, label: Any, learner: BaseLearner, groups: Any) -> Problem:
    """The question: as it was prepared before, or prepared now."""
    if isinstance(table, Problem):
        if groups is not None or (label is not None and not np.isscalar(label)):
            raise OptionError(say("problem.prepared"))
        if table.weight is not None:
            raise OptionError(say("problem.weighted"))
        table.agree(None if label is None else str(label))
        table.agree(learner.label, learner.task)
        return table
    column = learner.label
    answers = None
    if label is not None and np.isscalar(label):
        column = str(label)
    elif label is not None:
        answers = label
    given = {"task": learner.task, "schema": learner.schema, "groups": groups, "store": learner.store}
    given |= {"modalities": learner.modalities, "on_missing_label": learner.on_missing_label}
    return Problem.of(table, column, answers, **given)


class _Experiment:
    """One comparison under way: the problem, its folds, and what was trained so far."""

    def __init__(self, problem: Problem, learner: BaseLearner, folds: Any, metric: str | None, fusions: Any) -> None:
        self.problem = problem
        self.learner = learner
        task, truth = problem.truth()
        self.drawn = drawn_folds(folds, problem, learner.seed)
        self.folds = fold_plan(folds, self.drawn, problem, task, truth)
        check_folds(problem, self.folds)
        self.splits = splits_of(problem, self.folds, self.drawn, learner.seed)
        self.design = make_plan(problem.schema, problem.task, learner.options()).design
        ensembles = all(map(can_vote, self.splits))
        found, remarks = strategies(learner, problem.schema, problem.task, fusions, ensembles=ensembles)
        self.strategies = {strategy.name: strategy for strategy in found}
        self.folds = noted(self.folds, *remarks)
        modalities = tuple(problem.schema.modalities())
        self.question = Question(task, metric or task.primary, truth, self.folds, modalities, problem.schema.listing())
        self.fits = FitCache()
        self.kept: list[Entry] = []
        self.finished = 0
        self.unreached: dict[str, str] = {}
        self.test: TestSet | None = None
        self.on_test: dict[str, npt.NDArray[np.float64]] = {}
        for each in remarks:
            announce(Event("remark", each, step=True))

    def entries(self, out: str | Path | None, limit: TimeLimit) -> Iterator[Entry]:
        """Every strategy, read from the folder `out` or trained now, as long as there is time."""
        asked = [] if out is None else self._asked()
        kept = Results(out, asked)
        tested = "" if self.test is None else self.test.digest(self.problem.schema.columns)
        kept_on_test = Results(None if self.test is None else out, [*asked, tested.encode()])
        waiting: list[tuple[Strategy, Result | None]] = []
        for strategy in self.strategies.values():
            found = kept.get(self._key(strategy))
            on_test = kept_on_test.get(self._key(strategy))
            if found is None or (on_test is None and self.test is not None):
                waiting.append((strategy, found))  # another test table is another question, but no models are kept
                continue
            if on_test is not None:
                self.on_test[strategy.name] = on_test.oof
            self.kept.append(self._entry(strategy, found))
            yield self._told(self.kept[-1], kept=True)
        limit.start()
        with suppress(Stopped), stopping(limit.over):
            self._encode([strategy for strategy, _ in waiting])
        for strategy, found in waiting:
            result = self._result(strategy, limit)
            if result is None and found is None:
                self.unreached[strategy.name] = strategy.kind
                announce(Event("unreached", say("progress.not_reached", name=strategy.name), step=True))
                continue
            if result is not None:
                kept.put(self._key(strategy), found or result)
            if result is not None and result.on_test is not None:
                self.on_test[strategy.name] = result.on_test
                kept_on_test.put(self._key(strategy), replace(result, oof=result.on_test))
            whole = found or result
            assert whole is not None
            yield self._told(self._entry(strategy, whole))

    def look_for_copies(self) -> None:
        """Note on the folds how many rows were tested with a copy of them among those trained on."""
        encoded = any(self.problem.data.column(part.column).slow for part in self.design.parts)
        if self.unreached and encoded:  # there may have been no time for that either
            return
        found = copies(self.problem, self.folds, self.design.parts)
        if found:
            self.folds = noted(self.folds, found)
            self.question = replace(self.question, plan=self.folds)

    def cutoff(self, limit: TimeLimit, resumable: bool) -> Cutoff | None:
        """What there was no time for."""
        if not self.unreached:
            return None
        missed = [self.strategies[name] for name in self.unreached]
        ensembles = [each.name for each in self.strategies.values() if each.kind == "fusion" and each.ensemble]
        beside = [each.name for each in missed if each.kind == "single" and each.ensemble]
        unneeded = beside if set(ensembles) <= set(self.unreached) else []
        return Cutoff(limit.seconds, self.unreached, resumable, tuple(unneeded))

    def effort(self, cost: Cost) -> Effort:
        """What the comparison took, given what it cost this process."""
        before = sum(entry.added_seconds for entry in self.kept)
        return Effort(cost.seconds, cost.cpu_seconds, len(self.kept), before)

    def _result(self, strategy: Strategy, limit: TimeLimit) -> Result | None:
        """What a strategy gives, trained now; None where there is no time for it."""
        if strategy.name == MAJORITY:  # it takes no time, and makes a board of nothing else
            return self._run(strategy)
        try:
            with stopping(limit.over):
                check_stopped()
                return self._run(strategy, limit.left)
        except Stopped:
            return None

    def _entry(self, strategy: Strategy, result: Result) -> Entry:
        return Entry.of(
            self.question, strategy.name, strategy.kind, result.oof, result.alone.seconds,
            cpu_seconds=result.alone.cpu_seconds, added_seconds=result.added_seconds,
        )  # fmt: skip

    def _told(self, entry: Entry, kept: bool = False) -> Entry:
        """Announce that a strategy is finished: its number, name, mean and seconds."""
        self.finished += 1
        count = len(self.strategies)
        mean = entry.mean.value
        metric = self.question.primary
        costs = {"seconds": entry.seconds, "added": entry.added_seconds}
        how = say("progress.shared" if entry.seconds - entry.added_seconds > SHOWN else "progress.seconds", **costs)
        told = {"name": entry.name, "metric": metric, "mean": mean, "how": say("progress.kept") if kept else how}
        what = say("progress.finished", number=self.finished, count=count, **told)
        known = {"name": entry.name, "metric": metric, "mean": mean, "seconds": entry.seconds, "kept": kept}
        announce(Event("strategy", what, self.finished, count, step=True, values=known))
        return entry

    def refit(self, name: str) -> BaseLearner:
        """A strategy on all rows: what was opened, hashed and encoded for the folds serves it too, and so do their
        models, each of which is an inner model of an ensemble on all rows."""
        chosen = replace(self.strategies[name].learner, label=self.problem.label)
        return chosen.learn(self.problem, self.fits)

    def _encode(self, wanted: Sequence[Strategy]) -> None:
        """Fill the store before the clocks start: strategies share the features, so none should pay for them."""
        tables = [self.problem.data, *([self.test.data] if self.test else [])]
        parts = [part for strategy in wanted for part in strategy.planned(self.problem.task).design.parts]
        for data, part in product(tables, parts):
            if part.encoder.frozen:
                data.rows(part)

    def _run(self, strategy: Strategy, left: float = math.inf) -> Result:
        """Train a strategy on every fold. Raises `Stopped` where it is known to take longer than the seconds left."""
        assert self.problem.y is not None
        if strategy.planned(self.problem.task).expected(self.problem.y, self.splits, self.fits) > left:
            raise Stopped
        models = self._models(strategy)
        pairs = zip(models, self.folds, strict=True)
        data = self.problem.data
        oof = self.folds.gather([scored(self.question, model, data.take(fold.test)) for model, fold in pairs])
        cost = self.fits.alone()
        added = self.fits.added().seconds
        told = [] if self.test is None else [scored(self.question, model, self.test.data) for model in models]
        return Result(oof, cost, added, np.stack(told) if told else None)

    def _models(self, strategy: Strategy) -> list[Trained]:
        """One model per fold; `fits` tells what they take."""
        self.fits.begin()
        return strategy.planned(self.problem.task).fit(self.problem.data, self.problem.y, self.splits, self.fits)

    def examined(self, board: Board, test: TestSet) -> TestResult:
        """What the test table says of the strategy that was chosen, and of the others."""
        announce(Event("test", say("progress.test", rows=len(test.data)), step=True, values={"rows": len(test.data)}))
        winner = board.winner
        found = self.on_test.get(winner.name)
        told = [board.best.model_.scores(test.data)] if found is None else found
        on_test = float(np.mean([self.question.metric(test.target, each) for each in told]))

        def worth(column: str) -> tuple[float, float]:
            models = self._models(self.strategies[winner.name])  # trained before, unless a run was taken up again
            return worth_of(self.question, models, self.problem.data, test, winner, on_test)(column)

        return examined(
            self.question, winner, self.problem.data, test, board.best.model_.scores(test.data),
            parts=self.design.parts, groups=self.problem.groups, strategies=self.on_test, worth=worth,
        )  # fmt: skip

    def _asked(self) -> list[bytes]:
        """Everything that all strategies depend on: cells, labels, folds, and what the columns are."""
        assert self.problem.y is not None
        found = self.problem.schema.columns
        cells = [self.problem.data.digests(name) for name in found]
        declared = [(name, columns.dump(column)) for name, column in found.items()]
        tests = [fold.test for fold in self.folds]
        return [*question(cells, self.problem.y, self.splits, tests), repr(declared).encode()]

    def _key(self, strategy: Strategy) -> str:
        """What a strategy's scores depend on besides the question: its declarations and the weights behind them."""
        plan = strategy.planned(self.problem.task)
        designs = [plan.design, *(expert.design for expert in getattr(plan, "experts", ()))]
        prints = [part.encoder.fingerprint() for design in designs for part in design.parts]
        return f"{version('intarsia')} {plan!r} {prints}"
