"""A board as plain text: an aligned table of at most 80 columns, for terminals and logs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import Comparison
from intarsia.tasks.metrics import Metric

WIDTH = 80
HEAD = ("", "strategy", "kind", "mean", "95 % interval", "ahead by", "p", "s")


def leaderboard(question: Question, entries: Sequence[Entry], best_name: str, tests: Mapping[str, Comparison]) -> str:
    """The table: what was asked, one line per entry (`*` the winner), how to read it."""
    rows = [_cells(question.metric, entry, entry.name == best_name, tests.get(entry.name)) for entry in entries]
    notes = [f"{entry.name}: {entry.note}" for entry in entries if entry.note]
    lines = [*wrap(_headline(question)), "", *align([HEAD, *rows], left=3, shrink=1), ""]
    for text in (_legend(question), _optimism(len(entries)), question.plan.note, *notes):
        lines += wrap(text)
    return "\n".join(lines)


def figure(metric: Metric, value: float) -> str:
    """A value of a metric: four decimals where it is a share, five significant digits where it has a unit."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:.4f}" if metric.range[1] <= 2.0 and abs(value) < 100 else f"{value:.5g}"
    return "0.0000" if text == "-0.0000" else text


def chance(p: float) -> str:
    """A p-value as statisticians print it: ".62", ".014", "<.001", and "–" for none."""
    if not math.isfinite(p):
        return "–"
    if p < 0.001:
        return "<.001"
    return (f"{p:.2f}" if p >= 0.1 else f"{p:.3f}").removeprefix("0")


def width(text: str) -> int:
    """Columns that a terminal gives the text: two for Chinese, Japanese and Korean signs, none for combining ones."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def wrap(text: str) -> list[str]:
    """The text in lines of at most 80 columns, broken between words."""
    lines: list[str] = []
    if not text:
        return lines
    for word in re.split(r"(?<![=<]) +(?![=<])", text):  # "p = .62" is one word
        if lines and width(lines[-1]) + 1 + width(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
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
    told = (figure(metric, test.difference), "same" if test.equal else chance(test.p_adjusted)) if test else ("", "")
    name = ("*" if best else "", entry.name, entry.kind)
    return (*name, figure(metric, entry.mean.value), f"{low} … {high}", *told, f"{entry.seconds:.1f}")


def _pad(text: str, columns: int, right: bool) -> str:
    if width(text) > columns:
        while width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    fill = " " * (columns - width(text))
    return fill + text if right else text + fill


def _headline(question: Question) -> str:
    plan = question.plan
    folds = f"{len(plan)} folds" if len(plan) > 1 else "1 fold"
    repeats = f", {plan.repeats} repeats" if plan.repeats > 1 else ""
    groups = f", {plan.groups.max() + 1} groups kept whole" if plan.groups is not None else ""
    better = "higher" if question.metric.greater_is_better else "lower"
    return f"{question.primary} ({better} is better) on {plan.rows} rows, {folds}{repeats}{groups}"


def _legend(question: Question) -> str:
    if len(question.plan) < 2:
        return "One fold: intervals are over its rows, and no strategy can be tested against another."
    return (
        "Intervals and p: variance over folds, corrected for shared training rows (Nadeau & Bengio 2003). "
        "ahead by: how much better * is; p adjusted for all comparisons (Holm)."
    )


def _optimism(count: int) -> str:
    if count < 2:
        return ""
    return f"The score of * is slightly optimistic: it is the best of {count} on these same folds."


def paragraphs(texts: Iterable[str]) -> str:
    """Several texts, each wrapped."""
    return "\n".join(line for text in texts for line in wrap(text))
