"""What every modality contributes to the answers, and the weights that the fusion itself gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from intarsia.explanation.attribution import reasons
from intarsia.explanation.page import Step, means, voices
from intarsia.i18n import Message, messages
from intarsia.learner.prediction import Prediction

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


def importance(answered: Prediction | None) -> Importance | Message:
    """Explain answers spread evenly over the table, or say why not: one modality, too many, or no learner at hand."""
    if answered is None:
        return say("importance.none")
    names = answered.model.design.modalities
    modalities = len(names)
    if modalities == 1:
        return say("importance.one", modality=names[0])
    if modalities > MOST:
        return say("importance.many", count=modalities, most=MOST, passes=f"{2**modalities:,}")
    count = max(1, min(ROWS, PASSES // 2**modalities, len(answered)))
    why = reasons(answered.take(np.unique(np.linspace(0, len(answered) - 1, count).astype(np.intp))))
    return Importance(len(why), not why.task.probabilistic, means(why), voices(why))
