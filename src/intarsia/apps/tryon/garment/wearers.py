"""Whom a garment is for, as a shop says it: in columns such as gender or audience, and in titles."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

WEARERS = ("women", "men", "children", "all")
"""Whom a garment may be for; "all" are women and men, or everybody."""

OFFERED = tuple(name for name in WEARERS if name != "children")
"""Those whose garments are shown where nobody said whom the garments shall be for."""

WORDS: Mapping[str, str] = {
    "children": (
        r"boys?|girls?|kids?|child|children|childrens|toddlers?|infants?|newborns?|bab(?:y|ies)|junior|teens?|youth"
        r"|女童|男童|儿童|童装|童鞋|童裤|童裙|童款|宝宝|婴儿|婴童|婴幼|幼儿|小孩|孩子|孩童|中大童|大童|小童|女孩|男孩|女宝|男宝"
        r"|学步|亲子装"
    ),
    "women": (
        r"women|womens|womans|ladies|lady|ladys|females?|maternity|for her|for woman|woman|womenswear"
        r"|女士|女装|女式|女款|女性|女子|女生|妈妈|孕妇|女"
    ),
    "men": (
        r"men|mens|mans|gents?|gentlemen|gentlemens|males?|for him|for man|menswear"
        r"|男士|男装|男式|男款|男性|男子|男生|爸爸|男"
    ),
    "all": (
        r"unisex|gender neutral|all genders|(?:wo)?men(?:s)? (?:and|&|/|or) (?:wo)?men(?:s)?|his and hers"
        r"|中性|情侣|男女|通用|不限|全家"
    ),
}
"""Whom a garment is for → the words that say so, as regular expressions; English ones are matched whole."""
_OTHERWISE = (
    r"baby (?:blue|pink|doll|dolls|tee|tees|cord)|babydoll|boy shorts?|boy fit|girl boss|kid (?:leather|suede)"
    r"|(?:wonder|cat|bat|super) woman|junior size|lady(?:bird|bug)|mr\.? men|boyfriend|girlfriend"
    r"|男友|女友风|女神|童趣|童年|童话|女儿红"
)
"""Words that hold one of those and say nothing of whom a garment is for, or say it of a grown-up."""
_LETTERS: Mapping[str, str] = {
    **dict.fromkeys(("m", "male", "man"), "men"),
    **dict.fromkeys(("f", "w", "female", "woman"), "women"),
    **dict.fromkeys(("u", "all", "everyone", "everybody", "both", "any", "所有人", "所有", "成人"), "all"),
    **dict.fromkeys(("k", "童"), "children"),
}
"""Whole cells that say it by one letter or in a way that means something else within a title."""


def wearer_in(text: str) -> str | None:
    """Return whom a title says that a garment is for: one of `WEARERS`, or None. Of women and men, and of children and
    grown-ups together, it is for all.
    """
    found = {_group(match) for match in _words().finditer(_plain(text))} - {"-"}
    if not found:
        return None
    return found.pop() if len(found) == 1 else "all"


def wearer_of(cell: str) -> str | None:
    """Return whom the cell of a column names; None where that cannot be told."""
    return _LETTERS.get(_plain(cell).strip()) or wearer_in(cell)


def _group(match: re.Match[str]) -> str:
    return "-" if match.lastgroup == "otherwise" else str(match.lastgroup)


def _plain(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return re.sub(r"'(?=s\b|\s|$)", "", kept).replace("-", " ")


@functools.cache
def _words() -> re.Pattern[str]:
    """Matches any of the words; what means something else, and women and men together, before the words in them."""
    ordered = {"otherwise": _OTHERWISE, "all": WORDS["all"], **WORDS}
    return re.compile("|".join(f"(?P<{name}>{_bounded(words)})" for name, words in ordered.items()))


def _bounded(words: str) -> str:
    """Match alternatives in Latin letters as whole words only."""
    return "|".join(each if not each.isascii() else rf"(?<![a-z])(?:{each})(?![a-z])" for each in _alternatives(words))


def _alternatives(words: str) -> list[str]:
    """Part at the bars outside of brackets."""
    return re.split(r"\|(?![^()]*\))", words)
