"""Which decimal sign the numbers of a table have: some columns prove it, and the others follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from intarsia.columns.numeral import COMMA, MISSING, POINT, THOUSANDS, marks

SAMPLE = 200
"""Cells by which most columns are seen to hold no numbers."""

ENOUGH = 0.9
"""Share of the cells that must be numbers before they prove anything."""


@dataclass(frozen=True)
class Notation:
    """The decimal signs of a table: "." or ","; "" where nothing proves it, or some cells prove the one and some the
    other.

    Attributes:
        overall: what the columns that prove anything agree on.
        own: what single columns prove.
        torn: a column that proves a point and one that proves a comma, where there are both.
    """

    overall: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    torn: tuple[str, str] | None = None

    def of(self, name: str) -> str:
        """The sign in a column."""
        return self.own.get(name, self.overall)


def notation(frame: pd.DataFrame) -> Notation:
    """Look for proof in all columns of text. "1.5" and "0,25" are one; "1.234" is none, it may be 1234."""
    found = {name: proven for name in frame if (proven := _proven(frame[name]))}
    every = set().union(*found.values())
    own = {name: "".join(proven) if len(proven) == 1 else "" for name, proven in found.items()}
    if len(every) < 2:
        return Notation("".join(every), own)
    first = [next(name for name, proven in found.items() if sign in proven) for sign in (".", ",")]
    return Notation("", own, (first[0], first[1]))


def hanging(cells: pd.Series) -> str | None:
    """Return text that is a number with a point and another one with a comma, such as "1.096"; None if there is none,
    or the column proves its sign."""
    words = [cell for cell in cells.dropna() if isinstance(cell, str)]
    return None if _proven(cells) else next((word for word in words if THOUSANDS.fullmatch(word.strip())), None)


def _proven(cells: pd.Series) -> set[str]:
    """The signs that a column proves, if nearly all of its cells are numbers."""
    if pd.api.types.infer_dtype(cells, skipna=True) != "string":
        return set()
    present = cells.dropna()
    first = [cell for cell in present.head(SAMPLE) if cell.strip().lower() not in MISSING]
    if sum(bool(marks(cell)) for cell in first) < ENOUGH * len(first):
        return set()
    words = present.astype("str").str.strip()
    signed = words[words.str.contains("[.,]")]
    point = signed.str.fullmatch(POINT)
    comma = signed.str.fullmatch(COMMA)
    if (point | comma).sum() < ENOUGH * len(signed):
        return set()
    return {mark for mark, proves in ((".", point & ~comma), (",", comma & ~point)) if proves.any()}
