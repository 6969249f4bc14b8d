"""How a leg of trousers lies on a leg: thigh and calf in the frames of their bones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from intarsia.apps.tryon.wear.garment.affine import Affine, Array, between, bone, smooth, unit
from intarsia.apps.tryon.wear.garment.geometry import Cut
from intarsia.apps.tryon.wear.person.figure import BodyFigure
from intarsia.apps.tryon.wear.placement.mesh import ClothPiece, Net, Plane
from intarsia.apps.tryon.wear.placement.wrap import MOST, Mask, reach

THIGH = 1.264
CALF = 1.125
"""Length of the bones beside the distance of the shoulders' joints."""
ROOT = (0.25, 0.653)
"""The joint of the hip from the middle of the waist, outwards and down, in distances of the shoulders' joints."""
ABOVE = 0.1
BELOW = 0.4
"""From where above the crotch to where below it the cloth bends, in distances of the shoulders' joints."""
BEND = 0.3
"""Half the length over which it bends at the knee, in distances of the shoulders' joints."""
SHORT = 0.6
BELIEVED = 0.8
STRETCHED = 1.08
"""Least and most that cloth is shortened or stretched along a bone; from the second on a bone is not taken to point at
us: ankles and hips are seen less surely than wrists."""
LOOSE = 0.75
CLOSE = 1.0
"""Length of a garment's leg beside the thigh's up to which it only half follows the thigh, as wide shorts hang away
from it, and from which it follows all of it."""
HELD = 0.15
"""How much a leg is held on its bone, beside how much its cells are held in form."""
COMPARED = (0.55, 0.75, 0.95, 1.2, 1.4)
"""How far down from the hip, in thighs, cloth and leg are compared; on the outside alone, as thighs touch."""
BESIDE = 0.28
"""Most that a leg reaches beside its bone, in shoulders' distances."""
CENTRED = {"knee": 0.05, "ankle": 0.6}
"""Joint → share of the way from knee to ankle at which the middle of the calf says where it is."""
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
    def of(cls, cut: Cut, figure: BodyFigure, side: str, trunk: Affine, size: float) -> Leg:
        """Return the leg on a side of the picture. `size` is `trunk.own_size`, `trunk` the map of the trunk."""
        turn = 1 if side == "right" else -1
        waist = cut.middle("waist")
        end = (cut[f"{side} leg inner"] + cut[f"{side} leg outer"]) / 2
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
        knee = THIGH * figure.size / tall
        follows = (1 + float(smooth(np.linalg.norm(end - root) / knee, LOOSE, CLOSE))) / 2
        thigh = unit(joints[1] - start)
        hanging = unit(trunk.form @ along)
        upper = bone(root, along, start, hanging + follows * (thigh - hanging), (tall * stretch[0], wide))
        at = root + along * knee
        lower = bone(at, along, upper(at), joints[2] - joints[1], (tall * stretch[1], wide))
        return cls(side, cut.middle("crotch"), down, out, root, along, knee, size, upper, lower)

    def covering(self, cut: Cut, figure: BodyFigure, outline: Mask) -> Leg:
        """Widen the cloth to the leg that is in it, within `MOST`.

        Args:
            outline: (H, W) of the person.
        """
        hip, knee, ankle = (figure[f"{self.side} {joint}"] for joint in ("hip", "knee", "ankle"))
        turn = 1 if self.side == "right" else -1
        shares = []
        for share in COMPARED:
            start, end, form = (hip, knee, self.upper) if share < 1 else (knee, ankle, self.lower)
            bare = start + (share if share < 1 else (share - 1) * THIGH / CALF) * (end - start)
            across = turn * unit(np.array([end[1] - start[1], start[0] - end[0]]))
            wide = float(np.linalg.norm(form.form @ self._own))
            cloth = wide * reach(cut.alpha > 0.5, self.root + share * self.knee * self.along, self._own)
            leg = reach(outline, bare, across)
            if cloth and 0 < leg < BESIDE * figure.size:
                shares.append(leg / cloth)
        wider = float(np.clip(np.median(shares), 1, MOST)) if shares else 1.0
        stretch = np.eye(2) + (wider - 1) * np.outer(self._own, self._own)
        upper, lower = (replace(each, form=each.form @ stretch) for each in (self.upper, self.lower))
        return replace(self, upper=upper, lower=lower)

    @property
    def _own(self) -> Array:
        """(2,) of unit length: across the leg in the garment, outwards."""
        across = np.array([self.along[1], -self.along[0]])
        return np.asarray(across * np.sign(across @ self.out))

    def part(self, alpha: Plane) -> Plane:
        """Return (H, W): below the crotch, on this side of the middle."""
        off = _places(alpha) - self.crotch
        return np.asarray(_soft(off @ self.out + 0.5) * _soft(off @ self.down + SEAM) * (alpha > 0), np.float32)

    def piece(self, net: Net, trunk: Affine, alpha: Plane) -> ClothPiece:
        """Return the leg as a piece of cloth."""
        share, low = self._shares(net.centres)
        form = between(between(trunk.form, self.upper.form, share), self.lower.form, low)
        share, low = self._shares(net.vertices)
        places = self.upper(net.vertices) + low[..., None] * (self.lower(net.vertices) - self.upper(net.vertices))
        sewn = (net.vertices - self.crotch) @ self.down <= net.step / 2
        held = HELD * (share > 0.95) * (2 * np.abs(low - 0.5))
        return ClothPiece(f"{self.side} leg", self.part(alpha), sewn, form, np.dstack([places, held]))

    def _shares(self, places: Array) -> tuple[Array, Array]:
        below = (places - self.crotch) @ self.down / self.size
        down = ((places - self.root) @ self.along - self.knee) / self.size
        return smooth(below, -ABOVE, BELOW), smooth(down, -BEND, BEND)


def centred(figure: BodyFigure, outline: Mask) -> BodyFigure:
    """Return knees and ankles in the middle of the legs of an outline (H, W): in photos they are a little off."""
    joints = dict(figure.joints)
    for side in ("left", "right"):
        knee = figure[f"{side} knee"]
        ankle = figure[f"{side} ankle"]
        across = unit(np.array([ankle[1] - knee[1], knee[0] - ankle[0]]))
        for joint, share in CENTRED.items():
            ways = [reach(outline, knee + share * (ankle - knee), way * across) for way in (-1, 1)]
            if min(ways) > 0 and max(ways) < BESIDE * figure.size:
                joints[f"{side} {joint}"] = figure[f"{side} {joint}"] + across * (ways[1] - ways[0]) / 2
    return replace(figure, joints=joints)


def above(leg: Leg, alpha: Plane) -> Plane:
    """Return (H, W): what is above the crotch, and a seam's width more."""
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
