"""What every modality contributes to the answers, and the weights that the fusion itself gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from intarsia.columns.table import Table
from intarsia.explanation.explanation import Explanation
from intarsia.explanation.reasons import explain
from intarsia.explanation.shapley import MOST
from intarsia.explanation.text import number
from intarsia.pages.scale import Scale
from intarsia.pages.strip import bar, strip

ROWS, PASSES = 200, 12_800
"""Rows that are explained at most, and row passes that this may cost: 2^M for each row."""


@dataclass(frozen=True)
class Contribution:
    """One modality: mean size of its contributions, mean change of the answer without it."""

    name: str
    size: str
    change: str
    drawing: Markup


@dataclass(frozen=True)
class Voice:
    """A modality or an expert, and its mean share in the fusion."""

    name: str
    share: str
    drawing: Markup


@dataclass(frozen=True)
class Importance:
    """Of `rows` rows; `regress`: in the unit of the answer instead of probabilities."""

    rows: int
    regress: bool
    contributions: tuple[Contribution, ...]
    voices: tuple[Voice, ...]


def importance(learner: Any, table: Table) -> Importance | None:
    """Of rows spread evenly over the table; None for a learner of one modality, or of too many to ask about."""
    modalities = len(learner.model_.design.modalities)
    if not 2 <= modalities <= MOST:
        return None
    count = max(1, min(ROWS, PASSES // 2**modalities, len(table)))
    rows = np.unique(np.linspace(0, len(table) - 1, count).astype(int))
    return _importance(explain(learner, table.take(rows)))


def _importance(why: Explanation) -> Importance:
    means = why.mean()
    scale = Scale(0.0, float(means["contribution"].max()) or 1.0)
    contributions = tuple(
        Contribution(
            str(name),
            number(why, size),
            number(why, -drop, True),
            strip(f"{name}: {number(why, size)}", bar(scale, 0.0, size, 0)),
        )
        for name, size, drop in zip(means.index, means["contribution"], means["drop"], strict=True)
    )
    return Importance(len(why), why.kind == "regress", contributions, voices(why))


def voices(why: Explanation) -> tuple[Voice, ...]:
    """The fusion's own weights, the largest first; none where it has none."""
    if why.weights is None:
        return ()
    shares = why.weights.mean().sort_values(ascending=False)
    return tuple(
        Voice(str(name), f"{share:.2f}", strip(f"{name}: {share:.2f}", bar(Scale(0.0, 1.0), 0.0, share, 2)))
        for name, share in shares.items()
    )
