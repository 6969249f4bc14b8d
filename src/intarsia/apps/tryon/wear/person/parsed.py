"""What the person parser adds to pose and colours: cloth that has the colour of skin, and where a top ends.

The parser knows roughly where everything is, also where colours say nothing; colours know exactly where an edge runs.
So the parser speaks of areas, never of edges: what it says counts only where it is wider than its own faults.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.person.parser import Parsed, parse

Mask = npt.NDArray[np.bool_]

AREA = 0.06
"""Half the width, in shoulders' distances, from which an area counts, and by which the inside of one begins."""
SURE = 0.8
"""Probability from which a pixel may be a top's or a dress's against what its colour says: arms lie beside them."""
DRESS = 0.7
TWICE = 2.0
"""Confidence of the parser in a dress from which there is one, where it is so much larger than top and bottom."""
LEAST = 0.55
"""Confidence of the parser in a garment from which its inside is sure."""


@dataclass(frozen=True)
class ParsedClothes:
    """What a parser says of the clothes of one person, (H, W) bool each.

    Attributes:
        cloth: all that is worn but shoes.
        upper: the inside of a top, a jacket or a coat.
        lower: the inside of trousers or a skirt.
        neck: where skin of neck and chest may be.
        dressed: whether what is worn is a dress.
    """

    cloth: Mask
    upper: Mask
    lower: Mask
    neck: Mask
    dressed: bool = False

    @classmethod
    def of(cls, person: Person, size: float) -> ParsedClothes:
        """Ask the parser about a person whose shoulders are `size` pixels apart."""
        found = parse(person)
        cloth = found["lower"] | (found["upper"] | found["dress"]) & (found.sure > SURE)
        neck = np.asarray(require("cv2").dilate(found["neck"].astype(np.uint8), _disc(size)) > 0)
        worn = {name: float(found[name].sum()) for name in ("upper", "lower", "dress")}
        dressed = found.confidences["dress"] > DRESS and worn["dress"] > TWICE * (worn["upper"] + worn["lower"])
        return cls(cloth, _inside(found, "upper", size), _inside(found, "lower", size), neck, dressed)

    @classmethod
    def nothing(cls, shape: tuple[int, ...]) -> ParsedClothes:
        """Return what says nothing of a photo (H, W): pose and colours then decide alone."""
        none = np.zeros(shape, bool)
        return cls(none, none, none, ~none)

    def clothed(self, skin: Mask, clothes: Mask, kept: Mask, size: float) -> tuple[Mask, Mask]:
        """Return skin and clothes (H, W), after areas that pass for skin but lie in the middle of clothes became
        clothes; what is `kept` stays as it is.
        """
        asked = skin & self.cloth & ~kept
        dressed = asked & _wide(asked, size)
        return skin & ~dressed, clothes | dressed


def _inside(found: Parsed, name: str, size: float) -> Mask:
    cv2 = require("cv2")
    if found.confidences[name] < LEAST:
        return np.zeros_like(found[name])
    return np.asarray(cv2.erode(found[name].astype(np.uint8), _disc(size)) > 0)


def _wide(mask: Mask, size: float) -> Mask:
    cv2 = require("cv2")
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, _disc(size)) > 0)


def _disc(size: float) -> npt.NDArray[np.uint8]:
    cv2 = require("cv2")
    pixels = 2 * max(1, round(AREA * size)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pixels, pixels)))
