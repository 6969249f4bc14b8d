"""What the page of looks says, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia import i18n
from intarsia.i18n import Message, messages

tell = messages(__package__)
"""The message of that key in `messages.toml`, with its values filled in; a value may itself be a message."""


def joined(names: Iterable[Message | str]) -> Message:
    """Return a list, divided as each language divides."""
    return i18n.joined(names, ", ", "、")
