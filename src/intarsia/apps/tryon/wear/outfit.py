"""Garments as a person wears them together in a preview: in their order, without those that cannot be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.wear import Body, Preview, TryOnEngine, wear
from intarsia.errors import RefusedPhoto
from intarsia.i18n import Message

ORDER = ("shoes", "hat", "bottom", "dress", "top", "outer")
"""Slots from the inside out; first what no preview shows, so that it is refused before anything is drawn."""

Engine = str | Mapping[str, Any] | TryOnEngine


@dataclass(frozen=True)
class OutfitPreview:
    """What of an outfit a preview shows.

    Attributes:
        preview: the picture; None when none of the garments can be shown.
        shown: the garments that it shows, from the inside out.
        missing: those that it does not, each with the reason.
    """

    preview: Preview | None = field(repr=False)
    shown: tuple[Garment, ...]
    missing: tuple[tuple[Garment, Message], ...] = ()

    @staticmethod
    def of(
        body: Body, garments: Sequence[Garment], engine: Engine = "warp", tucked: bool | None = None
    ) -> OutfitPreview:
        """Preview as much of an outfit as can be shown: shoes never, trousers not on a portrait.

        Args:
            tucked: whether tops are tucked in, see `wear`.
        """
        ordered = inside_out(garments)
        try:
            return OutfitPreview(wear(body, *ordered, engine=engine, tucked=tucked), ordered)
        except RefusedPhoto:
            return _one_by_one(body, ordered, engine, tucked)


def inside_out(garments: Iterable[Garment]) -> tuple[Garment, ...]:
    """Order garments: trousers and skirts, dresses, tops, jackets; those of one slot as they were given."""
    return tuple(sorted(garments, key=lambda each: ORDER.index(kind_of(each.category).slot)))


def _one_by_one(body: Body, ordered: Sequence[Garment], engine: Engine, tucked: bool | None) -> OutfitPreview:
    preview: Preview | None = None
    shown: list[Garment] = []
    missing: list[tuple[Garment, Message]] = []
    for garment in ordered:
        try:
            preview = wear(body, *shown, garment, engine=engine, tucked=tucked)
        except RefusedPhoto as error:
            missing.append((garment, error.message))
        else:
            shown.append(garment)
    return OutfitPreview(preview, tuple(shown), tuple(missing))
