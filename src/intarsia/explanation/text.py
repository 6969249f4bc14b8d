"""An explanation as plain text: at most 80 columns, with bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rich.cells import cell_len, set_cell_size

from intarsia.explanation.reasons import Reasons
from intarsia.i18n import messages

say = messages(__package__, "intarsia.html")

NAME = 20
BAR = 24
"""Columns for a modality's name, and for the longest bar."""

EIGHTHS = " ▏▎▍▌▋▊▉█"


def as_text(why: Reasons) -> str:
    """One row: base, contributions, answer. A table: mean sizes, the most important modality first."""
    return "\n".join(_row(why) if len(why) == 1 else _table(why))


def bar(share: float, columns: int = BAR) -> str:
    """A bar of `share` (0..1) of the columns, to an eighth of one; hatched for a negative share."""
    if share < 0:
        return "░" * max(1, round(-share * columns))
    whole, eighths = divmod(round(share * columns * 8), 8)
    return ("█" * whole + EIGHTHS[eighths]).rstrip()


def _row(why: Reasons) -> list[str]:
    (chosen,) = why.chosen.tolist()
    contributions = why.of_answer(why.shapley)[0]
    drops = why.of_answer(why.drop)[0]
    largest = np.abs(contributions).max() or 1.0
    lines = [*_answer(why, chosen), "", _line("", *_head()), _line(say("line.hidden").told, _base(why))]
    for place in np.argsort(-np.abs(contributions), kind="stable").tolist():
        told = [why.number(contributions[place], True), why.number(-drops[place], True)]
        told.append(bar(contributions[place] / largest))
        lines.append(_line(why.modalities[place], *(told if why.present[0, place] else [say("cell.missing").told])))
    lines.append(_line(say("line.answer").told, why.number(float(why.scores[0, chosen]))))
    return lines + _weights(why)


def _table(why: Reasons) -> list[str]:
    means = why.mean()
    largest = float(means["contribution"].max()) or 1.0
    lines = [
        say("text.explained", label=why.label, count=len(why)).told,
        "",
        _line("", *_head()),
        *(
            _line(str(name), why.number(size), why.number(-drop, True), bar(size / largest))
            for name, size, drop in zip(means.index, means["contribution"], means["drop"], strict=True)
        ),
        "",
        say("text.contribution").told,
        say("text.left_out").told,
    ]
    return lines + _weights(why)


def _answer(why: Reasons, chosen: int) -> Iterator[str]:
    """The answer, with its probability where it has one, or with the output that the reasons are told for."""
    told = why.number(float(why.scores[0, chosen]))
    answer = set_cell_size(f"{why.label} = {why.answer.told}", 55).rstrip()
    yield f"{answer}  {say('text.probability', value=told).told}" if why.task.exclusive else answer
    if why.of_output is not None:
        yield say("text.of_output", name=why.of_output, value=told).told


def _base(why: Reasons) -> str:
    return why.number(float(why.of_answer(why.base)[0]))


def _line(name: str, told: str, without: str = "", drawn: str = "") -> str:
    shown = name if cell_len(name) <= NAME else set_cell_size(name, NAME - 1).rstrip() + "…"
    return f"{set_cell_size(shown, NAME)} {_right(told)} {_right(without)}  {drawn}".rstrip()


def _right(text: str) -> str:
    return " " * (12 - cell_len(text)) + text


def _head() -> tuple[str, str]:
    return say("line.contribution").told, say("line.left_out").told


def _weights(why: Reasons) -> list[str]:
    if why.weights is None:
        return []
    told = [f"{name} {share:.2f}" for name, share in why.weights.mean().items()]
    return ["", *_listed(say("text.weights").told, told)]


def _listed(heading: str, told: Iterable[str]) -> Sequence[str]:
    """`heading: a, b, c`, broken before 80 columns."""
    lines = [f"{heading}:"]
    words = [set_cell_size(word, 60).rstrip() if cell_len(word) > 60 else word for word in told]
    for place, word in enumerate(words):
        piece = f" {word}" + ("," if place < len(words) - 1 else "")
        if cell_len(lines[-1] + piece) > 80:
            lines.append(" ")
        lines[-1] += piece
    return lines
