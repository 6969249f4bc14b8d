"""What the studio says, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from intarsia.errors import UnknownName
from intarsia.i18n.phrases import Both, listed


def tell(key: str, **values: object) -> Both:
    """The phrase of that name with values filled in; a value may itself be `Both`. Raises `UnknownName`."""
    known = phrases()
    if key not in known:
        raise UnknownName("phrase of the studio", key, known)
    return known[key].filled(**values)


@cache
def phrases() -> Mapping[str, Both]:
    """Every phrase of `page_text.toml`, by "section.name"."""
    return listed(__package__, "page_text.toml")
