"""What a user asks for in their own words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from intarsia.apps.tryon.wish import understood
from intarsia.apps.tryon.wish.amounts import budget, temperature
from intarsia.apps.tryon.wish.garments import AskedGarment, Bound, bind
from intarsia.apps.tryon.wish.lexicon import OCCASIONS, SEASONS
from intarsia.apps.tryon.wish.negation import negating, straightened
from intarsia.apps.tryon.wish.numerals import digits
from intarsia.apps.tryon.wish.phrases import Phrase, phrases
from intarsia.apps.tryon.wish.signs import in_words
from intarsia.apps.tryon.wish.sizes import sizes
from intarsia.apps.tryon.wish.unread import nearest, unread
from intarsia.apps.tryon.wish.wearers import worn_by
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
    """A wish, read. All that no word speaks of is empty.

    Attributes:
        text: as given, at most `LONGEST` characters.
        seasons: spring, summer, autumn, winter.
        occasions: keys of `OCCASIONS`.
        temperature: °C, as named, else of the weather's words, else of the season; None when nothing speaks of it.
        formality: from and to, on the scale of `Kind.formality`; of the words, else of the occasion.
        kinds: one group for each garment that is asked for; any category of the group will do.
        garments: the same garments with what is said of each, a group of alternatives for each.
        colours: names that `colour_fit` knows, those of garments too.
        patterns: plain, stripe, check, print; those of garments too.
        sleeves: short, long, none; those of garments too.
        free: "colour", "pattern", "sleeve", "fabric" → the values of these that belong to no garment.
        unwanted: "kind", "sort", "colour", "pattern", "sleeve", "fabric" → the values that must not be.
        forbidden: garments that must not be, such as red shoes.
        budget: least and most that may be spent; the most may be infinite.
        sizes: the user's sizes, in capitals.
        wearers: whom it is for, as far as it says so: "women", "men", "children", "all".
        meant: the words that say something of clothes or occasions and are not negated; "" when there are none. Only
            these are compared with titles and descriptions.
        understood: what was understood, a sentence for each thing, in the languages "en" and "zh".
        unknown: the words that were not understood, in their order.
        notes: what of the wish was not used, in the languages "en" and "zh".
    """

    text: str
    seasons: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    temperature: float | None = None
    formality: Range | None = None
    kinds: tuple[tuple[str, ...], ...] = ()
    garments: tuple[tuple[AskedGarment, ...], ...] = ()
    colours: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sleeves: tuple[str, ...] = ()
    free: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unwanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forbidden: tuple[AskedGarment, ...] = ()
    budget: Range | None = None
    sizes: tuple[str, ...] = ()
    wearers: tuple[str, ...] = ()
    meant: str = ""
    understood: tuple[Message, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()

    @staticmethod
    def read(text: str) -> Wish:
        """Return what an English or Chinese text says. Raises `OptionError` when it is no text."""
        if not isinstance(text, str):
            raise OptionError(say("wish.not_text", kind=type(text).__name__))
        kept = text[:LONGEST].encode("utf-8", "ignore").decode("utf-8").strip()
        named, rest = sizes(unicodedata.normalize("NFKC", in_words(kept)).replace("’", "'"))
        degrees, rest = temperature(digits(rest.lower()))
        money, rest = budget(straightened(rest))
        said = phrases(rest)
        bound = bind(said, rest)
        wanted = _values(said, wanted=True)
        wearers = worn_by(said, rest)
        absent = (each.word for each in said if each.values("absent"))
        unknown = (*unread(rest, [*((each.start, each.end) for each in said), *negating(rest)]), *dict.fromkeys(absent))
        found = Wish(
            text=kept,
            seasons=wanted["season"],
            occasions=wanted["occasion"],
            temperature=_temperature(degrees, wanted),
            formality=_formality(said, wanted["occasion"]),
            kinds=tuple(dict.fromkeys(_kinds(group) for group in bound.wanted)),
            garments=bound.wanted,
            colours=wanted["colour"],
            patterns=wanted["pattern"],
            sleeves=wanted["sleeve"],
            free=_free(bound),
            unwanted=MappingProxyType(_unwanted(bound)),
            forbidden=tuple(each for each in bound.unwanted if _combined(each)),
            budget=money,
            sizes=named,
            wearers=tuple(wearers),
            meant=" ".join(each.word for each in said if not each.negated and each.values(*_MEANT)),
            unknown=unknown,
            notes=tuple(_notes(text, kept, unknown, [*bound.vague, *_unjudged(said, bound)])),
        )
        return replace(found, understood=tuple(_sentences(found, said, wearers.values())))

    @property
    def empty(self) -> bool:
        """Whether the wish says nothing at all."""
        return not self.text


_KINDS = ("season", "weather", "occasion", "pattern", "colour", "sleeve")
_PARTS = ("colour", "pattern", "sleeve", "fabric")
_MEANT = ("season", "weather", "occasion", "formality", "kind", "fabric", "pattern", "colour", "sleeve", "meaning")
"""What titles and descriptions of garments speak of."""


def _values(said: Iterable[Phrase], wanted: bool) -> dict[str, tuple[str, ...]]:
    """Return what → values, in the order in which they stand in the wish, each once."""
    chosen = [each for each in said if (not each.negated) == wanted]
    return {what: tuple(dict.fromkeys(value for each in chosen for value in each.values(what))) for what in _KINDS}


def _kinds(group: Sequence[AskedGarment]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for each in group for kind in each.kinds))


def _free(bound: Bound) -> dict[str, tuple[str, ...]]:
    """Return what is wanted of no garment in particular."""
    return _by_part(each for each in bound.free if not each.negated)


def _unwanted(bound: Bound) -> dict[str, tuple[str, ...]]:
    """Return what must not be, whatever garment it is."""
    alone = [each for each in bound.unwanted if not _combined(each)]
    found: dict[str, tuple[str, ...]] = {
        "kind": tuple(dict.fromkeys(kind for each in alone if not (each.sorts or each.sleeves) for kind in each.kinds)),
        "sort": tuple(dict.fromkeys(each.sorts[0] for each in alone if each.sorts and not each.sleeves)),
    }
    parts = _by_part(each for each in bound.free if each.negated in ("not", "not too"))
    parts["sleeve"] = (*parts.get("sleeve", ()), *(value for each in alone for value in each.sleeves))
    return {what: values for what, values in (found | parts).items() if values}


def _combined(garment: AskedGarment) -> bool:
    """Return whether a garment is forbidden for what it has: red shoes, but not jeans, nor short sleeves."""
    return bool(garment.colours or garment.patterns or garment.fabrics)


def _by_part(said: Iterable[Phrase]) -> dict[str, tuple[str, ...]]:
    phrases = list(said)
    found = {part: tuple(dict.fromkeys(v for each in phrases for v in each.values(part))) for part in _PARTS}
    return {part: values for part, values in found.items() if values}


def _temperature(degrees: float | None, wanted: Mapping[str, tuple[str, ...]]) -> float | None:
    if degrees is not None:
        return degrees
    meant = [float(value) for value in wanted["weather"]] or [SEASONS[season] for season in wanted["season"]]
    return sum(meant) / len(meant) if meant else None


def _formality(said: Iterable[Phrase], occasions: Iterable[str]) -> Range | None:
    words = [(float(value), each.negated) for each in said for value in each.values("formality")]
    ranges = [OCCASIONS[occasion] for occasion in occasions]
    low, high = _overlap(ranges) if ranges else (0.0, 1.0)
    for value, negated in words:
        if not negated:
            low, high = _overlap([(low, high), (value - _AROUND, value + _AROUND)])
    for value, negated in words:
        step = _NOT_TOO if negated == "not too" else _NOT
        if negated and value >= 0.5:
            high = min(high, value - step)
            low = min(low, high - _AROUND)
        elif negated:
            low = max(low, value + step)
            high = max(high, low + _AROUND)
    return (round(max(low, 0.0), 2), round(min(high, 1.0), 2)) if words or ranges else None


def _overlap(ranges: list[Range]) -> Range:
    """Return what all ranges share; the last one where they share nothing, for it was said last."""
    low = max(low for low, _ in ranges)
    high = min(high for _, high in ranges)
    return (low, high) if low <= high else ranges[-1]


def _unjudged(said: Sequence[Phrase], bound: Bound) -> list[str]:
    """Return words for what is not wanted, but is not known of garments, such as "collar"."""
    vague = " ".join(bound.vague)
    only = (each for each in said if each.negated == "not" and {sense.what for sense in each.senses} == {"meaning"})
    return list(dict.fromkeys(each.word for each in only if each.word not in vague))


def _notes(given: str, kept: str, unknown: Sequence[str], unjudged: Sequence[str]) -> Iterator[Message]:
    if len(given) > LONGEST:
        yield say("wish.long", length=len(given), read=LONGEST)
    if unknown:
        yield say("wish.unknown", words=[_asked_back(word) for word in unknown])
    if unjudged:
        yield say("wish.unjudged", words=list(unjudged))


def _asked_back(word: str) -> Message:
    """Name a word that was not understood, and the known word that may have been meant."""
    near = nearest(word)
    return say("wish.unknown_but_near", word=word, near=near) if near else Message.plain(word)


def _sentences(wish: Wish, said: Sequence[Phrase], words: Iterable[str]) -> Iterator[Message]:
    """Yield what was understood of a wish."""
    free = {"season": wish.seasons, "occasion": wish.occasions, **wish.free}
    yield from understood.told(garments=wish.garments, forbidden=wish.forbidden, free=free, unwanted=wish.unwanted)
    if wish.temperature is not None:
        yield say("understood.temperature", celsius=wish.temperature)
    if wish.formality is not None:
        yield understood.formality(*wish.formality)
    if wish.budget is not None:
        yield understood.money(*wish.budget)
    if wish.sizes:
        yield say("understood.sizes", sizes=list(wish.sizes))
    if wish.wearers:
        yield say("understood.wearers", words=list(dict.fromkeys(words)))
    loose = [each.word for each in said if each.values("meaning") and not each.negated]
    if loose:
        yield say("understood.meaning", words=list(dict.fromkeys(loose)))
