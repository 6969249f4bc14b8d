"""Which kind of garment a shop's title, or the cell of a column of kinds, names.

The head noun decides, as a reader would: a shirt dress is a dress, a dress shirt is a shirt, and a jacket with a hood
is a jacket. What names several garments at once (a kurta with palazzos), or none, is left to the picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intarsia.apps.tryon.garment.kind_words import SUFFIXES, KindWord, any_kind_word, kind_words, spelled
from intarsia.apps.tryon.garment.taxonomy import KINDS, kind_of
from intarsia.apps.tryon.garment.wearers import wearer_in

LONGEST = 300
"""Characters of a title that are read; what follows is advertisement."""

_SEPARATORS = re.compile(r"[|,;:(){}\[\]•·+&/\\\n，、；：（）【】《》！!]|\s[-–—]+\s|\s(?:and|or)\s|\bplus\b")
_PATH = re.compile(r">|»|›|->|/{2}|\\")
"""Between the steps of a path of departments, such as "Women > Clothing > Tops"."""
_COMPLEMENT = re.compile(
    r"\s(?:with|w/|for|in|from|by|of|on|without|featuring|over|under|to)\s|搭配|内搭|外搭|配(?!色)|搭"
)
_SEVERAL = re.compile(r"with|w/|over|搭配|配|搭")
"""Complements that may be a second garment of a set."""
_LONG = re.compile(r"\b(?:long|full) sleeved?\b|长袖")
_SHORT = re.compile(r"\b(?:short|half) sleeved?\b|\bsleeveless\b|短袖|半袖|无袖")
"""What a title says of the sleeves."""
_LONG_SLEEVED = {"t-shirt": "longsleeve"}
"""Kinds that are called otherwise where their sleeves are long."""
_OTHERS = re.compile(
    r"\bfor (?:(?:your|small|medium|large|my) )*(?:dogs?|cats?|pets?|pupp(?:y|ies)|dolls?)\b"
    r"(?! (?:lovers?|mums?|moms?|dads?|owners?|people|walkers?))"
    r"|\b(?:dog|puppy|pet|dolls?|barbie) (?:clothes|clothing|apparel|outfits?|costumes?|hoodie|coat|jacket|sweater"
    r"|jumper|dress)\b|(?:宠物|狗狗?|猫咪|猫猫|泰迪|娃娃)(?:狗狗|猫咪)?(?:秋冬|春夏|四脚)*衣服?(?!领)|娃衣"
)
"""Who wears what no person could try on."""
_LINKS = ("", "式", "款", "风", "型", "领", " ")
"""What may stand between two names of which the last is the garment."""


@dataclass(frozen=True)
class NamedKind:
    """What a text says of the kind of one garment.

    Attributes:
        kinds: the categories that it may mean; one where it is definite, none where it says nothing of a kind.
        stranger: the word for something that is no garment of any kind, such as "handbag" or "shoe rack"; "" for none.
    """

    kinds: tuple[str, ...] = ()
    stranger: str = ""


@dataclass(frozen=True)
class _Found:
    """A word of the vocabulary in a text."""

    start: int
    end: int
    text: str
    said: KindWord


def named_in_title(title: str) -> NamedKind:
    """Return what a title names; nothing where it names garments that are worn in different places."""
    text = _plain(title)
    phrases = [*_SEPARATORS.split(text)]
    heads = [head for phrase in phrases for head in _heads(phrase)]
    if any(head.said.mark == "set" for head in heads):
        return NamedKind()
    if heads and heads[0].said.mark == "goods":
        return NamedKind((), heads[0].text)
    groups = [head.said.kinds for head in heads if head.said.kinds]
    strangers = [head.text for head in heads if head.said.mark in ("other", "goods")]
    if strangers and not groups:
        return NamedKind((), strangers[0])
    if strangers and heads[0].said.mark == "other":  # a belt, jeans: nobody knows which of them is shown
        return NamedKind()
    groups = groups or _weak_groups(text)
    return NamedKind(_with_sleeves(_together(groups), text))


def named_in_cell(cell: str) -> NamedKind:
    """Return what the cell of a column of kinds names: all that "Coats & Jackets" or "Dresses/Skirts" may be, and of a
    path of departments the last that names a kind.
    """
    for step in reversed(_PATH.split(_plain(cell))):
        heads = [head for phrase in _SEPARATORS.split(step) for head in _heads(phrase)]
        if any(head.said.mark == "set" for head in heads):
            return NamedKind()
        said = {name for head in heads for name in head.said.kinds} or {*_first(_weak_groups(step))}
        if said:
            return NamedKind(_with_sleeves(tuple(name for name in KINDS if name in said), step))
        if heads:
            return NamedKind((), heads[0].text)
    return NamedKind()


def _plain(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text[:LONGEST]).replace("’", "'")
    return spelled(re.sub(r"'s\b|s'(?=\s|$)", "s", kept)) + " "


def _heads(phrase: str) -> Iterator[_Found]:
    """Yield the garments that one phrase is about: its head, and a second one that comes with it. What is made for
    dolls or pets is neither.
    """
    main, complements = _parted(phrase)
    head = _for_others(phrase) or _for_garments(phrase) or _goods(main) or _head(main)
    if head is None:
        return
    yield head
    for link, complement in complements if head.said.kinds else ():
        second = _head(complement)
        if second and _SEVERAL.search(link) and second.said.kinds and _ends(complement, second):
            yield second


def _goods(text: str) -> _Found | None:
    """Return what a text names that is never worn. In English a garment behind it is what is sold, in the colours, say,
    of a poster.
    """
    found = [each for each in _found(text) if each.said.mark in ("", "goods")]
    goods = [each for each in found if each.said.mark == "goods"]
    if not goods or (goods[-1] is not found[-1] and goods[-1].text.isascii()):
        return None
    return goods[-1]


def _for_garments(text: str) -> _Found | None:
    """Return what is said to be for garments, such as "cedar balls for coats"."""
    before, link, after = text.partition(" for ")
    garment = _head(after) if link and not _names(before) and wearer_in(after) is None else None
    if garment is None or not (garment.said.kinds and garment.text.endswith("s") and before.strip()):
        return None
    return _Found(0, len(before), before.strip(), KindWord((), "goods"))


def _for_others(text: str) -> _Found | None:
    """Return what a text says of those who wear something and are no persons."""
    match = _OTHERS.search(text)
    return match and _Found(*match.span(), match[0], KindWord((), "goods"))


def _parted(phrase: str) -> tuple[str, list[tuple[str, str]]]:
    """Part a phrase at its prepositions: into what it is about, and each preposition with what follows. What stands
    before a preposition without naming anything ("Pack of 3 shirts", "United Colors of ...") is no part of its own.
    """
    places = [match for match in _COMPLEMENT.finditer(phrase) if _names(phrase[: match.start()])]
    if not places:
        return phrase, []
    ends = [*(place.start() for place in places[1:]), len(phrase)]
    complements = [(place[0], phrase[place.end() : end]) for place, end in zip(places, ends, strict=True)]
    return phrase[: places[0].start()], complements


def _names(text: str) -> bool:
    return any(each.said.mark in ("", "other", "goods") for each in _found(text))


def _head(text: str) -> _Found | None:
    """Return the head of a phrase without prepositions: its last noun, made definite by the one before it."""
    found = [each for each in _found(text) if each.said.mark in ("", "set", "other")]
    if not found:
        return None
    last = found[-1]
    before = found[-2] if len(found) > 1 else None
    if last.said.mark == "set" and before is None:
        return None
    if last.said.mark == "other" and before is not None and before.said.kinds:
        if not _joined(text, before, last):
            return before
        return last if _ends(text, last) else before
    if before is not None and _joined(text, before, last) and _within(before.said.kinds, last.said.kinds):
        return before  # a blouse top is a blouse
    if before is not None and not last.text.isascii() and not _joined(text, before, last):
        return _either_of(before, last)
    return last


def _either_of(before: _Found, last: _Found) -> _Found:
    """Return a head for two Chinese names apart from each other, which shops line up for the search."""
    shared = tuple(name for name in last.said.kinds if name in before.said.kinds)
    slots = {kind_of(name).slot for name in (*before.said.kinds, *last.said.kinds)}
    if shared or len(slots) == 1:
        return _Found(before.start, last.end, last.text, KindWord(shared or (*before.said.kinds, *last.said.kinds)))
    return _Found(before.start, last.end, last.text, KindWord((), "set"))


def _found(text: str) -> list[_Found]:
    return [
        _Found(*match.span(), match[0], _word(match[1] or match[3], match[2]))
        for match in any_kind_word().finditer(text)
    ]


def _word(whole: str | None, end: str | None) -> KindWord:
    return kind_words()[whole] if whole else KindWord((dict(SUFFIXES)[end or ""],))


def _joined(text: str, before: _Found, last: _Found) -> bool:
    return text[before.end : last.start] in _LINKS


def _within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    return bool(inner) and set(inner) < set(outer)


def _ends(text: str, found: _Found) -> bool:
    return not text[found.end :].strip()


def _weak_groups(text: str) -> list[tuple[str, ...]]:
    return [each.said.kinds for each in _found(text) if each.said.mark == "~"]


def _first(groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return groups[0] if groups else ()


def _together(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the kinds that all groups allow, else all of them where they are worn in one place, else none."""
    allowed: tuple[str, ...] = ()
    for group in groups:
        shared = tuple(name for name in allowed if name in group)
        allowed = shared or tuple(dict.fromkeys((*allowed, *group)))
    return allowed if len({kind_of(name).slot for name in allowed}) <= 1 or len([*groups]) == 1 else ()


def _with_sleeves(kinds: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return the kinds that can have such sleeves, with a T-shirt that has long ones called what it is."""
    if _LONG.search(text):
        return tuple(dict.fromkeys(_LONG_SLEEVED.get(name, name) for name in kinds))
    if _SHORT.search(text) and len(kinds) > 1:
        return tuple(name for name in kinds if name not in _LONG_SLEEVED.values())
    return kinds
