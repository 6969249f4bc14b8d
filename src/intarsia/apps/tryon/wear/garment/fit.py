"""A garment's landmarks: the pattern whose outline lies best on its photo, first on both halves, then on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.wear.garment.pattern import SewingPattern
from intarsia.apps.tryon.wear.garment.upright import SIDE, Plane, Points, Upright

STEPS = (0.16, 0.08, 0.04, 0.02, 0.01)
"""By which vertices are moved, in halves of the chest."""
SWEEPS = 3
"""Over all vertices for each step, at most."""
FREE = 0.35
"""How far a vertex may be from where the pattern has it before that costs as much as `DEAR` of the area."""
DEAR = 0.03
SHOULDER = 0.89
SHOULDER_FREE = 0.05
"""Half the shoulders by half the chest, of garments with sleeves, and how far that may be off: where a sleeve begins
can hardly be seen in an outline."""
CUFF_FREE = 0.4
"""How far a cuff's width may be off from the pattern's, as a share of it."""
CHEST_FREE = 0.2
"""How far the width of the chest may be off, as a share of the hem's: sleeves that touch the trunk hide its side."""
SKEW = 0.35
"""How far a cuff may be off a right angle to its sleeve, 1 - cosine, before that costs `DEAR` of the area."""
INWARD = 0.1
ASIDE = 0.15
"""How far the cuff's inner end may lie inside of the armpit, and the deltoid beyond the ends of a sleeve; how far a
crotch or a leg's inner end may lie on the wrong side of the axis: all beside half the chest, or half the seat."""
DEEP = (0.6, 1.05)
DEEP_FREE = 0.15
"""Least and most depth of an armpit below the end of the shoulder, beside half the chest, and how far it may be off."""
STRAP = 0.85
STRAP_FREE = 0.1
"""Where the neck ends at most, beside half the shoulders, of what has no sleeves, and how far that may be off."""
ARMHOLE = 0.53
"""Depth of an armhole, at most, beside the width between the ends of the shoulders."""
LOW = (0.04, 0.16)
HIGHER = (0.25, 0.4)
KNOT = 0.5
"""Parts of a garment's height, from its hem up, in which the width of its trunk is looked for: in the second one where
the first is narrower than that share of it, as hems are that are tied in a knot."""
DOUBTFUL = 0.05
BETTER = 0.85
HANGING = 0.64
"""Cost of a fit from which it is asked whether sleeves hang along the trunk, and by how much less than that such a fit
must cost; the width of a trunk beside that of such a garment."""
MIDDLE = (0.2, 0.6)
EVEN = 5
"""Part of a dress's height, from its top down, in which its waist is looked for; rows that are looked at together."""
WAISTED = (1.12, 0.2)
LOW_WAIST = (0.45, 1.5)
LOW_FREE = 0.15
"""Half the chest of a dress by half its waist, and how far that may be off; least and most depth of the waist below the
armpit, beside half the chest, and how far that may be off."""
SIDES = (0.55, 0.93)
SLIPPED = 0.1
"""Part of the way from the vertex above a hem to it in which the side of the trunk is looked at; how far it may be from
where the fit has it, beside half the hem: further out there are sleeves that touch it."""
ROUND = 0.06
"""How far a corner of a hem is rounded, beside half the hem."""
SHIFT = 4
"""Bits of a fraction of a pixel in OpenCV's polygons."""


@dataclass(frozen=True)
class Fit:
    """A pattern laid on a half of a garment.

    Attributes:
        names: of the vertices.
        places: (N, 2) pixels of the upright picture, x from the axis outwards.
        cost: share of the garment's area in which outline and garment differ, with what is unlikely of the outline.
    """

    names: tuple[str, ...]
    places: Points
    cost: float


def fit(seen: Upright, tried: list[SewingPattern]) -> tuple[Fit, Fit, Fit]:
    """Return the best of some patterns on both halves together, and then on the left and the right one."""
    left, right = seen.halves()
    both = np.asarray((left + right) / 2, np.float32)
    whole = _best(both, tried, hang=False)
    if "cuff outer" in whole.names and whole.cost > DOUBTFUL:
        other = _best(both, tried, hang=True)
        whole = other if other.cost < BETTER * whole.cost else whole
    return whole, _settled(left, whole, whole), _settled(right, whole, whole)


def _best(both: Plane, tried: list[SewingPattern], hang: bool) -> Fit:
    """Return the best of some patterns, settled; see `_begun`."""
    started = sorted((_begun(both, each, hang) for each in tried), key=lambda each: each.cost)
    return min((_settled(both, each, each) for each in started[:4]), key=lambda each: each.cost)


def landmarks(seen: Upright, left: Fit, right: Fit) -> Mapping[str, Points]:
    """Return "left neck", "right hem", ... → (2,) pixels of the photo; left and right are the picture's."""
    found: dict[str, Points] = {}
    for name, side, half, cover in zip(("left", "right"), (-1, 1), (left, right), seen.halves(), strict=True):
        places = _armpit_raised(half)
        if "hem" in half.names:
            places[-1] = _hem(cover, places)
        places = places * [side, 1] + [(SIDE - 1) / 2, 0]
        found |= {f"{name} {vertex}": place for vertex, place in zip(half.names, seen.to_photo(places), strict=True)}
    return found


def _armpit_raised(half: Fit) -> Points:
    """Return vertices, the armpit not lower than armholes are deep: below it a sleeve may touch the trunk without a
    gap.
    """
    places = half.places.copy()
    if "cuff outer" in half.names:
        shoulder, armpit, hem = (half.names.index(name) for name in ("shoulder", "armpit", "hem"))
        lowest = places[shoulder, 1] + ARMHOLE * 2 * places[shoulder, 0]
        if (drop := places[armpit, 1] - lowest) > 0:
            slope = (places[hem, 0] - places[armpit, 0]) / max(places[hem, 1] - places[armpit, 1], 1.0)
            places[armpit] -= [float(np.clip(slope, -0.2, 0.2)) * drop, drop]
    return places


def _hem(cover: Plane, places: Points) -> Points:
    """Return the corner at which a hem ends: the line along the trunk's side, down to where the garment leaves it."""
    above = places[-2]
    hem = places[-1]
    rows = np.arange(*(round(float(above[1] + share * (hem[1] - above[1]))) for share in SIDES))
    rows = rows[(rows >= 0) & (rows < len(cover))]
    usual = above[0] + (rows - above[1]) / max(float(hem[1] - above[1]), 1.0) * (hem[0] - above[0])
    edges = np.array([_edge(cover[row]) for row in rows])
    seen = np.abs(edges - usual) < SLIPPED * hem[0]
    if seen.sum() < max(3, len(rows) / 2):
        return np.asarray(hem)
    slope, start = np.polyfit(rows[seen], edges[seen], 1)
    low = np.arange(rows[-1], min(round(float(hem[1] + ROUND * hem[0])), len(cover)))
    left = np.array([_edge(cover[row]) for row in low]) < (1 - ROUND) * (slope * low + start)
    corner = float(low[left.argmax()]) if left.any() else float(hem[1])
    return np.array([slope * corner + start, corner])


def _median(rows: Plane) -> float:
    """Return the median over rows of how many pixels are covered from the axis on; 0 without rows."""
    return float(np.median([_whole(row) for row in rows])) if len(rows) else 0.0


def _whole(row: Plane) -> int:
    """Return how many whole pixels of a row of a half are covered from the axis on."""
    there = row > 0.5
    return len(row) if there.all() else int(there.argmin())


def _edge(row: Plane) -> float:
    """Return how far a row of a half is covered from the axis on, pixels."""
    return float(row[: _whole(row) + 1].sum())


def _begun(cover: Plane, pattern: SewingPattern, hang: bool) -> Fit:
    """Return the pattern stretched to the garment: its height, the width of its trunk, and the reach of its sleeves.

    Args:
        hang: sleeves hang beside the trunk and touch it, so that its width is not seen.
    """
    rows = np.flatnonzero(cover.max(1) > 0.5)
    columns = np.flatnonzero(cover.max(0) > 0.5)
    low = pattern.places.min(axis=0)
    high = pattern.places.max(axis=0)
    wide = (columns[-1] + 1) / high[0]
    if "cuff outer" in pattern.names:
        wide = (HANGING * (columns[-1] + 1) if hang else _trunk(cover, rows)) / pattern["hem"][0]
        if "waist" in pattern.names:  # a skirt may be several times as wide as who wears it
            wide = min(wide, _waist(cover, rows) / pattern["waist"][0])
    scale = np.array([wide, (rows[-1] - rows[0]) / (high[1] - low[1])])
    places = pattern.places * scale + [0, rows[0] - scale[1] * low[1]]
    for name in ("cuff outer", "cuff inner"):
        if name in pattern.names:
            places[pattern.names.index(name), 0] += columns[-1] + 1 - high[0] * wide
    return Fit(pattern.names, places, _differs(cover, places, pattern.names))


def _trunk(cover: Plane, rows: npt.NDArray[np.int64]) -> float:
    """Return half the width of what hangs together with the axis in the lowest part of a garment, pixels."""
    bottom = np.flatnonzero(cover[:, 0] > 0.5)
    end = bottom[-1] if len(bottom) else rows[-1]
    height = rows[-1] - rows[0]
    low, higher = (
        _median(cover[max(int(end - most * height), 0) :][: int((most - least) * height)])
        for least, most in (LOW, HIGHER)
    )
    return float(higher if low < KNOT * higher else low)


def _waist(cover: Plane, rows: npt.NDArray[np.int64]) -> float:
    """Return half the width of what hangs together with the axis where a dress is narrowest, pixels."""
    height = rows[-1] - rows[0]
    low = rows[0] + int(MIDDLE[0] * height)
    wide = [_median(cover[at : at + EVEN]) for at in range(low, rows[0] + int(MIDDLE[1] * height))]
    return min((each for each in wide if each), default=_trunk(cover, rows))


def _settled(cover: Plane, start: Fit, prior: Fit) -> Fit:
    """Move the vertices by coordinate descent."""
    places = start.places.copy()
    names = start.names
    unit = float(max(prior.places[_widest(names), 0], 8.0))
    cost = _cost(cover, places, prior, unit)
    for step in STEPS:
        for _ in range(SWEEPS):
            before = cost
            for vertex, axis in np.ndindex(places.shape):
                for move in (step * unit, -step * unit):
                    places[vertex, axis] += move
                    moved = _cost(cover, places, prior, unit)
                    if moved < cost - 1e-6:
                        cost = moved
                        break
                    places[vertex, axis] -= move
            if cost > before - 1e-4:
                break
    return Fit(names, places, cost)


def _widest(names: tuple[str, ...]) -> int:
    return names.index("armpit" if "armpit" in names else "seat")


def _cost(cover: Plane, places: Points, prior: Fit, unit: float) -> float:
    away = (places - prior.places) / (FREE * unit)
    found = _differs(cover, places, prior.names) + DEAR * float((away**2).sum(axis=1).mean())
    if "cuff outer" in prior.names:
        return found + _unlikely(places, prior, unit) + _crooked(places, prior.names, unit)
    if "armhole" in prior.names:
        neck = places[prior.names.index("neck")]
        shoulder = places[prior.names.index("shoulder")]
        return found + DEAR * (max(0.0, float(neck[0]) / max(float(shoulder[0]), 1.0) - STRAP) / STRAP_FREE) ** 2
    return found + (_crossed(places, prior.names, unit) if "crotch" in prior.names else 0.0)


def _unlikely(places: Points, prior: Fit, unit: float) -> float:
    """Return what an outline alone hardly shows of a garment with sleeves: where they begin and how wide they end."""
    neck, shoulder, armpit, hem = (places[prior.names.index(name)] for name in ("neck", "shoulder", "armpit", "hem"))
    cuff = _cuff(places, prior.names) / max(_cuff(prior.places, prior.names), 1.0)
    found = ((shoulder[0] / max(armpit[0], 1.0) - SHOULDER) / SHOULDER_FREE) ** 2 + ((cuff - 1) / CUFF_FREE) ** 2
    if "waist" in prior.names:
        waist = places[prior.names.index("waist")]
        low = float(waist[1] - armpit[1]) / unit
        found += ((armpit[0] / max(waist[0], 1.0) - WAISTED[0]) / WAISTED[1]) ** 2
        found += (max(0.0, LOW_WAIST[0] - low, low - LOW_WAIST[1]) / LOW_FREE) ** 2
    else:
        found += ((armpit[0] / max(hem[0], 1.0) - 1) / CHEST_FREE) ** 2
    return DEAR * float(found) + float(max(0.0, neck[0] - 0.75 * shoulder[0]) / unit)


def _crooked(places: Points, names: tuple[str, ...], unit: float) -> float:
    """Return what no sleeve does, though an outline of one may: cross itself, end inside of the trunk, begin
    below it.
    """
    shoulder, deltoid, outer, inner, armpit = (
        places[names.index(name)] for name in ("shoulder", "deltoid", "cuff outer", "cuff inner", "armpit")
    )
    along = (outer + inner - shoulder - armpit) / 2
    edge = outer - inner
    size = max(float(np.hypot(*along) * np.hypot(*edge)), 1.0)
    found = ((1 - (along[1] * edge[0] - along[0] * edge[1]) / size) / SKEW) ** 2
    top = outer - shoulder
    off = deltoid - shoulder
    long = max(float(top @ top), 1.0)
    share = float(off @ top) / long
    aside = abs(float(off[0] * top[1] - off[1] * top[0])) / long
    found += (max(0.0, -share, share - 0.8, aside - 0.3) / ASIDE) ** 2
    found += (max(0.0, armpit[0] - inner[0]) / (INWARD * unit)) ** 2
    deep = float(armpit[1] - shoulder[1]) / unit
    found += (max(0.0, DEEP[0] - deep, deep - DEEP[1]) / DEEP_FREE) ** 2
    return DEAR * float(found)


def _crossed(places: Points, names: tuple[str, ...], unit: float) -> float:
    """Return what no pair of legs does, though an outline of one may: cross each other, or part beside the axis."""
    inner = places[names.index("leg inner")]
    crotch = places[names.index("crotch")]
    found = (max(0.0, -inner[0]) / (INWARD * unit)) ** 2 + (
        max(0.0, abs(crotch[0]) - 0.02 * unit) / (INWARD * unit)
    ) ** 2
    return DEAR * float(found)


def _cuff(places: Points, names: tuple[str, ...]) -> float:
    return float(np.linalg.norm(places[names.index("cuff outer")] - places[names.index("cuff inner")]))


def _differs(cover: Plane, places: Points, names: tuple[str, ...]) -> float:
    """Return the share of the garment's area in which an outline and the garment differ."""
    cv2 = require("cv2")
    top = places[0]
    bottom = places[-1]
    axis = [[-1.0, bottom[1]], [-1.0, top[1]]]
    outline = np.concatenate([places, axis]) * 2**SHIFT
    filled = np.zeros(cover.shape, np.float32)
    cv2.fillPoly(filled, [np.rint(outline).astype(np.int32)], (1.0,), cv2.LINE_AA, SHIFT)
    return float(cv2.norm(filled, np.ascontiguousarray(cover), cv2.NORM_L1)) / max(float(cover.sum()), 1.0)
