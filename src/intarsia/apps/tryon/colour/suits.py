"""A garment's colours beside a person's own: is it told apart from the skin, and does it keep the person's contrast?

There is little evidence for rules of colour and skin, and this module claims none: both parts are plain measures
with a stated shape, and the scorer that uses them learns from the person how much each of them matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.harmony import Palette
from intarsia.apps.tryon.colour.lab import ciede2000
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


APART = 10.0
"""CIEDE2000 at which a garment is told apart from skin at a glance: the part reaches 1 - 1/e."""
LEVEL = 25.0
"""Difference between two contrasts, in L*, at which likeness has fallen to exp(-1/2)."""


@dataclass(frozen=True)
class Suits:
    """How a garment's colours stand beside a person's.

    Args:
        value: mean of the parts, in [0, 1].
        parts: "skin" and "hair": apart from that colour; "contrast": the garment's difference in lightness to the
            skin is like the person's own between hair and skin. A part whose tone is not known is left out.
        differences: CIEDE2000 between the garment (mean by share) and each tone that is known.
    """

    value: float
    parts: Mapping[str, float]
    differences: Mapping[str, float]


def suits(palette: Palette, tones: Mapping[str, npt.ArrayLike], contrast: float | None = None) -> Suits:
    """Compare a garment with the tones of a person.

    Args:
        palette: the garment's colours with their shares.
        tones: CIELAB (3,) of "skin", and of "hair" when it is seen; other tones only add to `differences`.
        contrast: L* between hair and skin when measured otherwise; from `tones` when None.

    Raises:
        OptionError: the palette is empty or no skin tone is given.
    """
    if not len(palette) or "skin" not in tones:
        raise OptionError(say("suits.empty"))
    colours = np.array([lab for lab, _ in palette], dtype=np.float64)
    shares = np.array([share for _, share in palette], dtype=np.float64)
    shares = shares / shares.sum()
    apart = {name: ciede2000(colours, np.asarray(tone, np.float64)) for name, tone in tones.items()}
    parts = {
        name: float(shares @ -np.expm1(-((apart[name] / APART) ** 2))) for name in ("skin", "hair") if name in tones
    }
    skin = float(np.asarray(tones["skin"])[0])
    if contrast is None and "hair" in tones:
        contrast = abs(float(np.asarray(tones["hair"])[0]) - skin)
    if contrast is not None:
        level = shares @ np.abs(colours[:, 0] - skin)
        parts["contrast"] = float(np.exp(-(((level - contrast) / LEVEL) ** 2) / 2))
    differences = {name: float(shares @ each) for name, each in apart.items()}
    return Suits(float(np.mean(list(parts.values()))), parts, differences)
