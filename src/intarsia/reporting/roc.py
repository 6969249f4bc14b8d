"""Drawings of ROC and precision-recall curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.evaluation.board import Board
from intarsia.evaluation.curves import Curve, precision_recall, roc
from intarsia.evaluation.entry import Entry
from intarsia.html.plot import COLOURS, Figure, Key, Plot
from intarsia.i18n import Message, messages
from intarsia.reporting.scored_rows import ScoredRows

say = messages(__package__, "intarsia.html")

Lines = list[tuple[Message | str, Curve]]
Draw = Callable[[npt.NDArray[Any], npt.NDArray[Any]], tuple[Curve, ...]]
UNIT = (0.0, 1.0)


def curves(board: Board) -> tuple[Figure, ...]:
    """Draw the winner's curves: beside those of its rivals for two classes, else of the frequent classes."""
    winner = ScoredRows.of(board, board.winner).tested
    if winner.binary:
        found = {entry.name: ScoredRows.of(board, entry).tested for entry in rivals(board)}
        return _figures(winner, [_of_entries(found, roc), _of_entries(found, precision_recall)], winner.name(1))
    return of_classes(winner)


def of_classes(evidence: ScoredRows) -> tuple[Figure, ...]:
    """One curve for each of the most frequent classes or labels, against all others; of two classes, one."""
    lines = [_of_outputs(evidence, draw) for draw in (roc, precision_recall)]
    return _figures(evidence, lines, evidence.name(1) if evidence.binary else None)


def rivals(board: Board) -> list[Entry]:
    """The winner, and the best of every other kind."""
    found = {board.winner.kind: board.winner}
    for entry in board.entries:
        if np.isfinite(entry.mean.value):
            found.setdefault(entry.kind, entry)
    return list(found.values())


def _of_entries(found: Mapping[str, ScoredRows], draw: Draw) -> Lines:
    return [(name, line) for name, each in found.items() for line in draw(each.target, each.scores)]


def _of_outputs(evidence: ScoredRows, draw: Draw) -> Lines:
    by_output = {curve.output: curve for curve in draw(evidence.target, evidence.scores)}
    if evidence.binary:
        return [(say("curves.answers"), curve) for curve in by_output.values()]
    shown = [output for output in evidence.frequent(COLOURS) if output in by_output]
    return [(evidence.name(output), by_output[output]) for output in shown]


def _figures(evidence: ScoredRows, lines: Sequence[Lines], positive: str | None) -> tuple[Figure, ...]:
    ranked, found = lines
    if not ranked:
        return ()
    level = []
    about: Message | str = say("curves.rest")
    if positive is not None:
        rate = float(evidence.target.mean())
        level = [((0.0, 1.0), (rate, rate))]
        about = say("curves.positive", name=positive)
    diagonal = [((0.0, 1.0), (0.0, 1.0))]
    return _figure("roc", ranked, diagonal, about), _figure("precision", found, level, about)


def _figure(
    key: str, lines: Lines, guides: Sequence[tuple[tuple[float, float], tuple[float, float]]], about: Message | str
) -> Figure:
    plot = Plot.over(UNIT, UNIT)
    drawn = [plot.line(*guide, "guide") for guide in guides]
    for place, (_, curve) in reversed(list(enumerate(lines))):  # the first is drawn last, on top
        drawn.append(plot.line(curve.x, curve.y, f"line s{place}"))
    legend = tuple(Key(place, name, f"{curve.area:.4f}") for place, (name, curve) in enumerate(lines))
    title = say(f"{key}.title")
    drawing = plot.svg(title, say(f"{key}.x"), say(f"{key}.y"), *drawn)
    return Figure(title, drawing, say(f"{key}.caption", about=about), legend)
