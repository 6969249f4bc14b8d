"""The colours of a person as intervals: a photo never knows them to a point."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


Lab = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A number between `low` and `high`, most likely `mid`."""

    low: float
    mid: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.mid <= self.high:
            raise OptionError(say("tone.interval", low=self.low, mid=self.mid, high=self.high))

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def width(self) -> float:
        """The distance from low to high."""
        return self.high - self.low

    def widened(self, margin: float, least: float = -math.inf, most: float = math.inf) -> Interval:
        """Widen the interval by a margin each way, between `least` and `most`."""
        low = max(self.low - margin, least)
        high = min(self.high + margin, most)
        return Interval(min(low, self.mid), self.mid, max(high, self.mid))


@dataclass(frozen=True)
class Tone:
    """One colour of a person, CIELAB.

    Attributes:
        lightness: L*, from 0 to 100.
        a: green to red.
        b: blue to yellow.
        stated: True when the user said so; False when it was measured.
    """

    lightness: Interval
    a: Interval
    b: Interval
    stated: bool = False

    @property
    def lab(self) -> Lab:
        """The most likely colour, (3,) CIELAB."""
        return np.array([self.lightness.mid, self.a.mid, self.b.mid])

    def widened(self, margins: Sequence[float]) -> Tone:
        """Widen the intervals by margins of L*, a* and b*, each way."""
        lightness, a, b = margins
        return replace(
            self, lightness=self.lightness.widened(lightness, 0.0, 100.0), a=self.a.widened(a), b=self.b.widened(b)
        )

    @property
    def hue(self) -> Interval:
        """Angle of (a*, b*) in degrees, continuous across 0 (low may be negative); a full turn for greys."""
        mid = math.degrees(math.atan2(self.b.mid, self.a.mid))
        if 0 in self.a and 0 in self.b and not self.stated:
            return Interval(mid - 180, mid, mid + 180)
        corners = [math.degrees(math.atan2(b, a)) - mid for a in _ends(self.a) for b in _ends(self.b)]
        turned = [(each + 180) % 360 - 180 for each in corners]
        return Interval(mid + min(*turned, 0), mid, mid + max(*turned, 0))

    @property
    def chroma(self) -> Interval:
        """The distance from grey, an interval."""
        nearest = math.hypot(*(0.0 if 0 in each else min(map(abs, _ends(each))) for each in (self.a, self.b)))
        farthest = math.hypot(*(max(map(abs, _ends(each))) for each in (self.a, self.b)))
        return Interval(nearest, math.hypot(self.a.mid, self.b.mid), farthest)

    @classmethod
    def of(cls, colour: str | Sequence[float]) -> Tone:
        """Return a colour that the user states: "#rrggbb", or L*, a*, b*. Raises `OptionError`."""
        if isinstance(colour, str):
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
                raise OptionError(say("tone.no_colour", colour=colour))
            lab = srgb_to_lab(np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.uint8))
        else:
            lab = np.asarray(colour, dtype=np.float64)
        if lab.shape != (3,) or not np.isfinite(lab).all() or not 0 <= lab[0] <= 100 or np.abs(lab[1:]).max() > 128:
            raise OptionError(say("tone.out_of_range", colour=colour))
        lightness, a, b = (Interval(each, each, each) for each in lab.tolist())
        return cls(lightness, a, b, stated=True)


@dataclass(frozen=True)
class Tones:
    """What the photo says of a person's colours. None stands for what it does not show.

    Attributes:
        skin: of the face where it is lit evenly.
        hair: or of what covers it.
        eyes: of the irises.
        contrast: difference in L* between hair and skin, at least 0.
    """

    skin: Tone | None = None
    hair: Tone | None = None
    eyes: Tone | None = None
    contrast: Interval | None = None


def contrast(one: Tone, other: Tone) -> Interval:
    """Return the difference in L* of two tones that were seen in different lights, or stated."""
    first = one.lightness
    second = other.lightness
    apart = max(0.0, first.low - second.high, second.low - first.high)
    return Interval(apart, abs(first.mid - second.mid), max(first.high - second.low, second.high - first.low))


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high
