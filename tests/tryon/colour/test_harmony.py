"""Harmony: templates of hues, neutrals, and who disturbs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import over
from intarsia.apps.tryon.colour import Palette, harmony, polar
from intarsia.errors import OptionError

HUES = st.lists(st.floats(0, 359.9), min_size=1, max_size=5)


def plain(lightness: float, saturation: float, degrees: float) -> Palette:
    return [(polar(lightness, saturation, degrees).tolist(), 1.0)]


@settings(deadline=None, max_examples=50)
@given(HUES, st.integers(0, 359))
def test_the_wheel_may_be_turned(hues: list[float], turn: int) -> None:
    one = harmony([plain(50, 60, round(each)) for each in hues])
    other = harmony([plain(50, 60, round(each) + turn) for each in hues])
    assert 0 <= one.score <= 1
    assert one.score == pytest.approx(other.score)


def test_neutrals_go_with_everything() -> None:
    found = harmony([plain(10, 1, 0), plain(95, 2, 90)])
    assert (found.score, found.template) == (1.0, "N")
    lone = harmony([plain(50, 70, 30)])
    assert harmony([plain(50, 70, 30), plain(60, 0, 0)]).score >= lone.score


def test_templates() -> None:
    def template(*hues: float) -> str:
        return harmony([plain(50, 60, each) for each in hues]).template

    assert template(10, 20) == "i"
    assert template(10, 190) == "I"
    assert template(10, 50, 90) == "V"
    assert template(0, 45, 90, 225) == "Y"


def test_nearer_hues_are_in_more_harmony_than_three_corners_of_the_wheel() -> None:
    assert harmony([plain(50, 60, each) for each in (20, 25, 30)]).score > 0.9
    assert harmony([plain(50, 60, each) for each in (0, 120, 240)]).score < 0.5


def test_the_one_that_disturbs_is_named() -> None:
    rng = np.random.default_rng(0)
    named = 0
    for _ in range(100):
        base, far = rng.uniform(0, 360), rng.uniform(60, 120) * rng.choice([-1, 1])
        outfit = [
            plain(50, 40, base),
            plain(60, 40, base + 8),
            plain(30, 40, base + rng.uniform(-8, 8)),
            plain(55, 60, base + far),
        ]
        found = harmony(outfit)
        named += int(np.argmax(found.blame)) == 3 and found.blame[3] > 0
    assert named >= 95


def test_a_small_share_counts_little() -> None:
    accent = [(polar(50, 70, 140).tolist(), 0.02), (polar(50, 70, 30).tolist(), 0.98)]
    shared = [(polar(50, 70, 140).tolist(), 0.5), (polar(50, 70, 30).tolist(), 0.5)]
    assert harmony([accent]).score > harmony([shared]).score
    assert harmony([plain(50, 70, 30), plain(50, 70, 140)], areas=[1, 0.02]).score > harmony([shared]).score


@over("palettes", [[], [[]]])
def test_nothing_to_judge(palettes: list[Palette]) -> None:
    with pytest.raises(OptionError, match="harmony needs at least one palette"):
        harmony(palettes)
