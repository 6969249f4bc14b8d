"""The parts of a person that a garment goes over, and those that stay in front of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.wear.figure import SEEN, Figure
from intarsia.apps.tryon.wear.finding import Found

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]

SIDE = 288
"""Pixels of the longer side in which clothes are told apart."""
ROUNDS = 2
"""Of GrabCut."""
ARM, THIGH, HAND = 0.17, 0.2, 0.09
"""Half the width of arms and thighs, and how far hands reach beyond their landmarks, in shoulders' distances."""
SLEEVES, TROUSERS = 0.32, 0.36
"""Likewise of what may be worn on them."""
CORNERS = (("left", "shoulder"), ("right", "shoulder"), ("right", "hip"), ("left", "hip"))
"""Of a trunk."""
PARTS = ("face", "hair", "neck", "hands", "arms", "forearms", "top", "bottom")


@dataclass(frozen=True)
class Parts:
    """Name → (H, W) bool.

    Attributes:
        masks: those of `PARTS`: arms and forearms hold skin and sleeves, "top" and "bottom" what is worn.
        outline: (H, W) float32 in [0, 1]: the person.
    """

    masks: Mapping[str, Mask]
    outline: Plane

    def __getitem__(self, name: str) -> Mask:
        return self.masks[name]


def parts(person: Person, figure: Figure) -> Found[Parts]:
    """From pose, skin by the cheeks (`Person.regions`), and GrabCut between limbs and trunk."""
    regions, shape = person.regions, person.mask.shape
    masks = {"face": regions["face"], "hair": regions["hair"], "hands": _hands(person, figure)}
    masks["forearms"] = _capsules(figure, shape, ("elbow", "wrist")) & (person.mask > 0.5)
    masks["arms"] = masks["forearms"] | _capsules(figure, shape, ("shoulder", "elbow")) & (person.mask > 0.5)
    skin, arms = regions["skin"], masks["arms"]
    below = np.arange(shape[0])[:, None] < figure.middle("shoulder")[1] + 0.35 * figure.size
    masks["neck"] = (
        skin & ~regions["face"] & ~masks["hands"] & below & ~(arms & ~_about(figure.chin, 0.45 * figure.size, shape))
    )
    top, sure = _top(person, figure)
    legs = _capsules(figure, shape, ("hip", "knee"), TROUSERS) | _capsules(figure, shape, ("knee", "ankle"), TROUSERS)
    sleeves = _capsules(figure, shape, ("shoulder", "elbow"), SLEEVES) | _capsules(
        figure, shape, ("elbow", "wrist"), SLEEVES
    )
    masks["top"] = top & (sleeves | _trunk(figure, shape))
    masks["bottom"] = regions["clothes"] & ~top & ~masks["hands"] & legs
    return Found(Parts(masks, person.mask), sure)


def _hands(person: Person, figure: Figure) -> Mask:
    """What is skin, or the person's outline near the landmarks of a hand."""
    cv2 = require("cv2")
    found = np.zeros(person.mask.shape, np.uint8)
    for hand in person.hands:
        hull = cv2.convexHull(np.rint(hand.landmarks[:, :2]).astype(np.int32))
        cv2.fillConvexPoly(found, hull, (1,))
        cv2.polylines(found, [hull], True, (1,), max(1, round(HAND * figure.size)))
    beyond = np.zeros_like(found)
    for side in ("left", "right"):
        if figure.sure[f"{side} wrist"] < SEEN:
            continue
        wrist, elbow = figure[f"{side} wrist"], figure[f"{side} elbow"]
        reach = (wrist - elbow) / max(float(np.linalg.norm(wrist - elbow)), 1.0) * figure.size
        cv2.line(
            beyond, _pixel(wrist + 0.1 * reach), _pixel(wrist + 0.5 * reach), (1,), max(1, round(0.4 * figure.size))
        )
    skin = person.regions["skin"] & ~person.regions["face"]
    return ((found > 0) & (skin | (person.mask > 0.5))) | ((beyond > 0) & skin)


def _trunk(figure: Figure, shape: tuple[int, ...]) -> Mask:
    """The trunk, as wide as clothes may be."""
    cv2 = require("cv2")
    found = np.zeros(shape, np.uint8)
    corners = [_pixel(figure[f"{side} {joint}"]) for side, joint in CORNERS]
    cv2.fillConvexPoly(found, np.array(corners, np.int32), (1,))
    cv2.polylines(found, [np.array(corners, np.int32)], True, (1,), max(1, round(2 * TROUSERS * figure.size)))
    return found > 0


def _capsules(figure: Figure, shape: tuple[int, ...], bone: tuple[str, str], half: float = ARM) -> Mask:
    """Around a bone of both sides."""
    cv2 = require("cv2")
    found = np.zeros(shape, np.uint8)
    for side in ("left", "right"):
        start, end = (_pixel(figure[f"{side} {joint}"]) for joint in bone)
        cv2.line(found, start, end, (1,), max(1, round(2 * half * figure.size)))
    return found > 0


def _top(person: Person, figure: Figure) -> tuple[Mask, float]:
    """The clothes of the upper body (Rother et al. 2004, GrabCut), and how sure that is."""
    cv2 = require("cv2")
    shape = person.mask.shape
    scale = min(1.0, SIDE / max(shape))
    size = (max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale)))

    def small(mask: Mask) -> Mask:
        return np.asarray(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5)

    clothes, waist, core, thighs = small(person.regions["clothes"]), *_seeds(figure, size, scale)
    rows = np.arange(size[1])[:, None]
    state = np.where(clothes & (rows < waist), cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    state[~clothes | (thighs & (rows > waist))] = cv2.GC_BGD
    state[clothes & core] = cv2.GC_FGD
    guess = np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if guess.sum() < 32 or not (state == cv2.GC_BGD).any():
        return np.zeros(shape, bool), 0.0
    picture = cv2.resize(person.photo.pixels, size, interpolation=cv2.INTER_AREA)[..., ::-1]
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)
    cv2.grabCut(np.ascontiguousarray(picture), state, None, *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD))
    agreed = float((found & guess).sum() / max((found | guess).sum(), 1))
    full = cv2.resize(found.astype(np.float32), shape[::-1], interpolation=cv2.INTER_LINEAR) > 0.5
    return full & person.regions["clothes"], agreed


def _seeds(figure: Figure, size: tuple[int, int], scale: float) -> tuple[float, Mask, Mask]:
    """Row of the waist; trunk and thighs, as far as they are sure."""
    cv2 = require("cv2")
    core, thighs = np.zeros(size[::-1], np.uint8), np.zeros(size[::-1], np.uint8)
    trunk = [figure[f"{side} {joint}"] for side, joint in CORNERS]
    middle = np.mean(trunk, axis=0)
    inner = [middle + (corner - middle) * (0.6, 0.6) for corner in trunk]
    cv2.fillConvexPoly(core, np.array([_pixel(corner * scale) for corner in inner], np.int32), (1,))
    for side in ("left", "right"):
        start = figure[f"{side} hip"] + 0.3 * (figure[f"{side} knee"] - figure[f"{side} hip"])
        ends = [_pixel(each * scale) for each in (start, figure[f"{side} knee"])]
        cv2.line(thighs, *ends, (1,), max(1, round(THIGH * figure.size * scale)))
    shoulders, hips = figure.middle("shoulder")[1], figure.middle("hip")[1]
    return float((shoulders + 0.9 * (hips - shoulders)) * scale), core > 0, thighs > 0


def _about(centre: npt.NDArray[np.float64], radius: float, shape: tuple[int, ...]) -> Mask:
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    return np.asarray((columns - centre[0]) ** 2 + (rows - centre[1]) ** 2 < radius**2)


def _pixel(place: npt.NDArray[np.float64]) -> tuple[int, int]:
    x, y = np.rint(place).astype(int).tolist()
    return x, y
