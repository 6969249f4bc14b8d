"""What the cells of a column show before anybody knows what they are: shared by all kinds, each thing found once."""

from __future__ import annotations

import numbers
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.columns.naming import names_things
from intarsia.columns.numeral import WHOLE, says_none
from intarsia.columns.scalar import is_blank, scalar, spelled
from intarsia.errors import CellError

SAMPLE = 200
"""Cells, evenly spaced, that are opened as files or read for their script."""

KEYS = 20
"""A column needs at least so many rows, no two alike, to be suspected of telling rows apart and nothing else."""

GROUPS = 5
"""Values in several rows that it takes to speak of things, or of groups of rows."""

_TRUTHS = {"true", "false"}
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9_-]+")
_WHOLE = re.compile(rf"({WHOLE.pattern})([.,]0)?")
"""Matches whole numbers, and what programs write for them in a column in which some are missing ("8.0")."""


@dataclass(frozen=True)
class Evidence:
    """What a kind of column judges by: the N cells of one column.

    Attributes:
        cells: as they stand in the table.
        root: folder at which relative paths start; the current one when None.
        confined: no path may lead out of that folder.
        name: of the column.
        decimal: the decimal sign in the text of the table: "." or ","; "" where nothing proves it.
        declared: the table itself says that the cells are categories.
    """

    cells: Sequence[object]
    root: Path | None
    confined: bool = False
    name: str = ""
    decimal: str = ""
    declared: bool = False

    @cached_property
    def present(self) -> list[Any]:
        """The cells that hold something; scalars instead of arrays without dimensions."""
        return [
            cell if type(cell) is str else scalar(cell)
            for cell in self.cells
            if (cell.strip() if type(cell) is str else not is_blank(cell))  # sooner than a call for every cell
        ]

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
        """Every present cell is True or False, or says so in text."""
        if self.distinct is None:
            return False
        return all(isinstance(cell, (bool, np.bool_)) or _says_truth(cell) for cell in self.distinct)

    @cached_property
    def integers(self) -> list[int] | None:
        """The present cells as whole numbers; None where one is no such, or is longer than floats tell apart."""
        return _integers(self.present)

    @cached_property
    def codes(self) -> bool:
        """Every present cell is a single word with digits in it."""
        return bool(self.words) and len(self.words) == len(self.present) and all(map(_CODE.fullmatch, self.words))

    @cached_property
    def identifiers(self) -> bool:
        """The name of the column says that its cells name things ("user_id"), and they look like it.

        0 and 1 name nothing: they say whether a row is of that kind. A word for a missing cell ("NA") may stand among
        whole numbers.
        """
        if not names_things(self.name):
            return False
        found = [cell for cell in self.present if not says_none(cell)]
        whole = _integers(found)
        return _is_coded(found) if whole is None else bool(set(whole) - {0, 1})

    @cached_property
    def shared(self) -> int:
        """How many present cells stand in another row as well; 0 where they cannot be told apart."""
        if self.distinct is None:
            return 0
        return sum(count for count in Counter(self.present).values() if count > 1)

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


def _says_truth(cell: object) -> bool:
    return isinstance(cell, str) and cell.strip().lower() in _TRUTHS


def is_bare(cell: object) -> bool:
    """Whether a cell is a whole number without a decimal point, or text that says one."""
    if isinstance(cell, str):
        return WHOLE.fullmatch(cell.strip()) is not None
    return not isinstance(cell, (float, np.floating)) and _integer(cell) is not None


def _integers(cells: Sequence[object]) -> list[int] | None:
    found: list[int] = []
    for cell in cells:
        number = _integer(cell)
        if number is None:
            return None
        found.append(number)
    return found


def _is_coded(cells: Sequence[object]) -> bool:
    """Single words, half of which have digits in them: chance leaves some without."""
    words = [cell for cell in map(_word, cells) if cell is not None]
    if not words or len(words) < len(cells) or not all(map(_WORD.fullmatch, words)):
        return False
    return 2 * sum(_CODE.fullmatch(word) is not None for word in words) >= len(words)


def _integer(cell: object) -> int | None:
    if isinstance(cell, str):
        found = _WHOLE.fullmatch(cell.strip())
        return int(found[1]) if found else None
    if isinstance(cell, (float, np.floating)):  # of a column of whole numbers in which some are missing
        return int(cell) if float(cell).is_integer() else None
    return int(cell) if isinstance(cell, numbers.Integral) and not isinstance(cell, (bool, np.bool_)) else None
