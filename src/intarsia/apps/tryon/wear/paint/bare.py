"""Limbs that a new garment leaves bare: drawn in the person's own skin, where the old garment covered an arm or a leg.

Skin is drawn on limbs alone. A trunk is never bared: what shows of the old garment there is hatched, see `uncovered`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.person.figure import SEEN, BodyFigure

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]

JOINTS: Mapping[str, tuple[str, ...]] = {"arm": ("shoulder", "elbow", "wrist"), "leg": ("hip", "knee", "ankle")}
"""Limb → its joints on either side; the neck has places of its own."""
WIDTHS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "arm": ((0.0, 0.165), (0.5, 0.145), (1.0, 0.112), (1.25, 0.118), (1.6, 0.098), (2.0, 0.078), (2.2, 0.078)),
    "leg": (
        (0.0, 0.28),
        (0.35, 0.25),
        (0.65, 0.2),
        (1.0, 0.145),
        (1.3, 0.152),
        (1.6, 0.125),
        (2.0, 0.082),
        (2.2, 0.085),
    ),
    "neck": ((0.0, 0.2), (1.0, 0.23), (1.5, 0.26), (2.0, 0.16), (2.2, 0.05)),
}
"""Limb → how far along it (1 is the middle joint, 2 the last one) and half its width there, in shoulders' distances."""
BASE = 0.16
PIT = 0.14
"""How far the neck's base lies above the shoulders' middle, and the pit of the throat's end below it, in shoulders'
distances."""
TRUNK = ((-0.12, 0.3), (-0.03, 0.5), (0.12, 0.52), (0.7, 0.44), (1.0, 0.5), (1.12, 0.46))
"""How far down from the shoulders to the hips, and half the width of a trunk there, in shoulders' distances."""
HIPS = 0.7
"""Share of that way from which on a trunk is what trousers and skirts cover."""
BEYOND = 0.2
"""How far a limb goes on beyond its last joint, beside its second bone."""
TURNS_AWAY = 0.3
POWER = 2.2
"""How much darker a limb is at its edge than in its middle, and how late it gets so."""
CAST = 0.22
"""How much the cloth above darkens a limb, at most, and how far in shoulders' distances."""
CAST_REACH = 0.05
NEAR = 0.22
SLIGHT = 0.03
"""Standard deviation over which skin that is seen says the colour of what is drawn, in shoulders' distances; weight of
the limb's usual colour beside it."""
COARSE = 8
"""Pixels of the photo to one in which that colour is found: it changes slowly."""
STEPS = 80
"""Places along a limb at which it is looked whether cloth covers it."""
ROOT: Mapping[str, float] = {"arm": 0.22, "leg": 0.0}
"""Limb → how far along it what covers it may be the trunk of a garment without sleeves."""
ARMPIT = 0.35
"""How far along an arm its armpit is."""
BEGINS: Mapping[str, float] = {"leg": 0.14}
"""Limb → how far along it it begins to be one: above are hips, and those are never bared."""
LEAST = 60
"""Pixels of skin that say a colour."""
ALIKE = 14.0
SHADED = 0.5
"""Difference of CIELAB from the face's skin up to which a pixel is skin; weight of lightness in it."""
GRAIN = 3.0
"""Most that the noise of skin counts, levels of 255."""


@dataclass(frozen=True)
class BareLimbs:
    """Where a person's limbs are, and what they would look like bare.

    Attributes:
        cover: (H, W) float32 in [0, 1].
        colours: (H, W, 3) float32 in [0, 255]; known where `cover` is not 0.
        front: (H, W) float32 in [0, 1]: arms below the armpits, which hang in front of a trunk.
    """

    cover: Plane
    colours: Plane
    front: Plane


def bare_limbs(body: Body, names: Sequence[str], cloth: Plane, sleeves: Plane) -> BareLimbs | None:
    """Return some limbs of a person as if they were bare; None when no skin is seen that says how they look.

    Args:
        names: of `WIDTHS`.
        cloth: (H, W) float32 in [0, 1]: the new garment, which throws a shadow on them.
        sleeves: (H, W) float32 in [0, 1]: its sleeves, if it has any.
    """
    shape = body.person.mask.shape
    skin = _skin(body)
    if skin is None:
        return None
    cover = np.zeros(shape, np.float32)
    colours = np.zeros((*shape, 3), np.float32)
    front = np.zeros(shape, np.float32)
    for limb in _limbs(body.figure, names, shape):
        window = _window(limb, shape)
        if window is None:
            continue
        across, along = _coordinates(limb, window)
        own = np.clip((1 - across) * limb.half * limb.size + 0.5, 0, 1).astype(np.float32)
        start = max(_covered(limb, cloth, sleeves), BEGINS.get(limb.name, -1.0))
        own *= along > start
        if limb.name == "arm" and limb.sure:
            front[window] = np.maximum(front[window], own * (along > ARMPIT))
        drawn = skin.around(limb, window)
        drawn *= _rounded(across)[..., None]
        over = own * (own >= cover[window])
        colours[window] += over[..., None] * (drawn - colours[window])
        cover[window] = np.maximum(cover[window], own)
    near = require("cv2").GaussianBlur(cloth, (0, 0), max(CAST_REACH * body.figure.size, 0.5))
    colours *= (1 - CAST * near)[..., None]
    colours += skin.grain(shape)[..., None]
    return BareLimbs(cover, np.clip(colours, 0, 255, out=colours), front)


def _rounded(across: Array) -> Array:
    """Return factors of light for distances from a limb's bone, 1 at its edge; 1 on average over its width, as the skin
    that is seen is turned to all sides too.
    """
    return np.asarray(1 + TURNS_AWAY * (1 / (POWER + 1) - np.clip(across, 0, 1) ** POWER))


def hull(figure: BodyFigure, shape: tuple[int, ...], slot: str) -> Mask:
    """Return (H, W): where a body is, of which nothing can be known: its trunk, for trousers and skirts the hips."""
    cv2 = require("cv2")
    found = np.zeros(shape[:2], np.uint8)
    line = figure.middle("hip") - figure.middle("shoulder")
    outline = [
        figure.middle("shoulder") + along * line + side * wide * figure.size * figure.across
        for side, rows in ((-1, TRUNK), (1, TRUNK[::-1]))
        for along, wide in rows
        if along >= HIPS or slot != "bottom"
    ]
    cv2.fillPoly(found, [np.rint(outline).astype(np.int32)], (1,))
    return found > 0


@dataclass(frozen=True)
class _Limb:
    """A limb as bones of changing width.

    Attributes:
        name: of `WIDTHS`.
        points: (3, 2) pixels: its joints.
        size: pixels between the shoulders' joints.
        sure: whether its middle joint is seen; else it is about where the limb leaves the photo.
        half: half its mean width, in that distance.
    """

    name: str
    points: Array
    size: float
    sure: bool = True

    @property
    def half(self) -> float:
        return float(np.mean([width for _, width in WIDTHS[self.name]]))


def _limbs(figure: BodyFigure, names: Sequence[str], shape: tuple[int, ...]) -> Iterator[_Limb]:
    if "neck" in names:
        middle = figure.middle("shoulder")
        yield _Limb(
            "neck",
            np.stack(
                [figure.chin, middle - BASE * figure.size * figure.down, middle + PIT * figure.size * figure.down]
            ),
            figure.size,
        )
    for name in names:
        if name not in JOINTS:
            continue
        for side in ("left", "right"):
            joints = [f"{side} {joint}" for joint in JOINTS[name]]
            if all(figure.sure[joint] >= SEEN or figure[joint][1] >= shape[0] for joint in joints[:2]):  # or cropped
                sure = figure.sure[joints[1]] >= SEEN
                yield _Limb(name, np.stack([figure[joint] for joint in joints]), figure.size, sure)


def _window(limb: _Limb, shape: tuple[int, ...]) -> tuple[slice, slice] | None:
    """Return the rows and columns in which a limb lies; None outside of the photo."""
    around = 0.4 * limb.size
    low = np.maximum(np.floor(limb.points.min(axis=0) - around), 0).astype(int)
    high = np.minimum(np.ceil(limb.points.max(axis=0) + around), [shape[1], shape[0]]).astype(int)
    if (high <= low).any():
        return None
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def _coordinates(limb: _Limb, window: tuple[slice, slice]) -> tuple[Array, Array]:
    """Return (h, w) each: the distance from the bones beside half the limb's width there, so that 1 is its edge; and
    how far along it that is.
    """
    rows, columns = np.mgrid[window]
    places = np.stack([columns, rows], axis=-1).astype(np.float64)
    profile, half = np.transpose(WIDTHS[limb.name])
    across = np.full(rows.shape, np.inf)
    along = np.zeros(rows.shape)
    for number in (0, 1):
        start = limb.points[number]
        bone = limb.points[number + 1] - start
        share = ((places - start) @ bone) / max(float(bone @ bone), 1.0)
        share = np.clip(share, 0, 1 + BEYOND * number)
        away = np.linalg.norm(places - start - share[..., None] * bone, axis=-1)
        found = away / (limb.size * np.interp(number + share, profile, half))
        along = np.where(found < across, number + share, along)
        across = np.minimum(found, across)
    return across, along


def _covered(limb: _Limb, cloth: Plane, sleeves: Plane) -> float:
    """Return how far along a limb a sleeve or a leg of cloth (H, W) reaches; beside it nothing is bare. -1 for none. A
    trunk that is as wide as the arms hang covers no arm.
    """
    if limb.name == "neck":
        return -1.0
    if limb.name == "arm" and sleeves.any():
        cloth = sleeves
    shares = np.linspace(0, 2, STEPS)
    places = np.stack([np.interp(shares, (0, 1, 2), axis) for axis in limb.points.T], axis=-1)
    x, y = np.rint(places).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < cloth.shape[1]) & (y < cloth.shape[0])
    found = np.zeros(STEPS, bool)
    found[inside] = cloth[y[inside], x[inside]] > 0.5
    found &= shares > ROOT[limb.name]
    reached = float(shares[found].max()) if found.any() else -1.0
    return min(reached, ARMPIT) if limb.name == "arm" and not sleeves.any() else reached


@dataclass(frozen=True)
class _Skin:
    """The skin that a photo shows of a person.

    Attributes:
        pixels: (H, W, 3) uint8 the photo.
        seen: (H, W) bool where it is skin, well inside.
        usual: (3,) its middle colour.
        face: (3,) that of the face: hands, which are often all that is seen of a limb, are redder.
        noise: standard deviation of its finest detail, levels.
        size: pixels between the shoulders' joints.
    """

    pixels: npt.NDArray[np.uint8]
    seen: Mask
    usual: Array
    face: Array
    noise: float
    size: float

    def around(self, limb: _Limb, window: tuple[slice, slice]) -> Plane:
        """Return (h, w, 3): the colour of the limb, more like the skin that is seen on it the nearer that is."""
        cv2 = require("cv2")
        there = self.seen[window].astype(np.float32)
        own = self.pixels[window][there > 0]
        usual = (np.median(own, axis=0) + self.face) / 2 if len(own) >= LEAST else self.usual
        sums = self.pixels[window].astype(np.float32) * there[..., None]
        small = (max(1, there.shape[1] // COARSE), max(1, there.shape[0] // COARSE))
        near = (cv2.resize(each, small, interpolation=cv2.INTER_AREA) for each in (there, sums))
        share, much = (cv2.GaussianBlur(each, (0, 0), max(NEAR * self.size / COARSE, 0.5)) for each in near)
        found = (much + SLIGHT * usual) / (share + SLIGHT)[..., None]
        return np.asarray(cv2.resize(found.astype(np.float32), there.shape[::-1], interpolation=cv2.INTER_LINEAR))

    def grain(self, shape: tuple[int, ...]) -> Plane:
        """Return (H, W): noise like that of the skin that is seen; the same for the same photo."""
        chance = np.random.default_rng(0)
        return np.asarray(chance.normal(0, self.noise, shape), np.float32)


def _skin(body: Body) -> _Skin | None:
    """Return what is seen of a person's skin: of limbs and neck if there is enough, otherwise of the face."""
    cv2 = require("cv2")
    parts = body.parts
    pixels = body.person.photo.pixels
    inner = cv2.erode(parts["skin"].astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    face = inner & parts["face"]
    if face.sum() < LEAST:
        return None
    own = np.median(pixels[face], axis=0)
    limbs = inner & ~parts["face"]
    apart = srgb_to_lab(pixels[limbs]) - srgb_to_lab(own.astype(np.uint8))
    limbs[limbs] = np.linalg.norm(apart * [SHADED, 1, 1], axis=-1) < ALIKE
    usual = (np.median(pixels[limbs], axis=0) + own) / 2 if limbs.sum() >= LEAST else own
    fine = pixels.astype(np.float32).mean(axis=2)
    fine -= cv2.GaussianBlur(fine, (0, 0), 1.5)
    noise = min(float(1.4826 * np.median(np.abs(fine[face]))), GRAIN)
    return _Skin(pixels, limbs, usual, own, noise, body.figure.size)
