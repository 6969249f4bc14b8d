"""Do the colours of an outfit belong together? Cohen-Or, Sorkine, Gal, Leyvand & Xu, 'Color harmonization', 2006.

A template is one or two sectors of the hue wheel at fixed angles to each other; colours are in harmony when some
turn of some template holds them all. Here the wheel is that of CIELAB, and a colour counts by its share of the
outfit and by its chroma: black, white and grey hardly count, navy or beige about half as much as a vivid red.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import Array, chroma, hue
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


Palette = Sequence[tuple[Sequence[float], float]]
"""Colours (L*, a*, b*) of one garment, each with its share of the garment's area."""

TEMPLATES: dict[str, tuple[tuple[float, float], ...]] = {
    "i": ((0, 18),),
    "V": ((0, 93.6),),
    "L": ((0, 18), (90, 79.2)),
    "I": ((0, 18), (180, 18)),
    "T": ((0, 180),),
    "Y": ((0, 93.6), (180, 18)),
    "X": ((0, 93.6), (180, 93.6)),
}
"""Centre and width, in degrees, of each template's sectors. The eighth, N, has none: it is for neutral colours."""

NEUTRAL = 5.0
"""Chroma up to which a colour has no hue to speak of, and counts nothing."""
HALF = 15.0
"""Chroma above that at which a colour counts half."""
TOLERANCE = 15.0
"""Mean distance to the template, in degrees, at which harmony has fallen to 1/e."""


@dataclass(frozen=True)
class Harmony:
    """How well the colours of an outfit fit one template.

    Args:
        score: in [0, 1]: the part of the wheel that the template forbids, times exp(-mean distance / TOLERANCE).
            The wider the template, the less it says that colours lie in it. Neutral colours pull the score to 1.
        template: the letter of the template; N when there are only neutrals.
        angle: its turn, in degrees of CIELAB's wheel.
        distances: of every colour of every palette to the nearest sector, in degrees; 0 inside, and
            for neutral colours.
        blame: for every palette, how much the score of the others alone is above that of all; above 0 it disturbs.
    """

    score: float
    template: str
    angle: float
    distances: tuple[tuple[float, ...], ...]
    blame: tuple[float, ...]


def harmony(palettes: Sequence[Palette], areas: Sequence[float] | None = None) -> Harmony:
    """Return the best template for the palettes of an outfit, one per garment.

    Args:
        palettes: at least one; the shares of each are brought to the sum 1.
        areas: how much of the outfit each garment is; all the same when None.

    Raises:
        OptionError: there is no palette, an empty one, or not one area each.
    """
    areas = [1.0] * len(palettes) if areas is None else areas
    if not palettes or not all(len(palette) for palette in palettes) or len(areas) != len(palettes):
        raise OptionError(say("harmony.empty"))
    colours = np.array([lab for palette in palettes for lab, _ in palette], dtype=np.float64)
    owner = np.repeat(np.arange(len(palettes)), [len(palette) for palette in palettes])
    strength = np.maximum(chroma(colours) - NEUTRAL, 0) ** 2
    weights = _weights(palettes, areas) * strength / (strength + HALF**2)
    score, template, angle, distances = _best(colours, weights, weights.sum() / sum(areas))
    alone = [_without(each, colours, weights, owner, areas) for each in range(len(palettes))]
    return Harmony(
        score,
        template,
        angle,
        tuple(tuple(distances[owner == each].tolist()) for each in range(len(palettes))),
        tuple(float(other - score) for other in alone) if len(palettes) > 1 else (0.0,),
    )


def _weights(palettes: Sequence[Palette], areas: Sequence[float]) -> Array:
    parts = [np.array([share for _, share in palette], dtype=np.float64) for palette in palettes]
    return np.concatenate([area * part / part.sum() for area, part in zip(areas, parts, strict=True)])


def _without(each: int, colours: Array, weights: Array, owner: npt.NDArray[np.int64], areas: Sequence[float]) -> float:
    rest = owner != each
    left = sum(areas) - areas[each]
    return _best(colours[rest], weights[rest], weights[rest].sum() / left)[0] if left > 0 else 1.0


def _best(colours: Array, weights: Array, vivid: float) -> tuple[float, str, float, Array]:
    """Score, template, angle and distances (N,); `vivid` is the part of the outfit that counts as coloured."""
    if vivid < 0.02:
        return 1.0, "N", 0.0, np.zeros(len(colours))
    table, allowed = _distances()
    turns = np.arange(360)
    degrees = (np.rint(hue(colours)).astype(np.int64)[None] - turns[:, None]) % 360  # (360, N)
    far = table[:, degrees]  # (templates, 360, N)
    means = far @ (weights / weights.sum())  # (templates, 360)
    fits = (1 - allowed)[:, None] * np.exp(-means / TOLERANCE)
    # Many turns fit alike: the middle one among them stands for all.
    template, first = np.unravel_index(int(np.argmax(fits)), fits.shape)
    alike = np.flatnonzero(np.isclose(fits[template, first:], fits[template, first]))
    turn = int(first) + int(alike[len(alike) // 2])
    score = 1 - min(float(vivid) / 0.5, 1.0) * (1 - float(fits[template, turn]))
    return score, list(TEMPLATES)[template], float(turn), np.where(weights > 0, far[template, turn], 0)


@functools.cache
def _distances() -> tuple[Array, Array]:
    """Return the distance (templates, 360) of each whole degree to each template at angle 0, and the part each
    allows.
    """
    degrees = np.arange(360.0)
    rows = []
    for sectors in TEMPLATES.values():
        away = [np.abs((degrees - centre + 180) % 360 - 180) - width / 2 for centre, width in sectors]
        rows.append(np.maximum(np.min(away, axis=0), 0))
    table = np.array(rows)
    return table, np.array([sum(width for _, width in sectors) / 360 for sectors in TEMPLATES.values()])
