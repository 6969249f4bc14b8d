"""A garment made ready to be worn: its type, its landmarks, and its cloth without what lay around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.wear.garment.affine import unit
from intarsia.apps.tryon.wear.garment.fit import fit, landmarks
from intarsia.apps.tryon.wear.garment.gap import gaps, shadows
from intarsia.apps.tryon.wear.garment.hanger import hanger
from intarsia.apps.tryon.wear.garment.hanging import hanging
from intarsia.apps.tryon.wear.garment.margin import without_margin
from intarsia.apps.tryon.wear.garment.matte import matte
from intarsia.apps.tryon.wear.garment.modelled import WORN, largest, modelled
from intarsia.apps.tryon.wear.garment.modelled import landmarks as landmarks_by_pose
from intarsia.apps.tryon.wear.garment.opening import Opening, opening
from intarsia.apps.tryon.wear.garment.pattern import UPPER, SewingPattern, patterns, shape_of
from intarsia.apps.tryon.wear.garment.upright import Points, Upright, lying
from intarsia.apps.tryon.wear.person.figure import BodyFigure
from intarsia.apps.tryon.wear.stage import GarmentCache, StageResult, refused
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


Plane = npt.NDArray[np.float32]
Moved = tuple[tuple[str, tuple[float, float]], ...]

KEPT = 16
"""Garments that are kept ready; a few megabytes each."""
POOR = 0.2
"""Cost of a fit at which nothing is left of its confidence."""
WRONG = 0.04
"""Share of a mask that is background from which landmarks are looked for again."""
CLEAR = 0.1
"""Cost of a fit from which what is unusual is not believed: three-quarter sleeves, as sleeves that lie on the trunk
look like that too, and a garment that lies on its side, as a heap may look like one."""
UPSIDE_DOWN = 1.4
"""How much more a fit counts as costing in which more of a garment lies above the middle of its height."""
FOLDED = 0.36
"""Least length of a long sleeve beside the width of the chest: a shorter one lies on the trunk or behind it."""


@dataclass(frozen=True)
class Cut:
    """A garment and where its parts are.

    Attributes:
        garment: as it was understood.
        shape: one of `pattern.SHAPES`' values.
        cloth: (H, W, 3) float32 sRGB in [0, 255]: the garment's colours, continued beyond its edge.
        alpha: (H, W) float32 in [0, 1]: how much of each pixel is cloth that is seen when it is worn.
        behind: (H, W) float32 in [0, 1]: how much of the cloth lies behind the wearer's head and neck, such as a hood.
        landmarks: "left neck", "right hem", ... → (2,) pixels; left and right are the picture's.
        model: joints of who wears it in its photo, pixels of that; None for what lies flat or hangs.
    """

    garment: Garment
    shape: str
    cloth: Plane
    alpha: Plane
    behind: Plane
    landmarks: Mapping[str, Points]
    model: BodyFigure | None = None

    def __getitem__(self, name: str) -> Points:
        return np.asarray(self.landmarks[name])

    def has(self, name: str) -> bool:
        """Return whether there is such a landmark, on both sides."""
        return f"left {name}" in self.landmarks

    def middle(self, name: str) -> Points:
        """Return the middle between a landmark of the left and of the right."""
        return np.asarray((self[f"left {name}"] + self[f"right {name}"]) / 2)

    def wide(self, name: str) -> float:
        """Return the pixels from the left landmark to the right one."""
        return float(np.linalg.norm(self[f"right {name}"] - self[f"left {name}"]))


def cut(garment: Garment, moved: Moved = ()) -> StageResult[Cut]:
    """Return a garment, its landmarks and its cloth. Those of the last ones that are still in use are kept.

    Args:
        moved: landmarks as the user places them, pixels of `Garment.pixels`.

    Raises:
        RefusedPhoto: "no preview" for what cannot be shown.
        OptionError: it has no such landmark.
    """
    found = _CUTS.of(garment, moved)
    # A kept one is of an equal garment, which may tell other centimetres, and whose wardrobe may be closed.
    return replace(found, value=replace(found.value, garment=garment))


def _cut(garment: Garment, moved: Moved) -> StageResult[Cut]:
    shape = shape_of(garment)
    pixels = garment.pixels
    if not garment.mask.any():
        raise refused("no cloth")
    model: BodyFigure | None = None
    hidden: npt.NDArray[np.bool_] | None = None
    if WORN in garment.notes:
        mask, hidden, model = modelled(garment)
        if shape == UPPER:
            found = landmarks_by_pose(mask, model)
            cost = 0.0
        else:
            found, cost = _fitted(garment, shape, mask)
    else:
        mask, found, cost = _lone(garment, shape)
    found = _placed(found, dict(moved))
    cloth, alpha = matte(pixels, mask, hidden)
    behind = np.zeros(mask.shape, np.float32)
    if "left neck" in found and model is None:
        inside = _opening(garment, found).value.cover(mask.shape)
        if garment.neck == "hood":
            behind = np.maximum(inside, _above(found, mask.shape))
        else:
            alpha = alpha * (1 - inside)
    sure = float(np.clip(1 - cost / POOR, 0, 1)) * garment.sureness.get("mask", 1.0)
    if model is None and _folded(found, garment):
        sure = 0.0
    return StageResult(Cut(replace(garment, load_cutout=None), shape, cloth, alpha, behind, found, model), sure)


def _lone(garment: Garment, shape: str) -> tuple[npt.NDArray[np.bool_], Mapping[str, Points], float]:
    """Return where a garment that nobody wears is in its photo, its landmarks, and what their fit costs."""
    pixels = garment.pixels
    mask = largest(without_margin(pixels, garment.mask))
    mask = largest(mask & ~hanger(pixels, mask))
    mask = largest(mask & ~shadows(pixels, mask))
    found, cost = _fitted(garment, shape, mask)
    gap = gaps(pixels, mask, found)
    mask = largest(mask & ~gap)
    if gap.sum() > WRONG * mask.sum():
        found, cost = _fitted(garment, shape, mask)
    return mask, found, cost


_CUTS = GarmentCache(_cut, KEPT)


def _fitted(garment: Garment, shape: str, mask: npt.NDArray[np.bool_]) -> tuple[Mapping[str, Points], float]:
    """Return landmarks, and what their fit costs."""
    straight, *turned = lying(mask)
    found = _fitted_in(straight, garment, shape)
    # What has no sleeves and no legs fits upside down almost as well; it is narrower above.
    aside = [(seen.above > 0.5, *_fitted_in(seen, garment, shape)) for seen in turned]
    likely = [(places, cost * (UPSIDE_DOWN if below else 1), cost) for below, places, cost in aside if cost < CLEAR]
    places, _, cost = min([(*found, found[1]), *likely], key=lambda each: each[1])
    return places, cost


def _fitted_in(seen: Upright, garment: Garment, shape: str) -> tuple[Mapping[str, Points], float]:
    """Return landmarks in one view, and what their fit costs."""
    neck = "collar" if kind_of(garment.category).slot == "outer" and garment.neck != "hood" else garment.neck
    found, cost, names = _laid(seen, patterns(shape, garment.sleeve, neck))
    if not _folded(found, garment):
        return found, cost
    shorter, its, _ = _laid(seen, patterns(shape, garment.sleeve, neck, three_quarters=True))
    if its < CLEAR and not _folded(shorter, garment):
        return shorter, its
    if shape == UPPER and (hung := hanging(seen, names)):
        return landmarks(seen, *hung), hung[0].cost
    return found, cost


def _laid(seen: Upright, tried: list[SewingPattern]) -> tuple[Mapping[str, Points], float, tuple[str, ...]]:
    """Return the landmarks of the best pattern, what its fit costs, and their names on one side."""
    whole, left, right = fit(seen, tried)
    return landmarks(seen, left, right), min(whole.cost, max(left.cost, right.cost)), whole.names


def _folded(found: Mapping[str, Points], garment: Garment) -> bool:
    """Return whether long sleeves are not seen as such."""
    return garment.sleeve == "long" and "left cuff inner" in found and _longest(found) < FOLDED


def _placed(found: Mapping[str, Points], moved: Mapping[str, tuple[float, float]]) -> Mapping[str, Points]:
    if unknown := sorted(set(moved) - set(found)):
        raise OptionError(say("landmark.unknown", unknown=list(unknown), known=sorted(found)))
    return {**found, **{name: np.asarray(place, np.float64) for name, place in moved.items()}}


def _longest(found: Mapping[str, Points]) -> float:
    """Return the length of the longer sleeve beside the width of the chest."""
    wide = float(np.linalg.norm(found["right armpit"] - found["left armpit"]))
    ends = [
        (
            found[f"{side} cuff inner"]
            + found[f"{side} cuff outer"]
            - found[f"{side} shoulder"]
            - found[f"{side} armpit"]
        )
        for side in ("left", "right")
    ]
    return max(float(np.linalg.norm(each)) / 2 for each in ends) / max(wide, 1.0)


def _opening(garment: Garment, found: Mapping[str, Points]) -> StageResult[Opening]:
    """Find the opening of the neck: below the upper edge of a collar where there is one, but in front of a hood."""
    name = "top" if "left top" in found and garment.neck != "hood" else "neck"
    left = found[f"left {name}"]
    right = found[f"right {name}"]
    low = (found["left hem"] + found["right hem"]) / 2
    deep = kind_of(garment.category).slot == "outer"
    return opening(
        garment.pixels, garment.mask, (left, right), unit(low - (left + right) / 2), garment.neck or "round", deep
    )


def _above(found: Mapping[str, Points], shape: tuple[int, ...]) -> Plane:
    """Return (H, W): what lies above the line between the two sides of the neck."""
    left = found["left neck"]
    right = found["right neck"]
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    line = left[1] + (columns - left[0]) * (right[1] - left[1]) / max(right[0] - left[0], 1.0)
    return np.asarray(np.clip(line - rows + 0.5, 0, 1), np.float32)
