"""The seam of the scorers: outfits in, findings out."""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.outfit.request import Request
from intarsia.registry import Registry

NEUTRAL = 0.5
"""The value that speaks neither for nor against an outfit."""


@dataclass(frozen=True)
class Finding:
    """What one scorer says of one outfit.

    Attributes:
        value: in [0, 1]: 0 against, .5 neither, 1 for the outfit; None when the scorer has nothing to go by.
        facts: what the value was computed from, by name: numbers and short texts that reasons quote.
        items: digest → how much this scorer takes the garment to speak against (-1) or for (1) the outfit; empty where
            it does not judge single garments.
        traits: name → a number of the outfit, about 0 and seldom beyond [-1, 1], whose weight is learned from 0 upwards
            or downwards: what the scorer does not presume to judge.
    """

    value: float | None
    facts: Mapping[str, float | str] = field(default_factory=dict)
    items: Mapping[str, float] = field(default_factory=dict)
    traits: Mapping[str, float] = field(default_factory=dict)

    @property
    def evidence(self) -> float:
        """The value from -1 (against) to 1 (for); 0 when there is nothing to go by."""
        return 0.0 if self.value is None else (self.value - NEUTRAL) / (1 - NEUTRAL)


NOTHING = Finding(None)
"""What a scorer says when it has nothing to go by."""

OutfitJudge = Callable[[Sequence[Outfit]], list[Finding]]
"""A scorer that knows the request: a finding for each outfit, none of which depends on the other outfits."""


class OutfitScorer(abc.ABC):
    """One part of the score. Leaves are frozen dataclasses, final, registered in `scorers`."""

    prior: ClassVar[tuple[float, float]]
    """Mean and standard deviation of its weight before anything is known of the user (see `Preference`)."""

    @abc.abstractmethod
    def build(self, request: Request) -> OutfitJudge:
        """Make the scorer ready for one request; what many outfits share is computed here, once."""

    def score(self, outfit: Outfit, request: Request) -> Finding:
        """Return the finding for one outfit."""
        return self.build(request)([outfit])[0]

    @property
    def priors(self) -> Mapping[str, tuple[float, float]]:
        """What is weighted → the prior of its weight: the evidence of the scorer, or its traits."""
        return {self.name: self.prior}

    @property
    def name(self) -> str:
        """The name under which it is registered."""
        return scorers.name_of(self)


scorers: Registry[OutfitScorer] = Registry("scorer", package="intarsia.apps.tryon.scorers")


def every_scorer() -> tuple[OutfitScorer, ...]:
    """Return one of each registered scorer, with its defaults, in the order of their names."""
    return tuple(scorers.make(name) for name in scorers.names())
