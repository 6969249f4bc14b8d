"""What the page of looks says, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.apps.tryon.recommend.constraints import Words
from intarsia.i18n import messages
from intarsia.i18n.phrases import Both

tell = messages(__package__)
"""The message of that key in `messages.toml`, with its values filled in; a value may itself be a message."""


def both(words: Words) -> Both:
    """A sentence of the fitting room, for a page."""
    return Both(words["en"], words["zh"])


def joined(names: Iterable[Both | str]) -> Both:
    """A list, divided as each language divides."""
    found = [each if isinstance(each, Both) else Both(each, each) for each in names]
    return Both(", ".join(each.en for each in found), "、".join(each.zh for each in found))
