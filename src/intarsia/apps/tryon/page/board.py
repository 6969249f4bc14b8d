"""An outfit laid out as on a table: every garment in its place, none of them hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intarsia import i18n
from intarsia.apps.tryon.colour.lab import lab_to_srgb
from intarsia.apps.tryon.colour.names import colour_name
from intarsia.apps.tryon.garment.garment import Colour, Garment
from intarsia.apps.tryon.garment.naming import title
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.page.clipping import clipped
from intarsia.apps.tryon.page.words import tell
from intarsia.i18n import EMPTY, Message

Box = tuple[int, int, int, int]
"""Left, top, width and height in hundredths of the board."""

ALONE: Box = (14, 5, 72, 90)
PAIR: Mapping[str, Box] = {"top": (3, 4, 58, 54), "bottom": (48, 33, 48, 63), "dress": (22, 4, 56, 92)}
WITH_OUTER: Mapping[str, Box] = {
    "outer": (2, 5, 53, 60),
    "top": (54, 4, 44, 38),
    "bottom": (50, 42, 46, 55),
    "dress": (52, 8, 45, 88),
}
ADDED: Mapping[str, Box] = {"shoes": (6, 72, 32, 24), "hat": (68, 4, 26, 22)}
SMALLEST = 0.04
"""Share from which a colour is shown below the board."""


@dataclass(frozen=True)
class PlacedGarment:
    """One garment on the board: its picture, what it is called, and where it lies."""

    picture: str
    name: Message
    box: Box

    @property
    def place(self) -> str:
        """The place of the garment on the board, as CSS."""
        left, top, width, height = self.box
        return f"left:{left}%;top:{top}%;width:{width}%;height:{height}%"


@dataclass(frozen=True)
class Swatch:
    """One colour: as CSS, what it is called, and its share in percent."""

    colour: str
    name: Message
    share: float


@dataclass(frozen=True)
class FlatLay:
    """What is worn, and the colours of all of it."""

    pieces: tuple[PlacedGarment, ...]
    colours: tuple[Swatch, ...]

    @property
    def name(self) -> Message:
        """What is read aloud; "" when nothing is worn."""
        names = [each.name for each in self.pieces]
        return tell("board.name", garments=i18n.joined(names, " + ")) if names else EMPTY

    @property
    def shares(self) -> list[Message]:
        """Every colour with its share in percent."""
        return [i18n.joined([each.name, f"{each.share:.0f} %"], " ") for each in self.colours]


def board(outfit: Outfit) -> FlatLay:
    """Lay out an outfit."""
    boxes = _boxes(outfit)
    pieces = tuple(PlacedGarment(clipped(item), title(item), boxes[slot]) for item, slot in _laid(outfit))
    return FlatLay(pieces, swatches(outfit))


def headline(outfit: Outfit) -> Message:
    """Name an outfit in a few words: by the main colour of each garment, or by the garment itself where it is alone."""
    if len(outfit.items) == 1:
        return title(outfit.items[0])
    names = list(dict.fromkeys(colour_name(item.palette[0][0]) for item in outfit.items))
    if len(names) == 1:
        return tell("board.all_one", colour=names[0].title)
    words = tell("board.several", colours=[each.title for each in names])
    return Message(words.en[:1].upper() + words.en[1:], words.zh)


def swatches(outfit: Outfit) -> tuple[Swatch, ...]:
    """Return the colours of all garments, each garment counting alike; those of one name together, the largest
    first.
    """
    found: dict[str, tuple[Colour, Message, float]] = {}
    for item in outfit.items:
        for lab, share in item.palette:
            name = colour_name(lab)
            first, words, total = found.get(name.english, (lab, name.title, 0.0))
            found[name.english] = (first, words, total + share / len(outfit.items))
    ordered = sorted(found.values(), key=lambda each: -each[2])
    return tuple(Swatch(css(lab), name, 100 * share) for lab, name, share in ordered if share >= SMALLEST)


def css(lab: Colour) -> str:
    """Return a colour in CIELAB as #rrggbb."""
    return "#" + "".join(f"{int(each):02x}" for each in lab_to_srgb(lab).reshape(3))


def _boxes(outfit: Outfit) -> dict[str, Box]:
    if len(outfit.items) == 1:
        return {outfit.slots[0]: ALONE}
    return {**(WITH_OUTER if "outer" in outfit.slots else PAIR), **ADDED}


def _laid(outfit: Outfit) -> list[tuple[Garment, str]]:
    """Lay lower on the table what lies lower on the body: trousers first, the jacket last."""
    order = ("bottom", "dress", "top", "outer", "shoes", "hat")
    return sorted(zip(outfit.items, outfit.slots, strict=True), key=lambda pair: order.index(pair[1]))
