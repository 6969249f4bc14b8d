"""How a sleeve lies on an arm: upper and lower sleeve in the frames of their bones, bent around the armpit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.wear.garment.affine import Affine, Array, between, bone, smooth, unit
from intarsia.apps.tryon.wear.garment.geometry import Cut
from intarsia.apps.tryon.wear.person.figure import FOREARM, UPPER_ARM, BodyFigure
from intarsia.apps.tryon.wear.placement.mesh import ClothPiece, Net, Plane
from intarsia.apps.tryon.wear.placement.wrap import Mask, ease, reach

ROOT = 0.3
"""Where the arm's joint lies on the way from the end of the shoulder to the armpit."""
FAN = np.radians(45)
"""How far beyond a right angle to the sleeve, seen from the armpit, the cloth still bends."""
LONG = 0.8
"""Least length of a sleeve that reaches the elbow, beside the distance of the shoulders' joints."""
BEND = 0.16
"""Half the length over which a sleeve bends at the elbow, in distances of the shoulders' joints."""
WIDER = 0.2
"""What is added to that half length for each radian of the bend."""
OVERLAP = 1.5
"""Pixels of the garment by which a sleeve reaches over its seam; below the armpit it is not sewn, and ends before."""
REACH = 1.15
"""How far from the arm's joint a sleeve may reach, beside the cuff's further end: a skirt's flare is no sleeve."""
OVER = 3.0
"""Pixels of the garment by which two pieces of a sleeve overlap."""
CAP = 0.2
"""Half the width of a sleeve at the elbow, in distances of the shoulders' joints."""
STRETCHED = 1.08
"""Most that cloth is stretched along a bone."""
COMPARED = (0.35, 0.5, 0.65)
"""How far from the shoulder to the elbow sleeve and arm are compared, on the outside."""
BESIDE = 0.34
"""Most that an arm with its old sleeve reaches beside its bone, in shoulders' distances."""
WIDENED = 1.3
"""Most that a sleeve is widened for that."""
CUFF = 0.06
TO_WRIST = (0.75, 1.35)
"""How far beyond the wrist's joint a long sleeve ends, in shoulders' distances; how much it is shortened or lengthened
for that."""
HELD = 0.15
"""How much a sleeve is held on its bone, beside how much its cells are held in form."""


@dataclass(frozen=True)
class Pliant:
    """How much a sleeve may be bent before it is cut at the elbow.

    Attributes:
        sharp: turn at the elbow, radians, from which upper and lower sleeve are two pieces, one over the other.
        short: least that cloth is shortened along a bone: arms that point at us look short.
    """

    sharp: float
    short: float


PLIANT = (Pliant(np.radians(70), 0.6), Pliant(np.radians(35), 0.75), Pliant(0.0, 0.9))
"""What is tried one after the other until no cell is squeezed or stretched too much."""


@dataclass(frozen=True)
class Sleeve:
    """One sleeve of a garment and the arm it goes on.

    Attributes:
        armpit, tip: (2,) pixels of the garment: the ends of the seam that joins it to the trunk.
        side: (2,) pixels: the trunk's side below the armpit, down to which the sleeve may touch it.
        open: (2,) of unit length: from there downwards, between trunk and sleeve.
        root: (2,) where the arm's joint is.
        along: (2,) of unit length: from there to the middle of the cuff.
        reach: pixels from there up to which cloth belongs to the sleeve.
        elbow: pixels from there to the elbow.
        upper, lower: where the two halves go.
        sharp: see `Pliant`.
        out: (2,) of unit length: from the other armpit to this one; a sleeve that hangs points neither in nor out.
    """

    armpit: Array
    tip: Array
    side: Array
    open: Array
    root: Array
    along: Array
    reach: float
    elbow: float
    upper: Affine
    lower: Affine
    sharp: float
    out: Array

    @classmethod
    def of(cls, cut: Cut, figure: BodyFigure, side: str, size: float, pliant: Pliant) -> Sleeve:
        """Return the sleeve on a side of the picture. `size` is `trunk.own_size`."""
        armpit = cut[f"{side} armpit"]
        tip = cut[f"{side} shoulder"]
        below = cut[f"{side} {'side' if cut.has('side') else 'waist'}"]
        inner = cut[f"{side} cuff inner"]
        outer = cut[f"{side} cuff outer"]
        root = tip + ROOT * (armpit - tip)
        cuff = (inner + outer) / 2
        along = unit(cuff - root)
        length = float(np.linalg.norm(cuff - root))
        joints = [figure[f"{side} {name}"] for name in ("shoulder", "elbow", "wrist")]
        scale = figure.size / size
        wide = scale * (1 + ease(cut)) / 2
        elbow = UPPER_ARM * size
        longer = _longer(cut, length * scale, figure.size)
        elbow /= longer
        scale *= longer
        stretch = _stretch(joints[0], joints[1], UPPER_ARM * figure.size, pliant.short)
        upper = bone(root, along, joints[0], joints[1] - joints[0], (scale * stretch, wide))
        stretch = _stretch(joints[1], joints[2], FOREARM * figure.size, pliant.short)
        at = root + along * elbow
        lower = bone(at, along, upper(at), joints[2] - joints[1], (scale * stretch, wide))
        if length < LONG * size:
            lower = upper
        down = unit(cut[f"{side} hem"] - below)
        away = unit(inner - below)
        opening = unit(down + away) if down @ away > 0.5 else unit(down + 0.2 * (along - (along @ down) * down))
        other = cut[f"{'left' if side == 'right' else 'right'} armpit"]
        out = unit(armpit - other)
        reach = REACH * max(float(np.linalg.norm(each - root)) for each in (inner, outer))
        return cls(armpit, tip, below, opening, root, along, reach, elbow, upper, lower, pliant.sharp, out)

    def covering(self, cut: Cut, figure: BodyFigure, side: str, arms: Mask) -> Sleeve:
        """Widen the sleeve to the arm that is in it, within `WIDENED`.

        Args:
            arms: (H, W) of the person, without head and hair.
        """
        start = figure[f"{side} shoulder"]
        bone = figure[f"{side} elbow"] - start
        turn = 1 if side == "right" else -1
        out = turn * unit(np.array([bone[1], -bone[0]]))
        own = np.array([self.along[1], -self.along[0]])
        own = own * np.sign(own @ (self.tip - self.armpit))
        wide = float(np.linalg.norm(self.upper.form @ own))
        shares = []
        for share in COMPARED:
            cloth = wide * reach(cut.alpha > 0.5, self.root + share * self.elbow * self.along, own)
            arm = reach(arms, start + share * bone, out)
            if cloth and 0 < arm < BESIDE * figure.size:
                shares.append(arm / cloth)
        wider = float(np.clip(np.median(shares), 1, WIDENED)) if shares else 1.0
        stretch = np.eye(2) + (wider - 1) * np.outer(own, own)
        upper, lower = (replace(each, form=each.form @ stretch) for each in (self.upper, self.lower))
        return replace(self, upper=upper, lower=lower)

    def beyond(self, places: Array) -> Array:
        """Return (...) pixels by which places (..., 2) lie on the sleeve's side of its seam, the trunk's side and the
        gap, and within its reach.
        """
        off = places - self.armpit
        below = places - self.side
        seam = unit(self.tip - self.armpit)
        edge = unit(self.side - self.armpit)
        outward = np.sign(_cross(seam, self.out))
        found = np.where(off @ edge > np.maximum(off @ seam, 0), -_cross(edge, off), _cross(seam, off))
        found = np.where(below @ edge > 0, -_cross(self.open, below), found) * outward
        return np.asarray(np.minimum(found, self.reach - np.linalg.norm(places - self.root, axis=-1)))

    def pieces(self, net: Net, trunk: Affine, alpha: Plane, side: str, size: float) -> list[ClothPiece]:
        """Return the sleeve as cloth: its form goes from the trunk's over the upper sleeve's to the lower one's."""
        rows, columns = np.mgrid[: alpha.shape[0], : alpha.shape[1]]
        places = np.stack([columns, rows], axis=-1).astype(np.float64)
        overlap = np.where((places - self.armpit) @ (self.side - self.armpit) > 0, -1.0, OVERLAP)
        part = _largest(np.clip(self.beyond(places) + overlap, 0, 1) * (alpha > 0))
        sewn = (net.vertices - self.armpit) @ (self.side - self.armpit) <= 0
        if not self._bent:
            return [ClothPiece(f"{side} sleeve", part.astype(np.float32), sewn, *self._laid(net, trunk, size))]
        down = (places - self.root) @ self.along - self.elbow
        off = np.linalg.norm(places - self.root - self.elbow * self.along, axis=-1)
        round_off = np.clip(CAP * size - off + 0.5, 0, 1)
        upper = _largest(part * np.maximum(np.clip(OVER - down, 0, 1), round_off))
        lower = _largest(part * np.maximum(np.clip(OVER + down, 0, 1), round_off))
        anchors = np.dstack([self.lower(net.vertices), np.full(net.shape, HELD)])
        form = np.broadcast_to(self.lower.form, (*net.centres.shape[:2], 2, 2))
        return [
            ClothPiece(f"{side} sleeve", upper.astype(np.float32), sewn, *self._laid(net, trunk, size)),
            ClothPiece(f"{side} lower sleeve", lower.astype(np.float32), np.zeros(net.shape, bool), form, anchors),
        ]

    @property
    def _bent(self) -> bool:
        """Whether the elbow is bent too far for one piece."""
        return bool(abs(_turned(self.upper.form, self.lower.form)) > self.sharp)

    def _laid(self, net: Net, trunk: Affine, size: float) -> tuple[Array, Array]:
        """Return the form of the cells and anchors of the vertices, of a sleeve in one piece or of the upper
        one of two.
        """
        share, low = self._shares(net.centres, size)
        form = between(between(trunk.form, self.upper.form, share), self.lower.form, low * share)
        share, low = self._shares(net.vertices, size)
        places = self.upper(net.vertices) + low[..., None] * (self.lower(net.vertices) - self.upper(net.vertices))
        away = np.clip(np.linalg.norm(net.vertices - self.armpit, axis=-1) / size, 0, 1)
        return form, np.dstack([places, HELD * away * (share > 0.95) * (2 * np.abs(low - 0.5))])

    def _shares(self, places: Array, size: float) -> tuple[Array, Array]:
        """Return how much places (..., 2) follow the arm, and of that the forearm, in [0, 1]."""
        off = places - self.armpit
        seam = unit(self.tip - self.armpit)
        outward = np.sign(_cross(seam, self.out))
        turned = np.arctan2(_cross(seam, off) * outward, off @ seam)
        turned = np.where(turned < -np.pi / 2, np.pi, turned)
        end = np.arctan2(_cross(seam, self.along) * outward, seam @ self.along) - np.pi / 2 + FAN
        share = smooth(turned, 0.0, max(float(end), FAN))
        down = (places - self.root) @ self.along
        if self._bent:
            return share, np.zeros(down.shape)
        half = max(BEND, WIDER * abs(_turned(self.upper.form, self.lower.form))) * size
        return share, smooth(down, self.elbow - half, self.elbow + half)


def _longer(cut: Cut, length: float, size: float) -> float:
    """Return how much a sleeve of some length, pixels of the person, is lengthened or shortened to end at the wrist if
    it is a long one; a wrist is where people let it end, whatever their size.
    """
    if cut.model is not None or cut.garment.sleeve != "long" or length < LONG * size:
        return 1.0
    return float(np.clip((UPPER_ARM + FOREARM + CUFF) * size / length, *TO_WRIST))


def _stretch(start: Array, end: Array, usual: float, short: float) -> float:
    return float(np.clip(np.linalg.norm(end - start) / usual, short, STRETCHED))


def _largest(part: Array) -> Array:
    """Return a part (H, W) without what does not hang together with most of it."""
    _, labels, found, _ = require("cv2").connectedComponentsWithStats((part > 0).astype(np.uint8), connectivity=4)
    return np.where(labels == 1 + found[1:, 4].argmax(), part, 0) if len(found) > 1 else part


def _turned(one: Array, other: Array) -> float:
    """Return the angle from one form to another, from -pi to pi."""
    first, second = (np.arctan2(form[1, 0] - form[0, 1], form[0, 0] + form[1, 1]) for form in (one, other))
    return float((second - first + np.pi) % (2 * np.pi) - np.pi)


def _cross(one: Array, other: Array) -> Array:
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])
