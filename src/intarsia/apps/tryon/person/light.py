"""The light in a photo is not known, only what it may have been: each possibility gives a reading of a colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import as_bytes, linear, srgb_to_lab
from intarsia.apps.tryon.person.tones import Interval, Tone

Array = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]

NORM = 6
"""The norm of the shades-of-grey estimate, between grey world (1) and white patch (infinite)."""
GAIN = 1.3
"""Most that a channel is corrected by: a wall's colour is no light."""
CORRECTED = (0.5, 0.0, 1.0)
"""How much of the estimated light is taken away; the first is what is most likely: a camera has tried before."""
EXPOSURE = 1 / 3
"""Stops by which a camera's own exposure is off, each way."""
WHITE = 1.0
DARKEST = 2.0
"""Most photos hold something white; when the brightest hundredth of one is darker it is taken to be underexposed by as
much, at most by these stops, less what cameras are off anyway. On rendered persons of all tones and lights that brings
the mean error of skin from 6.4 to 3.5 (CIEDE2000), and what light tones err more than dark ones from 4.2 to 1.9."""
CLIPPED = 250
"""From here on a channel says nothing of the colour."""
DRAWN = 4096
"""Pixels of a region that are looked at, evenly spread."""


@dataclass(frozen=True)
class Lights:
    """The lights under which a photo may have been taken.

    Attributes:
        gains: (G, 3) factors of linear RGB that undo each possibility; the first is the most likely.
        cast: the estimated colour of the light, its largest gain over its smallest; 1 is neutral.
    """

    gains: Array
    cast: float


def lights(pixels: Pixels) -> Lights:
    """Return shades of grey (Finlayson and Trezzi 2004) over a small picture, (H, W, 3): corrected by half, not at all
    and in full, each exposed as is likely, less than it was, and more than is likely.
    """
    light = linear(pixels.reshape(-1, 3) / 255)
    colour = (light**NORM).mean(axis=0) ** (1 / NORM) + 1e-6
    gain = np.clip(colour.mean() / colour, 1 / GAIN, GAIN)
    missing = np.log2(WHITE / max(float(np.percentile(light.max(axis=1), 99)), 1e-6))
    most = np.clip(missing, EXPOSURE, DARKEST)
    stops = 2.0 ** np.array([most - EXPOSURE, -EXPOSURE, most])
    gains = np.concatenate([stops[:, None] * gain**share for share in CORRECTED])  # (G, 3)
    return Lights(gains, float(colour.max() / colour.min()))


def sample(pixels: Pixels, mask: npt.NDArray[np.bool_]) -> Pixels:
    """Return (N, 3) of a region, at most `DRAWN`, evenly spread, burnt-out ones left out if there are others."""
    places = np.flatnonzero(mask)
    found = pixels.reshape(-1, 3)[places[:: max(1, -(-len(places) // DRAWN))]]  # (N, 3)
    kept = found[found.max(axis=1) < CLIPPED]
    return kept if len(kept) >= len(found) // 4 else found


def readings(pixels: Pixels, possible: Lights) -> Array:
    """Return (G, 3) median CIELAB of (N, 3) pixels under each possible light."""
    light = linear(pixels / 255)
    return np.stack([np.median(srgb_to_lab(as_bytes(light * gain)), axis=0) for gain in possible.gains])


def tone(pixels: Pixels, possible: Lights, parts: Iterable[Pixels] = ()) -> Tone:
    """Return the colour of (N, 3) pixels under the most likely light. The interval holds the middle half of the pixels,
    the median of each of the parts, and the reading under every light.
    """
    every = [*readings(pixels, possible), *_quartiles(pixels, possible)]
    every += [readings(part, possible)[0] for part in parts if len(part)]
    low = np.min(every, axis=0)
    high = np.max(every, axis=0)
    lightness, a, b = (Interval(*each) for each in np.stack([low, every[0], high], axis=1).tolist())
    return Tone(lightness, a, b)


def _quartiles(pixels: Pixels, possible: Lights) -> Array:
    """Return (2, 3) CIELAB between which the middle half of (N, 3) pixels lies, under the most likely light."""
    return np.percentile(srgb_to_lab(as_bytes(linear(pixels / 255) * possible.gains[0])), (25, 75), axis=0)
