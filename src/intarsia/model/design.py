"""What is trained, declared: parts → fusion → task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from intarsia.encoders.base import Encoder
from intarsia.fusion.base import FeatureFusion
from intarsia.tasks.base import Task


@dataclass(frozen=True)
class Part:
    """One column's way into the model.

    Attributes:
        column: name of the column in the table.
        modality: name of the modality that its tokens join; numbers and categories share one, "table".
        encoder: reads the cells.
    """

    column: str
    modality: str
    encoder: Encoder


@dataclass(frozen=True)
class Design:
    """What is trained: parts → fusion → task. Frozen; the learned parts of it are replaced, never changed."""

    parts: tuple[Part, ...]
    fusion: FeatureFusion
    task: Task

    @property
    def modalities(self) -> tuple[str, ...]:
        """Names of the M modalities, in the order of their first column."""
        return tuple(dict.fromkeys(part.modality for part in self.parts))

    def only(self, modalities: Sequence[str]) -> Design:
        """The same design for some of its modalities."""
        return replace(self, parts=tuple(part for part in self.parts if part.modality in modalities))
