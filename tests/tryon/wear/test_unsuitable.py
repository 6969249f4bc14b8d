"""When there is no preview."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from dressed import KINDS, STRIPED, drawn, garment, person

from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.synthetic import PersonSpec
from intarsia.apps.tryon.wear import Body, wear
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
