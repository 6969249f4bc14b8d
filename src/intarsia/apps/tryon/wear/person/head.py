"""What a head lets hang over clothes, and where a neck comes out of them: beards, long hair, throats.

The regions of a person say what is hair as far as the shoulders only, and know no beards; both would be painted over by
a new collar.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.wear.person.ends import alike, together
from intarsia.apps.tryon.wear.person.figure import BodyFigure

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]

DARKER = 20.0
"""Difference of L* from the cheeks' from which a chin is bearded."""
CHEEKS = (0.4, 0.6)
JAW = 0.82
"""From which share of the face's height to which it is cheeks and nose, and from which on it is jaw, below the lips."""
CHIN = 0.15
BEARDED = 0.6
"""Half the width of the chin, beside the face's, and the share of its pixels that a beard has at least: the sides of a
jaw lie in shadow too."""
LONGEST = 0.5
"""How far below the chin a beard reaches, beside the face's height."""
STRAND = 0.03
"""Width of the thinnest strand of hair that is told from clothes, in shoulders' distances."""
FALLS = 1.1
"""Share of the way from shoulders to hips down to which hair is looked for."""
CHEST = (0.25, 0.3, 0.9)
"""Half the width of the middle of the chest in shoulders' distances, and from which share of that way to which it is
looked at for the clothes' colours."""
ALIKE = 0.35
"""Share of it from which on clothes have the colour of the hair, so that nothing tells these apart."""
NECK = 0.2
PIT = 0.15
"""Half the width of what is no hair below the chin but a throat in its shadow, in shoulders' distances, and down to
which share of the way from shoulders to hips."""
GAP = 0.09
BIT = 0.05
"""Width of the widest shadow across a throat or between locks, and of the widest bit of cloth that passes for a throat,
in shoulders' distances."""
SCRAP = 0.1
"""Width of the widest bit of cloth that passes for skin, as a beige sleeve and the inside of a hood do, in the same
unit."""


def beard(lab: Plane, figure: BodyFigure, face: Mask, outline: Mask) -> Mask:
    """Return (H, W): what of a beard hangs below the face; nothing where the chin is as light as the cheeks.

    Args:
        lab: (H, W, 3) float32 CIELAB of the photo.
        figure: its joints.
        face: (H, W) from the forehead to the chin.
        outline: (H, W) the person.
    """
    nothing = np.zeros_like(face)
    rows, columns = (np.flatnonzero(face.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return nothing
    wide = columns[-1] + 1 - columns[0]
    down, right = np.ogrid[: face.shape[0], : face.shape[1]]
    share = (down - rows[0]) / (rows[-1] + 1 - rows[0])
    cheeks = face & (share > CHEEKS[0]) & (share < CHEEKS[1])
    jaw = face & (share > JAW)
    dark = jaw & (lab[..., 0] < np.median(lab[cheeks][:, 0]) - DARKER)
    chin = jaw & (np.abs(right - figure.chin[0]) < CHIN * wide)
    if (dark & chin).sum() < BEARDED * max(chin.sum(), 1):
        return nothing
    beside = (right >= columns[0]) & (right <= columns[-1])
    asked = outline & ~face & beside & (share > JAW) & (share < 1 + LONGEST)
    below = outline & (share > 1 + LONGEST) & (share < 2)
    found = _wide(alike(lab, asked, dark, below | cheeks), STRAND * figure.size)
    return found & together(found | face, face)


def long_hair(lab: Plane, figure: BodyFigure, hair: Mask, clothes: Mask) -> Mask:
    """Return (H, W): what of the clothes is hair that falls over them: it has its colour and hangs together with it.
    Nothing where the clothes have that colour too.
    """
    nothing = np.zeros_like(hair)
    if not hair.any():
        return nothing
    rows, columns = np.indices(hair.shape)
    off = np.stack([columns, rows], axis=-1) - figure.middle("shoulder")
    line = figure.middle("hip") - figure.middle("shoulder")
    down = (off @ figure.down) / max(float(line @ figure.down), 1.0)
    central = np.abs(off @ figure.across) < CHEST[0] * figure.size
    chest = clothes & central & (down > CHEST[1]) & (down < CHEST[2])
    same = alike(lab, chest, hair, nothing)
    if same.sum() >= ALIKE * max(chest.sum(), 1):
        return nothing
    before_neck = (np.abs((off - figure.chin + figure.middle("shoulder")) @ figure.across) < NECK * figure.size) & (
        down < PIT
    )
    found = _wide(alike(lab, clothes & (down < FALLS) & ~before_neck, hair, chest & ~same), STRAND * figure.size)
    near = require("cv2").dilate((found | hair).astype(np.uint8), _disc(GAP * figure.size)) > 0
    return found & together(near, hair)


def throat(skin: Mask, about: Mask, size: float) -> Mask:
    """Return (H, W): the skin of a neck in one piece, without the shadows across it and without bits of cloth.

    Args:
        skin: (H, W) what passes for skin.
        about: (H, W) where a neck may be.
        size: pixels between the shoulders' joints.
    """
    cv2 = require("cv2")
    whole = cv2.morphologyEx((skin & about).astype(np.uint8), cv2.MORPH_CLOSE, _disc(GAP * size)) > 0
    return _wide(whole & about, BIT * size)


def scraps(skin: Mask, asked: Mask, size: float) -> Mask:
    """Return (H, W): what passes for skin, of the pixels asked for, and is too thin to be a chest or an arm."""
    cv2 = require("cv2")
    wide = cv2.dilate(_wide(skin, SCRAP * size).astype(np.uint8), _disc(SCRAP * size)) > 0  # with its corners
    return np.asarray(skin & asked & ~wide)


def _wide(mask: Mask, width: float) -> Mask:
    cv2 = require("cv2")
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, _disc(width)) > 0)


def _disc(width: float) -> npt.NDArray[np.uint8]:
    cv2 = require("cv2")
    pixels = max(3, round(width) | 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pixels, pixels)))
