"""Sizes that a wish names: "M", "size 38", "170 cm", "XL码"."""

from __future__ import annotations

import re

_LETTERS = r"(?:\d{1,2}xl|x{0,4}[sl]|m)"
_FIGURE = r"\d{2,3}(?:\.5)?"
_WORD = r"(?:sizes?|尺码|尺寸|码数)\s?(?:is|of|:|是|为|要)?\s?"
_SIZE = re.compile(
    rf"{_WORD}({_LETTERS}|{_FIGURE}|\d)(?:\s?(?:or|and|/|,|、|或|和)\s?({_LETTERS}|{_FIGURE}))?(?![a-z0-9])\s?(?:码|号|cm|公分|厘米)?"
    rf"|(?<![a-z0-9])({_LETTERS}|{_FIGURE})\s?(?:码|号(?!\d))"
    rf"|(?<![\d.])({_FIGURE})\s?(?:cm|公分|厘米)(?![a-z])(?:\s?(?:tall|高))?"
)
_CAPITALS = re.compile(r"(?<![\w'’&/.-])(\d{1,2}XL|X{0,4}[SL]|M)(?![\w'’&/.-])")
"""A size alone: in capitals, so that "I'm" and "it's" are none."""


def sizes(text: str) -> tuple[tuple[str, ...], str]:
    """Read the sizes that a text names, in capitals, and return them with the text without them.

    Args:
        text: English or Chinese, as it was written: a single letter is a size where it is a capital.
    """
    found: list[str] = []

    def read(match: re.Match[str]) -> str:
        found.extend(each.upper() for each in match.groups() if each)
        return " "

    shouted = text.isupper() and len(text.split()) > 3
    rest = text if shouted else _CAPITALS.sub(read, text)
    rest = re.sub(_SIZE.pattern, read, rest, flags=re.IGNORECASE)
    return tuple(dict.fromkeys(found)), rest


def system(size: str) -> str:
    """Return to which system a size belongs: "letters", "figures", "centimetres" (from 80), or "other"."""
    if re.fullmatch(_LETTERS, size.lower()):
        return "letters"
    if re.fullmatch(rf"{_FIGURE}|\d", size):
        return "centimetres" if float(size) >= 80 else "figures"
    return "other"
