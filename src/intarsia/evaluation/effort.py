"""What a comparison took, and what it left out for want of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from intarsia.evaluation.entry import Entry
from intarsia.i18n import Message, joined, messages

say = messages(__package__)


@dataclass(frozen=True)
class Effort:
    """What a comparison took from first to last, the training of the winner on all rows included.

    Attributes:
        seconds: of the clock.
        cpu_seconds: of all processors together: all threads, and child processes.
        kept: entries that were kept from before, and took nothing now.
        kept_seconds: what these added when they were trained; nan where it is not known.
    """

    seconds: float
    cpu_seconds: float
    kept: int = 0
    kept_seconds: float = 0.0

    @classmethod
    def load(cls, told: Mapping[str, Any] | None) -> Effort | None:
        """What `vars` of it gave, null for nan; None for boards of before, which did not measure it."""
        if told is None:
            return None
        before = told["kept_seconds"]
        return cls(**{**told, "kept_seconds": np.nan if before is None else before})

    def told(self, entries: Sequence[Entry]) -> Message:
        """Say it beside what the entries take by themselves."""
        alone = sum(entry.seconds for entry in entries)
        said = [say("effort.told", seconds=self.seconds, cpu=self.cpu_seconds, alone=alone)]
        if self.kept:
            key = "effort.kept" if np.isfinite(self.kept_seconds) else "effort.kept_unmeasured"
            said.append(say(key, count=self.kept, seconds=self.kept_seconds))
        return joined(said, " ", "")


@dataclass(frozen=True)
class Cutoff:
    """What a comparison did not get to before its time was up.

    Attributes:
        seconds: the limit.
        unreached: name → kind of each strategy that was not compared.
        resumable: what is finished is kept in a folder, and the comparison can go on from there.
        unneeded: single modalities among the unreached that only unreached fusions were to be measured by.
    """

    seconds: float
    unreached: Mapping[str, str]
    resumable: bool
    unneeded: tuple[str, ...] = ()

    @property
    def told(self) -> Message:
        """Say what is left, and how to go on."""
        named = {"seconds": self.seconds, "count": len(self.unreached), "names": list(self.unreached)}
        return joined([say("cutoff.left", **named), say("cutoff.go_on" if self.resumable else "cutoff.keep")], " ", "")

    @classmethod
    def load(cls, told: Mapping[str, Any] | None) -> Cutoff | None:
        """What `vars` of it gave; None where there was none."""
        return None if told is None else cls(**{**told, "unneeded": tuple(told.get("unneeded", ()))})

    def of_kind(self, kind: str) -> list[str]:
        """Names of the unreached strategies of a kind."""
        return [name for name, own in self.unreached.items() if own == kind]
