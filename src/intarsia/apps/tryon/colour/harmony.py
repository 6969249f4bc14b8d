"""Do the colours of an outfit belong together? Four rules on which style guides agree, in CIELAB.

1. Neutral colours go with every other: black, white and grey, and of blue and of the earth's hues those of little
   chroma, which are navy, denim, beige, camel, brown and olive. A colour counts as far as it is no neutral.
2. The hues of the others are near each other, or opposite each other in unequal areas. Which hues go together is told
   by the templates of Cohen-Or, Sorkine, Gal, Leyvand & Xu, 'Color harmonization', 2006: one or two sectors of the hue
   wheel at fixed angles, some turn of which holds all colours; that unequal areas calm a contrast is Itten's.
3. One garment is strong in colour; a further one of any size makes an outfit loud, be it of the same hue.
4. Garments differ in lightness, or in how strong they are in colour: tone on tone, too, wants a lighter and a darker.

That outfits should match, but not too much, was also measured (Gray, Schmitt, Strohminger & Kassam 2014), and so was
that people prefer pairs of like hue and unlike lightness (Schloss & Palmer 2011). The guides are named in the card of
the compatibility head, beside this package. A score says how well the rules are kept, and nothing of a person's taste.
"""

from __future__ import annotations

import functools
import math
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

GREY = 8.0
"""Chroma up to which a colour of any hue is neutral."""
FADE = 20.0
"""Degrees over which neutral hues end."""


@dataclass(frozen=True)
class NeutralHues:
    """Hues whose quiet colours are neutral.

    Attributes:
        centre: the middle of the hues, in degrees.
        width: how far to either side they reach, in degrees; they end over `FADE` more.
        chroma: up to which their colours are neutral.
        light: lightness from which on less chroma is; beige is paler than brown.
        fall: by how much less, for each unit of lightness.
    """

    centre: float
    width: float
    chroma: float
    light: float
    fall: float


NEUTRALS = (NeutralHues(75, 30, 32, light=66, fall=0.7), NeutralHues(272, 20, 26, light=55, fall=0.5))
"""Brown, camel, beige and olive; navy, denim and the pale blue of shirts."""
HALF = 15.0
"""Chroma above a neutral's at which a colour counts half."""

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
TOLERANCE = 15.0
"""Mean distance to the template, in degrees, at which harmony has fallen to 1/e."""
EQUAL = 0.5
"""What two sectors of colours lose when they are of equal area."""

STRONG = (12.0, 32.0)
"""Chroma above a neutral's at which a colour begins to be strong, and at which it wholly is."""
DEEP = 40.0
"""L* below which a colour is the less strong the darker it is, such as burgundy."""
LOUD = (0.1, 0.5)
"""Share of the outfit, beside its strongest garment, from which on strong colours are too much, and at which they
lose `LOUDEST`."""
LOUDEST = 0.6

FLAT = 0.12
"""What an outfit loses all of which is equally light and equally strong."""
DEPTH = 8.0
"""Standard deviation of L* at which 1/e of that is left; of chroma it takes twice as much."""


@dataclass(frozen=True)
class Harmony:
    """How well the colours of an outfit keep the rules.

    Args:
        score: in [0, 1]: the product of `hues`, `calm` and `depth`.
        hues: in [0, 1]: the part of the wheel that the best template forbids, beside that of one hue, times
            exp(-mean distance / TOLERANCE), less for two sectors of like area. The wider the template, the less it
            says that colours lie in it. The more of the outfit is neutral, the nearer it is to 1.
        calm: in [1 - LOUDEST, 1]: less where more than one garment is strong in colour.
        depth: in [1 - FLAT, 1]: less where all is equally light and equally strong.
        template: the letter of the template; N when there are only neutrals.
        angle: its turn, in degrees of CIELAB's wheel.
        coloured: in [0, 1]: the share of the outfit that is no neutral.
        distances: of every colour of every palette to the nearest sector, in degrees; 0 inside, and
            for neutral colours.
        blame: for every palette, how much the score of the others alone is above that of all; above 0 it disturbs.
        clash: for every palette, the same of `hues`: above 0 its hue is at odds with those of the others.
    """

    score: float
    hues: float
    calm: float
    depth: float
    template: str
    angle: float
    coloured: float
    distances: tuple[tuple[float, ...], ...]
    blame: tuple[float, ...]
    clash: tuple[float, ...]


def harmony(palettes: Sequence[Palette], areas: Sequence[float] | None = None) -> Harmony:
    """Return how well the palettes of an outfit, one per garment, keep the rules, and by which template.

    Args:
        palettes: at least one; the shares of each are brought to the sum 1.
        areas: how much of the outfit each garment is; all the same when None.

    Raises:
        OptionError: there is no palette, an empty one, or not one area each.
    """
    worn = _Worn.of(palettes, areas)
    found = _judged(worn)
    count = len(palettes)
    alone = [_judged(worn.without(each)) for each in range(count)] if count > 1 else [found]
    return Harmony(
        found.score,
        found.hues.fit,
        found.calm,
        found.depth,
        found.hues.template,
        found.hues.angle,
        found.coloured,
        tuple(tuple(found.hues.distances[worn.owner == each].tolist()) for each in range(count)),
        tuple(other.score - found.score for other in alone),
        tuple(other.hues.fit - found.hues.fit for other in alone),
    )


def harmony_score(palettes: Sequence[Palette], areas: Sequence[float] | None = None) -> float:
    """Return the score of `harmony` alone, which takes a third of the time. Raises as it does."""
    return _judged(_Worn.of(palettes, areas)).score


def neutral_chroma(lab: npt.ArrayLike) -> Array:
    """Return the chroma up to which colours of that hue and lightness are neutral, (..., 3) to (...)."""
    colours = np.asarray(lab, dtype=np.float64)
    degrees = hue(colours)
    found = np.full(degrees.shape, GREY)
    for each in NEUTRALS:
        away = np.abs((degrees - each.centre + 180) % 360 - 180)
        inside = np.clip((each.width + FADE - away) / FADE, 0, 1)
        most = each.chroma - each.fall * np.maximum(colours[..., 0] - each.light, 0)
        found += inside * np.maximum(most - GREY, 0)
    return found


@dataclass(frozen=True)
class _Worn:
    """The colours of an outfit: CIELAB (N, 3), their shares of the outfit (N,), chroma above a neutral's (N,), and
    the palette of each (N,).
    """

    colours: Array
    shares: Array
    excess: Array
    owner: npt.NDArray[np.int64]

    @staticmethod
    def of(palettes: Sequence[Palette], areas: Sequence[float] | None) -> _Worn:
        areas = [1.0] * len(palettes) if areas is None else areas
        if not palettes or not all(len(palette) for palette in palettes) or len(areas) != len(palettes):
            raise OptionError(say("harmony.empty"))
        colours = np.array([lab for palette in palettes for lab, _ in palette], dtype=np.float64)
        parts = [np.array([share for _, share in palette], dtype=np.float64) for palette in palettes]
        shares = np.concatenate([area * part / part.sum() for area, part in zip(areas, parts, strict=True)])
        owner = np.repeat(np.arange(len(palettes)), [len(palette) for palette in palettes])
        excess = np.maximum(chroma(colours) - neutral_chroma(colours), 0)
        return _Worn(colours, shares / shares.sum(), excess, owner)

    def without(self, each: int) -> _Worn:
        rest = self.owner != each
        shares = self.shares[rest]
        return _Worn(self.colours[rest], shares / max(shares.sum(), 1e-9), self.excess[rest], self.owner[rest])


@dataclass(frozen=True)
class _Hues:
    """The best template: how well it fits, its letter and turn, and the distance of each colour from it (N,)."""

    fit: float
    template: str
    angle: float
    distances: Array


@dataclass(frozen=True)
class _Judged:
    """What each rule says of the colours worn."""

    hues: _Hues
    calm: float
    depth: float
    coloured: float

    @property
    def score(self) -> float:
        return self.hues.fit * self.calm * self.depth


def _judged(worn: _Worn) -> _Judged:
    weights = worn.shares * worn.excess**2 / (worn.excess**2 + HALF**2)
    coloured = float(weights.sum())
    return _Judged(_hues(worn.colours, weights, coloured), _calm(worn), _depth(worn), coloured)


def _hues(colours: Array, weights: Array, coloured: float) -> _Hues:
    if coloured < 0.02:
        return _Hues(1.0, "N", 0.0, np.zeros(len(colours)))
    there = np.flatnonzero(weights)
    hues = np.rint(hue(colours[there])).astype(np.int64)
    if len(hues) == 1:
        return _Hues(1.0, "i", float(hues[0] % 360), np.zeros(len(colours)))
    wheel = _wheel()
    turns = np.arange(360)
    parts = weights[there] / coloured
    degrees = (hues[None] - turns[:, None]) % 360  # (360, N)
    far = wheel.distances[:, degrees]  # (templates, 360, N)
    second = wheel.second[:, degrees] @ parts  # (templates, 360)
    fits = wheel.forbidden[:, None] * np.exp(-(far @ parts) / TOLERANCE)
    fits *= 1 - EQUAL * (2 * np.minimum(second, 1 - second)) ** 2
    # Many turns fit alike: the middle one among them stands for all.
    template, first = np.unravel_index(int(np.argmax(fits)), fits.shape)
    alike = np.flatnonzero(fits[template, first:] > fits[template, first] - 1e-9)
    turn = int(first) + int(alike[len(alike) // 2])
    fit = 1 - min(coloured / 0.5, 1.0) * (1 - float(fits[template, turn]))
    distances = np.zeros(len(colours))
    distances[there] = far[template, turn]
    return _Hues(fit, list(TEMPLATES)[template], float(turn), distances)


def _calm(worn: _Worn) -> float:
    strong = np.clip((worn.excess - STRONG[0]) / (STRONG[1] - STRONG[0]), 0, 1)
    strong *= np.minimum(worn.colours[:, 0] / DEEP, 1)
    garments = np.bincount(worn.owner, worn.shares * strong)
    further = float(garments.sum() - garments.max())
    return 1 - LOUDEST * min(max((further - LOUD[0]) / (LOUD[1] - LOUD[0]), 0.0), 1.0)


def _depth(worn: _Worn) -> float:
    if worn.owner.min() == worn.owner.max():
        return 1.0  # a garment alone has nothing to be told apart from
    seen = np.stack([worn.colours[:, 0], worn.excess / 2])  # (2, N)
    variance = ((seen - (seen @ worn.shares)[:, None]) ** 2 @ worn.shares).sum()
    return 1 - FLAT * math.exp(-float(variance) / DEPTH**2)


@dataclass(frozen=True)
class _Wheel:
    """The templates at angle 0.

    Attributes:
        distances: (templates, 360) of each whole degree from the nearest sector.
        second: (templates, 360) bool: whether that is the second sector of two.
        forbidden: (templates,) the part of the wheel that the sectors leave, beside what that of one hue leaves.
    """

    distances: Array
    second: npt.NDArray[np.bool_]
    forbidden: Array


@functools.cache
def _wheel() -> _Wheel:
    degrees = np.arange(360.0)
    distances = []
    second = []
    for sectors in TEMPLATES.values():
        away = np.array([np.abs((degrees - centre + 180) % 360 - 180) - width / 2 for centre, width in sectors])
        distances.append(np.maximum(away.min(0), 0))
        second.append(away.argmin(0) == 1)
    forbidden = np.array([1 - sum(width for _, width in sectors) / 360 for sectors in TEMPLATES.values()])
    return _Wheel(np.array(distances), np.array(second), forbidden / forbidden.max())
