"""What argparse finds wrong with the form of a command, in the language that is spoken."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from intarsia.i18n import messages

say = messages(__package__)

KEYS = (
    "argument",
    "required",
    "required_one",
    "unrecognized",
    "ambiguous",
    "conflict",
    "ignored",
    "one_value",
    "at_most_one_value",
    "at_least_one_value",
    "value",
    "choice",
)
"""Messages of section "parser_error": the English of each is a sentence of argparse, with its values after a %."""


@contextmanager
def translated() -> Iterator[None]:
    """Within it argparse says what it finds wrong in the language that is spoken.

    argparse looks its sentences up with gettext, which wants compiled files in a folder of the system; the function
    that it calls is replaced instead, and given back. A sentence that a later Python words otherwise stays English.
    """
    before = argparse._  # type: ignore[attr-defined]
    argparse._ = _told  # type: ignore[attr-defined]
    try:
        yield
    finally:
        argparse._ = before  # type: ignore[attr-defined]


def _told(sentence: str) -> str:
    for key in KEYS:
        message = say(f"parser_error.{key}")
        if message.en == sentence:
            return message.told
    return sentence
