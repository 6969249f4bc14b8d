"""The leaderboard: one row per strategy, with its interval and its folds drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from intarsia.evaluation.board import Board
from intarsia.evaluation.board_text import chance, figure
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.significance import Comparison
from intarsia.html.cells import minus
from intarsia.html.scale import Scale
from intarsia.html.strip import axis, dots, grid, interval, strip
from intarsia.i18n import Message, joined, messages

say = messages(__package__, "intarsia.html")

REACH = 12
"""Strategies that trail by more than this many half intervals of the winner are set at the edge: they would press all
others together."""


@dataclass(frozen=True)
class Standing:
    """One strategy as the table shows it."""

    name: str
    gloss: Message
    best: bool
    mean: str
    span: str
    ahead: str
    chance: Message | str
    on_test: str
    seconds: str
    drawing: Markup
    folds: Markup


@dataclass(frozen=True)
class Standings:
    """The table, the numbers above its drawings, and whether strategies were tested, and asked about a test table."""

    rows: tuple[Standing, ...]
    axis: Markup
    tested: bool
    on_test: bool


def standings(board: Board) -> Standings:
    """Every entry of a board, in its order."""
    scale = _scale(board)
    rows = tuple(_standing(board, entry, scale) for entry in board.entries)
    return Standings(rows, axis(scale), len(board.question.plan) > 1, _on_test(board) is not None)


def _on_test(board: Board) -> Mapping[str, float] | None:
    """The scores on the test table by name; None where strategies were not asked about one."""
    return board.test.strategies if board.test is not None and board.test.strategies else None


def _standing(board: Board, entry: Entry, scale: Scale) -> Standing:
    metric = board.question.metric
    best = entry.name == board.best_name
    mean, low, high = (minus(figure(metric, each)) for each in (entry.mean.value, entry.mean.low, entry.mean.high))
    test = board.tests.get(entry.name)
    colour = 0 if best else 4
    folds = [
        (float(score), say("folds.dot", number=place + 1, score=minus(figure(metric, score))))
        for place, score in enumerate(entry.fold_scores)
    ]
    bar = interval(scale, entry.mean.low, entry.mean.value, entry.mean.high, colour)
    return Standing(
        name=entry.name,
        gloss=_gloss(entry),
        best=best,
        mean=mean,
        span=f"{low} – {high}",
        ahead=minus(figure(metric, test.difference)) if test else "",
        chance=_chance(test),
        on_test=minus(figure(metric, (_on_test(board) or {}).get(entry.name, math.nan))),
        seconds=f"{entry.seconds:.1f}",
        drawing=strip(f"{entry.name}: {mean} ({low} – {high})", grid(scale), bar),
        folds=strip(f"{entry.name}: {len(folds)}", grid(scale), dots(scale, folds, colour)),
    )


def _chance(test: Comparison | None) -> Message | str:
    if test is None:
        return ""
    return say("standings.same") if test.equal else chance(test.p_adjusted)


def _gloss(entry: Entry) -> Message:
    """Say an entry's kind, what it does where its name is one of ours, and its note."""
    key = f"strategy.{entry.name.split(',')[0].replace(' ', '_')}"
    kind = say(f"kind.{entry.kind}")
    known = say(key) if key in say else Message("", "")
    what = joined(filter(None, (kind, known)), ": ", "：")
    return joined(filter(None, (what, entry.note)), ". ", "。")


def _scale(board: Board) -> Scale:
    """Return a scale over all intervals and folds but those of strategies that trail far behind."""
    best = board.winner.mean
    sign = board.question.metric.sign
    reach = REACH * (best.high - best.low) / 2
    near = [entry for entry in board.entries if not sign * (best.value - entry.mean.value) > (reach or math.inf)]
    return Scale.around(
        [end for entry in near for end in (entry.mean.low, entry.mean.value, entry.mean.high, *entry.fold_scores)]
    )
