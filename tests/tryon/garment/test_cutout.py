from __future__ import annotations

import numpy as np
import pytest

from intarsia.apps.tryon.garment.border import border_mask
from intarsia.apps.tryon.garment.cutout import SIDE, Cutout, alpha_mask, cut_out, overlap, reduced, tidy
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment

NAVY, RED, WHITE = (20.0, 5.0, -24.0), (45.0, 60.0, 35.0), (96.0, 0.0, 2.0)


def rendered(kind: str = "t-shirt", background: str = "white", **spec):
    return render_garment(GarmentSpec(kind, **spec), height=320, background=background)


def test_a_plain_border_cuts_out_exactly_and_without_a_network():
    truth = rendered(colours=(NAVY,))
    found = cut_out(truth.pixels)
    assert found.by == "border"
    assert overlap(found.mask, truth.mask) > 0.96


def test_light_that_falls_off_is_still_background():
    truth = rendered(colours=(RED,), background="grey")
    fall = np.linspace(0.8, 1.0, truth.pixels.shape[1])[None, :, None]
    found = border_mask((truth.pixels * fall).astype(np.uint8))
    assert found is not None
    assert overlap(found, truth.mask) > 0.95


def test_white_on_white_is_not_sure():
    assert border_mask(rendered(colours=(WHITE,)).pixels) is None


def test_a_carpet_is_no_plain_border():
    noise = np.random.default_rng(0).integers(0, 255, (160, 160, 3), np.uint8)
    assert border_mask(noise) is None


def test_an_empty_picture_has_no_garment():
    assert border_mask(np.full((160, 160, 3), 200, np.uint8)) is None


@pytest.mark.parametrize(("kind", "pattern"), [("shirt", "plain"), ("trousers", "stripe")])
def test_white_on_white_is_found_by_the_network(kind, pattern):
    truth = rendered(kind, colours=(WHITE, RED), pattern=pattern)
    found = cut_out(truth.pixels)
    assert found.by == "network"
    assert overlap(found.mask, truth.mask) > 0.85


def test_the_same_photo_gives_the_same_mask():
    truth = rendered(colours=(WHITE,))
    assert np.array_equal(cut_out(truth.pixels).mask, cut_out(truth.pixels).mask)


def test_large_photos_are_looked_at_small():
    assert reduced(np.zeros((1000, 2000, 3), np.uint8)).shape == (256, SIDE, 3)
    assert reduced(np.zeros((100, 200, 3), np.uint8)).shape == (100, 200, 3)


def test_crumbs_and_pinholes_go_a_pair_stays():
    mask = np.zeros((100, 100), bool)
    mask[20:80, 10:40] = mask[20:80, 60:90] = True
    pair = mask.copy()
    mask[2:5, 2:5] = True
    mask[50:53, 20:23] = False
    assert overlap(tidy(mask), pair) > 0.99
    assert not tidy(np.zeros((20, 20), bool)).any()


def test_the_box_of_nothing_is_the_whole_picture():
    empty = Cutout(np.zeros((5, 8, 3), np.uint8), np.zeros((5, 8), bool))
    assert empty.box == (0, 0, 8, 5)
    assert overlap(empty.mask, empty.mask) == 1.0


@pytest.mark.parametrize("kind", ["shirt", "skirt", "trousers"])
def test_what_is_cut_out_already_is_not_guessed_anew(kind):
    truth = rendered(kind, colours=(WHITE,))
    found = cut_out(truth.pixels, np.where(truth.mask, 255, 0).astype(np.uint8))
    assert found.by == "alpha"
    assert overlap(found.mask, truth.mask) > 0.99


def test_a_skirt_that_fills_its_picture_is_cut_out_by_its_opacity():
    mask = np.zeros((200, 150), bool)
    for row in range(200):
        mask[row, 20 - row // 10 : 130 + row // 10] = True
    found = alpha_mask(np.where(mask, 255, 0).astype(np.uint8))
    assert found is not None
    assert np.array_equal(found, mask)


def test_opacity_that_is_no_outline_says_nothing():
    rows, columns = np.mgrid[-1:1:200j, -1:1:150j]
    opaque = np.full((200, 150), 255, np.uint8)
    oval = np.where(rows**2 + columns**2 < 1, 255, 0).astype(np.uint8)
    round_corners = np.where(np.abs(rows) ** 8 + np.abs(columns) ** 8 < 1, 255, 0).astype(np.uint8)
    speck = np.where((np.abs(rows) < 0.1) & (np.abs(columns) < 0.1), 255, 0).astype(np.uint8)
    veil = np.where(rows < 0.5, 140, 0).astype(np.uint8)
    for alpha in (opaque, opaque * 0, oval, round_corners, speck, veil):
        assert alpha_mask(alpha) is None
    pixels = rendered(colours=(NAVY,)).pixels
    assert cut_out(pixels, np.full(pixels.shape[:2], 255, np.uint8)).by == "border"
