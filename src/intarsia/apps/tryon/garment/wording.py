"""What title and description of a garment say of its colours, pattern, cloth and sort."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.wish.lexicon import kinds_of_sort
from intarsia.apps.tryon.wish.phrases import Phrase, phrases

COLOUR_COLUMNS = ("colour", "color", "basecolour", "base colour", "basecolor", "base color", "颜色", "色")
"""Names that columns of tables have for colours, small letters."""
TITLE_COLUMNS = ("title_zh", "title_en")

IMPLIED: Mapping[str, str] = {"jeans": "denim"}
"""Sort → the cloth that it is made of, whatever the title says."""

_LACKS = re.compile(r"\bwithout\s[\w-]+|\b[\w-]+[- ]free\b|\bnon[- ][\w-]+|(?:无|不带|没有)(?!袖)..|不含.{1,4}")
"""What a title says that a garment lacks."""
_ACCENT = re.compile(
    r"\b(?:with|trim\w*|piping|contrast|detail\w*|buttons?|logo|collar|cuffs?|lining|lined)\b|配|镶边|包边"
)
"""What stands behind it may be small: "white shirt with navy collar"."""
_BESIDE = re.compile(
    r"\b(?:pair|wear|style|team|match|layer|combine|goes|looks?)\w*\b[^.!?\n]*|(?:搭配|配上|可搭|内搭)[^。！？\n]*",
    re.IGNORECASE,
)
"""What a description advises to wear with the garment is not said of the garment."""
_MANY = re.compile(r"\bmulti\w*|\bassorted\b|\brainbow\b|多色|彩虹|拼色|撞色")


@dataclass(frozen=True)
class Wording:
    """What is said of a garment.

    Attributes:
        colours: names of its colours, as in `lexicon`; those of accents are left out.
        patterns: plain, stripe, check, print.
        sorts: such as "jeans", those that its category may be.
        fabrics: such as "denim".
        named: whether a title or description says what kind of garment it is, so that a sort would be named as well.
    """

    colours: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    fabrics: tuple[str, ...] = ()
    named: bool = False


def wording(garment: Garment) -> Wording:
    """Return what is said of a garment."""
    others = {str(name).strip().lower(): cell for name, cell in garment.others.items() if isinstance(cell, str)}
    titles = (garment.title, *(others[name] for name in TITLE_COLUMNS if name in others))
    column = next((others[name] for name in COLOUR_COLUMNS if name in others), "")
    return _read("\n".join(filter(None, titles)), garment.description, column, garment.category)


@functools.lru_cache(100_000)
def _read(title: str, description: str, column: str, category: str) -> Wording:
    if not (title or description or column):
        return Wording()
    said = _phrases(title)
    told = [*said, *(each for each in _phrases(_BESIDE.sub(" ", description)) if not each.negated)]
    sorts = tuple(each for each in _values(told, "sort") if category in kinds_of_sort(each))
    return Wording(
        colours=_values(_phrases(column), "colour") or _titled(title),
        patterns=_values(told, "pattern"),
        sorts=sorts,
        fabrics=tuple(dict.fromkeys([*_values(told, "fabric"), *(IMPLIED[each] for each in sorts if each in IMPLIED)])),
        named=bool(_values(told, "kind") or sorts),
    )


def _titled(title: str) -> tuple[str, ...]:
    """Return the colours that a title names, line by line, without those of accents; none of a garment of many."""
    if _MANY.search(title.lower()):
        return ()
    found: list[str] = []
    for line in title.splitlines():
        accent = _ACCENT.search(line.lower())
        main = _values(_phrases(line[: accent.start()] if accent else line), "colour")
        found += main or _values(_phrases(line), "colour")
    return tuple(dict.fromkeys(found))


def _phrases(text: str) -> tuple[Phrase, ...]:
    return phrases(_LACKS.sub(" ", text.lower().replace("’", "'"))) if text else ()


def _values(said: Iterable[Phrase], what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for each in said for value in each.values(what)))
