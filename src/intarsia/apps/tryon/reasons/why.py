"""Why an outfit was recommended: what moved its score, in numbers and in sentences made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from intarsia.apps.tryon.garment.naming import called
from intarsia.apps.tryon.reasons.case import OutfitCase
from intarsia.apps.tryon.reasons.closest import ClosestLike, closest
from intarsia.apps.tryon.reasons.counterfactual import Counterfactual, best_change
from intarsia.apps.tryon.reasons.occlusion import OcclusionMap, region
from intarsia.apps.tryon.reasons.sentences import speak, title
from intarsia.apps.tryon.recommend.ranking import Ranked
from intarsia.apps.tryon.recommend.recommendation import UNUSED, Recommendation
from intarsia.i18n import Message, messages

say = messages(__package__)

SPOKEN = 4
"""The greatest number of scorers about which there is a sentence."""
LEAST = 0.05
"""Log odds from which a scorer or a garment is worth a sentence."""


@dataclass(frozen=True)
class Contribution:
    """What a scorer contributes to the score above its average over the wardrobe's outfits of the same slots.

    Attributes:
        scorer: the name of the scorer.
        title: what the bar of the scorer is called.
        value: log odds; 0 means "like any other outfit here".
    """

    scorer: str
    title: Message
    value: float


@dataclass(frozen=True, eq=False)
class Why:
    """The reasons why an outfit was recommended.

    Attributes:
        bars: the contributions of the scorers that had something to go by, for this outfit or for others like it; they
            add up to `score` less `average`.
        sentences: about the sum, the scorers and garments that moved it most, and what was not used.
        closest: the liked garment that an item is most like; None without likes.
        items: for each garment, by how much the score is above its mean with other garments in its place.
        score: the score of the outfit.
        average: the mean score of the wardrobe's outfits of the same slots.
    """

    bars: tuple[Contribution, ...]
    sentences: tuple[Message, ...]
    closest: ClosestLike | None
    items: tuple[float, ...]
    score: float
    average: float
    _case: OutfitCase = field(repr=False)

    @cached_property
    def change(self) -> Counterfactual | None:
        """The one change that the score gains most from, computed when asked for; None when nothing gains."""
        return best_change(self._case)

    @cached_property
    def region(self) -> OcclusionMap | None:
        """The part of a garment that mattered, computed when asked for; None where no garment has a photo."""
        return region(self._case)


def explain(recommendation: Recommendation, ranked: Ranked) -> Why:
    """Explain an outfit of a recommendation.

    Args:
        recommendation: where the outfit was recommended.
        ranked: one of its outfits, or any other of the same wardrobe that `recommendation.scores` judged.
    """
    case = OutfitCase(recommendation, ranked)
    bars = tuple(
        Contribution(scorer, title(scorer), value)
        for scorer, value in case.bars.items()
        if value or scorer not in ranked.unused
    )
    told = (_sum(case), *_layers(case), *_garments(case), *_unused(case))
    return Why(bars, told, closest(case), case.weight_of_items, ranked.score, case.average.score, case)


def _sum(case: OutfitCase) -> Message:
    score = round(case.ranked.score, 2)
    gap = round(case.ranked.score - case.average.score, 2)
    return say("why.sum", average=score - gap, gap=gap, score=score)  # what is read adds up to the last digit


def _layers(case: OutfitCase) -> Iterator[Message]:
    """Yield sentences about the scorers that moved the score most, as wholes or by a single garment."""
    for scorer in sorted(case.bars, key=lambda each: -abs(_loudest(case, each)))[:SPOKEN]:
        if abs(_loudest(case, scorer)) >= LEAST and scorer not in case.ranked.unused:
            good = _loudest(case, scorer) > 0
            yield speak(scorer, case, _mover(case, scorer, 1 if good else -1), good)


def _loudest(case: OutfitCase, scorer: str) -> float:
    return max((case.bars[scorer], *(each.get(scorer, 0.0) for each in case.effects)), key=abs)


def _mover(case: OutfitCase, scorer: str, sign: int) -> int:
    """Return the item that moves a scorer most; one that it judged, where it judges single garments."""
    judged = [item for item in range(len(case.items)) if case.alone(scorer, item).value is not None]
    return max(judged or range(len(case.items)), key=lambda item: sign * case.effects[item].get(scorer, 0.0))


def _garments(case: OutfitCase) -> Iterator[Message]:
    """Yield the garments that do most for the look and against it."""
    values = case.weight_of_items
    if len(values) > 1 and max(values) >= LEAST:
        value = max(values)
        yield say("why.best", name=called(case.items[values.index(value)]), value=value)
    if case.fault is not None:
        gain = case.gains[case.fault]
        yield say("why.worst", name=called(case.items[case.fault]), share=gain.share, value=gain.size)


def _unused(case: OutfitCase) -> Iterator[Message]:
    for scorer in case.ranked.unused:
        others = case.average.parts[scorer]
        if others:
            yield say("why.too_little", scorer=title(scorer), others=others)
        else:
            yield UNUSED.get(scorer) or say("why.not_used", scorer=scorer)
