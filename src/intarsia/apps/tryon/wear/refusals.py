"""When there is no preview: what is missing, and what to do; in English and Chinese."""

from __future__ import annotations

from intarsia.errors import RefusedPhoto
from intarsia.i18n import messages

say = messages(__package__)


REFUSALS = (
    "shoulders hidden",
    "turned",
    "arms crossed",
    "hips hidden",
    "seated",
    "cut off",
    "bent",
    "crumpled",
    "no cloth",
    "bulky",
    "too bare",
)
"""Names of the reasons for which there is no preview: section "refused" of the messages."""


def refused(name: str) -> RefusedPhoto:
    """The error for one of `REFUSALS`."""
    return RefusedPhoto(name, say(f"refused.{name.replace(' ', '_')}"))
