"""Whether a garment can be drawn on a person in a photo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.wear.garment.affine import unit
from intarsia.apps.tryon.wear.garment.geometry import Cut
from intarsia.apps.tryon.wear.paint.bare import hull
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.person.figure import SEEN, BodyFigure
from intarsia.apps.tryon.wear.placement.mesh import Laid, areas
from intarsia.apps.tryon.wear.placement.wrap import reach
from intarsia.apps.tryon.wear.stage import StageResult, refused

TURNED = 0.6
"""Least distance of the shoulders in the photo, beside that of someone seen from the front."""
FLAT = 0.12
"""Least confidence in a garment's landmarks."""
SHORT = 0.7
"""Least that a thigh goes down in the photo, beside the shoulders' distance: of someone who sits, seen from the front
or from the side, it goes less. Of people who stand or walk it was 0.92 and more,
but for one who ran."""
LEG_SEEN = 0.3
"""Visibility from which a knee tells how a thigh lies: under a skirt, or a table, it is guessed."""
BARE: Mapping[str, Mapping[str, float]] = {
    "bottom": {"bottom": 0.3},
    "dress": {"bottom": 0.3, "dress": 0.6},
    "top": {"dress": 0.6},
}
"""Slot of a garment → parts of a trunk, see `hull`, and most that may stay uncovered of what is worn there: hips above
bare legs would look undressed."""
ACROSS = 0.05
"""Most that a wrist may be beyond the middle of the body, beside the shoulders' distance."""
CUT_OFF = 0.5
"""Most of a garment's width or height that may lie at an edge of its photo; half as much where both sleeves do."""
BULKY = 0.24
MEASURED = (0.5, 0.65, 0.8)
"""Most that the clothes on upper arms reach outwards, beside the shoulders' distance; shares of the way to the elbow at
which that is measured."""
BENT = (0.45, 2.4)
"""Least and most area of a cell of cloth beside the usual one: a little more than `BOUNDS`, which the net aims at, as a
sleeve that is lengthened to the wrist and widened to the arm is larger all over, and not bent."""
BELOW = 0.5
"""How much of the photo there must be below the hips, beside the shoulders' distance."""


def check(figure: BodyFigure, found: StageResult[Cut], shape: tuple[int, ...]) -> None:
    """Raise `RefusedPhoto` when a garment cannot be drawn on a person in a photo (H, W)."""
    for name in _missing(figure, found, shape):
        raise refused(name)


def check_clothes(body: Body, made: Cut) -> None:
    """Raise `RefusedPhoto` when what is worn is so bulky that a garment of the body's size would look tiny on it. What
    is made to go over other clothes may."""
    if made.has("armpit") and kind_of(made.garment.category).slot != "outer" and bulk(body) > BULKY:
        raise refused("bulky")


def bulk(body: Body) -> float:
    """Return how far clothes reach beyond the bones of the upper arms, the mean of both; 0 for bare or hidden ones."""
    figure = body.figure
    top = body.parts["top"]
    found = []
    for side, turn in (("left", -1), ("right", 1)):
        start = figure[f"{side} shoulder"]
        end = figure[f"{side} elbow"]
        if figure.sure[f"{side} elbow"] < SEEN:
            continue
        along = unit(end - start)
        out = np.array([along[1], -along[0]])
        out = out * turn * np.sign(out @ figure.across or 1.0)
        places = [start + share * (end - start) for share in MEASURED]
        found.append(np.median([reach(top, each, out) for each in places]) / figure.size)
    return float(np.mean(found)) if found else 0.0


def check_form(laid: Sequence[Laid]) -> None:
    """Raise `RefusedPhoto` when cloth that lies on a person is squeezed or stretched too much."""
    low, high = areas(laid)
    if low < BENT[0] or high > BENT[1]:
        raise refused("bent")


def check_cover(uncovered: npt.NDArray[np.bool_], old: npt.NDArray[np.bool_], figure: BodyFigure, slot: str) -> None:
    """Raise `RefusedPhoto` when a garment leaves too much of an old one uncovered that cannot be taken off.

    Args:
        uncovered: (H, W) what of it stays, marked as not covered.
        old: (H, W) the garment that is worn.
        figure: of who wears it.
        slot: of the new garment.
    """
    for part, most in BARE.get(slot, {}).items():
        below = old & hull(figure, old.shape, part)
        if (uncovered & below).sum() > most * below.sum():
            raise refused("too bare")


def _missing(figure: BodyFigure, found: StageResult[Cut], shape: tuple[int, ...]) -> Iterator[str]:
    if cut_off(found.value.alpha > 0.5, found.value.has("cuff outer")):
        yield "cut off"
    if found.confidence < FLAT:
        yield "crumpled"
    if found.value.has("armpit"):
        if not all(_inside(figure, f"{side} shoulder", shape) for side in ("left", "right")):
            yield "shoulders hidden"
        if figure.facing < TURNED:
            yield "turned"
        if any(_crosses(figure, side, shape) for side in ("left", "right")):
            yield "arms crossed"
        if kind_of(found.value.garment.category).slot == "dress" and _sits(figure, shape):
            yield "seated"
        return
    if _sits(figure, shape):
        yield "seated"
    if not all(_inside(figure, f"{side} hip", shape, BELOW * figure.size) for side in ("left", "right")):
        yield "hips hidden"


def _sits(figure: BodyFigure, shape: tuple[int, ...]) -> bool:
    """Return whether a thigh points at the camera or to a side, as of someone who sits."""
    for side in ("left", "right"):
        knee = figure[f"{side} knee"]
        in_frame = 0 <= knee[0] < shape[1] and 0 <= knee[1] < shape[0]
        down = float((knee - figure[f"{side} hip"]) @ figure.down)
        if in_frame and figure.sure[f"{side} knee"] >= LEG_SEEN and down < SHORT * figure.size:
            return True
    return False


def cut_off(mask: npt.NDArray[np.bool_], sleeves: bool) -> bool:
    """Return whether a garment (H, W) goes on beyond its photo. One that touches all four edges may have been cut out
    to its size.
    """
    rows, columns = (max(int(mask.any(axis=axis).sum()), 1) for axis in (1, 0))
    edges = [mask[0].sum() / columns, mask[-1].sum() / columns, mask[:, 0].sum() / rows, mask[:, -1].sum() / rows]
    return (max(edges) > CUT_OFF and min(edges) == 0) or (sleeves and min(edges[2:]) > CUT_OFF / 2)


def _crosses(figure: BodyFigure, side: str, shape: tuple[int, ...]) -> bool:
    """Return whether a forearm reaches over the middle of the trunk."""
    if not _inside(figure, f"{side} wrist", shape):
        return False
    off = figure[f"{side} wrist"] - figure.middle("shoulder")
    reach = float(np.linalg.norm(figure.middle("hip") - figure.middle("shoulder")))
    beyond = float(off @ figure.across) * (1 if side == "left" else -1)
    return beyond > ACROSS * figure.size and 0 < float(off @ figure.down) < reach


def _inside(figure: BodyFigure, joint: str, shape: tuple[int, ...], margin: float = 0.0) -> bool:
    x, y = figure[joint]
    return bool(0 <= x < shape[1] and 0 <= y < shape[0] - margin and figure.sure[joint] >= SEEN)
