"""What the page of looks says, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from intarsia.apps.tryon.recommend.constraints import Words
from intarsia.errors import UnknownName
from intarsia.i18n.phrases import Both, listed


def tell(key: str, **values: object) -> Both:
    """The phrase of that name with values filled in; a value may itself be `Both`. Raises `UnknownName`."""
    known = phrases()
    if key not in known:
        raise UnknownName("phrase of the fitting room", key, known)
    return known[key].filled(**values)


@cache
def phrases() -> Mapping[str, Both]:
    """Every phrase of `words.toml`, by "section.name"."""
    return listed(__package__, "words.toml")


def both(words: Words) -> Both:
    """A sentence of the fitting room, for a page."""
    return Both(words["en"], words["zh"])


def joined(names: Iterable[Both | str]) -> Both:
    """A list, divided as each language divides."""
    found = [each if isinstance(each, Both) else Both(each, each) for each in names]
    return Both(", ".join(each.en for each in found), "、".join(each.zh for each in found))
