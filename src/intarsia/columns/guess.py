"""What a column is, judged by its cells, and why. Nothing here is silent: the reason is printed with the guess.

Kinds judge for themselves (`Column.guess`), in the order of their ranks. Here stands what is true of no kind in
particular: columns that are empty, always the same, or only tell rows apart.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

from intarsia.columns.base import Column, Guess, columns
from intarsia.columns.evidence import GROUPS, KEYS, Evidence
from intarsia.i18n import EMPTY, joined, messages

say = messages(__package__)


CODES = 400
"""Kinds of a lower rank see columns of codes that are all different; those of a higher rank do not."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}", re.IGNORECASE)

FEW_EACH = 2
"""Rows that a name of things must have on average; with fewer there is too little to learn of each."""

SHARED = 0.1
"""Share of the rows that must share their name with another row before it is told that such may belong together."""

Rule = Callable[[Evidence], Guess | None]


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds of columns, in the order in which they are asked."""
    return tuple(sorted(columns.names(), key=lambda name: (columns.get(name).rank, name)))


def guess(evidence: Evidence) -> Guess:
    """Return the guess of the first rule that makes one."""
    asked = [columns.get(name) for name in kinds()]
    early = [kind.guess for kind in asked if kind.rank < CODES and not kind.slow]
    late = [kind.guess for kind in asked if kind.rank >= CODES and not kind.slow]
    # Files may be called 100, 101, ...
    files = [kind.guess for kind in asked if kind.slow]
    rules: list[Rule] = [_absent, _constant, *files, _counted, _identifiers, *early, _codes, *late]
    found = next((found for rule in rules if (found := rule(evidence)) is not None), None)
    if found is None:
        return Guess(None, say("why.unreadable", kind=type(evidence.sample[0]).__name__))
    return found if found.column is None else _doubted(found, found.column, evidence)


def _doubted(found: Guess, column: Column, evidence: Evidence) -> Guess:
    """Add to a guess what other kinds warn of."""
    others = (kind for kind in map(columns.get, kinds()) if not isinstance(column, kind))
    doubts = [doubt for kind in others if (doubt := kind.near_miss(evidence))]
    return replace(found, why=joined([found.why, *doubts], "; ", "；"))


def _absent(evidence: Evidence) -> Guess | None:
    return None if evidence.present else Guess(None, say("why.all_missing"))


def _constant(evidence: Evidence) -> Guess | None:
    full = len(evidence.present) == len(evidence.cells) > 1
    if full and evidence.distinct is not None and len(evidence.distinct) == 1:
        return Guess(None, say("why.constant"))
    return None


def _counted(evidence: Evidence) -> Guess | None:
    """Recognise whole numbers that only count the rows."""
    if not evidence.unique or evidence.declared or evidence.integers is None:
        return None
    steps = [after > before for before, after in itertools.pairwise(evidence.integers)]
    return Guess(None, say("why.counting_key")) if all(steps) or not any(steps) else None


def _identifiers(evidence: Evidence) -> Guess | None:
    """Recognise names of things of which nearly every row has its own."""
    if evidence.declared or not evidence.identifiers or len(evidence.present) < KEYS:
        return None
    count = len(evidence.distinct or ())
    rows = len(evidence.present)
    if count < GROUPS or FEW_EACH * count <= rows:
        return None
    if count == rows:
        return Guess(None, say("why.identifiers", count=count))
    told = evidence.shared >= SHARED * rows
    remark = say("remark.left_out_identifiers", name=evidence.name, count=count, rows=rows) if told else EMPTY
    return Guess(None, say("why.names_things", count=count), remark)


def _codes(evidence: Evidence) -> Guess | None:
    """Recognise codes that only tell rows apart."""
    if not evidence.unique or not evidence.legible or evidence.declared:
        return None
    alike = len({len(word) for word in evidence.words}) == 1 and evidence.codes
    return Guess(None, say("why.code_key")) if alike or all(map(_UUID.fullmatch, evidence.words)) else None
