"""One of several kinds: a department, a colour, a yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

from intarsia.columns.base import Column, Field, Guess, Samples, columns, content_digest
from intarsia.columns.evidence import GROUPS, Evidence
from intarsia.columns.scalar import canonical_word
from intarsia.i18n import EMPTY, messages

say = messages(__package__)


TRUTHS: Sequence[Mapping[str, str]] = ({"1": "True", "0": "False"}, {"True": "1", "False": "0"})
"""pandas has True where a database, a form or a request in JSON has 1."""

FEW = 20
SHARE = 0.1
"""Short strings are a category when at most this many of them, or at most this share, are different."""


@columns.register("category")
@dataclass(frozen=True)
class Category(Column):
    """A category. A loaded value is a str, without spaces around it (see `spelled`).

    1, 1.0, "1" and "1.0" are one category, and so are True and "true": how a file's cells are typed depends on the
    others in the column, and a category may not. Numbers with zeros in front ("01") are codes, and stay as they are.
    Where the training table held nothing but truths, 1 and 0 are such too, and the other way round.

    What to do with a category that was not in training is learned by the encoder.

    Attributes:
        known: learned, the categories of the training table; None where there was none.
    """

    rank: ClassVar[int] = 500
    modality: ClassVar[str] = "table"

    known: tuple[str, ...] | None = None

    @classmethod
    def samples(cls) -> Samples:
        """Return names of colours, some of them twice."""
        return Samples(("red", "blue", "red", "green", "blue", "red"), bad=(["red"], b"\xff"), missing=("", " "))

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Recognise booleans, and short strings of which few are different."""
        if evidence.truths:
            return Guess(cls(), say("why.truths"))
        if evidence.declared:
            return Guess(cls(), say("why.declared_categories"))
        if not evidence.legible:
            return None
        if evidence.identifiers:
            count = len(evidence.distinct or ())
            remark = say("remark.identifiers", name=evidence.name, count=count, rows=len(evidence.present))
            several = count >= GROUPS and evidence.shared > 0
            return Guess(cls(), say("why.names_things", count=count), remark if several else EMPTY)
        if evidence.codes and 2 * len(set(evidence.words)) <= len(evidence.words):
            return Guess(cls(), say("why.values", count=len(set(evidence.words))))
        kinds = {word.strip() for word in evidence.words}
        repeated = 2 * len(kinds) <= len(evidence.words) or not any(" " in kind for kind in kinds)
        if not (repeated and _brief(kinds) and len(kinds) <= max(FEW, len(evidence.words) * SHARE)):
            return None
        return Guess(cls(), say("why.one_value") if len(kinds) == 1 else say("why.values", count=len(kinds)))

    def load(self, cell: object) -> str | None:
        """Return the category as text."""
        word = canonical_word(cell)
        return None if word is None else self._truths.get(word, word)

    def digest(self, cell: object) -> bytes:
        """Return 16 bytes of the loaded text; see `Column.digest`."""
        text = self.load(cell)
        return b"" if text is None else content_digest(text.encode())

    def learn(self, cells: Sequence[object]) -> Category:
        """Return the column with the categories of the training cells."""
        return replace(self, known=tuple(sorted({text for text in map(self.load, cells) if text is not None})))

    def unseen(self, cell: object) -> bool:
        """Return whether the training table did not have this category."""
        text = self.load(cell)
        return text is not None and self.known is not None and text not in self._known

    def field(self) -> Field:
        """Ask for one of the categories of the training table, where they are known."""
        return Field("choice", choices=self.known) if self.known else Field()

    @cached_property
    def _truths(self) -> Mapping[str, str]:
        """How booleans are written elsewhere → how the training table wrote them; empty if it had other words."""
        return next((told for told in TRUTHS if self.known and self._known <= set(told.values())), {})

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.known or ())


def _brief(kinds: set[str]) -> bool:
    """Tell labels from sentences. Bytes are counted, since a Chinese sentence has few characters and no spaces."""
    size = sum(len(kind.encode()) for kind in kinds)
    return size <= 32 * len(kinds) and sum(kind.count(" ") + 1 for kind in kinds) <= 4 * len(kinds)
