"""CIELAB: against scikit-image, and against the published pairs of CIEDE2000."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import rgb2lab

from cases import over
from intarsia.apps.tryon.colour.lab import chroma, ciede2000, hue, lab_to_srgb, linear, polar, srgb_to_lab

BYTES = st.tuples(*[st.integers(0, 255)] * 3)


def test_agrees_with_scikit_image() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    assert np.abs(srgb_to_lab(pixels) - rgb2lab(pixels)).max() < 0.02  # its white is rounded to five digits
    assert np.allclose(srgb_to_lab(pixels), srgb_to_lab(pixels / 255))


@settings(deadline=None, max_examples=50)
@given(BYTES)
def test_there_and_back(colour: tuple[int, int, int]) -> None:
    pixel = np.array(colour, dtype=np.uint8)
    assert (lab_to_srgb(srgb_to_lab(pixel)) == pixel).all()


def test_grey_has_no_chroma() -> None:
    greys = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    lab = srgb_to_lab(greys)
    assert chroma(lab).max() < 1e-9
    assert lab[0, 0] == pytest.approx(0)
    assert lab[-1, 0] == pytest.approx(100)


def test_what_a_screen_cannot_show_is_clipped() -> None:
    assert lab_to_srgb([[50.0, 0.0, -200.0], [120.0, 0.0, 0.0]]).tolist()[1] == [255, 255, 255]
    assert linear(0.5) == pytest.approx(0.2140, abs=1e-4)


@over(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_ciede2000_of_published_pairs(one: tuple[float, ...], other: tuple[float, ...], expected: float) -> None:
    """Sharma, Wu & Dalal 2005, table 1."""
    assert ciede2000(one, other) == pytest.approx(expected, abs=1e-4)


def test_ciede2000_broadcasts() -> None:
    assert ciede2000(np.zeros((5, 1, 3)), np.ones((1, 4, 3))).shape == (5, 4)


def test_hues_of_the_primaries() -> None:
    lab = srgb_to_lab(np.array([[255, 0, 0], [255, 255, 0], [0, 255, 0], [0, 0, 255]], dtype=np.uint8))
    assert hue(lab) == pytest.approx([40, 103, 136, 306], abs=1)
    assert polar(lab[:, 0], chroma(lab), hue(lab)) == pytest.approx(lab)
