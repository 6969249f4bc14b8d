from __future__ import annotations

import math
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.html.plot import Plot
from intarsia.html.scale import Scale
from intarsia.html.strip import axis, bar, dots, grid, interval, mark, strip
from intarsia.html.svg import element, text, titled
from intarsia.i18n import Message

HOSTILE = "</title><script>alert('1')</script>\"&"

numbers = st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-6)


@settings(deadline=None, max_examples=50)
@given(numbers, st.floats(1e-3, 1e6), st.integers(1, 8))
def test_ticks_are_round_rising_and_within(low, width, count):
    scale = Scale(low, low + width)
    ticks = scale.ticks(count)
    assert len(ticks) <= count + 1
    assert all(earlier < later for earlier, later in pairwise(ticks))
    assert all(low - width * 1e-6 <= tick <= low + width * (1 + 1e-6) for tick in ticks)


@settings(deadline=None, max_examples=50)
@given(numbers, st.floats(1e-3, 1e6), numbers)
def test_places_never_leave_the_line(low, width, value):
    scale = Scale(low, low + width, 10, 20)
    assert 10 <= scale(value) <= 20


def test_labels_have_the_decimals_that_tell_ticks_apart():
    assert [Scale(0.9, 1.0).label(tick) for tick in (0.9, 0.92)] == ["0.90", "0.92"]
    assert Scale(-100.0, 100.0).label(-50.0) == "−50"
    assert Scale(0.0, 1e6).label(2e5) == "2e+05"


def test_a_scale_of_one_number_is_no_division_by_zero():
    assert Scale(3.0, 3.0)(3.0) == 0.0
    assert len(Scale(3.0, 3.0).ticks()) <= 1


def test_everything_is_escaped():
    drawn = element("g", text(1, 2, HOSTILE), titled("circle", HOSTILE, r=1.0), class_=HOSTILE)
    found = ElementTree.fromstring(drawn)
    assert found.get("class") == found[0].text == found[1][0].text == HOSTILE


def test_a_plot_is_well_formed_and_named_in_both_languages():
    plot = Plot.over((0.0, 1.0), (-5.0, 5.0))
    drawn = plot.svg(Message("Name", "名"), "x", Message("y", "纵"), plot.line([0, 1], [-5, 5], "line s0"))
    found = ElementTree.fromstring(drawn)
    assert found[0].text == "Name · 名"
    assert found.get("role") == "img"


def test_strips_show_values_beyond_the_scale_at_its_edge():
    scale = Scale(0.9, 1.0)
    assert "◂" in interval(scale, 0.4, 0.5, 0.6, 0)
    assert "▸" in interval(scale, 1.4, 1.5, 1.6, 0)
    assert interval(scale, math.nan, math.nan, math.nan, 0) == ""
    drawn = ElementTree.fromstring(
        strip(
            HOSTILE,
            grid(scale),
            mark(scale, 0.95),
            bar(scale, 0.92, 0.91, 1),
            dots(scale, [(0.5, "out"), (0.95, "in"), (math.nan, "none")], 0),
            interval(scale, math.nan, 0.95, math.nan, 0),
        )
    )
    circles = drawn.findall("circle")
    assert [circle.get("class") for circle in circles] == ["s0 hollow", "f0 dot", "f0"]
    assert ElementTree.fromstring(axis(scale)).findall("text")


def test_a_scale_around_values_leaves_a_margin_and_needs_none_of_them():
    assert Scale.around([1.0, float("nan"), 2.0]) == Scale(0.96, 2.04)
    assert Scale.around([5.0]) == Scale(4.95, 5.05)
    assert Scale.around([0.0]) == Scale(-0.01, 0.01)
    assert Scale.around([float("inf")]) == Scale(0.0, 1.0)
