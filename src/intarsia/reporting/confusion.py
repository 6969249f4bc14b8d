"""Which class is taken for which: the confusion matrix as a table with shades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.evaluation.curves import confusion
from intarsia.i18n import Message, messages
from intarsia.reporting.scored_rows import ScoredRows

say = messages(__package__, "intarsia.html")

MOST = 15
"""Classes that are shown by name; the rarer ones are counted together."""

STRONG = 0.55
"""A share above which the shade is so dark that its number is set light."""


@dataclass(frozen=True)
class Cell:
    """Rows of one class that got one answer: how many, and their share of the class (0..1)."""

    rows: int
    share: float
    right: bool

    @property
    def strong(self) -> bool:
        """True where the shade is dark."""
        return self.share > STRONG


@dataclass(frozen=True)
class Heat:
    """The matrix: one row per true class.

    Attributes:
        names: of the classes, in the order of rows and of columns.
        rows: cells, row by row.
        merged: how many rarer classes the last name stands for.
    """

    names: tuple[Message | str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    merged: int = 0

    @property
    def many(self) -> bool:
        """Too many classes for names that are set level."""
        return len(self.names) > 6


def heat(evidence: ScoredRows) -> Heat:
    """The matrix of answers that are one of K classes."""
    counts = confusion(evidence.target, evidence.scores)
    shown = sorted(evidence.frequent(MOST if len(counts) <= MOST else MOST - 1))
    names: tuple[Message | str, ...] = tuple(evidence.name(place) for place in shown)
    merged = len(counts) - len(shown)
    if merged:
        counts = _merged(counts, shown)
        names = (*names, say("heat.others", count=merged))
    totals = counts.sum(1)
    rows = tuple(
        tuple(
            Cell(
                int(count), float(count / max(1, totals[truth])), truth == said and not (merged and truth == len(shown))
            )
            for said, count in enumerate(row)
        )
        for truth, row in enumerate(counts)
    )
    return Heat(names, rows, merged)


def _merged(counts: npt.NDArray[np.int64], shown: list[int]) -> npt.NDArray[np.int64]:
    """The counts of these classes, and of all others as one more."""
    place = np.full(len(counts), len(shown))
    place[shown] = np.arange(len(shown))
    merged = np.zeros((len(shown) + 1, len(shown) + 1), dtype=np.int64)
    np.add.at(merged, (place[:, None], place[None, :]), counts)
    return merged


@dataclass(frozen=True)
class LabelRow:
    """One label of many: rows that have it, of them found, and rows that were given it without having it."""

    name: str
    rows: int
    found: int
    wrongly: int


def label_rows(evidence: ScoredRows) -> tuple[LabelRow, ...]:
    """The most frequent of any of K labels."""
    counts = confusion(evidence.target, evidence.scores)  # (K, 2, 2)
    return tuple(
        LabelRow(evidence.name(place), int(counts[place, 1].sum()), int(counts[place, 1, 1]), int(counts[place, 0, 1]))
        for place in evidence.frequent(MOST)
    )
