"""Whom a wish is for, as far as it says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from intarsia.apps.tryon.wish.phrases import Phrase

_FOR = re.compile(
    r"\b(?:for|gift to)\s(?:(?:my|our|a|an|the|his|her|their|your)\s)?(?:[a-z]+\s|\d+[- ]year[- ]old\s)?$"
)
_GIVEN = re.compile(r"(?:给|帮|送|为|替)(?:我|我的|我们|你|您)?(?:的)?(?:买|挑|选)?$")
_WORN = re.compile(r"\s?(?:穿|的(?:衣|裤|裙|鞋|外|衬|毛|t))")


def worn_by(said: Sequence[Phrase], text: str) -> dict[str, str]:
    """Return for whom garments are made → the word that says so.

    A relative counts where it is for them: "for my daughter", but not "with my daughter", and the user wears what is
    "for my daughter's wedding".
    """
    found: dict[str, str] = {}
    for at, phrase in enumerate(said):
        for who in phrase.values("wearer"):
            if not phrase.negated:
                found.setdefault(who, phrase.word)
        for who in phrase.values("relative"):
            if (
                not phrase.negated
                and (_is_for(phrase, text) or _is_joined(said[max(at - 1, 0) : at], phrase, text, found))
                and not _has_an_occasion(said[at + 1 : at + 2], phrase, text)
            ):
                found.setdefault(who, phrase.word)
    return found


def _is_for(phrase: Phrase, text: str) -> bool:
    before = text[max(phrase.start - 40, 0) : phrase.start]
    behind = text[phrase.end : phrase.end + 4]
    return bool(_FOR.search(before) or _GIVEN.search(before) or _WORN.match(behind))


def _is_joined(before: Sequence[Phrase], phrase: Phrase, text: str, found: Mapping[str, str]) -> bool:
    """Return whether somebody is named with another one for whom it is: "for dad and son"."""
    if not before or before[0].word not in found.values():
        return False
    return bool(
        re.fullmatch(r"\s?(?:和|与|跟|及|、|&|and)\s?(?:my\s|our\s|his\s|her\s)?", text[before[0].end : phrase.start])
    )


def _has_an_occasion(following: Sequence[Phrase], phrase: Phrase, text: str) -> bool:
    """Return whether the next word is an occasion of theirs."""
    if not following or not following[0].values("occasion"):
        return False
    return bool(re.fullmatch(r"'s?\s(?:\w+\s)?|的", text[phrase.end : following[0].start]))
