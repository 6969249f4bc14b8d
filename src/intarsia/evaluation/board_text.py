"""A board as plain text: an aligned table of at most 80 columns, for terminals and logs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from intarsia.evaluation.effort import Effort
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import Comparison
from intarsia.i18n import Message, joined, messages
from intarsia.tasks.metrics import Metric

say = messages(__package__)

WIDTH = 80
HEAD = ("strategy", "kind", "mean", "interval", "ahead", "p", "seconds")
"""Headings after the mark of the winner, by their names in section "board" of the messages."""

_WIDE = "\u2e80-\u9fff\uff00-\uffef"
_PIECE = re.compile(rf" *(?:(?:[^ {_WIDE}]|(?<=[=<]) | (?=[=<%]))+|[{_WIDE}])[，。；：、）]*")
"""What no line breaks within: a word, "p = .62", "95 %", or a Chinese sign with the punctuation after it."""


def leaderboard(
    question: Question,
    entries: Sequence[Entry],
    best_name: str,
    tests: Mapping[str, Comparison],
    effort: Effort | None = None,
    on_test: Mapping[str, float] | None = None,
) -> str:
    """The table in the language that is spoken: what was asked, one line per entry (`*` the winner), how to read it.

    `on_test` has the scores on a test table by name, for a column of their own.
    """
    rows = [_cells(question.metric, entry, entry.name == best_name, tests.get(entry.name)) for entry in entries]
    notes = [say("board.note", name=entry.name, note=entry.note) for entry in entries if entry.note]
    head = ("", *(say(f"board.{name}").told for name in HEAD))
    if on_test is not None:
        head = (*head, say("board.test").told)
        told = [figure(question.metric, on_test.get(entry.name, math.nan)) for entry in entries]
        rows = [(*row, score) for row, score in zip(rows, told, strict=True)]
    lines = [*wrap(_headline(question).told), "", *align([head, *rows], left=3, shrink=1), ""]
    optimism = [say("board.optimism", count=len(entries))] if len(entries) > 1 else []
    legend = say("board.legend" if len(question.plan) > 1 else "board.legend_of_one")
    optimism += [] if on_test is None else [say("board.legend_test")]
    cost = [] if effort is None else [effort.told(entries)]
    for text in (legend, *optimism, *cost, question.plan.note, *notes):
        lines += wrap(text.told)
    return "\n".join(lines)


def figure(metric: Metric, value: float) -> str:
    """A value of a metric: four decimals where it is a share, five significant digits where it has a unit."""
    if not math.isfinite(value):
        return "–"
    return f"{value:z.4f}" if metric.range[1] <= 2.0 and abs(value) < 100 else f"{value:z.5g}"


def chance(p: float) -> str:
    """A p-value as statisticians print it: ".62", ".014", "<.001", and "–" for none."""
    if not math.isfinite(p):
        return "–"
    if p < 0.001:
        return "<.001"
    return (f"{p:.2f}" if p >= 0.1 else f"{p:.3f}").removeprefix("0")


def difference(metric: Metric, test: Comparison) -> Message:
    """How much better one is than another, with the interval and the adjusted p."""
    gap, low, high = (figure(metric, end) for end in (test.difference, test.low, test.high))
    p = chance(test.p_adjusted)
    p = f"p {p[0]} {p[1:]}" if p.startswith("<") else f"p = {p}"
    if not math.isfinite(test.p):
        return say("difference.alone", gap=gap)
    if test.equal:
        return say("difference.none")
    if test.constant:  # p is the sign test's
        return say("difference.constant", gap=gap, p=p)
    return say("difference.interval", gap=gap, low=low, high=high, p=p)


def width(text: str) -> int:
    """Columns that a terminal gives the text: two for Chinese, Japanese and Korean signs, none for combining ones."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)


def wrap(text: str) -> list[str]:
    """The text in lines of at most 80 columns, broken between words, and between Chinese signs."""
    lines: list[str] = []
    for piece in _PIECE.findall(text):
        if lines and width(lines[-1]) + width(piece) <= WIDTH:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    return lines


def align(rows: Sequence[tuple[str, ...]], left: int, shrink: int = 0) -> list[str]:
    """Rows of cells as lines of at most 80 columns.

    Args:
        rows: all of one length.
        left: the first so many cells stand to the left, the rest (numbers) to the right.
        shrink: the cell that is cut where a line would be too long.
    """
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    widths[shrink] = min(widths[shrink], WIDTH + 1 - len(widths) - sum(widths) + widths[shrink])
    lines = [" ".join(_pad(cell, widths[place], place >= left) for place, cell in enumerate(row)) for row in rows]
    return [line.rstrip() for line in lines]


def _cells(metric: Metric, entry: Entry, best: bool, test: Comparison | None) -> tuple[str, ...]:
    low, high = (figure(metric, end) for end in (entry.mean.low, entry.mean.high))
    name = ("*" if best else "", entry.name, say(f"kind.{entry.kind}").told)
    ahead = _ahead(metric, test)
    return (*name, figure(metric, entry.mean.value), f"{low} … {high}", *ahead, f"{entry.seconds:.1f}")


def _ahead(metric: Metric, test: Comparison | None) -> tuple[str, str]:
    """Return by how much the winner is ahead of an entry, and the chance of that between equals."""
    if test is None:
        return "", ""
    return figure(metric, test.difference), say("board.same").told if test.equal else chance(test.p_adjusted)


def _pad(text: str, columns: int, right: bool) -> str:
    if width(text) > columns:
        while width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    fill = " " * (columns - width(text))
    return fill + text if right else text + fill


def _headline(question: Question) -> Message:
    plan = question.plan
    key = "board.question_higher" if question.metric.greater_is_better else "board.question_lower"
    told = [say(key, metric=question.primary, rows=plan.rows), say("board.folds", folds=len(plan))]
    if plan.repeats > 1:
        told.append(say("board.repeats", repeats=plan.repeats))
    if plan.groups is not None:
        told.append(say("board.groups", groups=int(plan.groups.max()) + 1))
    return joined(told, ", ", "，")


def paragraphs(texts: Iterable[str]) -> str:
    """Wrap each of several texts."""
    return "\n".join(line for text in texts for line in wrap(text))
