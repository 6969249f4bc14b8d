"""What a stage of the preview found, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Estimate(Generic[T]):
    """A stage's answer.

    Attributes:
        value: what was found.
        confidence: in [0, 1].
    """

    value: T
    confidence: float
