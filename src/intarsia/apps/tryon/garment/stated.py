"""What is said of a garment by its owner, or by its shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from intarsia.apps.tryon.garment.garment import TRAITS
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.garment.titles import named_in_cell, named_in_title
from intarsia.apps.tryon.garment.wearers import WEARERS, wearer_in
from intarsia.errors import UnknownName
from intarsia.i18n import messages

say = messages(__package__)


ANYBODY = frozenset({"ONE SIZE", "ONE-SIZE", "ONESIZE", "OS", "FREE SIZE", "FREESIZE", "FREE", "均码"})
"""Sizes that fit everybody."""
_VALUES: Mapping[str, tuple[str, ...]] = {**TRAITS, "wearer": WEARERS}


@dataclass(frozen=True)
class Stated:
    """Facts of a garment that need not be seen. None and empty ones are not known.

    Attributes:
        category: one of `taxonomy.KINDS`; pattern, sleeve, neck, length and wearer as in `Garment`.
        kind_word: what a shop calls its kind, where that is not one of those: "Tops", "saree".
        others: whatever else the row holds.
    """

    category: str | None = None
    pattern: str | None = None
    sleeve: str | None = None
    neck: str | None = None
    length: str | None = None
    wearer: str | None = None
    kind_word: str = ""
    title: str = ""
    description: str = ""
    price: float | None = None
    sizes: tuple[str, ...] = ()
    others: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.category is not None and self.category not in KINDS:
            raise UnknownName(say("kind.category"), self.category, KINDS)
        for trait, values in _VALUES.items():
            value = getattr(self, trait)
            if value is not None and value not in values:
                raise UnknownName(say(f"kind.{trait}"), value, values)

    @property
    def text(self) -> str:
        """Title and description; "" without them."""
        return "\n".join(filter(None, (self.title, self.description)))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it may be by what was said: by the category, else by the shop's word for its kind and, within
        that, by its title. Empty where nothing was said.
        """
        if self.category is not None:
            return (self.category,)
        listed = named_in_cell(self.kind_word).kinds
        titled = named_in_title(self.title).kinds
        return tuple(name for name in listed if name in titled) or listed or titled

    @property
    def stranger(self) -> str:
        """The word by which it was called something that is no garment of any kind, such as "saree"; "" for none."""
        if self.kinds:
            return ""
        return named_in_cell(self.kind_word).stranger or named_in_title(self.title).stranger

    @property
    def worn_by(self) -> str | None:
        """Whom it is for by what was said: by its own column, else by its title."""
        return self.wearer or wearer_in(self.title)
