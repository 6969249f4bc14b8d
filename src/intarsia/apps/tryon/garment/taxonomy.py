"""The kinds of garments: where on the body each is worn, how warm and how formal it usually is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from intarsia.errors import UnknownName
from intarsia.i18n import Message, messages

say = messages(__package__)


@dataclass(frozen=True)
class Kind:
    """A kind of garment, and what is known of all of that kind.

    Attributes:
        slot: where it is worn: top, bottom, dress (top and bottom in one), outer, shoes or hat.
        warmth: 0 for the hottest day, 1 for hard frost, as usual for the kind. Our own scale.
        formality: 0 for sport and the sofa, 1 for evening dress, as usual for the kind. Our own scale.
        english: its name in English.
        chinese: its name in Chinese.
    """

    slot: str
    warmth: float
    formality: float
    english: str
    chinese: str

    @property
    def title(self) -> Message:
        """The name of the kind in both languages."""
        return Message(self.english, self.chinese)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "t-shirt": Kind("top", 0.20, 0.20, "T-shirt", "T恤"),
        "shirt": Kind("top", 0.40, 0.60, "shirt", "衬衫"),
        "longsleeve": Kind("top", 0.55, 0.35, "long-sleeved top", "长袖上衣"),
        "outwear": Kind("outer", 0.80, 0.50, "jacket", "外套"),
        "dress": Kind("dress", 0.30, 0.65, "dress", "连衣裙"),
        "skirt": Kind("bottom", 0.30, 0.55, "skirt", "半身裙"),
        "pants": Kind("bottom", 0.50, 0.50, "trousers", "长裤"),
        "shorts": Kind("bottom", 0.10, 0.15, "shorts", "短裤"),
        "shoes": Kind("shoes", 0.50, 0.50, "shoes", "鞋"),
        "hat": Kind("hat", 0.50, 0.35, "hat", "帽子"),
    }
)
"""Category of `Garment` → what is known of it. The categories are those of clothing_small."""

SLOTS = ("top", "bottom", "dress", "outer", "shoes", "hat")
"""Where a garment is worn, in the order in which outfits name their items."""


def kind_of(category: str) -> Kind:
    """Return what is known of a category. Raises `UnknownName`."""
    if category not in KINDS:
        raise UnknownName(say("kind.category"), category, KINDS)
    return KINDS[category]
