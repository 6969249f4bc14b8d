"""The words of a wish that are known, where they stand, and what of them is negated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from intarsia.apps.tryon.wish.lexicon import Sense, any_word, senses
from intarsia.apps.tryon.wish.negation import negations

TINTS = ("dark", "light", "bright", "pastel")
"""Words for many colours that make a shade of the colour behind them: dark green."""


@dataclass(frozen=True)
class Phrase:
    """A word of the lists in a wish.

    Attributes:
        start, end: where it stands.
        word: as it is in the lists.
        senses: all that it says; empty for a word that only looks like one that says something.
        negated: "", "not" or "not too".
    """

    start: int
    end: int
    word: str
    senses: tuple[Sense, ...]
    negated: str

    def values(self, *what: str) -> tuple[str, ...]:
        """Return what it says of one thing, such as the colour, or of several."""
        return tuple(value for each in self.senses if each.what in what for value in each.value.split("|"))


def phrases(text: str) -> tuple[Phrase, ...]:
    """Return the known words of a text, in small letters, in their order."""
    return tuple(_shaded(_found(text), text))


def _found(text: str) -> Iterator[Phrase]:
    negated = negations(text)
    for match in any_word().finditer(text):
        word = match[1] or match[2]
        said = tuple(each for each in senses()[word] if each.value != "-" or each.what in ("meaning", "absent"))
        yield Phrase(match.start(), match.end(), word, said, negated[match.start()])


def _shaded(found: Iterable[Phrase], text: str) -> Iterator[Phrase]:
    """Unite "dark" and "green" to "dark green"."""
    tint: Phrase | None = None
    for each in found:
        colours = each.values("colour")
        if tint and colours and colours[0] not in TINTS and not text[tint.end : each.start].strip(" -"):
            said = Sense("colour", f"{tint.values('colour')[0]} {colours[0]}")
            others = tuple(sense for sense in each.senses if sense.what != "colour")
            each = replace(each, start=tint.start, word=f"{tint.word} {each.word}", senses=(said, *others))
            tint = None
        if tint:
            yield tint
        tint = each if colours and colours[0] in TINTS else None
        if tint is None:
            yield each
    if tint:
        yield tint
