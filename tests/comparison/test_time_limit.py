"""A comparison with a time limit: what it does in its time, what it says of the rest, how it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_comparison import LEARNER, table

from intarsia import timing
from intarsia.comparison.compare import compare
from intarsia.comparison.time_limit import TimeLimit
from intarsia.errors import OptionError
from intarsia.evaluation.board import Board
from intarsia.learner.learner import Learner
from intarsia.progress import Event
from intarsia.training.linear import LinearSolver
from intarsia.training.trainer import Trainer

TERMS: dict[str, Any] = {"folds": 3, "groups": "customer", "fusions": ["concat", "average", "vote"]}
SINGLES = ["majority", "plain linear", "only words", "only table"]
BESIDE = [f"only {modality}, {how}" for modality in ("words", "table") for how in ("weighted", "stacking")]


@dataclass
class Clock:
    """Time in which nothing happens but what a test says."""

    now: float = 0.0
    trained: int = 0

    def monotonic(self) -> float:
        return self.now

    perf_counter = monotonic


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Each linear model takes a second of it."""
    found = Clock()
    fit = LinearSolver.fit

    def slowly(self: LinearSolver, design: Any, data: Any, y: Any, splits: Sequence[Any]) -> Any:
        found.now += len(splits)
        found.trained += len(splits)
        return fit(self, design, data, y, splits)

    monkeypatch.setattr(LinearSolver, "fit", slowly)
    monkeypatch.setattr(timing, "time", found)
    monkeypatch.setattr(timing, "cpu_seconds", lambda: 2 * found.now)
    monkeypatch.setattr("intarsia.comparison.time_limit.time", found)
    return found


def done(board: Board) -> set[str]:
    return {entry.name for entry in board.entries}


def test_shared_experts_are_told_once(clock: Clock) -> None:
    board = compare(table(), "buy", LEARNER, **TERMS)
    taken = {entry.name: (entry.seconds, entry.cpu_seconds, entry.added_seconds) for entry in board.entries}
    assert taken["only words"] == (3.0, 6.0, 3.0)
    # Four experts (two modalities, all together, plain), three folds and three inner models for each.
    # Inner models of the modalities were trained for the ensembles that see one of them alone.
    assert taken["average"] == (24.0, 48.0, 6.0)
    assert taken["vote"] == (24.0, 48.0, 0.0)
    # Of the modality and of its plain features, three folds and three inner models for each.
    assert taken["only words, weighted"] == (12.0, 24.0, 9.0)
    assert taken["only words, stacking"] == (12.0, 24.0, 0.0)
    trained = sum(entry.added_seconds for entry in board.entries)
    assert trained == 36.0
    assert board.effort is not None
    assert board.effort.seconds == trained + (clock.trained - trained)  # the rest is the winner on all rows
    assert f"This comparison took {clock.now:,.1f} s ({2 * clock.now:,.1f} s of processor" in " ".join(
        str(board).split()
    )
    frame = board.to_frame().set_index("name")
    assert frame.loc["vote", ["seconds", "cpu_seconds", "added_seconds"]].tolist() == [24.0, 48.0, 0.0]


def test_the_limit_ends_the_comparison_and_what_is_left_is_told(clock: Clock, tmp_path: Path) -> None:
    board = compare(table(), "buy", LEARNER, time_limit=12.5, **TERMS)
    # After 12 seconds the inner models of the ensembles are known to take longer than what is left.
    assert done(board) == {*SINGLES, "concat"}
    assert board.cutoff is not None
    unreached = dict.fromkeys(BESIDE, "single") | {"average": "fusion", "vote": "fusion"}
    assert (board.cutoff.seconds, board.cutoff.unreached) == (12.5, unreached)
    assert "The time limit of 12.5 s left 6 strategies uncompared: only words, weighted" in board.verdict.en
    assert "12.5 秒的时限已到，尚有 6 个方案未比较：only words, weighted" in board.verdict.zh
    # No ensemble was compared, so that none of one modality is needed to measure it by.
    assert board.sentences[-1].en.startswith(
        "Fusing probably helps: concat, the best fusion, is ahead of only table, the"
    )
    assert board.best.score(table()) > 0.85
    board.save(tmp_path)
    again = Board.load(tmp_path)
    assert (str(again), again.cutoff, again.effort) == (str(board), board.cutoff, board.effort)


def test_it_goes_on_where_it_was_and_what_was_kept_takes_no_time(clock: Clock, tmp_path: Path) -> None:
    first = compare(table(), "buy", LEARNER, out=tmp_path, time_limit=7, **TERMS)
    assert done(first) == {*SINGLES}  # the third single was begun in time, and is finished
    assert "What is finished is kept" in first.verdict.en
    clock.trained = 0
    second = compare(table(), "buy", LEARNER, out=tmp_path, time_limit=2, **TERMS)
    assert done(second) == {*SINGLES, "concat"}
    third = compare(table(), "buy", LEARNER, out=tmp_path, **TERMS)
    assert done(third) == {*SINGLES, *BESIDE, "concat", "average", "vote"}
    assert third.cutoff is None
    assert third.effort is not None
    assert (third.effort.kept, third.effort.kept_seconds) == (5, 12.0)
    assert "5 strategies were kept from before, when they took 12.0 s." in " ".join(str(third).split())
    assert third.entry("only words").cpu_seconds == 6.0
    whole = compare(table(), "buy", LEARNER, **TERMS)
    for entry in whole.entries:
        np.testing.assert_array_equal(entry.oof, third.entry(entry.name).oof)
    assert third.verdict == whole.verdict


def test_nothing_but_the_majority_is_an_honest_board(clock: Clock) -> None:
    def hear(event: Event) -> None:
        clock.now += event.name == "strategy"

    board = compare(table(), "buy", LEARNER, time_limit=0.5, on_event=hear, **TERMS)
    assert done(board) == {"majority"}
    assert board.best_name == "majority"
    assert set(board.best.predict(table())) == {False}
    assert "Whether fusing helps was not found out: the time was up before only words, only table" in board.verdict.en
    assert "融合是否有帮助尚不清楚" in board.verdict.zh


def test_gradient_training_is_stopped_at_its_next_step(clock: Clock) -> None:
    heard: list[Event] = []

    def hear(event: Event) -> None:
        heard.append(event)
        clock.now += event.name == "training" and not event.ended

    learner = Learner(schema=LEARNER.schema, encoders="plain", fitter=Trainer(epochs=2))
    board = compare(table(), "buy", learner, time_limit=10.0, on_event=hear, **TERMS)
    assert done(board) == {"majority", "plain linear"}
    trained = [event for event in heard if event.name == "training"]
    assert 0 < trained[-1].done < trained[-1].of  # on all rows nothing was trained by gradients: plain linear is chosen
    assert trained[-1].ended
    unreached = next(event for event in heard if event.name == "unreached")
    assert unreached.what.en == "only words: not compared, for want of time"


@pytest.mark.parametrize("given", [0, -1.0, float("nan"), "600", True])
def test_a_limit_that_makes_no_sense_is_refused(given: Any) -> None:
    with pytest.raises(OptionError, match=r"time_limit is .*: give the seconds that the comparison may take"):
        compare(table(), "buy", LEARNER, time_limit=given)


def test_without_a_limit_there_is_always_time() -> None:
    limit = TimeLimit(None)
    limit.start()
    assert not limit.over()
    assert limit.left == float("inf")
