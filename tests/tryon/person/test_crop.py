"""Regions of a picture, and the way there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.apps.tryon.person.crop import QUARTER, CropSquare, Pyramid, cut, polygon, unwarp

SPOT = st.floats(-500, 500)


@settings(max_examples=40, deadline=None)
@given(SPOT, SPOT, st.floats(5, 900), st.floats(-4, 4))
def test_the_way_back_is_the_way_there(x: float, y: float, side: float, angle: float) -> None:
    points = np.random.default_rng(0).random((5, 2))
    region = CropSquare(x, y, side, angle)
    assert np.allclose(region.to_square(region.to_picture(points)), points, atol=1e-3)


def test_an_upright_region_of_the_same_size_is_a_slice() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    assert np.array_equal(Pyramid(pixels).view(CropSquare(30, 20, 16), 16), pixels[12:28, 22:38])


def test_a_turned_region_is_a_turned_slice() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    turned = Pyramid(pixels).view(CropSquare(30, 20, 16, QUARTER), 16)
    assert np.abs(turned.astype(int) - np.rot90(pixels[12:28, 22:38])).max() <= 1


def test_beyond_the_picture_is_black() -> None:
    crop = Pyramid(np.full((20, 20, 3), 200, np.uint8)).crop(CropSquare(0, 0, 40), 40)
    assert crop[:19, :19].max() == 0
    assert crop[21:, 21:].min() > 0.7


def test_a_large_region_is_averaged() -> None:
    chequered = (np.indices((512, 512)).sum(axis=0) % 2 * 255).astype(np.uint8)
    crop = Pyramid(np.repeat(chequered[..., None], 3, axis=2)).crop(CropSquare(256, 256, 512), 64)
    assert np.allclose(crop, 0.5, atol=0.01)


def test_a_small_copy_is_small() -> None:
    assert Pyramid(np.zeros((700, 1000, 3), np.uint8)).small(256).shape == (175, 250, 3)
    assert Pyramid(np.zeros((70, 100, 3), np.uint8)).small(256).shape == (70, 100, 3)


@pytest.mark.parametrize("region", [CropSquare(50, 40, 40), CropSquare(50, 40, 40, 0.7), CropSquare(10, 95, 50, -1.0)])
def test_a_mask_comes_back_to_its_place(region: CropSquare) -> None:
    rows, columns = np.mgrid[:100, :120].astype(np.float32)
    values = np.exp(-((rows - region.y) ** 2 + (columns - region.x) ** 2) / 200).astype(np.float32)
    laid = unwarp(cut(values, region, 64), region, (100, 120))
    inside = np.abs(region.to_square(np.stack([columns, rows], axis=-1).reshape(-1, 2) + 0.5) - 0.5).max(axis=1)
    apart = np.abs(laid - values)
    apart[:, [0, 1, -1, -2]] = apart[[0, 1, -1, -2]] = 0  # beyond the border is nothing to interpolate with
    assert apart.reshape(-1)[inside < 0.45].max() < 0.03
    assert laid.reshape(-1)[inside > 0.55].max() == 0


def test_a_region_outside_of_the_picture_lays_nothing() -> None:
    assert unwarp(np.ones((8, 8), np.float32), CropSquare(-500, 0, 20), (30, 30)).max() == 0


def test_a_polygon_covers_its_pixels() -> None:
    corners = np.array([[10, 5], [20, 5], [20, 15], [10, 15]], np.float32)
    mask = polygon((30, 30), [corners])
    assert mask[6:14, 11:19].all()
    assert mask.sum() <= 11 * 11


def test_landmarks_carry_their_depth_in_pixels_of_the_picture() -> None:
    found = CropSquare(100, 50, 64).landmarks(np.array([[16, 16, 4]], np.float32), 32)
    assert np.allclose(found, [[100, 50, 8]])


def test_a_region_moves_along_its_own_axes() -> None:
    moved = CropSquare(100, 50, 20, QUARTER).moved(0.0, -0.5)
    assert (moved.x, moved.y) == pytest.approx((110, 50))
