"""The garments that a wish names: which colour, pattern or cloth belongs to which of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.wish.phrases import Phrase
from intarsia.apps.tryon.wish.unread import unread

_OR = re.compile(r"\bor\b|/|或|还是")
_JOINER = re.compile(r"(?:\band\b|\bor\b|[,/&+、和与或及跟配搭])\s*(?:an?\s|the\s|some\s|my\s)?\s*$")
_ARTICLE = re.compile(r"\b(?:an?|the|some|and|or|very|really|pair of)\b|[\s,/&+、和与或及的色系-]")
_BREAKS = re.compile(
    r"[.;:!?，。；：！？()]|\b(?:for|with|without|in|on|to|at|but|not|no|that|which|is|are|i|my|under|over|of|from|when"
    r"|if|then|please|want|need|like|wear|while|because|than|instead|one|ones|goes?|match\w*|pair\w*)\b"
    r"|[要配搭不别穿是给想]"
)
_MOST = 10
"""Adjectives and the like that are passed on the way to a noun at most."""
_FARTHEST = 24
"""Letters between an adjective and its noun at most, known words apart."""
_BEHIND = re.compile(
    r"\s*,?\s*(?:in|with|of|made (?:of|from|out of)|(?:that|which)(?:'s| is| are)|is|are|should be|must be|to be"
    r"|preferably|ideally|:|\(|：|[，]?(?:最好|必须)?(?:是|要|用|为|得是|带))?\s*(?:an?|the|all|some|only|pure|plain)?\s*"
)
"""What may stand between a noun and what is said of it behind it: "a shirt in white", 裤子要黑色."""
_ENDS = re.compile(r"\s*(?:$|[,.;!?)、，。；的色]|(?:and|or|please|if|for|preferably)\b|[和或])")
"""What follows an adjective that no noun follows: "trousers, black, please", but not "white shirt, blue tie"."""
_ALSO = re.compile(r"\s*(?:,|、|and|or|,\s*and|,\s*or|/|和|或|与|&)\s*(?:in\s|with\s)?\s*")
_PARTS = ("colour", "pattern", "sleeve", "fabric")
_UNSEEN = ("meaning", "season", "weather", "formality", "occasion")
_LAST = re.compile(r"([^\W\d_][\w'-]*)\s+$", re.ASCII)


@dataclass(frozen=True)
class AskedGarment:
    """A garment as a wish names it. What is empty does not matter.

    Attributes:
        kinds: categories, any of which will do.
        sorts: kinds of these kinds, such as "jeans"; any of them.
        colours: each group has its colours; one of each group has to be there: (("black",), ("white",)) for "black and
            white", (("black", "white"),) for "black or white".
        patterns, sleeves, fabrics: any of them.
    """

    kinds: tuple[str, ...]
    sorts: tuple[str, ...] = ()
    colours: tuple[tuple[str, ...], ...] = ()
    patterns: tuple[str, ...] = ()
    sleeves: tuple[str, ...] = ()
    fabrics: tuple[str, ...] = ()

    @property
    def special(self) -> bool:
        """Whether more is said than the kind."""
        return bool(self.sorts or self.colours or self.patterns or self.sleeves or self.fabrics)


@dataclass
class _Noun:
    """A garment while it is read: its word, and the words that belong to it."""

    phrase: Phrase
    said: list[Phrase] = field(default_factory=list)
    vague: str = ""


@dataclass(frozen=True)
class Bound:
    """The garments of a wish, and what is said of none.

    Attributes:
        wanted: a group of alternatives for each garment.
        unwanted: garments that are not wanted.
        vague: words for garments that are not wanted for something that is not known of garments: tight trousers.
        free: phrases about colour, pattern, sleeves or cloth that belong to no garment.
    """

    wanted: tuple[tuple[AskedGarment, ...], ...]
    unwanted: tuple[AskedGarment, ...]
    vague: tuple[str, ...]
    free: tuple[Phrase, ...]


def bind(said: Sequence[Phrase], text: str) -> Bound:
    """Find out which adjective belongs to which garment."""
    nouns = {at: _Noun(said[at]) for at in _heads(said, text)}
    free = list[Phrase]()
    behind: dict[int, int] = {}
    for at, phrase in enumerate(said):
        if at in nouns:
            nouns[at].vague = _qualified(at, said, text) or _named_for(phrase) if phrase.negated else ""
            continue
        if not any(phrase.values(part) for part in _PARTS) or _is_of_nothing(at, said, text):
            continue
        noun = _named_before(at, said, text, nouns)
        if noun is None:
            noun = _ahead(at, said, text, nouns)
        if noun is None:
            noun = _before(at, said, text, nouns, behind)
            if noun is not None:
                behind[at] = noun
        same = noun is not None and phrase.negated == said[noun].negated
        if noun is not None and same:
            nouns[noun].said.append(phrase)
        else:
            free.append(phrase)
    wanted = [each for each in nouns.values() if each.phrase.negated in ("", "not too")]  # a not too warm jacket
    unwanted = [each for each in nouns.values() if each.phrase.negated == "not"]
    return Bound(
        tuple(_groups(wanted, text)),
        tuple(_garment(each, text) for each in unwanted if not each.vague),
        tuple(each.vague for each in unwanted if each.vague),
        tuple(free),
    )


def _is_of_nothing(at: int, said: Sequence[Phrase], text: str) -> bool:
    """Return whether an adjective belongs to what is no garment here: a blue tie."""
    following = said[at + 1] if at + 1 < len(said) else None
    return bool(following and following.values("absent") and not text[said[at].end : following.start].strip(" 的"))


def _qualified(at: int, said: Sequence[Phrase], text: str) -> str:
    """Return a garment with the word before it, where that says of it what is not known of garments; else ""."""
    noun = said[at]
    before = said[at - 1] if at else None
    gap = text[before.end if before else 0 : noun.start]
    if before and before.negated == noun.negated and before.values(*_UNSEEN) and not _BREAKS.search(gap):
        return "" if _JOINER.search(gap) else text[before.start : noun.end]
    last = _LAST.search(gap)
    return text[noun.start - len(last[0]) : noun.end] if last and unread(last[1], []) else ""


def _named_for(phrase: Phrase) -> str:
    """Return a garment that is called after what is not known of garments, such as "turtleneck"; else ""."""
    return phrase.word if phrase.values("meaning") else ""


def _heads(said: Sequence[Phrase], text: str) -> Iterator[int]:
    """Yield the places of garments. Of words side by side the last is the garment: a shirt dress is a dress."""
    for at, phrase in enumerate(said):
        following = said[at + 1] if at + 1 < len(said) else None
        gap = "," if following is None else text[phrase.end : following.start]
        beside = following is not None and following.values("kind") and gap in ("", " ", "-")
        if phrase.values("kind") and not beside:
            yield at


def _named_before(at: int, said: Sequence[Phrase], text: str, nouns: dict[int, _Noun]) -> int | None:
    """Return the noun that an adjective follows in a row of nouns, each with what is said of it behind it, as Chinese
    puts them without a sign between: 上身黑色下身白色.
    """

    def close(place: int) -> bool:
        return 0 < place < len(said) and text[said[place - 1].end : said[place].start].strip() in ("", "是", "为", "要")

    first = at
    while close(first):
        first -= 1
    last = at
    while close(last + 1):
        last += 1
    own = [place for place in range(first, last + 1) if place in nouns]
    if len(own) < 2 or own[0] != first or last in nouns or text[said[first].start].isascii():
        return None
    return max(place for place in own if place < at)


def _ahead(at: int, said: Sequence[Phrase], text: str, nouns: dict[int, _Noun]) -> int | None:
    """Return the noun that an adjective stands before: other adjectives may stand between them, but no "and" next to
    the noun.
    """
    far = 0
    for place in range(at + 1, min(at + 1 + _MOST, len(said))):
        gap = text[said[place - 1].end : said[place].start]
        left = _ARTICLE.sub("", gap)
        far += len(left)
        if far > _FARTHEST or _BREAKS.search(gap) or len(re.findall(r"\w+", left)) > 2:
            return None
        if place in nouns:
            return None if _JOINER.search(gap) else place
        if said[place].negated != said[at].negated:
            return None
        if _JOINER.search(gap) and not _alike(said[place - 1], said[place]):
            return None
    return None


def _alike(one: Phrase, other: Phrase) -> bool:
    """Return whether both speak of the same, as both colours of "black and white" do."""
    return any(one.values(part) and other.values(part) for part in _PARTS)


def _before(at: int, said: Sequence[Phrase], text: str, nouns: dict[int, _Noun], behind: dict[int, int]) -> int | None:
    """Return the noun that an adjective stands behind: "a shirt in white"."""
    if at == 0:
        return None
    gap = text[said[at - 1].end : said[at].start]
    if at - 1 in nouns and _BEHIND.fullmatch(gap) and ("," not in gap or _ENDS.match(text, said[at].end)):
        return at - 1
    if at - 1 in behind and (_ALSO.fullmatch(gap) or not gap.strip()):
        return behind[at - 1]
    return None


def _groups(nouns: Sequence[_Noun], text: str) -> Iterator[tuple[AskedGarment, ...]]:
    """Yield garments, alternatives together: those with "or" between them, and those that are worn in one place."""
    groups: list[list[AskedGarment]] = []
    ends = list[int]()
    for noun in nouns:
        garment = _garment(noun, text)
        begin = min([noun.phrase.start, *(each.start for each in noun.said)])
        either = bool(groups) and _OR.search(text[ends[-1] : begin]) is not None
        beside = groups[-1] if either else next((each for each in groups if _one_place(each, garment)), None)
        if beside is None:
            groups.append([garment])
        else:
            beside.append(garment)
        ends.append(max([noun.phrase.end, *(each.end for each in noun.said)]))
    yield from (tuple(dict.fromkeys(each)) for each in groups)


def _one_place(group: Iterable[AskedGarment], garment: AskedGarment) -> bool:
    slots = {kind_of(kind).slot for each in (*group, garment) for kind in each.kinds}
    return len(slots) == 1


def _garment(noun: _Noun, text: str) -> AskedGarment:
    said = sorted([*noun.said, noun.phrase], key=lambda each: each.start)
    return AskedGarment(
        kinds=noun.phrase.values("kind"),
        sorts=noun.phrase.values("sort")[:1],  # the lists name the narrower sort first
        colours=_refused(said) if noun.phrase.negated == "not" else tuple(_colours(said, text)),
        patterns=_all(said, "pattern"),
        sleeves=_all(said, "sleeve"),
        fabrics=_all(said, "fabric"),
    )


def _refused(said: Sequence[Phrase]) -> tuple[tuple[str, ...], ...]:
    """Return the colours of a garment that is not wanted: "no black, grey and white shoes" is said of each of them."""
    colours = _all(said, "colour")
    return (colours,) if colours else ()


def _colours(words: Iterable[Phrase], text: str) -> Iterator[tuple[str, ...]]:
    said = [each for each in words if each.values("colour")]
    group = list[str]()
    for at, each in enumerate(said):
        if group and not _OR.search(text[said[at - 1].end : each.start]):
            yield tuple(group)
            group = []
        group += each.values("colour")[:1]
    if group:
        yield tuple(group)


def _all(said: Iterable[Phrase], what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for each in said for value in each.values(what)))
