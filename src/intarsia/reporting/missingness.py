"""How good the answers are where modalities are missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from intarsia.evaluation.board_text import figure
from intarsia.evaluation.slices import Slice, by_pattern
from intarsia.html.cells import minus
from intarsia.html.scale import Scale
from intarsia.html.strip import axis, grid, interval, strip
from intarsia.reporting.scored_rows import ScoredRows

MOST = 16
"""Patterns that are shown, the most frequent ones."""


@dataclass(frozen=True)
class Pattern:
    """Rows that miss the same modalities, none of them or some."""

    missing: str
    rows: int
    value: str
    span: str
    drawing: Markup


@dataclass(frozen=True)
class Patterns:
    """The table, and the numbers above its drawings."""

    rows: tuple[Pattern, ...]
    axis: Markup


def patterns(evidence: ScoredRows, present: npt.NDArray[np.bool_], modalities: Sequence[str]) -> Patterns | None:
    """One line per pattern that occurs; None where only one does."""
    found = by_pattern(evidence.metric, evidence.target, evidence.scores, present, modalities, evidence.folds)[:MOST]
    if len(found) < 2:
        return None
    scale = Scale.around(
        [end for each in found for end in (each.estimate.low, each.estimate.value, each.estimate.high)]
    )
    return Patterns(tuple(_pattern(evidence, each, scale) for each in found), axis(scale))


def _pattern(evidence: ScoredRows, each: Slice, scale: Scale) -> Pattern:
    value, low, high = (
        minus(figure(evidence.metric, end)) for end in (each.estimate.value, each.estimate.low, each.estimate.high)
    )
    span = f"{low} – {high}" if math.isfinite(each.estimate.low) else "–"
    bar = interval(scale, each.estimate.low, each.estimate.value, each.estimate.high, 0)
    drawing = strip(f"{value} ({span})", grid(scale), bar)
    return Pattern(", ".join(each.missing), each.rows, value, span, drawing)
