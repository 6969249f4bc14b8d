"""Colours as intervals."""

from __future__ import annotations

import numpy as np
import pytest

from intarsia.apps.tryon.person.light import Lights, lights, sample, tone
from intarsia.apps.tryon.person.tones import Interval, Tone, contrast
from intarsia.errors import OptionError


def some(lightness: tuple[float, float, float], a: float = 12, b: float = 20, reach: float = 2) -> Tone:
    return Tone(Interval(*lightness), Interval(a - reach, a, a + reach), Interval(b - reach, b, b + reach))


def test_an_interval_runs_upwards() -> None:
    assert 3 in Interval(2, 3, 5)
    assert 6 not in Interval(2, 3, 5)
    assert Interval(2, 3, 5).width == 3
    with pytest.raises(OptionError, match="an interval runs from low over mid to high, not 3, 2, 5"):
        Interval(3, 2, 5)


def test_margins_widen_within_what_there_can_be() -> None:
    assert Interval(2, 3, 5).widened(4, least=0) == Interval(0, 3, 9)
    found = some((95, 97, 99)).widened((5, 1, 2))
    assert found.lightness == Interval(90, 97, 100)
    assert (found.a, found.b) == (Interval(9, 12, 15), Interval(16, 20, 24))


def test_a_dim_photo_is_read_as_if_exposed() -> None:
    grey = np.linspace(0, 255, 64 * 64).reshape(64, 64, 1).repeat(3, axis=2)
    skin = np.tile(np.array([[200, 150, 120]]), (50, 1))
    seen = [(each * 0.6).astype(np.uint8) for each in (skin, grey)]  # in light: a stop and a half less
    found, true = tone(seen[0], lights(seen[1])), tone(skin.astype(np.uint8), Lights(np.ones((1, 3)), 1.0)).lab
    assert abs(found.lab[0] - true[0]) < 8
    assert tone(seen[0], Lights(np.ones((1, 3)), 1.0)).lab[0] < true[0] - 20


def test_hue_and_chroma_hold_what_the_coordinates_allow() -> None:
    found = some((60, 65, 70), a=12, b=20)
    assert found.hue.low < np.degrees(np.arctan2(20, 12)) < found.hue.high
    assert found.hue.width < 15
    assert found.chroma.low < np.hypot(12, 20) < found.chroma.high


def test_hue_is_continuous_across_zero() -> None:
    found = some((30, 30, 30), a=10, b=0.5).hue
    assert found.low < 0 < found.high
    assert found.width < 40


def test_grey_may_have_any_hue() -> None:
    assert some((30, 30, 30), a=0, b=1).hue.width == 360
    assert some((30, 30, 30), a=0, b=1).chroma.low == 0


def test_a_stated_colour_is_exact() -> None:
    found = Tone.of("#ffffff")
    assert found.lab == pytest.approx([100, 0, 0], abs=0.01)
    assert found.stated
    assert Tone.of((50, 10, 20)).lightness == Interval(50, 50, 50)


@pytest.mark.parametrize("colour", ["brown", "#12345", "#gggggg"])
def test_a_word_is_no_colour(colour: str) -> None:
    with pytest.raises(OptionError, match="is no colour; write one as #rrggbb, such as #a8714b"):
        Tone.of(colour)


@pytest.mark.parametrize("colour", [(1, 2), (120, 0, 0), (50, 200, 0), (float("nan"), 0, 0)])
def test_numbers_beyond_cielab_are_no_colour(colour: tuple[float, ...]) -> None:
    with pytest.raises(OptionError, match=r"L\* runs from 0 to 100"):
        Tone.of(colour)


def test_contrast_of_two_intervals() -> None:
    assert contrast(some((60, 65, 70)), some((20, 25, 30))) == Interval(30, 40, 50)
    assert contrast(some((60, 65, 70)), some((62, 66, 72))) == Interval(0, 1, 12)


def test_a_measured_tone_holds_the_truth_in_coloured_light() -> None:
    rng = np.random.default_rng(0)
    skin = np.clip(rng.normal((200, 150, 120), 3, (500, 3)), 0, 255).astype(np.uint8)
    grey = np.clip(rng.normal(180, 20, (64, 64, 1)).repeat(3, axis=2), 0, 255)
    for light in ((1, 1, 1), (1.1, 1.0, 0.85), (0.9, 1.0, 1.1), (0.8, 0.8, 0.8)):
        seen = [np.clip(each * light, 0, 255).astype(np.uint8) for each in (skin, grey)]
        found = tone(seen[0], lights(seen[1]))
        true = tone(skin, Lights(np.ones((1, 3)), 1.0)).lab
        assert true[0] in found.lightness, light
        assert true[2] in found.b, light


def test_parts_that_differ_widen_the_interval() -> None:
    bright, dark = (np.full((50, 3), value, np.uint8) for value in (200, 100))
    both = np.concatenate([bright, bright, dark])
    alone = tone(bright, Lights(np.ones((1, 3)), 1.0))
    assert alone.lightness.width == 0
    assert tone(both, Lights(np.ones((1, 3)), 1.0), [bright, dark]).lightness.width > 30


def test_burnt_out_pixels_are_left_out() -> None:
    pixels = np.full((10, 10, 3), 128, np.uint8)
    pixels[:5] = 255
    assert (sample(pixels, np.ones((10, 10), dtype=bool)) == 128).all()
    pixels[:9] = 255
    assert len(sample(pixels, np.ones((10, 10), dtype=bool))) == 100
