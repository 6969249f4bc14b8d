"""The form that clothes are cut for and worn on: joints and widths. The unit is the height of the head.

The origin is the top of the head; x grows to the right of the picture, y down. A figure is 7.5 heads tall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from intarsia.apps.tryon.synthetic.curves import along
from intarsia.apps.tryon.synthetic.raster import Points

SHOULDER = (0.72, 1.66)
HIP = (0.36, 3.72)
UPPER_ARM = 1.12
FOREARM = 0.98
THIGH = 1.82
CALF = 1.62
NECK = 1.34
ARMPIT = 2.14
WAIST = 2.78
SEAT = 3.72
CROTCH = 3.98


@dataclass(frozen=True)
class BodyForm:
    """A body in a pose, seen from the front.

    Args:
        build: width of the body beside the average.
        arms: for the left and the right of the picture: angle of upper arm and of forearm from straight down,
            degrees, outwards.
        legs: angle of each leg from straight down, degrees, outwards.
    """

    build: float = 1.0
    arms: tuple[tuple[float, float], tuple[float, float]] = ((10, 5), (10, 5))
    legs: float = 2.5

    def shoulder(self, side: int) -> Points:
        """Return a joint (2,); side is -1 for the left of the picture and 1 for the right."""
        return np.array([side * SHOULDER[0] * self.build**0.5, SHOULDER[1]])

    def arm(self, side: int) -> Points:
        """Return shoulder, elbow and wrist, (3, 2)."""
        upper, fore = np.radians(self.arms[(side + 1) // 2])
        elbow = self.shoulder(side) + UPPER_ARM * np.array([side * np.sin(upper), np.cos(upper)])
        wrist = elbow + FOREARM * np.array([side * np.sin(fore), np.cos(fore)])
        return np.stack([self.shoulder(side), elbow, wrist])

    def leg(self, side: int) -> Points:
        """Return hip, knee and ankle, (3, 2)."""
        hip = np.array([side * HIP[0] * self.build, HIP[1]])
        turn = np.radians(self.legs)
        down = np.array([side * np.sin(turn), np.cos(turn)])
        return np.stack(
            [hip, hip + THIGH * down, hip + (THIGH + CALF) * np.array([side * np.sin(turn * 0.9), np.cos(turn)])]
        )

    def down_the_arm(self, side: int, part: float) -> Points:
        """Return (2,) the place at a part of the way from shoulder (0) over elbow (0.5) to wrist (1)."""
        shoulder, elbow, wrist = self.arm(side)
        return along(shoulder, elbow, part * 2) if part <= 0.5 else along(elbow, wrist, part * 2 - 1)

    def beyond_the_wrist(self, side: int, down: float, out: float) -> Points:
        """Return (2,) a place of the hand: so far along the forearm's line, so far from the body, heads."""
        _, elbow, wrist = self.arm(side)
        x, y = (wrist - elbow) / np.linalg.norm(wrist - elbow)
        across = np.array([y, -x]) * side * (1 if y > 0 else -1)
        return np.asarray(wrist + np.array([x, y]) * down + across * out)

    def down_the_leg(self, side: int, y: float) -> Points:
        """Return (2,) the place of a leg's middle at a height."""
        hip, knee, ankle = self.leg(side)
        line = np.stack([hip, knee, ankle])
        return np.array([np.interp(y, line[:, 1], line[:, 0]), y])

    def half_width(self, y: float) -> float:
        """Return half the width of the trunk at a height."""
        heights = (NECK, 1.5, ARMPIT, 2.45, WAIST, 3.2, SEAT, CROTCH)
        widths = (0.26, 0.5, 0.70, 0.66, 0.60, 0.67, 0.74, 0.74)
        return float(np.interp(y, heights, widths)) * self.build
