from __future__ import annotations

import numpy as np
import pytest

from intarsia.apps.tryon.colour import ciede2000, lab_to_srgb
from intarsia.apps.tryon.garment.palette import palette
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment

NAVY, RED, WHITE = (20.0, 5.0, -24.0), (45.0, 60.0, 35.0), (92.0, 0.0, 2.0)


def painted(*colours, shape=(120, 120)):
    """Vertical bands of equal width."""
    picture = np.zeros((*shape, 3), np.uint8)
    for band, colour in zip(np.array_split(np.arange(shape[1]), len(colours)), colours, strict=True):
        picture[:, band] = lab_to_srgb(colour)
    return picture, np.ones(shape, bool)


def test_one_colour_is_one_colour():
    ((colour, share),) = palette(*painted(NAVY))
    assert share == 1.0
    assert ciede2000(colour, NAVY) < 1


def test_shares_are_those_of_the_area():
    found = palette(*painted(RED, RED, WHITE))
    assert [round(share, 2) for _, share in found] == [0.67, 0.33]
    assert ciede2000(found[0][0], RED) < 1
    assert sum(share for _, share in found) == pytest.approx(1)


def test_a_fold_is_no_second_colour():
    picture, mask = painted(RED)
    shaded = picture * np.linspace(1.0, 0.7, 120)[:, None, None]
    assert len(palette(shaded.astype(np.uint8), mask)) == 1


def test_black_and_white_stay_apart():
    assert len(palette(*painted((8.0, 0.0, 0.0), WHITE))) == 2


def test_only_the_mask_counts():
    picture, mask = painted(RED, NAVY)
    mask[:, 60:] = False
    ((colour, _),) = palette(picture, mask)
    assert ciede2000(colour, RED) < 1


def test_nothing_has_no_colours():
    picture, mask = painted(RED)
    assert palette(picture, np.zeros_like(mask)) == ()


def test_no_more_than_asked_for():
    rainbow = [(60.0, 60 * np.cos(turn), 60 * np.sin(turn)) for turn in np.arange(8) * np.pi / 4]
    assert len(palette(*painted(*rainbow), most=3)) == 3


@pytest.mark.parametrize("background", ["white", "grey"])
@pytest.mark.parametrize(("kind", "pattern"), [("shirt", "check"), ("t-shirt", "stripe"), ("dress", "print")])
def test_rendered_colours_are_found(kind, pattern, background):
    truth = render_garment(GarmentSpec(kind, colours=(NAVY, WHITE), pattern=pattern), 320, background)
    found = palette(truth.pixels, truth.mask)
    for colour, share in truth.palette:
        near, size = min(found, key=lambda each: ciede2000(each[0], colour))
        assert ciede2000(near, colour) < 4
        assert abs(share - size) < 0.15
