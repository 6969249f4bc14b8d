"""Tops whose sleeves hang along the trunk, and clothes that have the colour of skin."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from dressed import KINDS, drawn, garment

from intarsia.apps.tryon.garment.cutout import contrast
from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.wear import Body, wear
from intarsia.apps.tryon.wear.garment.fit import landmarks
from intarsia.apps.tryon.wear.garment.hanging import hanging
from intarsia.apps.tryon.wear.garment.upright import upright

NAMES = ("neck", "shoulder", "deltoid", "cuff outer", "cuff inner", "armpit", "side", "hem")
HALF = ((22, 40), (70, 62), (96, 90), (104, 200), (106, 300), (70, 304), (70, 330), (0, 330))
"""Right of the axis: neck, shoulder, down a sleeve to its cuff, below it the trunk."""
TALL = 960


def outline() -> npt.NDArray[np.bool_]:
    """A top on a hanger, its sleeves along the trunk."""
    right = [(200 + x, y) for x, y in HALF]
    left = [(200 - x, y) for x, y in reversed(HALF)]
    mask = np.zeros((380, 400), np.uint8)
    cv2.fillPoly(mask, [np.array(right + left, np.int32)], (1,))
    return mask > 0


def test_sleeves_along_a_trunk_reach_from_its_shoulders_to_their_cuffs() -> None:
    seen = upright(outline())
    halves = hanging(seen, NAMES)
    assert halves is not None
    found = landmarks(seen, *halves)
    wide = float(np.linalg.norm(found["right armpit"] - found["left armpit"]))
    for side, turn in (("left", -1), ("right", 1)):
        assert 230 < found[f"{side} cuff outer"][1] < 305
        assert abs(found[f"{side} shoulder"][1] - 62) < 20
        assert turn * (found[f"{side} cuff outer"][0] - 200) > wide / 2
        assert found[f"{side} armpit"][1] > found[f"{side} shoulder"][1]


def test_an_outline_whose_halves_differ_is_none_of_a_top_that_hangs() -> None:
    folded = outline()
    folded[170:, :200] = False
    assert hanging(upright(folded), NAMES) is None


@pytest.mark.parametrize("monk", [3, 6])
def test_trousers_in_the_colour_of_skin_are_trousers_and_bare_arms_stay_bare(monk: int) -> None:
    skin = PersonSpec(monk).face.skin
    trousers = GarmentSpec("trousers", colours=((skin[0] - 8, skin[1], skin[2]),))
    truth = drawn(PersonSpec(monk, pose="open", clothes=(trousers, KINDS["tank"])), TALL)
    parts = Body.of(measure(truth.pixels)).parts
    worn = truth.masks["trousers"]
    arms = truth.masks["arms"]
    assert (parts["clothes"] & worn).sum() / worn.sum() > 0.9
    assert (parts["skin"] & arms).sum() / arms.sum() > 0.85


def test_bare_arms_hang_in_front_of_a_wide_shirt() -> None:
    clothes = (GarmentSpec("trousers"), GarmentSpec("longsleeve", colours=((30.0, 20.0, -40.0),)))
    body = Body.of(measure(drawn(PersonSpec(4, clothes=clothes), TALL).pixels))
    look = wear(body, garment(GarmentSpec("t-shirt", colours=((60.0, -40.0, 30.0),))))
    for side in ("left", "right"):
        elbow = body.figure[f"{side} elbow"]
        wrist = body.figure[f"{side} wrist"]
        x, y = np.rint(elbow + 0.4 * (wrist - elbow)).astype(int)
        assert look.layers["garment"][y, x] < 0.1
        assert look.layers["filled"][y, x] > 0.9


def test_a_mask_that_follows_a_garment_stands_out_more_clearly_than_one_beside_it() -> None:
    pixels = np.full((200, 200, 3), 230, np.uint8)
    truth = np.zeros((200, 200), bool)
    truth[50:150, 60:140] = True
    pixels[truth] = (30, 60, 120)
    assert contrast(pixels, truth) > 2 * contrast(pixels, np.roll(truth, 25, axis=1))
    assert contrast(pixels, np.zeros_like(truth)) == 0
