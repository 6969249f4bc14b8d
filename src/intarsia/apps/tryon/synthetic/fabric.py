"""Cloth before it is cut: its colours and its pattern, as a function of the place on the cloth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import lab_to_linear
from intarsia.apps.tryon.synthetic.raster import Plane, noise
from intarsia.errors import UnknownName
from intarsia.i18n import messages

say = messages(__package__)


Ink = npt.NDArray[np.int8]
Lab = tuple[float, float, float]

PATTERNS = ("plain", "stripe", "check", "print")


@dataclass(frozen=True)
class Fabric:
    """A cloth: a pattern in its colours.

    Args:
        colours: CIELAB; the first is the ground. A pattern repeats what it has too few of, a plain one takes the first.
        pattern: one of `PATTERNS`.
        seed: chooses among the variants of the pattern, and places its motifs.
        grain: how much the threads show.
    """

    colours: tuple[Lab, ...]
    pattern: str = "plain"
    seed: int = 0
    grain: float = 0.03

    def inks(self) -> tuple[Lab, ...]:
        """Return every colour that the pattern shows, in the order of the numbers of `ink`."""
        if self.pattern == "plain":
            return self.colours[:1]
        ground = self.colours[0]
        second = self.colours[min(1, len(self.colours) - 1)]
        if self.pattern == "check":
            halfway = tuple((a + b) / 2 for a, b in zip(ground, second, strict=True))
            return (ground, second, halfway, self.colours[-1])  # type: ignore[return-value]
        return (ground, second, self.colours[-1])

    def ink(self, u: Plane, v: Plane) -> Ink:
        """Return (h, w) number of the colour at each place of the cloth; u across, v down, in heads."""
        if self.pattern not in _DRAWN:
            raise UnknownName(say("kind.pattern"), self.pattern, _DRAWN)
        return np.asarray(_DRAWN[self.pattern](self, u, v), dtype=np.int8)

    def light(self, ink: Ink, u: Plane, v: Plane) -> Plane:
        """Return (h, w, 3) linear sRGB of the cloth, without shading; the threads show a little."""
        table = np.clip(lab_to_linear(np.array(self.inks())), 0.002, 0.95).astype(np.float32)
        threads = 1 + self.grain * noise(u * 45, v * 45, self.seed + 5)
        return np.asarray(table[ink] * threads[..., None], dtype=np.float32)

    def choice(self, options: int, salt: int = 0) -> int:
        """Return a number below `options` that depends on the seed only."""
        return int(np.random.default_rng((self.seed, salt)).integers(options))


def _plain(fabric: Fabric, u: Plane, v: Plane) -> Ink:
    return np.zeros(u.shape, dtype=np.int8)


def _stripe(fabric: Fabric, u: Plane, v: Plane) -> Ink:
    along = u if fabric.choice(4, 1) == 3 else v
    period = (0.2, 0.28, 0.4)[fabric.choice(3, 2)]
    share = (0.3, 0.5)[fabric.choice(2, 3)]
    place = np.mod(along / period, 1)
    number = np.floor(along / period).astype(np.int64)
    third = len(fabric.colours) > 2
    return np.where(place < share, 1 + (third & (number % 2 == 0)), 0).astype(np.int8)


def _check(fabric: Fabric, u: Plane, v: Plane) -> Ink:
    period = (0.22, 0.34, 0.5)[fabric.choice(3, 2)]
    across = np.mod(u / period, 1)
    down = np.mod(v / period, 1)
    if fabric.choice(2, 1):  # gingham
        crossed = (across < 0.5).astype(np.int8) + (down < 0.5)
        return np.asarray(np.array([0, 2, 1])[crossed], dtype=np.int8)
    bars = (across < 0.34).astype(np.int8) + (down < 0.34)
    plaid = np.array([0, 2, 1], dtype=np.int8)[bars]
    thin = (np.abs(across - 0.67) < 0.035) | (np.abs(down - 0.67) < 0.035)
    return np.where(thin, 3, plaid).astype(np.int8)


def _print(fabric: Fabric, u: Plane, v: Plane) -> Ink:
    period = (0.2, 0.3, 0.42)[fabric.choice(3, 2)]
    row = np.floor(v / period)
    column = np.floor(u / period + 0.5 * np.mod(row, 2))
    x = u / period + 0.5 * np.mod(row, 2) - column - 0.5
    y = v / period - row - 0.5
    kind = fabric.choice(3, 1)
    loose = 0.0 if kind == 0 else 0.13
    x = x - loose * np.sin(12.9 * column + 78.2 * row + fabric.seed)
    y = y - loose * np.sin(39.3 * column + 11.1 * row + fabric.seed)
    turn = (37.0 * column + 17.0 * row) if kind else 0.0
    radius = np.hypot(x, y)
    angle = np.arctan2(y, x) + turn
    edge = (0.24, 0.23 + 0.11 * np.abs(np.cos(2.5 * angle)), 0.34 * np.abs(np.cos(angle)) ** 1.5)[kind]
    motif = np.where(radius < edge, 1, 0)
    return np.where((radius < 0.1) & (kind == 1), 2, motif).astype(np.int8)


_DRAWN: dict[str, Callable[[Fabric, Plane, Plane], Ink]] = {
    "plain": _plain,
    "stripe": _stripe,
    "check": _check,
    "print": _print,
}
