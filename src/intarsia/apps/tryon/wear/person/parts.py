"""The parts of a person that a garment goes over, and those that stay in front of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.wear.person.ends import alike, closed, front_of_trousers, hems, smooth, together
from intarsia.apps.tryon.wear.person.figure import SEEN, WAIST, BodyFigure, Point
from intarsia.apps.tryon.wear.person.head import beard, long_hair, scraps, throat
from intarsia.apps.tryon.wear.person.parsed import ParsedClothes
from intarsia.apps.tryon.wear.person.skin import skin_and_clothes
from intarsia.apps.tryon.wear.person.sleeves import covered
from intarsia.apps.tryon.wear.stage import StageResult

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]

SIDE = 288
"""Pixels of the longer side in which clothes are told apart."""
ROUNDS = 2
"""Rounds of GrabCut."""
ARM = 0.17
THIGH = 0.2
HAND = 0.09
CUFF = 0.3
"""Half the width of arms and thighs, how far hands reach beyond their landmarks, and how far from the wrist's a cuff is
looked for, in shoulders' distances."""
HIGH = 0.7
HEM = 0.95
BELOW_HIPS = 1.05
"""Shares of the way from shoulders to hips: above the first all clothes are a top's, above the second most;
above the third they are where nothing of the legs is seen."""
NATURAL = 0.68
"""Share of that way at which a body has its waist."""
LEG = 0.45
"""Share of the way from hips to knees from which legs are sure to be seen below a top."""
LEAST = 32
"""Pixels of what is told apart."""
SLEEVES = 0.32
TROUSERS = 0.36
"""Half the width of sleeves and trouser legs, in distances of the shoulders."""
CENTRAL = 0.15
"""How far from the spine a waist is looked for, in shoulders' distances."""
CORE = (0.4, 1.05, 0.25)
"""From which share of the way from shoulders to hips to which, and how far from the spine in shoulders' distances,
there are clothes on anybody."""
FAINT = 0.05
"""Share of the outline from which a pixel shows something of the person."""
CORNERS = (("left", "shoulder"), ("right", "shoulder"), ("right", "hip"), ("left", "hip"))
"""The joints at the corners of a trunk."""
BONES = (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"))
HANDS = (0.1, 0.5, 0.4)
SHOES = (0.24, 0.8, 0.7)
"""From where to where they go on beyond a wrist or an ankle, and how wide, in shoulders' distances; ends are round."""
PARTS = ("face", "hair", "skin", "clothes", "neck", "hands", "arms", "forearms", "top", "bottom")


@dataclass(frozen=True)
class Parts:
    """The parts of a person, by name: (H, W) bool each.

    Attributes:
        masks: those of `PARTS`: arms and forearms hold skin and sleeves, "top" and "bottom" what is worn.
        outline: (H, W) float32 in [0, 1]: the person.
    """

    masks: Mapping[str, Mask]
    outline: Plane

    def __getitem__(self, name: str) -> Mask:
        return self.masks[name]

    @property
    def unclaimed(self) -> Mask:
        """(H, W) bool: what of the outline is none of the parts: the edges of some."""
        claimed = [self.masks[name] for name in ("face", "hair", "skin", "neck", "hands", "top", "bottom")]
        return np.asarray((self.outline > FAINT) & ~np.any(claimed, axis=0))


def parts(person: Person, figure: BodyFigure, told: ParsedClothes | None = None) -> StageResult[Parts]:
    """Find the parts from pose, skin by the cheeks (`Person.regions`), the person parser (`told`, if it was asked
    before), and GrabCut between top and bottom.
    """
    regions = person.regions
    shape = person.mask.shape
    arms = [_capsules(figure, shape, bone, SLEEVES) for bone in BONES[:2]]
    trunk = _trunk(figure, shape)
    beyond = _beyond(figure, shape, BONES[1], HANDS)
    shoes = _beyond(figure, shape, BONES[3], SHOES)
    hands = _hands(person, beyond, figure.size)
    legs = _capsules(figure, shape, BONES[2], TROUSERS) | _capsules(figure, shape, BONES[3], TROUSERS)
    skin, clothes = skin_and_clothes(person, (trunk | arms[0] | arms[1] | legs) & ~hands, _core(figure, shape) & ~hands)
    told = ParsedClothes.of(person, figure.size) if told is None else told
    skin, clothes = told.clothed(skin, clothes, regions["face"] | hands, figure.size)
    cloth = covered(person.photo.pixels, figure, skin, clothes, [regions["face"], hands])
    skin = skin & ~cloth
    clothes = clothes | cloth
    lab = smooth(person.photo.pixels)
    outline = person.mask > 0.5
    hair, clothes = _hair_and_clothes(regions["hair"], clothes, lab, figure.chin[1], trunk | arms[0])
    hair = hair | long_hair(lab, figure, hair, clothes) | beard(lab, figure, regions["face"], outline)
    forearms = _capsules(figure, shape, ("elbow", "wrist")) & outline
    arms_seen = forearms | _capsules(figure, shape, ("shoulder", "elbow")) & outline
    collar = _collar(figure, arms_seen) & outline & ~(regions["face"] | hands | hair)
    neck = throat(skin, told.neck & collar, figure.size)
    bits = scraps(skin | hands, _below(figure.chin, shape) & collar | arms_seen, figure.size) & ~hands
    cloth = (skin & told.neck & collar | bits) & ~neck
    clothes = (clothes | cloth) & ~(neck | hair)
    skin = (skin | neck) & ~(cloth | hair)
    masks = {"face": regions["face"], "hair": hair, "hands": hands, "skin": skin, "clothes": clothes, "neck": neck}
    masks["forearms"] = forearms
    masks["arms"] = arms_seen
    placed = _placed(figure, shape, told.dressed)
    top, sure = _top(person, figure, clothes, told)
    if placed is not None:
        top = np.where(arms[1], top, clothes & placed)
        sure = 1.0
    masks["top"] = top & (arms[0] | arms[1] & ~beyond | trunk & ~beyond | told.upper & ~hands)
    lower = legs if placed is None else legs | trunk
    masks["bottom"] = clothes & ~top & ~masks["hands"] & lower & ~shoes
    above = hands & _above_wrists(person, figure.size)
    asked = above | clothes & arms[1] & beyond & ~skin
    cuffs = alike(lab, asked, masks["top"] & arms[1], skin & hands & ~above)
    masks["top"] |= cuffs | closed(masks["top"] | cuffs, figure.size) & outline & ~_bare(masks)
    masks["hands"] &= ~cuffs
    behind = alike(lab, hands & ~regions["skin"] & legs, masks["bottom"], regions["skin"] & hands)
    masks["hands"] &= ~behind
    masks["bottom"] |= behind
    masks["bottom"] |= hems(lab, clothes & ~top & legs & shoes, masks["bottom"], person, figure)
    if placed is not None:
        masks["top"] &= placed | arms[1]
    else:
        seen = front_of_trousers(lab, figure, masks)
        masks["top"] &= ~seen
        masks["bottom"] |= seen
    return StageResult(Parts(masks, person.mask), sure)


def waist(found: Parts, figure: BodyFigure) -> Point | None:
    """Return (2,): where a top ends and trousers or a skirt begin, on the spine; None where these are not seen."""
    if WAIST in figure.joints:
        return figure[WAIST]
    rows, columns = np.nonzero(found["bottom"])
    off = np.stack([columns, rows], axis=-1) - figure.middle("shoulder")
    down = (off @ figure.down)[np.abs(off @ figure.across) < CENTRAL * figure.size]
    if len(down) < LEAST:
        return None
    return np.asarray(figure.middle("shoulder") + float(np.percentile(down, 1)) * figure.down)


def _placed(figure: BodyFigure, shape: tuple[int, ...], dressed: bool) -> Mask | None:
    """Return what is above the waist that the user has placed, (H, W), and in a dress, which is top and bottom in one,
    above the waist of a body; None where a top ends where it is seen to.
    """
    if WAIST in figure.joints:
        waist_ = figure[WAIST]
    elif dressed:
        waist_ = figure.middle("shoulder") + NATURAL * (figure.middle("hip") - figure.middle("shoulder"))
    else:
        return None
    rows, columns = np.indices(shape)
    off = np.stack([columns, rows], axis=-1) - waist_
    return np.asarray(off @ figure.down < 0)


def _hair_and_clothes(hair: Mask, clothes: Mask, lab: Plane, chin: float, about: Mask) -> tuple[Mask, Mask]:
    """Return hair and clothes, after what lies below the chin and has the clothes' colour rather than that of the hair
    above, or does not hang together with it, is clothes: a dark jacket passes for dark hair.
    """
    fallen = hair & (np.arange(len(hair))[:, None] > chin)
    dark = alike(lab, fallen, clothes & about, hair & ~fallen)
    dark |= fallen & ~together(hair & ~dark, hair & ~fallen)
    return hair & ~dark, clothes | dark


def _bare(masks: Mapping[str, Mask]) -> Mask:
    """Return what is no cloth for sure."""
    return masks["face"] | masks["hair"] | masks["hands"] | masks["skin"]


def _collar(figure: BodyFigure, arms: Mask) -> Mask:
    """Return where a neck may be seen, (H, W)."""
    below = np.arange(len(arms))[:, None] < figure.middle("shoulder")[1] + 0.35 * figure.size
    return np.asarray(below & ~(arms & ~_about(figure.chin, 0.45 * figure.size, arms.shape)))


def _below(place: Point, shape: tuple[int, ...]) -> Mask:
    return np.broadcast_to(np.arange(shape[0])[:, None] > place[1], shape[:2])


def _hands(person: Person, beyond: Mask, size: float) -> Mask:
    """Return what is skin, or the person's outline near the landmarks of a hand."""
    cv2 = require("cv2")
    found = np.zeros(person.mask.shape, np.uint8)
    for hand in person.hands:
        hull = cv2.convexHull(np.rint(hand.landmarks[:, :2]).astype(np.int32))
        cv2.fillConvexPoly(found, hull, (1,))
        cv2.polylines(found, [hull], True, (1,), max(1, round(HAND * size)))
    skin = person.regions["skin"] & ~person.regions["face"]
    return np.asarray(((found > 0) & (skin | (person.mask > 0.5))) | (beyond & skin))


def _above_wrists(person: Person, size: float) -> Mask:
    """Return what lies on the arm's side of the wrists: there may be cuffs that pass for a hand."""
    shape = person.mask.shape
    found = np.zeros(shape, bool)
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    for hand in person.hands:
        wrist = hand.landmarks[0, :2]
        along = hand.landmarks[9, :2] - wrist  # to the root of the middle finger
        x, y = (along / max(float(np.linalg.norm(along)), 1.0)).tolist()
        down = (columns - wrist[0]) * x + (rows - wrist[1]) * y
        across = (columns - wrist[0]) * y - (rows - wrist[1]) * x
        found |= (down < 0) & (down > -CUFF * size) & (np.abs(across) < CUFF * size)
    return found


def _beyond(figure: BodyFigure, shape: tuple[int, ...], bone: tuple[str, str], reach: tuple[float, ...]) -> Mask:
    """Return where hands or feet are, as forearms or calves go on."""
    cv2 = require("cv2")
    found = np.zeros(shape, np.uint8)
    near, far, wide = reach
    for side in ("left", "right"):
        start, end = (figure[f"{side} {joint}"] for joint in bone)
        if figure.sure[f"{side} {bone[1]}"] < SEEN:
            continue
        along = (end - start) / max(float(np.linalg.norm(end - start)), 1.0) * figure.size
        cv2.line(found, _pixel(end + near * along), _pixel(end + far * along), (1,), max(1, round(wide * figure.size)))
    return found > 0


def _trunk(figure: BodyFigure, shape: tuple[int, ...]) -> Mask:
    """Return the trunk, as wide as clothes may be."""
    cv2 = require("cv2")
    found = np.zeros(shape, np.uint8)
    corners = [_pixel(figure[f"{side} {joint}"]) for side, joint in CORNERS]
    cv2.fillConvexPoly(found, np.array(corners, np.int32), (1,))
    cv2.polylines(found, [np.array(corners, np.int32)], True, (1,), max(1, round(2 * TROUSERS * figure.size)))
    return found > 0


def _core(figure: BodyFigure, shape: tuple[int, ...]) -> Mask:
    """Return the middle of chest, belly and hips, where there are clothes."""
    cv2 = require("cv2")
    line = figure.middle("hip") - figure.middle("shoulder")
    aside = CORE[2] * figure.size * figure.across
    ends = [figure.middle("shoulder") + share * line for share in CORE[:2]]
    corners = [ends[0] - aside, ends[0] + aside, ends[1] + aside, ends[1] - aside]
    found = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(found, np.rint(corners).astype(np.int32), (1,))
    return found > 0


def _capsules(figure: BodyFigure, shape: tuple[int, ...], bone: tuple[str, str], half: float = ARM) -> Mask:
    """Return what lies around a bone of both sides, (H, W)."""
    cv2 = require("cv2")
    found = np.zeros(shape, np.uint8)
    for side in ("left", "right"):
        start, end = (_pixel(figure[f"{side} {joint}"]) for joint in bone)
        cv2.line(found, start, end, (1,), max(1, round(2 * half * figure.size)))
    return found > 0


def _top(person: Person, figure: BodyFigure, clothes: Mask, told: ParsedClothes) -> tuple[Mask, float]:
    """Return the clothes of the upper body, and how sure that is: above the waist all clothes are, below the hips none,
    unless the parser says otherwise, and between them colours tell (Rother et al. 2004, GrabCut).
    """
    cv2 = require("cv2")
    shape = person.mask.shape
    scale = min(1.0, SIDE / max(shape))
    size = (max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale)))

    def small(mask: Mask) -> Mask:
        return np.asarray(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5)

    worn = small(clothes)
    upper = small(told.upper)
    lower = small(told.lower)
    high, thighs = _seeds(figure, size, scale)
    high = high & ~lower | upper
    thighs = (thighs | lower) & worn & ~high
    if thighs.sum() < LEAST or (worn & high).sum() < LEAST:
        return clothes & _resized(_above(figure, size, scale, BELOW_HIPS), shape), 0.5
    state = np.where(worn, np.where(_upper(figure, size, scale), cv2.GC_PR_FGD, cv2.GC_PR_BGD), cv2.GC_BGD)
    state[worn & high] = cv2.GC_FGD
    state[thighs] = cv2.GC_BGD
    guess = np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD))
    picture = cv2.resize(person.photo.pixels, size, interpolation=cv2.INTER_AREA)[..., ::-1].copy()
    picture[~worn] = np.median(picture[thighs], axis=0)  # else a wall in the top's colour would argue against it
    state = state.astype(np.uint8)
    models = (np.zeros((1, 65)), np.zeros((1, 65)))
    cv2.setRNGSeed(0)
    cv2.grabCut(picture, state, None, *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD)) & worn
    agreed = float((found & guess).sum() / max((found | guess).sum(), 1))
    return _resized(cv2.medianBlur(found.astype(np.uint8), 5) > 0, shape) & clothes, agreed


def _resized(mask: Mask, shape: tuple[int, ...]) -> Mask:
    cv2 = require("cv2")
    return np.asarray(cv2.resize(mask.astype(np.float32), shape[1::-1], interpolation=cv2.INTER_LINEAR) > 0.5)


def _seeds(figure: BodyFigure, size: tuple[int, int], scale: float) -> tuple[Mask, Mask]:
    """Return what is above the waist; thighs and calves, as far as they are sure."""
    cv2 = require("cv2")
    legs = np.zeros(size[::-1], np.uint8)
    for side in ("left", "right"):
        start = figure[f"{side} hip"] + LEG * (figure[f"{side} knee"] - figure[f"{side} hip"])
        line = [_pixel(each * scale) for each in (start, figure[f"{side} knee"], figure[f"{side} ankle"])]
        cv2.polylines(legs, [np.array(line, np.int32)], False, (1,), max(1, round(THIGH * figure.size * scale)))
    return _above(figure, size, scale, HIGH), legs > 0


def _upper(figure: BodyFigure, size: tuple[int, int], scale: float) -> Mask:
    return _above(figure, size, scale, HEM)


def _above(figure: BodyFigure, size: tuple[int, int], scale: float, share: float) -> Mask:
    """Return what is above a share of the way from shoulders to hips, across the spine."""
    rows, columns = np.mgrid[: size[1], : size[0]]
    off = np.stack([columns, rows], axis=-1) / scale - figure.middle("shoulder")
    reach = float(np.linalg.norm(figure.middle("hip") - figure.middle("shoulder")))
    return np.asarray(off @ figure.down < share * reach)


def _about(centre: npt.NDArray[np.float64], radius: float, shape: tuple[int, ...]) -> Mask:
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    return np.asarray((columns - centre[0]) ** 2 + (rows - centre[1]) ** 2 < radius**2)


def _pixel(place: npt.NDArray[np.float64]) -> tuple[int, int]:
    x, y = np.rint(place).astype(int).tolist()
    return x, y
