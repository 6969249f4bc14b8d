"""What a column is, judged by its cells, and why. Nothing here is silent: the reason is printed with the guess."""

from __future__ import annotations

import datetime
import decimal
import itertools
import numbers
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.columns.base import Column, is_missing
from intarsia.columns.category import Category
from intarsia.columns.image import Image
from intarsia.columns.number import Number
from intarsia.columns.scalar import scalar, spelled
from intarsia.columns.text import Text
from intarsia.errors import CellError
from intarsia.i18n import Message, joined, messages

say = messages(__package__)


SAMPLE = 200
"""Cells, evenly spaced, that are opened as pictures or read for their script."""

KEYS = 20
"""Rows from which a column of values that are all different and look like keys is one."""

FEW = 20
SHARE = 0.1
"""Brief strings are a category when no more than so many, or no larger a share, of them are different."""

FOREIGN = 0.1
"""Share of letters outside Latin script that calls for a multilingual encoder."""

_PICTURE = re.compile(r".+\.(jpe?g|png|gif|webp|bmp|tiff?|avif|heic|jp2|ppm)", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}", re.IGNORECASE)
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Guess:
    """What a column is taken for (None: it is left out), and why."""

    column: Column | None
    why: Message


@dataclass(frozen=True)
class Evidence:
    """The N cells of a column, and the folder at which relative paths start, and stay where they are `confined`."""

    cells: Sequence[object]
    root: Path | None
    confined: bool = False

    @cached_property
    def present(self) -> list[Any]:
        """The cells that hold something."""
        return [scalar(cell) for cell in self.cells if not is_blank(cell)]

    @cached_property
    def distinct(self) -> set[Hashable] | None:
        """Different present cells; None when cells are arrays, dicts or the like."""
        try:
            return set(self.present)
        except TypeError:
            return None

    @cached_property
    def words(self) -> list[str]:
        """The present cells as text, without those that have none."""
        known = {cell: _word(cell) for cell in self.distinct or ()}
        words = (known[cell] if known else _word(cell) for cell in self.present)
        return [word for word in words if word is not None]

    @cached_property
    def sample(self) -> list[Any]:
        """Some present cells, evenly spaced."""
        return self.present[:: max(1, len(self.present) // SAMPLE)]

    @property
    def unique(self) -> bool:
        """There are enough rows to judge, and no two are alike."""
        return len(self.present) >= KEYS and self.distinct is not None and len(self.distinct) == len(self.present)


def guess(evidence: Evidence) -> Guess:
    """The first rule that has something to say decides."""
    return next(found for rule in RULES if (found := rule(evidence)) is not None)


def is_blank(cell: object) -> bool:
    """True for missing cells and strings of spaces."""
    return is_missing(cell) or (isinstance(cell, str) and not cell.strip())


def _absent(evidence: Evidence) -> Guess | None:
    return None if evidence.present else Guess(None, say("why.all_missing"))


def _constant(evidence: Evidence) -> Guess | None:
    full = len(evidence.present) == len(evidence.cells) > 1
    if full and evidence.distinct is not None and len(evidence.distinct) == 1:
        return Guess(None, say("why.constant"))
    return None


def _pictures(evidence: Evidence) -> Guess | None:
    column = Image().at(evidence.root, evidence.confined)
    found = sum(_opens(cell, column) for cell in evidence.sample)
    if 2 * found <= len(evidence.sample):
        return None
    paths = isinstance(evidence.sample[0], (str, Path))
    return Guess(Image(), say("why.paths" if paths else "why.pictures"))


def _booleans(evidence: Evidence) -> Guess | None:
    kinds = all(isinstance(cell, (bool, np.bool_)) for cell in evidence.present)
    return Guess(Category(), say("why.truths")) if kinds else None


def _keys(evidence: Evidence) -> Guess | None:
    """Whole numbers that only count the rows."""
    if not all(isinstance(cell, numbers.Integral) for cell in evidence.present) or not evidence.unique:
        return None
    steps = [after > before for before, after in itertools.pairwise(evidence.present)]
    return Guess(None, say("why.counting_key")) if all(steps) or not any(steps) else None


def _quantities(evidence: Evidence) -> Guess | None:
    if not all(isinstance(cell, (numbers.Real, decimal.Decimal)) for cell in evidence.present):
        return None
    beyond = {cell for cell in evidence.distinct or () if Number().load(cell) is None}
    infinite = sum(cell in beyond for cell in evidence.present) if beyond else 0
    whole = all(isinstance(cell, numbers.Integral) for cell in evidence.present)
    few = len(evidence.distinct or ()) if whole else 0
    parts = [say("why.numbers")]
    if 2 < few <= FEW:
        parts.append(say("why.codes", count=few))
    if infinite:
        parts.append(say("why.infinite", count=infinite))
    return Guess(Number(), joined(parts, ", ", "，"))


def _moments(evidence: Evidence) -> Guess | None:
    kinds = (datetime.date, datetime.timedelta, np.datetime64, np.timedelta64)
    if all(isinstance(cell, kinds) for cell in evidence.present):
        return Guess(Number(), say("why.moments"))
    return None


def _numerals(evidence: Evidence) -> Guess | None:
    """Strings that are numbers; not codes, which may begin with zeros."""
    if evidence.distinct is None or any(_is_code(cell) for cell in evidence.distinct):
        return None
    try:
        values = [Number().load(cell) for cell in evidence.distinct]
    except CellError:
        return None
    if all(value is None for value in values):
        return None
    return Guess(Number(), say("why.numerals"))


def _unreadable(evidence: Evidence) -> Guess | None:
    if 2 * len(evidence.words) > len(evidence.present):
        return None
    return Guess(None, say("why.unreadable", kind=type(evidence.sample[0]).__name__))


def _identifiers(evidence: Evidence) -> Guess | None:
    words = evidence.words
    if not evidence.unique:
        return None
    codes = len({len(word) for word in words}) == 1 and all(map(_CODE.fullmatch, words))
    return Guess(None, say("why.code_key")) if codes or all(map(_UUID.fullmatch, words)) else None


def _kinds(evidence: Evidence) -> Guess | None:
    kinds = {word.strip() for word in evidence.words}
    repeated = 2 * len(kinds) <= len(evidence.words) or not any(" " in kind for kind in kinds)
    if repeated and _brief(kinds) and len(kinds) <= max(FEW, len(evidence.words) * SHARE):
        count = say("why.one_value") if len(kinds) == 1 else say("why.values", count=len(kinds))
        return Guess(Category(), _unfound(evidence, count))
    return None


def _brief(kinds: set[str]) -> bool:
    """Labels, not sentences. Bytes count, not letters, since a Chinese sentence has few of them and no spaces."""
    size = sum(len(kind.encode()) for kind in kinds)
    return size <= 32 * len(kinds) and sum(kind.count(" ") + 1 for kind in kinds) <= 4 * len(kinds)


def _prose(evidence: Evidence) -> Guess:
    scripts = script_counts(word[:2000] for word in evidence.words[:: max(1, len(evidence.words) // SAMPLE)])
    foreign = sum(scripts.values()) - scripts["Latin"]
    why = _unfound(evidence, say("why.strings", count=len(set(evidence.words))))
    if foreign <= FOREIGN * sum(scripts.values()):
        return Guess(Text(), why)
    script, letters = next(found for found in scripts.most_common() if found[0] != "Latin")
    return Guess(Text("multilingual"), say("why.multilingual", why=why, share=letters / scripts.total(), script=script))


RULES = (
    _absent, _constant, _pictures, _booleans, _keys, _quantities, _moments, _numerals, _unreadable, _identifiers,
    _kinds, _prose,
)  # fmt: skip
"""Tried in this order; the last always answers."""


def script_counts(texts: Iterable[str]) -> Counter[str]:
    """How many letters belong to which script ("Latin", "Han", "Cyrillic", ...)."""
    letters = Counter(itertools.chain.from_iterable(texts))
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        if letter.isalpha():
            scripts[_script(letter)] += count
    return scripts


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "unknown")
    return "Latin" if "LATIN" in name else "Han" if name.startswith("CJK") else name.split()[0].title()


def _unfound(evidence: Evidence, why: Message) -> Message:
    """The reason, with a warning where strings look like paths of pictures but are none."""
    if not all(isinstance(cell, str) and _PICTURE.fullmatch(cell) for cell in evidence.sample):
        return why
    return say("why.unfound", why=why, folder=evidence.root or Path.cwd())


def _opens(cell: object, column: Image) -> bool:
    try:
        column.check(cell)
    except CellError:
        return False
    return True


def _word(cell: object) -> str | None:
    try:
        return spelled(cell)
    except CellError:
        return None


def _is_code(cell: object) -> bool:
    return isinstance(cell, str) and re.match(r"\s*0\d", cell) is not None
