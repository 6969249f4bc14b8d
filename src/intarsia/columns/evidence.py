"""What the cells of a column show before anybody knows what they are: shared by all kinds, each thing found once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.columns.scalar import is_blank, scalar, spelled
from intarsia.errors import CellError

SAMPLE = 200
"""Cells, evenly spaced, that are opened as files or read for their script."""

KEYS = 20
"""A column needs at least so many rows, no two alike, to be suspected of telling rows apart and nothing else."""


@dataclass(frozen=True)
class Evidence:
    """What a kind of column judges by: the N cells of one column.

    Attributes:
        cells: as they stand in the table.
        root: folder at which relative paths start; the current one when None.
        confined: no path may lead out of that folder.
    """

    cells: Sequence[object]
    root: Path | None
    confined: bool = False

    @cached_property
    def present(self) -> list[Any]:
        """The cells that hold something; scalars instead of arrays without dimensions."""
        return [scalar(cell) for cell in self.cells if not is_blank(cell)]

    @cached_property
    def distinct(self) -> set[Hashable] | None:
        """The different cells among those present; None when cells are arrays, dicts or the like."""
        try:
            return set(self.present)
        except TypeError:
            return None

    @cached_property
    def words(self) -> list[str]:
        """The present cells as text, without those that cannot be written as such."""
        known = {cell: _word(cell) for cell in self.distinct or ()}
        words = (known[cell] if known else _word(cell) for cell in self.present)
        return [word for word in words if word is not None]

    @cached_property
    def sample(self) -> list[Any]:
        """Some of the present cells, evenly spaced."""
        return self.present[:: max(1, len(self.present) // SAMPLE)]

    @cached_property
    def truths(self) -> bool:
        """Every present cell is True or False."""
        return all(isinstance(cell, (bool, np.bool_)) for cell in self.present)

    @property
    def legible(self) -> bool:
        """More than half of the present cells can be written as text."""
        return 2 * len(self.words) > len(self.present)

    @property
    def unique(self) -> bool:
        """There are enough rows to judge, and no two are alike."""
        return len(self.present) >= KEYS and self.distinct is not None and len(self.distinct) == len(self.present)


def _word(cell: object) -> str | None:
    try:
        return spelled(cell)
    except CellError:
        return None
