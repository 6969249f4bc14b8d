"""Drawings that fill a cell of a table: places along them are percentages, so nothing is distorted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from intarsia.html.scale import Scale
from intarsia.html.svg import element, text, title, titled
from intarsia.i18n import Message

MIDDLE = "50%"
"""The vertical position in the cell at which things are drawn."""


def strip(name: Message | str, *drawn: Markup) -> Markup:
    """Return drawings on one line; screen readers read `name`."""
    return element("svg", title(name), *drawn, role="img", class_="strip")


def axis(scale: Scale, count: int = 4) -> Markup:
    """Return the ticks of a scale, to be placed above the strips."""
    ticks = scale.ticks(count)
    labels = [
        text(scale.percent(tick), 14.0, scale.label(tick), text_anchor=_anchor(scale(tick)), class_=_class(tick, ticks))
        for tick in ticks
    ]
    return element("svg", *labels, class_="scale", aria_hidden="true")


def grid(scale: Scale, count: int = 4) -> Markup:
    """Draw faint lines at the ticks."""
    lines = [_line(scale.percent(tick), scale.percent(tick), "grid", "0%", "100%") for tick in scale.ticks(count)]
    return Markup("").join(lines)


def interval(scale: Scale, low: float, value: float, high: float, colour: int) -> Markup:
    """Draw a value with its interval, or an arrow at the edge when the value lies beyond the scale."""
    if not math.isfinite(value):
        return Markup("")
    if not scale.holds(value):
        left = value < scale.low
        return text(
            "0%" if left else "100%", MIDDLE, "◂" if left else "▸", class_=f"f{colour}",
            text_anchor="start" if left else "end", font_size="12", dy="4",
        )  # fmt: skip
    ends = (low, high) if math.isfinite(low) and math.isfinite(high) else (value, value)
    bar = _line(scale.percent(ends[0]), scale.percent(ends[1]), f"s{colour}", stroke_width=2.0)
    return bar + element("circle", cx=scale.percent(value), cy=MIDDLE, r=4.0, class_=f"f{colour}")


def dots(scale: Scale, found: Iterable[tuple[float, Message | str]], colour: int) -> Markup:
    """Draw a dot for each value and its title; values beyond the scale are hollow dots at its edge."""
    drawn = [
        titled(
            "circle", words, cx=scale.percent(value), cy=MIDDLE, r=4.5,
            class_=f"f{colour} dot" if scale.holds(value) else f"s{colour} hollow",
        )
        for value, words in found
        if math.isfinite(value)
    ]  # fmt: skip
    return Markup("").join(drawn)


def mark(scale: Scale, value: float) -> Markup:
    """Draw a thin vertical line at a value."""
    return _line(scale.percent(value), scale.percent(value), "guide", "10%", "90%")


def bar(scale: Scale, start: float, end: float, colour: int) -> Markup:
    """Draw a bar between two values, wide enough to be seen."""
    left, right = sorted((scale(start), scale(end)))
    place = {"x": f"{left:.2f}%", "width": f"{max(0.3, right - left):.2f}%"}
    return element("rect", **place, y=MIDDLE, height=12.0, rx=1.5, transform="translate(0 -6)", class_=f"f{colour}")


def _line(
    start: str, end: str, class_: str, top: str = MIDDLE, bottom: str = MIDDLE, stroke_width: float = 1.0
) -> Markup:
    return element("line", x1=start, x2=end, y1=top, y2=bottom, class_=class_, stroke_width=stroke_width)


def _anchor(place: float) -> str:
    """Return the text anchor that keeps a label near an end inside."""
    if place < 8:
        return "start"
    return "end" if place > 92 else "middle"


def _class(tick: float, ticks: Sequence[float]) -> str:
    """Return the class of a label: narrow screens have room for the first and last one only."""
    return "tick" if tick in (ticks[0], ticks[-1]) else "tick between"
