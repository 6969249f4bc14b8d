"""What the studio says, in English and Chinese."""

from __future__ import annotations

from intarsia.i18n import messages

tell = messages(__package__)
"""The message of that key in `messages.toml`, with its values filled in; a value may itself be a message."""
