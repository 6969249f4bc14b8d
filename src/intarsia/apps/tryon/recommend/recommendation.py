"""A recommendation: the outfits to show, and what to say beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from intarsia.apps.tryon.outfit.constraints import FilterResult
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.recommend.averages import WardrobeAverages
from intarsia.apps.tryon.recommend.preference import Preference
from intarsia.apps.tryon.recommend.ranking import OutfitScores, Ranked
from intarsia.apps.tryon.scorers.base import OutfitScorer
from intarsia.i18n import Message, messages

say = messages(__package__)

UNUSED: Mapping[str, Message] = {
    name: say(f"unused.{name}") for name in ("taste", "wish", "suits", "harmony", "compatibility", "novelty", "style")
}
"""Scorer → what to say when it had nothing to go by for any outfit."""


@dataclass(frozen=True, eq=False)
class Recommendation:
    """The outfits that are recommended, and what they were chosen by.

    Attributes:
        ranked: the outfits to show, in the order in which to show them.
        request: what they answer.
        sieved: what the constraints took out, and why.
        scorers: the scorers whose weighted sum is the score.
        preference: what was believed of the user.
        notes: what was not used and why, in English and Chinese.
    """

    ranked: tuple[Ranked, ...]
    request: Request
    sieved: FilterResult
    scorers: tuple[OutfitScorer, ...]
    preference: Preference
    notes: tuple[Message, ...] = ()

    @cached_property
    def scores(self) -> OutfitScores:
        """Judges any outfit of the wardrobe as these were judged."""
        return OutfitScores(self.request, self.scorers, self.preference)

    @cached_property
    def averages(self) -> WardrobeAverages:
        """What the outfits of the wardrobe are like on average."""
        return WardrobeAverages(self.scores, self.request.shelf)

    def __len__(self) -> int:
        return len(self.ranked)

    def __iter__(self) -> Iterator[Ranked]:
        return iter(self.ranked)

    def __getitem__(self, place: int) -> Ranked:
        return self.ranked[place]


def unused(ranked: Sequence[Ranked]) -> tuple[Message, ...]:
    """Return what to say of the scorers that had nothing to go by for any outfit."""
    names = ranked[0].unused if ranked else ()
    return tuple(UNUSED[name] for name in names if name in UNUSED and all(name in each.unused for each in ranked))
