"""How cloth that lay flat hangs on a body: it goes around it, so its sides show less than its middle, and flares fall.

A flat garment is as wide as half its girth; of a trunk of usual depth that is a quarter more than what is seen of it
from the front. Length stays as it is, straight lines down and across stay straight.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.wear.garment.affine import Affine, Array, smooth, unit
from intarsia.apps.tryon.wear.garment.geometry import Cut
from intarsia.apps.tryon.wear.garment.pattern import DRESS, LEGS, SKIRT

WORN = {"t-shirt": 1.6, "shirt": 1.49, "longsleeve": 1.6, "outwear": 1.52, "dress": 3.3}
"""Category → length beside the width of the chest of what looks as wide as when it is worn, as rendered garments do."""
HOODED = 1.44
SLEEVELESS = 1.75
"""The same length for what has a hood, and for tops without sleeves."""
BELOW = {"skirt": 2.1, "pants": 3.6, "shorts": 1.76}
"""Category → the same length, beside the width of the waist."""
FLAT = {"skirt": 0.72, "pants": 0.7, "shorts": 0.72}
"""Category → width seen of a waist beside that of one that lies flat; else `FLAT_TRUNK`."""
FLAT_TRUNK = 0.77
FLAT_SLEEVED = 0.86
"""Width seen of a chest beside that of one that lies flat: of a top, and of a dress that has sleeves."""
LOOSE = 0.7
"""How much of the width that is lost around a body a trunk loses: cloth is wider than who is in it."""
SHOULDERS = 1.06
"""Width between the ends of the shoulders beside the chest's girth seen as that of what is worn."""
SHORTER = 0.86
AS_LONG = 0.97
"""Up to the first share of the usual length beside its width a garment lies flat; from the second on it looks worn."""
ROWS = 17
EVEN = 2
"""Rows of a trunk in which its width is compared with what is worn, and how many of them on each side are averaged."""
MOST = 1.22
"""Most that a trunk is widened for that."""
FLARE = 1.6
FALLEN = 0.45
"""Width of a hem beside the waist's up to which it hangs as it lies; how much of what is more is left when it falls."""

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]


def ease(cut: Cut) -> float:
    """Return the width seen of a garment on a body beside the one in its photo, at most 1."""
    if cut.model is not None:  # it hangs on a body there too
        return 1.0
    category = cut.garment.category
    high, wide = ("neck", "armpit") if cut.has("armpit") else ("waist", "waist")
    usual = {**WORN, **BELOW}.get(category, WORN["t-shirt"])
    if cut.has("armpit") and cut.shape != DRESS:
        if cut.garment.neck == "hood":
            usual = HOODED
        elif not cut.has("cuff outer"):
            usual = SLEEVELESS
    found = float(np.linalg.norm(cut.middle(lowest(cut)) - cut.middle(high))) / max(cut.wide(wide), 1.0) / usual
    flat = FLAT_SLEEVED if cut.shape == DRESS and cut.has("cuff outer") else FLAT.get(category, FLAT_TRUNK)
    return flat + (1 - flat) * float(smooth(found, SHORTER, AS_LONG))


def lowest(cut: Cut) -> str:
    """Name of the landmarks at a garment's lower end."""
    return "hem" if cut.has("hem") else "leg outer"


@dataclass(frozen=True)
class Wrap:
    """The way from cloth that lies flat to what is seen of it, both in pixels of the garment.

    Attributes:
        middle: (2,) on the garment's axis, where its flare begins.
        across, down: (2,) of unit length.
        half: from the axis to the side of the chest.
        bend: how much less of the side is seen than of the middle, in [0, 1).
        deep: pixels from `middle` to the hem.
        lost: share of the hem's width that its flare loses as it falls.
        rows: (N,) pixels down from `middle`.
        wider: (N, 2) how much wider it is there on its left and its right, as what is worn is wider than the garment.
    """

    middle: Array
    across: Array
    down: Array
    half: float
    bend: float
    deep: float
    lost: float
    rows: Array = field(default_factory=lambda: np.zeros(1))
    wider: Array = field(default_factory=lambda: np.ones((1, 2)))

    @classmethod
    def of(cls, cut: Cut) -> Wrap:
        """Return the wrap of a trunk. Trousers and skirts are narrowed evenly, by their map."""
        if cut.shape == LEGS:
            high = cut.middle("waist")
            low = cut.middle("leg outer")
            return cls(high, _across(high, low), unit(low - high), 1.0, 0.0, 1.0, 0.0)
        low = cut.middle("hem")
        high = cut.middle("neck" if cut.has("armpit") else "waist")
        start = cut.middle("waist") if cut.has("waist") else high
        deep = max(float(np.linalg.norm(low - start)), 1.0)
        wide = cut.wide("waist") / 2 if cut.has("waist") else cut.wide("armpit") / 2
        lost = _lost(cut, wide) if cut.shape in (DRESS, SKIRT) else 0.0
        if not cut.has("armpit"):
            return cls(start, _across(high, low), unit(low - high), 1.0, 0.0, deep, lost)
        bend = 2 * LOOSE * (1 - ease(cut))
        wrap = cls(start, _across(high, low), unit(low - high), cut.wide("armpit") / 2, bend, deep, lost)
        return wrap._with_shoulders(cut) if cut.has("cuff outer") else wrap

    def places(self, places: Array) -> Array:
        """Map places (..., 2) that lie flat to those that are seen."""
        off = (places - self.middle) @ self.across
        fallen = off * self._narrowed(places)
        far = np.abs(fallen) / self.half
        near = np.minimum(far, 1)
        seen = np.sign(fallen) * self.half * (near - self.bend / 2 * near**2 + (far - near) * (1 - self.bend))
        return np.asarray(places + (seen - off)[..., None] * self.across)

    def form(self, places: Array) -> Array:
        """Return the form (..., 2, 2) of `places` near places (..., 2)."""
        step = 0.5
        return np.stack(
            [
                (self.places(places + step * axis) - self.places(places - step * axis)) / (2 * step)
                for axis in np.eye(2)
            ],
            axis=-1,
        )

    def _with_shoulders(self, cut: Cut) -> Wrap:
        """Widen the shoulders, which end further out on what lies flat than wrapped sides do, at the outside of the
        arms' joints.
        """
        flat = (1 - ease(cut)) / (1 - FLAT_TRUNK)
        ends = [float((self.places(cut[f"{side} shoulder"]) - self.middle) @ self.across) for side in ("left", "right")]
        share = (ends[1] - ends[0]) / cut.wide("armpit") / ease(cut)
        wider = 1 + flat * (float(np.clip(SHOULDERS / share, 1, MOST)) - 1)
        rows = [float((cut.middle(name) - self.middle) @ self.down) for name in ("shoulder", "armpit")]
        return replace(self, rows=np.array(rows), wider=np.array([[wider, wider], [1.0, 1.0]]))

    def _narrowed(self, places: Array) -> Array:
        """Return (...) factors of the width: less of a flare, more where a body is wider."""
        down = (places - self.middle) @ self.down
        left, right = (np.interp(down, self.rows, side) for side in self.wider.T)
        wider = np.where((places - self.middle) @ self.across < 0, left, right)
        return np.asarray((1 - self.lost * np.clip(down / self.deep, 0, 1)) * wider)


def covering(wrap: Wrap, trunk: Affine, cut: Cut, part: Plane, worn: Mask) -> Wrap:
    """Return a trunk that is as wide as what is worn under it, within `MOST`: cloth is no narrower than who is in it.

    Args:
        trunk: where the trunk goes.
        part: (H, W) the trunk in the garment's photo.
        worn: (H, W) of the person's photo, without arms.
    """
    top = cut.middle("armpit" if cut.has("armpit") else "waist")
    low = cut.middle("hem" if cut.has("hem") else "crotch")
    along = trunk.form @ wrap.across
    scale = float(np.linalg.norm(along))
    rows = []
    wider = []
    for share in np.linspace(0, 1, ROWS):
        place = top + share * (low - top)
        rows.append(float((place - wrap.middle) @ wrap.down))
        for way in (-1, 1):
            edge = place + way * reach(part > 0.5, place, way * wrap.across) * wrap.across
            seen = way * float((wrap.places(edge) - wrap.places(place)) @ wrap.across) * scale
            body = _furthest(worn, trunk(wrap.places(place)), way * along / scale, MOST * seen)
            wider.append(float(np.clip(body / max(seen, 1.0), 1, MOST)))
    padded = np.pad(_everywhere(np.reshape(wider, (ROWS, 2))), ((EVEN, EVEN), (0, 0)), mode="edge")
    even = np.mean([padded[at : at + ROWS] for at in range(2 * EVEN + 1)], axis=0)
    above = wrap.rows < rows[0] - 1e-6
    factors = np.concatenate([wrap.wider[above], even])
    return replace(wrap, rows=np.append(wrap.rows[above], rows), wider=factors)


def reach(mask: Mask, place: Array, way: Array) -> float:
    """Return the pixels from a place to where a mask ends, in a direction."""
    found = _along(mask, place, way, max(mask.shape))
    return float(len(found) if found.all() else found.argmin())


def _furthest(mask: Mask, place: Array, way: Array, most: float) -> float:
    """Return the pixels from a place to the last of a mask in a direction, not further than `most`: legs stand apart.
    NaN where there is nothing.
    """
    found = np.flatnonzero(_along(mask, place, way, max(int(most) + 1, 1)))
    return float(found[-1] + 1) if len(found) else float("nan")


def _along(mask: Mask, place: Array, way: Array, count: int) -> Mask:
    """Return (count,) of a mask, pixel by pixel from a place in a direction."""
    x, y = np.rint(place + np.arange(count)[:, None] * way).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < mask.shape[1]) & (y < mask.shape[0])
    found = np.zeros(count, bool)
    found[inside] = mask[y[inside], x[inside]]
    return found


def _everywhere(wider: Array) -> Array:
    """Return (N, 2) with values of the nearest rows where nothing is known (NaN)."""
    rows = np.arange(len(wider))
    known = [np.flatnonzero(~np.isnan(side)) for side in wider.T]
    found = [
        np.interp(rows, at, side[at]) if len(at) else np.ones(len(rows))
        for at, side in zip(known, wider.T, strict=True)
    ]
    return np.stack(found, axis=1)


def _lost(cut: Cut, wide: float) -> float:
    """Return the share of a hem's width that its flare loses as it falls; `wide` is half the waist."""
    hem = max(cut.wide("hem"), cut.wide("seat") if cut.has("seat") else 0.0) / 2
    return (1 - FALLEN) * max(hem - FLARE * wide, 0.0) / max(hem, 1.0)


def _across(high: Array, low: Array) -> Array:
    down = unit(low - high)
    return np.array([down[1], -down[0]])
