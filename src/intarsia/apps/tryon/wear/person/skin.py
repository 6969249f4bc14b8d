"""Skin and clothes told apart where the cheeks alone cannot: pale clothes look like pale skin."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import difference, main_colours
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person import Person

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]

COLOURS = 4
"""The number of colours of clothes, and of the face, that others are compared with."""
SAMPLES = 1500
"""Pixels of each that are looked at."""
NEARER = 0.75
"""Difference from the clothes' colours, beside that from the face's, below which it is no skin."""
SURE = 0.8
"""Share of the outline from which a pixel of chest or hips is the person's."""
SMOOTH = 5
"""Pixels over which the answer is even."""


def skin_and_clothes(person: Person, doubtful: Mask, core: Mask) -> tuple[Mask, Mask]:
    """Return (H, W) bool each: `Person.regions`' "skin" and "clothes", but what in doubtful places (H, W) passes for
    skin and has a colour of the clothes nearby rather than one of the face, is clothes; and so is the core (H, W) of
    chest and hips, since beige passes for skin more often than anybody takes a photo without clothes.
    """
    cv2 = require("cv2")
    regions = person.regions
    core = core & (person.mask > SURE)
    skin = regions["skin"] & ~core
    clothes = regions["clothes"] | core
    face = regions["face"] & regions["skin"]
    asked = skin & doubtful & ~regions["face"]
    worn = cv2.erode((clothes & doubtful).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if min(asked.sum(), worn.sum(), face.sum()) < SAMPLES // 10:
        return skin, clothes
    smooth = cv2.GaussianBlur(person.photo.pixels, (0, 0), 1.5)
    lab = cv2.cvtColor(smooth.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    cloth, own = (difference(lab[asked], main_colours(lab[each], COLOURS, SAMPLES)) for each in (worn, face))
    found = np.zeros(skin.shape, np.uint8)
    found[asked] = cloth < NEARER * own
    grown = cv2.medianBlur(found, SMOOTH) | (clothes & doubtful).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * SMOOTH + 1,) * 2)
    found = (cv2.morphologyEx(grown, cv2.MORPH_CLOSE, disc) > 0) & asked
    return skin & ~found, clothes | found
