"""What every modality contributes to the answers, and the weights that the fusion itself gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from intarsia.columns.table import Table
from intarsia.explanation.page import Step, means, voices
from intarsia.explanation.reasons import explain

ROWS, PASSES = 200, 12_800
"""Rows that are explained at most, and how often rows are answered at most: 2^M times each."""

MOST = 8
"""Modalities for which a report asks about every subset: 256 passes take some seconds. `explain` takes more."""


@dataclass(frozen=True)
class Importance:
    """Of `rows` rows; `regress`: in the unit of the answer instead of probabilities."""

    rows: int
    regress: bool
    contributions: tuple[Step, ...]
    voices: tuple[Step, ...]


def importance(learner: Any, table: Table) -> Importance | None:
    """Of rows spread evenly over the table; None for a learner of one modality, or of too many to ask about."""
    modalities = len(learner.model_.design.modalities)
    if not 2 <= modalities <= MOST:
        return None
    count = max(1, min(ROWS, PASSES // 2**modalities, len(table)))
    why = explain(learner, table.take(np.unique(np.linspace(0, len(table) - 1, count).astype(int))))
    return Importance(len(why), why.kind == "regress", means(why), voices(why))
