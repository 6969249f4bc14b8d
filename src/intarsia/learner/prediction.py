"""What a learner answers, as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from intarsia.columns.table import Table
from intarsia.learner.learner import Learner


def answers(learner: Learner, table: Table) -> pd.DataFrame:
    """One row per row of the table: the answer, the probabilities of the classes, which columns were missing, and which
    hold what no training row held (see `Schema.unseen`).

    Several labels of one row are a JSON list. A name that stands already gets "_" at its end.
    """
    found: dict[str, Any] = {}
    for name, cells in _columns(learner, table):
        while name in found:
            name += "_"
        found[name] = cells
    return pd.DataFrame(found)


def _columns(learner: Learner, table: Table) -> Iterator[tuple[str, Any]]:
    scores = learner.scores(table)
    task = learner.task_
    label = learner.label or "answer"
    decoded = task.decode(scores)
    if decoded.ndim == 2:
        yield from ((f"{label}={name}", decoded[:, place]) for place, name in enumerate(task.labels))
    elif task.kind == "multilabel":
        yield label, [json.dumps(each, ensure_ascii=False, default=str) for each in decoded]
    else:
        yield label, decoded
    if task.kind != "regress":
        yield from ((f"p({name})", scores[:, place].round(6)) for place, name in enumerate(task.labels))
    yield "missing", _named(learner.missing(table, by="column"))
    yield "unseen", _named(learner.schema_.unseen(table))


def _named(flags: pd.DataFrame) -> list[str]:
    """The names of the columns that are flagged in each row."""
    return [" ".join(flags.columns[row]) for row in flags.to_numpy()]
