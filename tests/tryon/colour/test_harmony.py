"""Harmony: neutrals, templates of hues, strong colours, lightness, and who disturbs."""

from __future__ import annotations

import numpy as np
import pytest
from clothes import palette
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import over
from intarsia.apps.tryon.colour import Palette, harmony, polar
from intarsia.apps.tryon.colour.harmony import harmony_score
from intarsia.errors import OptionError

NEUTRAL = ("black", "white", "grey", "navy", "beige", "denim blue", "brown")
VIVID = ("red", "lime", "royal blue", "orange", "fuchsia", "yellow", "purple")
HUES = st.lists(st.floats(0, 359.9), min_size=1, max_size=5)


def plain(lightness: float, saturation: float, degrees: float) -> Palette:
    return [(polar(lightness, saturation, degrees).tolist(), 1.0)]


@settings(deadline=None, max_examples=50)
@given(HUES, st.integers(0, 359))
def test_the_wheel_may_be_turned(hues: list[float], turn: int) -> None:
    """At a chroma beside which what a neutral's is, and that differs from hue to hue, counts little."""
    one = harmony([plain(50, 300, round(each)) for each in hues])
    other = harmony([plain(50, 300, round(each) + turn) for each in hues])
    assert 0 <= one.score <= 1
    assert one.score == pytest.approx(other.score, abs=0.02)


@over("names", [("black", "white"), ("navy", "beige"), ("denim blue", "white"), ("brown", "cream"), ("grey", "olive")])
def test_neutrals_go_with_each_other(names: tuple[str, ...]) -> None:
    found = harmony([palette(each) for each in names])
    assert found.template == "N"
    assert found.score > 0.92


@over("vivid", ["red", "lime", "royal blue", "orange", "fuchsia", "emerald", "yellow", "purple", "turquoise"])
def test_a_neutral_goes_with_every_colour_and_which_one_matters_little(vivid: str) -> None:
    scores = [harmony([palette(vivid), palette(each)]).score for each in NEUTRAL]
    assert min(scores) > 0.85
    assert max(scores) - min(scores) < 0.12
    strong = [harmony([palette(vivid), palette(each)]).score for each in VIVID if each != vivid]
    assert max(strong) < min(scores) - 0.2


@over("vivid", ["red", "lime", "royal blue", "orange", "fuchsia", "yellow", "emerald"])
def test_one_strong_garment_is_enough(vivid: str) -> None:
    twice = harmony([palette(vivid), palette(vivid)])
    assert twice.calm < 0.55
    assert twice.score < harmony([palette(vivid), palette("grey")]).score - 0.4
    assert harmony([palette(vivid), palette("navy"), palette(vivid)], areas=[1, 1, 0.2]).calm == 1


def test_tone_on_tone_wants_a_lighter_and_a_darker() -> None:
    for light, dark in (("sky blue", "navy"), ("pink", "burgundy"), ("light grey", "charcoal"), ("beige", "brown")):
        both = harmony([palette(light), palette(dark)]).score
        assert both > max(harmony([palette(each), palette(each)]).score for each in (light, dark)) + 0.05


def test_opposite_hues_want_unequal_areas() -> None:
    equal, accent = (harmony([palette("red"), palette("green")], areas=[1, area]) for area in (1, 0.15))
    assert accent.score > equal.score + 0.3
    muted = harmony([palette("burgundy"), palette("olive")])
    assert muted.score > equal.score + 0.5


@given(st.permutations(["red", "navy", "white", "olive", "mustard"]))
@settings(deadline=None, max_examples=20)
def test_the_order_of_garments_does_not_matter(names: list[str]) -> None:
    areas = {"red": 1.0, "navy": 2.0, "white": 0.5, "olive": 0.25, "mustard": 1.0}
    first = harmony([palette(each) for each in areas], list(areas.values()))
    other = harmony([palette(each) for each in names], [areas[each] for each in names])
    assert other.score == pytest.approx(first.score)
    assert dict(zip(names, other.blame, strict=True)) == pytest.approx(dict(zip(areas, first.blame, strict=True)))


def test_the_score_is_the_product_of_its_parts_and_is_had_alone() -> None:
    worn = [palette(each) for each in ("red", "green", "white")]
    found = harmony(worn, [1, 1, 0.25])
    assert found.score == pytest.approx(found.hues * found.calm * found.depth)
    assert harmony_score(worn, [1, 1, 0.25]) == found.score


def test_templates() -> None:
    def template(*hues: float, areas: tuple[float, ...] | None = None) -> str:
        return harmony([plain(50, 60, each) for each in hues], areas).template

    assert template(10, 20) == "i"
    assert template(10, 190, areas=(4, 1)) == "I"
    assert template(10, 50, 90) == "V"
    assert template(0, 45, 90, 225) == "Y"


def test_nearer_hues_are_in_more_harmony_than_three_corners_of_the_wheel() -> None:
    near, far = (harmony([plain(50, 60, each) for each in hues]) for hues in ((20, 25, 30), (0, 120, 240)))
    assert near.hues > 0.9 > 0.5 > far.hues
    assert near.score > far.score


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
