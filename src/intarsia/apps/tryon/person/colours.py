"""The tones of a person, measured on the regions of a photo."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person.face import Face
from intarsia.apps.tryon.person.light import Lights, readings, sample, tone
from intarsia.apps.tryon.person.tones import Interval, Tone, Tones

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]

MARGINS: Mapping[str, tuple[float, ...]] = {
    "skin": (3.6, 3.2, 7.5),
    "hair": (1.9, 2.1, 5.8),
    "eyes": (11.1, 3.6, 9.2),
    "contrast": (3.4,),
}
"""Fact → by how much L*, a* and b* (for the contrast: the difference in L*) are widened, each way.

The lights that a photo may have been taken in hold the truth often, not nine times in ten. The margins make up for it:
they are conformal (Romano, Patterson & Candès, "Conformalized quantile regression", 2019), those of the worst of the
ten Monk tones, and were made by `scripts/tryon_margins.py` on 250 rendered persons none of whom the benchmark reports.
They promise nothing about cameras, filters and make-up, which are not rendered.
"""

LEAST_HAIR = 60
"""Pixels from which on a colour of hair is told."""
LEAST_IRIS = 8.0
"""Diameter of an iris in pixels, from which on a colour of eyes is told."""
NATURAL_CHROMA = 42.0
"""Hair grows duller than this,"""
NATURAL_HUES = (15.0, 105.0)
"""and from red to yellow, in degrees, or with a chroma below:"""
GREYISH = 9.0


def tones(pixels: Pixels, masks: Mapping[str, Mask], skin: Mapping[str, Pixels], face: Face, light: Lights) -> Tones:
    """Measure the tones in a picture (H, W, 3); `skin` holds the pixels (N, 3) of each patch of the face."""
    cheeks = np.concatenate([*skin.values()])
    hair = _hair(pixels, masks["hair"])
    iris = _iris(pixels, masks["irises"]) if face.iris_side >= LEAST_IRIS else None
    return Tones(
        skin=tone(cheeks, light, skin.values()).widened(MARGINS["skin"]),
        hair=None if hair is None else tone(hair, light).widened(MARGINS["hair"]),
        eyes=None if iris is None else tone(iris, light).widened(MARGINS["eyes"]),
        contrast=None if hair is None else _contrast(cheeks, hair, light).widened(MARGINS["contrast"][0], least=0.0),
    )


def is_unusual(hair: Tone) -> bool:
    """Return True for a colour that hair does not grow in: dyed, or a hat."""
    colour = hair.chroma.mid
    hue = hair.hue.mid % 360
    return colour > NATURAL_CHROMA or (colour > GREYISH and not NATURAL_HUES[0] <= hue <= NATURAL_HUES[1])


def _hair(pixels: Pixels, mask: Mask) -> Pixels | None:
    """Return (N, 3) from inside of the hair: at its rim shines the background. None when there are too few."""
    cv2 = require("cv2")
    reach = max(1, round(float(np.sqrt(mask.sum())) / 40))
    inner = cv2.erode(mask.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    chosen = inner if inner.sum() >= LEAST_HAIR else mask
    return sample(pixels, chosen) if chosen.sum() >= LEAST_HAIR else None


def _iris(pixels: Pixels, mask: Mask) -> Pixels | None:
    """Return (N, 3) of the rings, without lashes and without what is mirrored in the eye."""
    found = pixels.reshape(-1, 3)[np.flatnonzero(mask)]  # (N, 3)
    if not len(found):
        return None
    lightness = srgb_to_lab(found)[:, 0]
    low, high = np.percentile(lightness, (10, 80))
    kept: Pixels = found[(lightness >= low) & (lightness <= high)]
    return kept


def _contrast(skin: Pixels, hair: Pixels, light: Lights) -> Interval:
    """Return the difference in L*: of the medians, under every light, and as far as the middle halves of both may lie
    apart.
    """
    apart = np.abs(readings(hair, light)[:, 0] - readings(skin, light)[:, 0])  # (G,)
    quarters = [np.subtract(*np.percentile(srgb_to_lab(each)[:, 0], (75, 25))) / 2 for each in (skin, hair)]
    reach = float(np.hypot(*quarters))
    middle = float(apart[0])
    return Interval(max(0.0, min(middle - reach, *apart)), middle, max(middle + reach, *apart))
