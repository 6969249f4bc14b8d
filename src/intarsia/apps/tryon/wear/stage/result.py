"""What a stage of the preview found and how sure it is, or why it refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from intarsia.errors import RefusedPhoto
from intarsia.i18n import messages

say = messages(__package__)

T = TypeVar("T")

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
    "worn",
)
"""Names of the reasons for which there is no preview: section "refused" of the messages."""


@dataclass(frozen=True)
class StageResult(Generic[T]):
    """What a stage of the preview answers.

    Attributes:
        value: what was found.
        confidence: in [0, 1].
    """

    value: T
    confidence: float


def refused(name: str) -> RefusedPhoto:
    """Return the error for one of `REFUSALS`."""
    return RefusedPhoto(name, say(f"refused.{name.replace(' ', '_')}"))
