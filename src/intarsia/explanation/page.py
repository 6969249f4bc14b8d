"""An explanation as a page: for one row its cells and the way to its answer, for a table what matters on average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from intarsia.explanation.reasons import Reasons
from intarsia.html.page import Page
from intarsia.html.scale import Scale
from intarsia.html.strip import axis, bar, grid, mark, strip
from intarsia.i18n import EMPTY, Message, messages

say = messages(__package__, "intarsia.html")

TOKENS = 400
"""Tokens whose attention is drawn; of longer modalities the first ones."""


@dataclass(frozen=True)
class Step:
    """One line of a drawing: what it is, its figures, its bar."""

    name: Message | str
    told: str
    without: str
    drawing: Markup
    missing: bool = False


def page(why: Reasons) -> Page:
    """The page of one row, or of a table."""
    return Page("explanation/explanation.html", _row(why) if len(why) == 1 else _table(why))


def voices(why: Reasons) -> tuple[Step, ...]:
    """The fusion's own weights, the largest first; none where it has none."""
    if why.weights is None:
        return ()
    shares = why.weights.mean().sort_values(ascending=False)
    scale = Scale(0.0, 1.0)
    return tuple(
        Step(str(name), f"{share:.2f}", "", strip(f"{name}: {share:.2f}", bar(scale, 0.0, share, 2)))
        for name, share in shares.items()
    )


def means(why: Reasons) -> tuple[Step, ...]:
    """Mean size of every modality's contributions, and the mean change of an answer without it."""
    found = why.mean()
    scale = Scale(0.0, float(found["contribution"].max()) or 1.0)
    return tuple(
        Step(
            str(name),
            why.number(size),
            why.number(-drop, True),
            strip(f"{name}: {why.number(size)}", bar(scale, 0.0, size, 0)),
        )
        for name, size, drop in zip(found.index, found["contribution"], found["drop"], strict=True)
    )


def _row(why: Reasons) -> dict[str, Any]:
    told = why.number(float(why.of_answer(why.scores)[0]))
    beside = EMPTY if why.of_output is None else say("why.of_output", name=why.of_output, value=told)
    return _common(why) | {
        "answer": why.answer,
        "beside": say("why.probability", value=told) if why.task.exclusive else beside,
        **_way(why),
        "cells": why.cells,
        "attention": _attention(why),
    }


def _table(why: Reasons) -> dict[str, Any]:
    return _common(why) | {"answer": "", "axis": "", "steps": means(why), "cells": {}, "attention": []}


def _common(why: Reasons) -> dict[str, Any]:
    return {"label": why.label, "rows": len(why), "regress": not why.task.probabilistic, "voices": voices(why)}


def _way(why: Reasons) -> dict[str, Any]:
    """From the answer with everything hidden to the answer: every bar starts where the one before it ended."""
    contributions = why.of_answer(why.shapley)[0]
    drops = why.of_answer(why.drop)[0]
    base = float(why.of_answer(why.base)[0])
    answer = float(why.of_answer(why.scores)[0])
    order = np.argsort(-np.abs(contributions), kind="stable").tolist()
    levels = base + np.concatenate([[0.0], np.cumsum(contributions[order])])
    scale = _scale(why, levels)
    steps = [Step(say("why.hidden"), why.number(base), "", strip(why.number(base), grid(scale), mark(scale, base)))]
    for place, start, end in zip(order, levels[:-1], levels[1:], strict=True):
        told = why.number(contributions[place], True)
        drawn = strip(told, grid(scale), bar(scale, float(start), float(end), 0 if end >= start else 1))
        without = why.number(-drops[place], True)
        steps.append(Step(why.modalities[place], told, without, drawn, not why.present[0, place]))
    drawn = strip(why.number(answer), grid(scale), mark(scale, answer))
    return {"axis": axis(scale), "steps": [*steps, Step(say("why.answer"), why.number(answer), "", drawn)]}


def _scale(why: Reasons, levels: np.ndarray[Any, np.dtype[np.float64]]) -> Scale:
    """Return a scale over all levels; for probabilities over 0..1 at least (contributions may lead beyond)."""
    low = float(levels.min())
    high = float(levels.max())
    if why.task.probabilistic:
        return Scale(min(0.0, low), max(1.0, high))
    margin = 0.05 * (high - low) or 1.0
    return Scale(low - margin, high + margin)


def _attention(why: Reasons) -> list[tuple[str, str, list[str]]]:
    """Modality → its share, and how dark each of its tokens is set (0..1 of the most attended one)."""
    if why.attention is None:
        return []
    found = {name: shares[0, :TOKENS] for name, shares in why.attention.items()}
    most = max((float(shares.max(initial=0.0)) for shares in found.values()), default=0.0) or 1.0
    return [
        (name, f"{shares.sum():.2f}", [f"{share / most:.3f}" for share in shares]) for name, shares in found.items()
    ]
