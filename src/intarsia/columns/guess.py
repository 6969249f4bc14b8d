"""What a column is, judged by its cells, and why. Nothing here is silent: the reason is printed with the guess.

Kinds judge for themselves (`Column.guess`), in the order of their ranks. Here stands what is true of no kind in
particular: columns that are empty, always the same, or only tell rows apart.
"""

from __future__ import annotations

import itertools
import numbers
import re
from collections.abc import Callable

from intarsia.columns.base import Column, Guess, columns
from intarsia.columns.evidence import Evidence
from intarsia.i18n import Message, joined, messages

say = messages(__package__)


CODES = 400
"""Kinds of a lower rank see columns of codes that are all different; those of a higher rank do not."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}", re.IGNORECASE)
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9_-]+")

Rule = Callable[[Evidence], Guess | None]


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds of columns, in the order in which they are asked."""
    return tuple(sorted(columns.names(), key=lambda name: (columns.get(name).rank, name)))


def guess(evidence: Evidence) -> Guess:
    """Return the guess of the first rule that makes one."""
    asked = [columns.get(name) for name in kinds()]
    early = [kind.guess for kind in asked if kind.rank < CODES]
    late = [kind.guess for kind in asked if kind.rank >= CODES]
    rules: list[Rule] = [_absent, _constant, _counted, *early, _codes, *late]
    found = next((found for rule in rules if (found := rule(evidence)) is not None), None)
    if found is None:
        return Guess(None, say("why.unreadable", kind=type(evidence.sample[0]).__name__))
    return found if found.column is None else _doubted(found.column, found.why, evidence)


def _doubted(column: Column, why: Message | str, evidence: Evidence) -> Guess:
    """Add to a guess what other kinds warn of."""
    others = (kind for kind in map(columns.get, kinds()) if not isinstance(column, kind))
    doubts = [doubt for kind in others if (doubt := kind.near_miss(evidence))]
    return Guess(column, joined([why, *doubts], "; ", "；"))


def _absent(evidence: Evidence) -> Guess | None:
    return None if evidence.present else Guess(None, say("why.all_missing"))


def _constant(evidence: Evidence) -> Guess | None:
    full = len(evidence.present) == len(evidence.cells) > 1
    if full and evidence.distinct is not None and len(evidence.distinct) == 1:
        return Guess(None, say("why.constant"))
    return None


def _counted(evidence: Evidence) -> Guess | None:
    """Recognise whole numbers that only count the rows."""
    if not all(isinstance(cell, numbers.Integral) for cell in evidence.present) or not evidence.unique:
        return None
    steps = [after > before for before, after in itertools.pairwise(evidence.present)]
    return Guess(None, say("why.counting_key")) if all(steps) or not any(steps) else None


def _codes(evidence: Evidence) -> Guess | None:
    """Recognise codes that only tell rows apart."""
    if not evidence.unique or not evidence.legible:
        return None
    words = evidence.words
    alike = len({len(word) for word in words}) == 1 and all(map(_CODE.fullmatch, words))
    return Guess(None, say("why.code_key")) if alike or all(map(_UUID.fullmatch, words)) else None
