"""Why a photo is refused, or what about it makes its facts less sure; in English and Chinese, about the photo alone."""

from __future__ import annotations

from intarsia.errors import RefusedPhoto
from intarsia.i18n import Message, messages

say = messages(__package__)


REFUSALS = ("no person", "several people", "too dark", "too small", "back view", "headless", "no face", "drawing")
"""Names of the reasons for which a photo is refused: section "refused" of the messages."""

NOTES = (
    "black and white",
    "uneven light",
    "coloured light",
    "burnt out",
    "dim",
    "small face",
    "blurred",
    "turned",
    "no hair seen",
    "unusual hair",
)
"""Names of what makes the facts of a photo less sure: section "note" of the messages."""


def note(name: str) -> Message:
    """What is to be said of a photo with one of `NOTES`."""
    return say(f"note.{name.replace(' ', '_')}")


def refused(name: str) -> RefusedPhoto:
    """The error of that refusal, to be raised."""
    return RefusedPhoto(name, say(f"refused.{name.replace(' ', '_')}"))
