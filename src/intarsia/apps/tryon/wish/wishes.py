"""What a user asks for in their own words."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from intarsia.apps.tryon.wish.amounts import budget, digits, temperature
from intarsia.apps.tryon.wish.lexicon import OCCASIONS, SEASONS, Sense, any_word, senses
from intarsia.apps.tryon.wish.negation import negations
from intarsia.errors import OptionError
from intarsia.i18n import Message, messages

say = messages(__package__)


LONGEST = 10_000
"""Characters of a wish that are read."""

Range = tuple[float, float]

_AROUND = 0.12
"""Half width of the range that a word of formality stands for."""
_NOT_TOO = 0.2
_NOT = 0.35
"""How far below (above) a word of formality the range ends (begins) after "not too formal" and "not formal"."""


@dataclass(frozen=True)
class Wish:
    """A wish, read. All that no word speaks of is empty; the text as a whole still counts by its meaning.

    Attributes:
        text: as given, at most `LONGEST` characters.
        seasons: spring, summer, autumn, winter.
        occasions: keys of `OCCASIONS`.
        temperature: °C, as named, else of the weather's words, else of the season; None when nothing speaks of it.
        formality: from and to, on the scale of `Kind.formality`; of the words, else of the occasion.
        kinds: one group for each garment that is asked for; any category of the group will do.
        colours: names that `colour_fit` knows.
        patterns: plain, stripe, check, print.
        sleeves: short, long, none.
        unwanted: "kind", "colour", "pattern", "sleeve" → the values that must not be.
        budget: least and most that may be spent.
        notes: what of the wish was not used, in the languages "en" and "zh".
    """

    text: str
    seasons: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    temperature: float | None = None
    formality: Range | None = None
    kinds: tuple[tuple[str, ...], ...] = ()
    colours: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sleeves: tuple[str, ...] = ()
    unwanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    budget: Range | None = None
    notes: tuple[Message, ...] = ()

    @staticmethod
    def read(text: str) -> Wish:
        """Return what an English or Chinese text says. Raises `OptionError` when it is no text."""
        if not isinstance(text, str):
            raise OptionError(say("wish.not_text", kind=type(text).__name__))
        kept = text[:LONGEST].encode("utf-8", "ignore").decode("utf-8").strip()
        told = unicodedata.normalize("NFKC", kept).lower().replace("’", "'")
        degrees, rest = temperature(digits(told))
        money, rest = budget(rest)
        said = tuple(_said(rest))
        wanted = _values(said, wanted=True)
        unwanted = _values(said, wanted=False)
        return Wish(
            text=kept,
            seasons=wanted["season"],
            occasions=wanted["occasion"],
            temperature=_temperature(degrees, wanted),
            formality=_formality(said, wanted["occasion"]),
            kinds=_kinds(said),
            colours=wanted["colour"],
            patterns=wanted["pattern"],
            sleeves=wanted["sleeve"],
            unwanted=MappingProxyType({what: unwanted[what] for what in _FORBIDDEN if unwanted[what]}),
            budget=money,
            notes=_notes(text, kept),
        )

    @property
    def empty(self) -> bool:
        """Whether the wish says nothing at all."""
        return not self.text


_FORBIDDEN = ("kind", "colour", "pattern", "sleeve")
_KINDS = ("season", "weather", "occasion", "formality", "kind", "pattern", "colour", "sleeve")


@dataclass(frozen=True)
class _Said:
    """A word of the lists in a wish: where, what it says, and how it is negated ("", "not", "not too")."""

    start: int
    end: int
    sense: Sense
    negated: str


def _said(text: str) -> Iterator[_Said]:
    negated = negations(text)
    for match in any_word().finditer(text):
        for sense in senses()[match[1] or match[2]]:
            mark = negated[match.start()]
            mark = "" if (sense.what, mark) == ("kind", "not too") else mark  # a not too warm jacket is a jacket
            if sense.value != "-":
                yield _Said(match.start(), match.end(), sense, mark)


def _values(said: Iterable[_Said], wanted: bool) -> dict[str, tuple[str, ...]]:
    """Return what → values, in the order in which they stand in the wish, each once."""
    found: dict[str, dict[str, None]] = {what: {} for what in _KINDS}
    for each in said:
        if (not each.negated) == wanted:
            found[each.sense.what] |= dict.fromkeys(each.sense.value.split("|"))
    return {what: tuple(values) for what, values in found.items()}


def _kinds(said: Iterable[_Said]) -> tuple[tuple[str, ...], ...]:
    """Return groups of categories. Of words side by side the last is the garment: a shirt dress is a dress."""
    named = [each for each in said if each.sense.what == "kind" and not each.negated]
    heads = [
        each
        for each, following in itertools.zip_longest(named, named[1:])
        if following is None or not 0 <= following.start - each.end <= 1
    ]
    return tuple(dict.fromkeys(tuple(each.sense.value.split("|")) for each in heads))


def _temperature(degrees: float | None, wanted: Mapping[str, tuple[str, ...]]) -> float | None:
    if degrees is not None:
        return degrees
    meant = [float(value) for value in wanted["weather"]] or [SEASONS[season] for season in wanted["season"]]
    return sum(meant) / len(meant) if meant else None


def _formality(said: Iterable[_Said], occasions: Iterable[str]) -> Range | None:
    words = [each for each in said if each.sense.what == "formality"]
    ranges = [OCCASIONS[occasion] for occasion in occasions]
    low, high = _overlap(ranges) if ranges else (0.0, 1.0)
    for each in words:
        value = float(each.sense.value)
        if not each.negated:
            low, high = _overlap([(low, high), (value - _AROUND, value + _AROUND)])
    for each in words:
        value = float(each.sense.value)
        step = _NOT_TOO if each.negated == "not too" else _NOT
        if each.negated and value >= 0.5:
            high = min(high, value - step)
            low = min(low, high - _AROUND)
        elif each.negated:
            low = max(low, value + step)
            high = max(high, low + _AROUND)
    return (round(max(low, 0.0), 2), round(min(high, 1.0), 2)) if words or ranges else None


def _overlap(ranges: list[Range]) -> Range:
    """Return what all ranges share; the last one where they share nothing, for it was said last."""
    low = max(low for low, _ in ranges)
    high = min(high for _, high in ranges)
    return (low, high) if low <= high else ranges[-1]


def _notes(given: str, kept: str) -> tuple[Message, ...]:
    if len(given) <= LONGEST:
        return ()
    return (say("wish.long", length=len(given), read=LONGEST),)
