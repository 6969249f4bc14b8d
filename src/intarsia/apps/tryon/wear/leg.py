"""How a leg of trousers lies on a leg: thigh and calf in the frames of their bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from intarsia.apps.tryon.wear.affine import Affine, Array, between, bone, smooth, unit
from intarsia.apps.tryon.wear.cut import Cut
from intarsia.apps.tryon.wear.figure import Figure
from intarsia.apps.tryon.wear.mesh import Net, Piece, Plane

THIGH, CALF = 1.264, 1.125
"""Length of the bones beside the distance of the shoulders' joints."""
ROOT = (0.25, 0.653)
"""The hip's joint from the middle of the waist: outwards and down, likewise."""
ABOVE, BELOW = 0.1, 0.4
"""From where above the crotch to where below it the cloth bends, likewise."""
BEND = 0.3
"""Half the length over which it bends at the knee, likewise."""
SHORT, BELIEVED, STRETCHED = 0.6, 0.8, 1.08
"""Least and most that cloth is shortened or stretched along a bone; from the second on a bone is not taken to point at
us: ankles and hips are seen less surely than wrists."""
HELD = 0.15
"""How much a leg is held on its bone, beside how much its cells are held in form."""
SEAM = 1.5
"""Pixels of the garment by which trunk and legs overlap."""


@dataclass(frozen=True)
class Leg:
    """One leg of a garment and the leg it goes on.

    Attributes:
        side: "left" or "right" of the picture.
        crotch: (2,) pixels of the garment.
        down, out: (2,) of unit length: down the garment; from its middle to this side.
        root: (2,) where the hip's joint is.
        along: (2,) of unit length: from there to the middle of the end.
        knee: pixels from there to the knee.
        size: pixels of the garment between the shoulders' joints.
        upper, lower: where the two halves go.
    """

    side: str
    crotch: Array
    down: Array
    out: Array
    root: Array
    along: Array
    knee: float
    size: float
    upper: Affine
    lower: Affine

    @classmethod
    def of(cls, cut: Cut, figure: Figure, side: str, trunk: Affine, size: float) -> Leg:
        """Of a side of the picture. `size` is `trunk.own_size`, `trunk` the map of the trunk."""
        turn = 1 if side == "right" else -1
        waist, end = cut.middle("waist"), (cut[f"{side} leg inner"] + cut[f"{side} leg outer"]) / 2
        down = unit(cut.middle("crotch") - waist)
        out = turn * np.array([down[1], -down[0]])
        wide, tall = (float(np.linalg.norm(trunk.form @ axis)) for axis in (out, down))
        root = waist + figure.size * (ROOT[0] / wide * out + ROOT[1] / tall * down)
        along = unit(end - root)
        joints = [figure[f"{side} {name}"] for name in ("hip", "knee", "ankle")]
        stretch = [
            _stretch(joints[at], joints[at + 1], length * figure.size) for at, length in enumerate((THIGH, CALF))
        ]
        start = joints[0] + (trunk(root) - joints[0]) * 0.5  # hips are seen less surely than shoulders
        upper = bone(root, along, start, joints[1] - start, (tall * stretch[0], wide))
        knee = THIGH * figure.size / tall
        at = root + along * knee
        lower = bone(at, along, upper(at), joints[2] - joints[1], (tall * stretch[1], wide))
        return cls(side, cut.middle("crotch"), down, out, root, along, knee, size, upper, lower)

    def part(self, alpha: Plane) -> Plane:
        """(H, W): below the crotch, on this side of the middle."""
        off = _places(alpha) - self.crotch
        return np.asarray(_soft(off @ self.out + 0.5) * _soft(off @ self.down + SEAM) * (alpha > 0), np.float32)

    def piece(self, net: Net, trunk: Affine, alpha: Plane) -> Piece:
        """The leg as cloth."""
        share, low = self._shares(net.centres)
        form = between(between(trunk.form, self.upper.form, share), self.lower.form, low)
        share, low = self._shares(net.vertices)
        places = self.upper(net.vertices) + low[..., None] * (self.lower(net.vertices) - self.upper(net.vertices))
        sewn = (net.vertices - self.crotch) @ self.down <= net.step / 2
        held = HELD * (share > 0.95) * (2 * np.abs(low - 0.5))
        return Piece(f"{self.side} leg", self.part(alpha), sewn, form, np.dstack([places, held]))

    def _shares(self, places: Array) -> tuple[Array, Array]:
        below = (places - self.crotch) @ self.down / self.size
        down = ((places - self.root) @ self.along - self.knee) / self.size
        return smooth(below, -ABOVE, BELOW), smooth(down, -BEND, BEND)


def above(leg: Leg, alpha: Plane) -> Plane:
    """(H, W): what is above the crotch, and a seam's width more."""
    return np.asarray(_soft(SEAM - (_places(alpha) - leg.crotch) @ leg.down) * (alpha > 0), np.float32)


def _places(alpha: Plane) -> Array:
    rows, columns = np.mgrid[: alpha.shape[0], : alpha.shape[1]]
    return np.stack([columns, rows], axis=-1).astype(np.float64)


def _soft(distance: Array) -> Array:
    return np.asarray(np.clip(distance, 0, 1))


def _stretch(start: Array, end: Array, usual: float) -> float:
    share = float(np.linalg.norm(end - start) / usual)
    # Without a step: else of two legs of nearly one length one would be a good deal longer.
    return float(np.interp(share, (SHORT, BELIEVED, 1.0, STRETCHED), (SHORT, 1.0, 1.0, STRETCHED)))
