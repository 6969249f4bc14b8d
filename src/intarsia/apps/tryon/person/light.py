"""The light in a photo is not known, only what it may have been: each possibility gives a reading of a colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import as_bytes, linear, srgb_to_lab
from intarsia.apps.tryon.person.tones import Interval, Lab, Tone

Array = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]

NORM = 6
"""Of the shades-of-grey estimate: between grey world (1) and white patch (infinite)."""
GAIN = 1.15
"""Most that a channel is corrected by: a wall's colour is no light."""
EXPOSURE = 1 / 3
"""Stops by which a camera's own exposure is off, each way."""
CLIPPED = 250
"""From here on a channel says nothing of the colour."""
QUARTILES = (25, 50, 75)
DRAWN = 4096
"""Pixels of a region that are looked at, evenly spread."""


@dataclass(frozen=True)
class Lights:
    """What the light may have been.

    Attributes:
        gains: (G, 3) factors of linear RGB that undo each possibility; the first is none.
        cast: the estimated colour of the light, its largest gain over its smallest; 1 is neutral.
    """

    gains: Array
    cast: float


def lights(pixels: Pixels) -> Lights:
    """Shades of grey (Finlayson and Trezzi 2004) over a small picture, (H, W, 3): corrected by half and not at all,
    each also exposed a third of a stop more and less."""
    light = linear(pixels.reshape(-1, 3) / 255)
    colour = (light**NORM).mean(axis=0) ** (1 / NORM) + 1e-6
    gain = np.clip(np.sqrt(colour.mean() / colour), 1 / GAIN, GAIN)
    stops = 2.0 ** np.array([0, -EXPOSURE, EXPOSURE])
    gains = np.concatenate([stops[:, None] * each for each in (np.ones(3), gain)])  # (6, 3)
    return Lights(gains, float(colour.max() / colour.min()))


def sample(pixels: Pixels, mask: npt.NDArray[np.bool_]) -> Pixels:
    """(N, 3) of a region, at most `DRAWN`, evenly spread, burnt-out ones left out if there are others."""
    found = pixels[mask]
    found = found[:: max(1, -(-len(found) // DRAWN))]  # (N, 3)
    kept = found[found.max(axis=1) < CLIPPED]
    return kept if len(kept) >= len(found) // 4 else found


def readings(pixels: Pixels, possible: Lights) -> Array:
    """(G, 3) median CIELAB of (N, 3) pixels under each possible light."""
    light = linear(pixels / 255)
    return np.stack([np.median(srgb_to_lab(as_bytes(light * gain)), axis=0) for gain in possible.gains])


def tone(pixels: Pixels, possible: Lights, parts: Iterable[Pixels] = ()) -> Tone:
    """The colour of (N, 3) pixels: the middle as seen; the interval holds the middle half of the pixels, the median of
    each of the parts, and the reading under every light."""
    spread = np.percentile(srgb_to_lab(pixels), QUARTILES, axis=0)
    medians = [np.median(srgb_to_lab(part), axis=0) for part in parts if len(part)]
    every: Lab = np.concatenate([spread, readings(pixels, possible), np.reshape(medians, (-1, 3))])
    low, high = every.min(axis=0), every.max(axis=0)
    lightness, a, b = (Interval(float(x), float(y), float(z)) for x, y, z in zip(low, spread[1], high, strict=True))
    return Tone(lightness, a, b)
