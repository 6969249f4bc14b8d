"""Landmarks of a top whose long sleeves hang along its trunk, or lie on it: no gap shows where they begin.

An outline says nothing then of how wide the trunk is, so that is taken from how such garments are cut; what is seen of
the outline (its height, its width, its shoulders) gives the rest.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.wear.garment.fit import Fit
from intarsia.apps.tryon.wear.garment.upright import Plane, Upright

Points = npt.NDArray[np.float64]

TRUNK = 0.68
"""Width of the trunk beside that of the trunk with both sleeves along it."""
ALIKE = 0.72
"""Least intersection over union of the two halves: a sleeve that is folded over makes them differ."""
FULL = 0.8
"""Least share of its box, below the shoulders, that such a garment fills."""
LONG = 2.7
"""Length of a sleeve, at most, in halves of the chest."""
CUFF = 0.46
"""Width of a cuff in halves of the chest."""
DEEP = 0.86
"""Depth of the armpit below the end of the shoulder, in halves of the chest."""
NECK = 0.4
COLLAR = 0.24
SHOULDER = 0.89
"""Half the width of the neck, of a collar, and of the shoulders, in halves of the chest."""
CHEST = (0.3, 0.5)
"""Part of a garment's height in which the width of its chest is measured."""
COST = 0.12
"""What the landmarks cost, as a fit: they are likely, and not seen."""


def hanging(seen: Upright, names: tuple[str, ...]) -> tuple[Fit, Fit] | None:
    """Return the vertices of both halves; None for a garment whose outline is not that of one that hangs."""
    left, right = seen.halves()
    union = float(np.maximum(left, right).sum())
    if float(np.minimum(left, right).sum()) < ALIKE * max(union, 1.0):
        return None
    both = np.asarray((left + right) / 2, np.float32)
    rows = np.flatnonzero(both.max(1) > 0.5)
    if len(rows) < 8 or not _full(both, rows):
        return None
    halves = [_laid(np.asarray(each, np.float32), both, rows, names) for each in (left, right)]
    return halves[0], halves[1]


def _full(cover: Plane, rows: npt.NDArray[np.int64]) -> bool:
    """Return whether a garment fills its box below the shoulders: sleeves that stand off leave gaps or slopes."""
    low = cover[rows[len(rows) // 4] : rows[-1] + 1]
    columns = np.flatnonzero(low.max(0) > 0.5)
    return bool(len(columns) and low[:, : columns[-1] + 1].mean() > FULL)


def _widths(cover: Plane) -> npt.NDArray[np.float64]:
    """Return how far each row reaches from the axis, pixels; 0 for one that is empty."""
    there = cover > 0.5
    return np.where(there.any(1), cover.shape[1] - there[:, ::-1].argmax(1), 0).astype(np.float64)


def _laid(cover: Plane, both: Plane, rows: npt.NDArray[np.int64], names: tuple[str, ...]) -> Fit:
    """Return the vertices on one half."""
    height = rows[-1] - rows[0]
    even = _widths(both)
    part = slice(rows[0] + int(CHEST[0] * height), rows[0] + int(CHEST[1] * height))
    chest = TRUNK * float(np.median(even[part]))
    widths = _widths(cover)
    trunk = np.flatnonzero(cover[:, : max(int(0.6 * chest), 1)].mean(1) > 0.5)
    hem = float(trunk[-1]) if len(trunk) else float(rows[-1])
    shoulder = _first(widths, SHOULDER * chest, rows)
    beside = np.flatnonzero(widths > 1.12 * chest)
    end = min(float(beside[-1]) if len(beside) else hem, shoulder + LONG * chest)
    armpit = shoulder + DEEP * chest
    deltoid = shoulder + 0.3 * chest
    outer = float(widths[min(round(end), len(widths) - 1)])
    side = max(chest, TRUNK * float(even[round((armpit + hem) / 2)]))
    places = {
        "top": (COLLAR * chest, float(rows[0])),
        "neck": (NECK * chest, _first(widths, NECK * chest, rows)),
        "shoulder": (SHOULDER * chest, shoulder),
        "deltoid": (max(float(widths[round(deltoid)]), SHOULDER * chest), deltoid),
        "cuff outer": (outer, end),
        "cuff inner": (outer - CUFF * chest, end),
        "armpit": (chest, armpit),
        "side": (side, (armpit + hem) / 2),
        "hem": (max(side, TRUNK * float(even[round(hem)])), hem),
    }
    return Fit(names, np.array([places[name] for name in names], np.float64), COST)


def _first(widths: npt.NDArray[np.float64], wide: float, rows: npt.NDArray[np.int64]) -> float:
    """Return the first row that reaches as far from the axis."""
    return float(max(int((widths >= wide).argmax()), int(rows[0])))
