"""Linear scales from numbers to positions, with round numbers as ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.html.cells import minus


@dataclass(frozen=True)
class Scale:
    """A line from `start` to `end` that stands for the numbers from `low` to `high`."""

    low: float
    high: float
    start: float = 0.0
    end: float = 100.0

    @classmethod
    def around(cls, values: npt.ArrayLike) -> Scale:
        """Return a scale over the finite values with a margin; from 0 to 1 when there are none."""
        found = np.asarray(values, dtype=np.float64)
        found = found[np.isfinite(found)]
        if not len(found):
            return cls(0.0, 1.0)
        low = float(found.min())
        high = float(found.max())
        margin = 0.04 * (high - low) or 0.01 * abs(high) or 0.01
        return cls(low - margin, high + margin)

    def __call__(self, value: float) -> float:
        """Return the position of a value; values outside are placed at the nearest end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low or 1.0)
        return self.start + share * (self.end - self.start)

    def percent(self, value: float) -> str:
        """Return the position as a CSS length, for lines from 0 to 100."""
        return f"{self(value):.2f}%"

    def holds(self, value: float) -> bool:
        """Return whether the value lies on the line."""
        return self.low <= value <= self.high

    def ticks(self, count: int = 5) -> tuple[float, ...]:
        """Return about `count` round numbers within the scale, 1, 2 or 5 times a power of ten apart."""
        step = _step((self.high - self.low) / max(1, count))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return tuple(place * step for place in range(first, last + 1))

    def label(self, tick: float) -> str:
        """Return a tick as text, with as many decimals as its distance to the next one needs."""
        step = _step((self.high - self.low) / 5)
        if max(abs(self.low), abs(self.high)) >= 1e5:
            return minus(f"{tick:.3g}")
        return minus(f"{tick:z.{max(0, -math.floor(math.log10(step) + 1e-9))}f}")


def _step(least: float) -> float:
    if not least > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= least * (1 - 1e-9))
