"""A comparison as HTML: the columns before it, how far it is, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from intarsia.columns.base import title
from intarsia.columns.guess import kinds
from intarsia.evaluation.board import Board
from intarsia.evaluation.board_text import figure
from intarsia.evaluation.entry import Entry
from intarsia.html.page import Page
from intarsia.i18n import Message
from intarsia.progress import Event
from intarsia.reporting.facts import metric_name
from intarsia.studio.compare.table_setup import LEFT_OUT, TableSetup
from intarsia.studio.page_text import tell


@dataclass(frozen=True)
class Row:
    """An entry of the board; its interval from `start`, `width` wide, its mean `at`, in percent of the field."""

    name: str
    best: bool
    mean: str
    interval: str
    start: float
    width: float | None
    at: float
    seconds: str


def inputs(setup: TableSetup) -> str:
    """The columns with what each is taken for, to be chosen otherwise."""
    values = {
        "lines": setup.lines(),
        "kinds": [*((kind, title(kind)) for kind in kinds()), (LEFT_OUT, tell("kind.left_out"))],
        "rows": len(setup.table),
        "count": len(setup.table.names),
        "remarks": setup.schema.remarks,
        "say": tell,
    }
    return Page("studio/compare/columns.html", values).html()


def progress(finished: Sequence[Event], line: Message | str, words: Message | None = None) -> str:
    """How far a comparison is: what is finished, and what it says."""
    done = finished[-1].done if finished else 0
    every = finished[-1].of if finished else 1
    told = words or (tell("compare.done", done=done, all=every) if finished else tell("compare.starting"))
    values = {"words": told, "done": done, "all": every, "finished": finished, "line": line, "say": tell}
    return Page("studio/compare/progress.html", values).html()


def standings(board: Board) -> str:
    """Every strategy with its mean and interval, the best mean first, and the verdict."""
    values = {
        "rows": _rows(board),
        "lead": board.sentences[0],
        "metric": metric_name(board.question.primary),
        "say": tell,
    }
    return Page("studio/compare/standings.html", values).html()


def framed(page: Path, title: Message) -> str:
    """A page in a frame of its own, where it may run its one script and fetch nothing."""
    frame = '<iframe class="report" title="{}" sandbox="allow-scripts" srcdoc="{}"></iframe>'
    return str(Markup(frame).format(str(title), page.read_text("utf-8")))


def _rows(board: Board) -> list[Row]:
    ends = [end for entry in board.entries for end in (entry.mean.low, entry.mean.high) if end == end]
    low = min(ends, default=0.0)
    high = max(ends, default=1.0)
    return [_row(board, entry, low, (high - low) or 1.0) for entry in board.entries]


def _row(board: Board, entry: Entry, low: float, span: float) -> Row:
    metric = board.question.metric
    mean = entry.mean
    known = mean.low == mean.low
    start = 0.0
    width: float | None = None
    if known:
        start = 100 * (mean.low - low) / span
        width = round(100 * (mean.high - mean.low) / span, 1)
    return Row(
        entry.name,
        entry.name == board.best_name,
        figure(metric, mean.value),
        f"{figure(metric, mean.low)} … {figure(metric, mean.high)}" if known else "",
        round(start, 1),
        width,
        round(100 * (mean.value - low) / span, 1) if known else 0.0,
        f"{entry.seconds:.1f}",
    )
