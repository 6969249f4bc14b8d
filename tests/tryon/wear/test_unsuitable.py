"""When there is no preview."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import PIL.Image
import pytest
from dressed import KINDS, STRIPED, drawn, garment, person

from intarsia.apps.tryon.garment.cutout import Cutout, cut_out
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_garment
from intarsia.apps.tryon.wear import Body, wear
from intarsia.apps.tryon.wear.garment.margin import without_margin
from intarsia.apps.tryon.wear.garment.matte import matte
from intarsia.apps.tryon.wear.placement.suitable import cut_off
from intarsia.apps.tryon.wear.stage import REFUSALS, refused
from intarsia.errors import OptionError, RefusedPhoto


@pytest.fixture(scope="module")
def portrait() -> Body:
    return Body.of(person(drawn(PersonSpec(frame="portrait"))))


@pytest.fixture(scope="module")
def half() -> Body:
    return Body.of(person(drawn(PersonSpec(frame="half"))))


def test_nothing_to_wear(half: Body) -> None:
    with pytest.raises(OptionError, match="there is nothing to wear: give at least one garment"):
        wear(half)


def test_a_joint_that_there_is_not(half: Body) -> None:
    with pytest.raises(OptionError, match="no joint tail to move; known are"):
        Body.of(half.person, {"tail": (0, 0)})


def test_shoes_have_no_preview(half: Body) -> None:
    shoes = replace(garment(STRIPED), category="shoes")
    with pytest.raises(RefusedPhoto, match="a preview can show tops, jackets, dresses"):
        wear(half, shoes)


def test_a_portrait_shows_no_legs(portrait: Body) -> None:
    with pytest.raises(RefusedPhoto, match="the photo ends above the hips"):
        wear(portrait, garment(KINDS["skirt"]))


def test_a_garment_without_a_photo(half: Body) -> None:
    with pytest.raises(RefusedPhoto, match="the garment has no photo"):
        wear(half, replace(garment(STRIPED), digest="none", load_cutout=None))


def test_a_crumpled_garment(half: Body) -> None:
    rows, columns = np.mgrid[:200, :200]
    away = np.hypot(rows - 100, columns - 100)
    heap = (away < 90) & (away > 55) & (columns < 150)
    pixels = np.full((200, 200, 3), 90, np.uint8)
    shirt = replace(garment(KINDS["shirt"]), digest="heap", load_cutout=lambda: Cutout(pixels, heap))
    with pytest.raises(RefusedPhoto, match="not that of one that lies flat"):
        wear(half, shirt)


def test_shoulders_out_of_the_photo(half: Body) -> None:
    moved = Body.of(half.person, {"left shoulder": (-40, 300)})
    with pytest.raises(RefusedPhoto, match="the shoulders are not both in the photo"):
        wear(moved, garment(STRIPED))


def test_a_turned_body(half: Body) -> None:
    middle = half.figure.middle("shoulder")
    near = {side: middle + np.array([step, 0]) for side, step in (("left shoulder", -8), ("right shoulder", 8))}
    turned = replace(half, figure=half.figure.moved(near))
    with pytest.raises(RefusedPhoto, match="the body is turned away too far"):
        wear(turned, garment(STRIPED))


def test_every_reason_is_told_in_both_languages() -> None:
    for name in REFUSALS:
        reason = refused(name).message
        assert reason.en
        assert any("一" <= sign <= "鿿" for sign in reason.zh)


def test_an_arm_across_the_body(half: Body) -> None:
    middle = half.figure.middle("shoulder") + 0.7 * half.figure.size * half.figure.down
    crossed = Body.of(half.person, {"left wrist": middle + 0.3 * half.figure.size * half.figure.across})
    with pytest.raises(RefusedPhoto, match="an arm lies across the body"):
        wear(crossed, garment(STRIPED))


@pytest.mark.parametrize("kind", ["skirt", "trousers", "dress"])
def test_thighs_that_point_to_the_side_are_of_someone_who_sits(kind: str) -> None:
    found = person(drawn(PersonSpec()))
    standing = Body.of(found)
    wear(standing, garment(KINDS[kind]))
    hip, shoulder = standing.figure["left hip"], standing.figure["left shoulder"]
    knee = hip + np.array([-0.35 * standing.figure.size, 0.2 * np.linalg.norm(hip - shoulder)])
    with pytest.raises(RefusedPhoto, match="someone who sits") as caught:
        wear(Body.of(found, {"left knee": knee}), garment(KINDS[kind]))
    assert caught.value.reason == "seated"


def test_a_top_goes_on_somebody_who_sits() -> None:
    found = person(drawn(PersonSpec()))
    hip = Body.of(found).figure["left hip"]
    wear(Body.of(found, {"left knee": hip + np.array([-10, 10])}), garment(STRIPED))


@pytest.mark.parametrize(("side", "space"), [(360, 2), (720, 2), (360, 8), (720, 8), (1440, 8), (1440, 20)])
@pytest.mark.parametrize("kind", ["skirt", "trousers"])
def test_a_garment_ends_within_its_photo_however_little_space_there_is(kind: str, space: int, side: int) -> None:
    pixels = framed(kind, side, space)
    found = cut_out(pixels)
    assert not cut_off(matte(found.pixels, without_margin(found.pixels, found.mask))[1] > 0.5, False)


@pytest.mark.parametrize("side", [360, 720, 1440])
def test_a_garment_of_which_the_photo_shows_half_goes_on(side: int) -> None:
    pixels = framed("trousers", side, 20)
    found = cut_out(pixels[: len(pixels) // 2])
    assert cut_off(matte(found.pixels, without_margin(found.pixels, found.mask))[1] > 0.5, False)


def test_what_a_mask_holds_beside_the_cloth_is_no_cloth() -> None:
    mask = np.zeros((300, 200), bool)
    mask[100:, 40:160] = True
    pixels = np.full((300, 200, 3), 240, np.uint8)
    pixels[100:296, 40:160] = (60, 30, 90)
    trimmed = without_margin(pixels, mask)
    assert not trimmed[296:].any()
    assert (trimmed[:294] == mask[:294]).all()
    pixels[296:, 40:160] = (60, 30, 90)
    assert (without_margin(pixels, mask) == mask).all()


def framed(kind: str, side: int, space: int) -> np.ndarray:
    """A photo, `side` pixels high, of a garment with so many pixels around it."""
    truth = render_garment(GarmentSpec(kind, colours=((35.0, 20.0, -30.0),)), height=900)
    rows, columns = (np.flatnonzero(truth.mask.any(axis=axis)) for axis in (1, 0))
    worn = truth.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high = side - 2 * space
    wide = round(worn.shape[1] * high / worn.shape[0])
    photo = PIL.Image.new("RGB", (wide + 2 * space, side), tuple(truth.pixels[2, 2].tolist()))
    photo.paste(PIL.Image.fromarray(worn).resize((wide, high), PIL.Image.Resampling.LANCZOS), (space, space))
    return np.array(photo)


def test_what_would_leave_bare_legs_below_hips_that_are_not_covered() -> None:
    """A dress whose lower half was not seen would look like underwear."""
    body = Body.of(person(drawn(PersonSpec(5, clothes=(GarmentSpec("trousers"), GarmentSpec("longsleeve"))))))
    whole = garment(KINDS["dress"])
    cutout = whole.load_cutout()
    rows = np.flatnonzero(cutout.mask.any(axis=1))
    mask = cutout.mask.copy()
    mask[rows[0] + int(0.27 * len(rows)) :] = False
    with pytest.raises(RefusedPhoto, match="most of what you wear would show beside"):
        wear(body, replace(whole, digest="half a dress", load_cutout=lambda: Cutout(cutout.pixels, mask)))
