"""What garment to render, declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.synthetic.fabric import PATTERNS, Fabric, Lab
from intarsia.errors import OptionError, UnknownName
from intarsia.i18n import Message, messages

say = messages(__package__)


@dataclass(frozen=True)
class GarmentStyle:
    """What a kind of garment can be; the first of each is usual.

    Args:
        category: its class in the garment photos that the fitting room learns from.
        slot: where it is worn: "top", "outer", "dress" or "bottom".
        sleeves, necks, lengths: what there is.
        ease: how far the cloth stands off the body, in heads.
    """

    category: str
    slot: str
    sleeves: tuple[str, ...]
    necks: tuple[str, ...]
    lengths: tuple[str, ...]
    ease: float


KINDS: Mapping[str, GarmentStyle] = MappingProxyType(
    {
        "t-shirt": GarmentStyle("t-shirt", "top", ("short",), ("round", "v"), ("regular", "short"), 0.07),
        "shirt": GarmentStyle("shirt", "top", ("long", "short"), ("collar",), ("regular", "long"), 0.09),
        "longsleeve": GarmentStyle("longsleeve", "top", ("long",), ("round", "v", "high"), ("regular", "long"), 0.08),
        "hoodie": GarmentStyle("longsleeve", "top", ("long",), ("hood",), ("regular",), 0.13),
        "jacket": GarmentStyle("outwear", "outer", ("long",), ("lapel", "high"), ("regular", "long"), 0.12),
        "tank": GarmentStyle("t-shirt", "top", ("none",), ("scoop", "round"), ("regular", "short"), 0.03),
        "dress": GarmentStyle(
            "dress", "dress", ("none", "short", "long"), ("scoop", "round", "v"), ("regular", "short", "long"), 0.04
        ),
        "skirt": GarmentStyle("skirt", "bottom", ("none",), ("none",), ("regular", "short", "long"), 0.04),
        "trousers": GarmentStyle("pants", "bottom", ("none",), ("none",), ("long", "regular"), 0.05),
        "shorts": GarmentStyle("shorts", "bottom", ("none",), ("none",), ("regular", "short"), 0.07),
    }
)
"""Kind → what it can be."""


def title_of(kind: str) -> Message:
    """Return what a kind is called: as its category, where the category holds no other kind."""
    return say(f"noun.{kind}") if f"noun.{kind}" in say else kind_of(KINDS[kind].category).title


_HEMS = {
    "top": {"short": 3.05, "regular": 3.85, "long": 4.3},
    "outer": {"short": 3.4, "regular": 3.95, "long": 5.0},
    "dress": {"short": 4.85, "regular": 5.7, "long": 6.9},
    "skirt": {"short": 4.75, "regular": 5.55, "long": 6.85},
    "trousers": {"short": 5.6, "regular": 6.75, "long": 7.2},
    "shorts": {"short": 4.5, "regular": 4.95, "long": 5.3},
}
NAVY: Lab = (20.0, 5.0, -24.0)


@dataclass(frozen=True)
class GarmentSpec:
    """A garment to render.

    Args:
        kind: one of `KINDS`.
        sleeve: "none", "short" or "long"; when empty, what is usual for the kind.
        neck: "round", "v", "scoop", "high", "collar", "lapel", "hood" or "none"; when empty, what is usual.
        length: "short", "regular" or "long", beside others of its kind; when empty, what is usual.
        colours: CIELAB, the first is the ground.
        pattern: "plain", "stripe", "check" or "print".
        seed: chooses variants and places motifs and folds.

    Raises:
        UnknownName: there is no such kind or pattern.
        OptionError: the kind has no such sleeve, neck or length, or there is no colour.
    """

    kind: str = "t-shirt"
    sleeve: str = ""
    neck: str = ""
    length: str = ""
    colours: tuple[Lab, ...] = (NAVY,)
    pattern: str = "plain"
    seed: int = 0

    def __post_init__(self) -> None:
        for what, name, known in (("garment", self.kind, KINDS), ("pattern", self.pattern, PATTERNS)):
            if name not in known:
                raise UnknownName(say(f"kind.{what}"), name, known)
        for what, choice, there in self._choices():
            if choice and choice not in there:
                raise OptionError(
                    say(
                        "spec.choice",
                        kind=title_of(self.kind),
                        what=say(f"kind.{what}"),
                        known=list(there),
                        choice=choice,
                    )
                )
        if not self.colours:
            raise OptionError(say("spec.no_colour"))

    @property
    def style(self) -> GarmentStyle:
        """What a garment of the kind can be."""
        return KINDS[self.kind]

    @property
    def fabric(self) -> Fabric:
        """The cloth that it is made of."""
        return Fabric(self.colours, self.pattern, self.seed)

    @property
    def hem(self) -> float:
        """Height of the lower hem, in heads below the top of the head."""
        return _HEMS.get(self.kind, _HEMS.get(self.style.slot, {}))[self.resolved().length]

    def resolved(self) -> GarmentSpec:
        """Return the same with what was left empty filled in."""
        sleeve, neck, length = (choice or there[0] for _, choice, there in self._choices())
        return replace(self, sleeve=sleeve, neck=neck, length=length)

    def _choices(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        style = KINDS[self.kind]
        return (
            ("sleeve", self.sleeve, style.sleeves),
            ("neck", self.neck, style.necks),
            ("length", self.length, style.lengths),
        )
