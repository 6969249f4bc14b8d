"""What of a wish is compared with the texts of garments: the same words, whatever language it was written in."""

from __future__ import annotations

from collections.abc import Iterator

from intarsia.apps.tryon.wish.lexicon import Sense, senses
from intarsia.apps.tryon.wish.phrases import Phrase, phrases
from intarsia.apps.tryon.wish.understood import value_title
from intarsia.apps.tryon.wish.wishes import Wish

TOLD = ("season", "occasion", "sort", "kind", "fabric", "pattern", "colour", "sleeve")
"""What a word may say that has a name of its own."""
SCALES = ("weather", "formality")
"""What a word may say that is a number: it goes by the first words of the lists that say the same."""


def queries(wish: Wish) -> tuple[str, str]:
    """Return what a wish says of clothes and occasions, for an encoder of texts: in English and in Chinese.

    An encoder places a text by its language too: asked in one, it finds the garments first whose titles are in that. So
    each word of the lists is told by the names of what it says, in one order; only a word that has no such name, such
    as "vintage", stands as it was written in both.
    """
    said = phrases(wish.meant)
    named = sorted({name for each in said for name in _names(each)})
    own = [each.word for each in said if not list(_names(each)) and each.values("meaning")]
    english, chinese = (
        (" ".join([*names, *own]) or wish.meant for names in zip(*named, strict=True))
        if named
        else (" ".join(own) or wish.meant,) * 2
    )
    return english, chinese


def _names(phrase: Phrase) -> Iterator[tuple[str, str]]:
    """Yield the names of what a word says, English and Chinese; of a sort, such as jeans, not also its kind, and
    numbers alone.
    """
    things = phrase.values(*TOLD)
    if not things:
        yield from (_words(each) for each in phrase.senses if each.what in SCALES)
    for what in TOLD:
        if what == "kind" and phrase.values("sort"):
            continue
        for value in phrase.values(what):
            title = value_title(what, value)
            yield title.en, title.zh


def _words(sense: Sense) -> tuple[str, str]:
    words = [word for word, said in senses().items() if sense in said]
    english = next((word for word in words if word.isascii()), sense.value)
    return english, next((word for word in words if not word.isascii()), english)
