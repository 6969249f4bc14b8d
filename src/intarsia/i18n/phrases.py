"""What pages say, in English and Chinese: both stand in a page, and its switch shows one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

from intarsia.errors import UnknownName

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Both:
    """One text in both languages. Templates escape it and set it in two spans, of which one is seen."""

    en: str
    zh: str

    def filled(self, **values: object) -> Both:
        """With values in place of what stands in braces; a value may itself be `Both`."""
        return Both(*(getattr(self, language).format(**_in(language, values)) for language in LANGUAGES))

    def __html__(self) -> Markup:
        return self._set("span")

    def tspans(self) -> Markup:
        """The same for a `<text>` of SVG."""
        return self._set("tspan")

    def __str__(self) -> str:
        """Both at once, for titles and attributes, where no switch reaches."""
        return self.en if self.en == self.zh else f"{self.en} · {self.zh}"

    def _set(self, tag: str) -> Markup:
        if self.en == self.zh:
            return escape(self.en)
        pair = f'<{tag} class="en" lang="en">{{}}</{tag}><{tag} class="zh" lang="zh-Hans">{{}}</{tag}>'
        return Markup(pair).format(self.en, self.zh)


Words = str | Both
"""A text that is the same in both languages (names, numbers), or differs."""


def say(key: str, **values: object) -> Both:
    """The phrase of that name with values filled in; a value may itself be `Both`. Raises `UnknownName`."""
    known = phrases()
    if key not in known:
        raise UnknownName("phrase", key, known)
    return known[key].filled(**values)


def has(key: str) -> bool:
    """There is such a phrase."""
    return key in phrases()


@cache
def phrases() -> Mapping[str, Both]:
    """Every phrase, by "section.name"; values stand in braces."""
    return listed("intarsia.i18n", "phrases.toml")


def listed(package: str, name: str) -> Mapping[str, Both]:
    """The phrases in a file of a package, by "section.name"."""
    told = tomllib.loads((files(package) / name).read_text("utf-8"))
    return {f"{section}.{key}": Both(**pair) for section, found in told.items() for key, pair in found.items()}


def _in(language: str, values: Mapping[str, object]) -> dict[str, object]:
    return {name: getattr(value, language) if isinstance(value, Both) else value for name, value in values.items()}
