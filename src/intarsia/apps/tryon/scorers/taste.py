"""Is it like what the user likes, and unlike what they dislike?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import SLOTS
from intarsia.apps.tryon.outfit.outfit import slot_of
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.scorers.base import NEUTRAL, NOTHING, Finding, OutfitJudge, OutfitScorer, scorers
from intarsia.apps.tryon.scorers.items import Array, SlotPercentile, by_item
from intarsia.apps.tryon.wardrobe.shelf import Shelf, Vector, apart, palettes

Slots = npt.NDArray[np.intp]

NEAR = 25.0
"""Mean distance in CIELAB at which two palettes are half as like as equal ones are."""
ELSEWHERE = 0.5
"""What likeness to a garment of another slot counts: trousers can be like a liked shirt only in part."""

VIEWS = ("image", "text", "colour")
"""What of a garment its likeness is measured by."""


@scorers.register("taste")
@dataclass(frozen=True)
class Taste(OutfitScorer):
    """Likeness to the nearest liked garment, less that to the nearest disliked one.

    Three views: photos and texts (cosine of embeddings, standardised within the wardrobe) and palettes (CIELAB). In
    each, a garment's likeness is its standing among the wardrobe's garments of its slot (a sample of them, where there
    are thousands), since photos of trousers are alike for being of trousers; the value is the mean over the views that
    both sides have. A garment is compared with likes of its own slot; where there are none, with all of them, and the
    result counts half.
    """

    prior: ClassVar[tuple[float, float]] = (1.5, 1.0)

    def build(self, request: Request) -> OutfitJudge:
        """Place the likes and dislikes among the wardrobe's garments."""
        if not request.likes and not request.dislikes:
            return lambda outfits: [NOTHING] * len(outfits)
        return by_item(_Judge(request))


class _Judge:
    """Garments → findings, for one request."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.likes = _slots(request.likes)
        self.dislikes = _slots(request.dislikes)
        slots = request.shelf.slots[request.shelf.sample]
        margins = {view: self._margin(*self._likenesses(view, None), slots) for view in VIEWS}
        self.standings = {view: SlotPercentile(margin, slots) for view, margin in margins.items()}

    def __call__(self, garments: Sequence[Garment]) -> list[Finding]:
        slots = _slots(garments)
        views = {}
        liked = []
        for view in VIEWS:
            likes, dislikes = self._likenesses(view, garments)
            views[view] = self.standings[view](self._margin(likes, dislikes, slots), slots)
            liked.append(np.where(_comparable(slots, self.likes), likes, np.nan))
        # What is not comparable is the closest of none; where a view is missing, the others speak.
        known = ~np.isnan(np.array(liked)).all(0)  # (n, likes)
        closest = np.where(known, np.nansum(np.array(liked), axis=0), -np.inf)
        return [
            self._finding({view: float(values[row]) for view, values in views.items()}, int(slots[row]), closest[row])
            for row in range(len(garments))
        ]

    def _finding(self, views: Mapping[str, float], slot: int, closest: Array) -> Finding:
        known = {view: value for view, value in views.items() if not math.isnan(value)}
        if not known:
            return NOTHING
        value = sum(known.values()) / len(known)
        facts = dict[str, float | str](known)
        if self.request.likes:
            nearest = self.request.likes[int(closest.argmax())]
            facts |= {"closest": nearest.digest, "closest_title": nearest.title}
            if slot not in self.likes:
                value = NEUTRAL + ELSEWHERE * (value - NEUTRAL)
                facts["elsewhere"] = ELSEWHERE
        return Finding(value, facts)

    def _likenesses(self, view: str, garments: Sequence[Garment] | None) -> tuple[Array, Array]:
        """Return (n, likes) and (n, dislikes), NaN where one of the two has no such view; of the shelf's sample for
        None.
        """
        both = [*self.request.likes, *self.request.dislikes]
        found = _likeness(self.request.shelf, view, garments, both)
        return found[:, : len(self.likes)], found[:, len(self.likes) :]

    def _margin(self, likes: Array, dislikes: Array, slots: Slots) -> Array:
        """Return (n,) likeness to the nearest like less that to the nearest dislike of the same slot."""
        near = _greatest(np.where(_comparable(slots, self.likes), likes, np.nan))
        far = _greatest(np.where(slots[:, None] == self.dislikes, dislikes, np.nan))
        if not len(self.likes):
            return -far
        return near - np.where(np.isnan(far), 0, far)


def _comparable(slots: Slots, others: Slots) -> npt.NDArray[np.bool_]:
    """Return (n, m) True where both are of the same slot; everywhere where none of the m is."""
    same = slots[:, None] == others
    return np.asarray(same | ~same.any(1, keepdims=True))


def _greatest(values: Array) -> Array:
    """Return the greatest value (n,) of each row, NaN where there is nothing."""
    found = np.where(np.isnan(values), -np.inf, values).max(1, initial=-np.inf)
    return np.where(np.isfinite(found), found, np.nan)


def _likeness(shelf: Shelf, view: str, garments: Sequence[Garment] | None, others: Sequence[Garment]) -> Array:
    if view == "colour":
        own = shelf.colours[shelf.sample] if garments is None else palettes([each.palette for each in garments])
        return np.asarray(1 / (1 + apart(own, palettes([each.palette for each in others])) / NEAR), np.float64)
    space = shelf.images if view == "image" else shelf.texts
    rows = space.known(shelf.sample) if garments is None else space.place([_vector(each, view) for each in garments])
    return np.asarray(rows @ space.place([_vector(each, view) for each in others]).T, np.float64)


def _vector(garment: Garment, view: str) -> Vector | None:
    return garment.image if view == "image" else garment.text


def _slots(garments: Sequence[Garment]) -> Slots:
    return np.array([SLOTS.index(slot_of(garment)) for garment in garments], np.intp)
