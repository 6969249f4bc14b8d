"""Text → words, in any language, without a dictionary; and learned vocabularies of them."""

from __future__ import annotations

import re

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3041-\u30ff\u3131-\u318e\u31f0-\u31ff"
UNSPACED += (
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9d\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Letters of scripts that set no spaces between words (Han, Kana, Hangul, Thai, Lao, Khmer, Burmese)."""

# Hangul has spaces, but its words carry endings; characters and pairs of them serve it better than whole words.
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")


def words(text: str) -> list[str]:
    """Lower-case words in order, without punctuation; each letter of a script without spaces is a word."""
    return _WORD.findall(text.lower())


VOCABULARY = {
    "dump": lambda terms: None if terms is None else "\n".join(terms),
    "load": lambda text: None if text is None else tuple(text.splitlines()),
}
"""Metadata of a field that holds a tuple of words, or None: in JSON it is one string, not 100,000 lines."""
