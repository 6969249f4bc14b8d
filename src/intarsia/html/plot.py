"""A pair of axes, on which charts are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from intarsia.html.scale import Scale
from intarsia.html.svg import Attribute, element, path, text, title
from intarsia.i18n import Message

WIDTH = 360
HEIGHT = 320
LEFT = 50
RIGHT = 348
TOP = 12
BOTTOM = 272
"""Edges of the field inside the picture, in pixels."""

COLOURS = 5
"""Lines that a drawing can tell apart, by colour and by dashes."""


@dataclass(frozen=True)
class Plot:
    """Axes from (low, high) of x and of y, with a grid."""

    x: Scale
    y: Scale

    @classmethod
    def over(cls, x: tuple[float, float], y: tuple[float, float]) -> Plot:
        """Return an empty plot over these ranges."""
        return cls(Scale(*x, LEFT, RIGHT), Scale(*y, BOTTOM, TOP))

    def line(self, x: Iterable[float], y: Iterable[float], class_: str) -> Markup:
        """Draw a line through points of the plot."""
        return element("path", d=path((self.x(a), self.y(b)) for a, b in zip(x, y, strict=True)), class_=class_)

    def dot(self, x: float, y: float, radius: float, class_: str, *children: Markup) -> Markup:
        """Draw a dot at a point of the plot."""
        return element("circle", *children, cx=self.x(x), cy=self.y(y), r=radius, class_=class_)

    def box(self, x: tuple[float, float], y: float, class_: str, *children: Markup) -> Markup:
        """Draw a bar from the x-axis up to y."""
        left = self.x(x[0])
        right = self.x(x[1])
        top = self.y(y)
        shape: dict[str, Attribute] = {"x": left, "y": top, "width": max(0.5, right - left - 1), "height": BOTTOM - top}
        return element("rect", *children, **shape, class_=class_)

    def svg(self, name: Message | str, across: Message | str, up: Message | str, *drawn: Markup) -> Markup:
        """Return the SVG with grid, drawing and axis labels. Screen readers read `name`."""
        return element(
            "svg",
            title(name),
            *self._grid(),
            *drawn,
            text((LEFT + RIGHT) / 2, HEIGHT - 10, across, class_="axis", text_anchor="middle"),
            text(-(TOP + BOTTOM) / 2, 12, up, class_="axis", text_anchor="middle", transform="rotate(-90)"),
            viewBox=f"0 0 {WIDTH} {HEIGHT}",
            role="img",
            class_="plot",
        )

    def _grid(self) -> Iterable[Markup]:
        for tick in self.x.ticks():
            place = self.x(tick)
            yield element("path", d=path([(place, TOP), (place, BOTTOM)]), class_="grid")
            yield text(place, BOTTOM + 16, self.x.label(tick), class_="tick", text_anchor="middle")
        for tick in self.y.ticks():
            place = self.y(tick)
            yield element("path", d=path([(LEFT, place), (RIGHT, place)]), class_="grid")
            yield text(LEFT - 6, place + 4, self.y.label(tick), class_="tick", text_anchor="end")


@dataclass(frozen=True)
class Key:
    """One line of a legend: its colour's number, what it is, and a figure of it."""

    colour: int
    name: Message | str
    value: str = ""

    @property
    def sample(self) -> Markup:
        """Return a piece of the line, for the legend."""
        line = element("path", d="M0 6L26 6", class_=f"line s{self.colour}")
        return element("svg", line, width="26", height="12", aria_hidden="true")


@dataclass(frozen=True)
class Figure:
    """A drawing with its title, its legend, and a sentence that says how to read it."""

    title: Message | str
    drawing: Markup
    caption: Message | str
    legend: tuple[Key, ...] = ()
