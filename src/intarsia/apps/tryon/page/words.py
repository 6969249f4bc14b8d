"""What the page of looks says, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.apps.tryon.recommend.constraints import Words
from intarsia.i18n import Message, messages

tell = messages(__package__)
"""The message of that key in `messages.toml`, with its values filled in; a value may itself be a message."""


def both(words: Words) -> Message:
    """A sentence of the fitting room, for a page."""
    return Message(words["en"], words["zh"])


def joined(names: Iterable[Message | str]) -> Message:
    """A list, divided as each language divides."""
    found = [each if isinstance(each, Message) else Message(each, each) for each in names]
    return Message(", ".join(each.en for each in found), "、".join(each.zh for each in found))
