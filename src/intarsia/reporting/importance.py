"""What every modality contributes to the answers, and the weights that the fusion itself gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from intarsia.columns.table import Table
from intarsia.explanation.attribution import explain
from intarsia.explanation.page import Step, means, voices
from intarsia.i18n import Message, messages

say = messages(__package__, "intarsia.html")

ROWS = 200
PASSES = 12_800
"""Rows that are explained at most, and how often rows are answered at most: 2^M times each."""

MOST = 8
"""Modalities for which a report asks about every subset: 256 passes take some seconds. `explain` takes more."""


@dataclass(frozen=True)
class Importance:
    """Contributions over `rows` rows; `regress`: in the unit of the answer instead of probabilities."""

    rows: int
    regress: bool
    contributions: tuple[Step, ...]
    voices: tuple[Step, ...]


def importance(learner: Any, table: Table | None) -> Importance | Message:
    """Explain rows spread evenly over the table, or say why not: one modality, too many, or no learner at hand."""
    if learner is None or table is None:
        return say("importance.none")
    names = learner.model_.design.modalities
    modalities = len(names)
    if modalities == 1:
        return say("importance.one", modality=names[0])
    if modalities > MOST:
        return say("importance.many", count=modalities, most=MOST, passes=f"{2**modalities:,}")
    count = max(1, min(ROWS, PASSES // 2**modalities, len(table)))
    why = explain(learner, table.take(np.unique(np.linspace(0, len(table) - 1, count).astype(int))))
    return Importance(len(why), not why.task.probabilistic, means(why), voices(why))
