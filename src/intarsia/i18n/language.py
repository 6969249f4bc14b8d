"""Which language is spoken: the one place that chooses."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = ("en", "zh")
"""English, and Simplified Chinese."""

VARIABLE = "INTARSIA_LANGUAGE"
"""Environment variable that says "en" or "zh"; it goes before the locale."""

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The locale's variables; the first that is set decides, as everywhere on POSIX."""

_chosen: ContextVar[str | None] = ContextVar("intarsia_language", default=None)


def language() -> str:
    """The language in which boards, progress and errors are printed, and pages open: "en" or "zh".

    What `speaking` chose goes first, then `INTARSIA_LANGUAGE`, then the locale. Threads that are started within
    `speaking` do not inherit its choice: they make messages, and the thread that prints, or writes a page, chooses the
    language.
    """
    return _chosen.get() or language_of(os.environ)


def language_of(environment: Mapping[str, str]) -> str:
    """The language of an environment: "zh" where its variables begin with zh, otherwise "en"."""
    said = environment.get(VARIABLE) or next((environment[name] for name in LOCALE if environment.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"


@contextmanager
def speaking(chosen: str | None) -> Iterator[None]:
    """Within it `language()` is `chosen`; None leaves it to the environment."""
    token = _chosen.set(chosen)
    try:
        yield
    finally:
        _chosen.reset(token)
