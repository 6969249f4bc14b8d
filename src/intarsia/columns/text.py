"""Words: anything from a label to a long document, in any language."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from intarsia.columns.base import Column, Field, Guess, Samples, columns, content_digest
from intarsia.columns.evidence import SAMPLE, Evidence
from intarsia.columns.scalar import spelled
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


SCRIPTS = ("latin", "multilingual")

FOREIGN = 0.1
"""Share of letters outside Latin script that calls for a multilingual encoder."""

READ = 2000
"""Characters of a text that are read for its script."""


@columns.register("text")
@dataclass(frozen=True)
class Text(Column):
    """Text. A loaded value is a str in NFC, of any length (encoders truncate); see `spelled` for the other types.

    Text that shows nothing (empty, spaces, invisible characters) is missing: an encoder would answer it with the
    embedding of its start and end tokens, a vector that looks like a statement but says only that nobody wrote
    anything, and a mask says that better. Words such as "NA" and "None" are text.

    Args:
        script: "latin", or "multilingual" where a notable share of the letters belongs to other scripts; it
            decides which text encoder is the default.
    """

    rank: ClassVar[int] = 600

    script: str = "latin"

    def __post_init__(self) -> None:
        if self.script not in SCRIPTS:
            raise OptionError(say("text.script", script=self.script, known=list(SCRIPTS)))

    @classmethod
    def samples(cls) -> Samples:
        """Return short sentences, one of them Chinese."""
        good = ("a warm red coat", "a thin blue shirt", "the red hat", "a coat, blue and warm", "red", "红色外套")
        return Samples(good, bad=(["a", "list"], b"\xff"), missing=("", " \t", "\u200b"))

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Accept whatever can be written as text."""
        if not evidence.legible:
            return None
        words = evidence.words
        scripts = script_counts(word[:READ] for word in words[:: max(1, len(words) // SAMPLE)])
        foreign = scripts.total() - scripts["Latin"]
        why = say("why.strings", count=len(set(words)))
        if foreign <= FOREIGN * scripts.total():
            return Guess(cls(), why)
        script, letters = next(found for found in scripts.most_common() if found[0] != "Latin")
        share = letters / scripts.total()
        return Guess(cls("multilingual"), say("why.multilingual", why=why, share=share, script=script))

    def load(self, cell: object) -> str | None:
        """Return the text in Unicode's normal form NFC."""
        return spelled(cell)

    def digest(self, cell: object) -> bytes:
        """Return 16 bytes of the loaded text; see `Column.digest`."""
        text = self.load(cell)
        return b"" if text is None else content_digest(text.encode())

    @property
    def variety(self) -> str:
        """Empty, or "multilingual": text in other scripts needs an encoder that has seen them."""
        return "" if self.script == "latin" else self.script

    def field(self) -> Field:
        """Have a form ask for several lines of text."""
        return Field("words")


def script_counts(texts: Iterable[str]) -> Counter[str]:
    """Count the letters of each script ("Latin", "Han", "Cyrillic", ...)."""
    letters = Counter(itertools.chain.from_iterable(texts))
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        if letter.isalpha():
            scripts[_script(letter)] += count
    return scripts


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "unknown")
    if "LATIN" in name:
        return "Latin"
    return "Han" if name.startswith("CJK") else name.split()[0].title()
