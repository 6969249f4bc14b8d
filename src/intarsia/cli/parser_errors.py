"""What argparse finds wrong with the form of a command, in the language that is spoken."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from intarsia.i18n import messages

say = messages(__package__)

LOOKUP = "_"
"""Name of the function by which argparse looks its sentences up."""
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
    that it calls is replaced instead, and given back. What a later Python words or looks up otherwise stays English.
    One thread at a time: it is for a process that parses its one command.
    """
    before = getattr(argparse, LOOKUP, None)
    if before is None:
        yield
        return
    setattr(argparse, LOOKUP, _told)
    try:
        yield
    finally:
        setattr(argparse, LOOKUP, before)


def _told(sentence: str) -> str:
    for key in KEYS:
        message = say(f"parser_error.{key}")
        if message.en == sentence:
            return message.told
    return sentence
