"""A drawing with its title, its legend, and a sentence that says how to read it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from intarsia.html.svg import element
from intarsia.i18n import Message

COLOURS = 5
"""Lines that a drawing can tell apart, by colour and by dashes."""


@dataclass(frozen=True)
class Key:
    """One line of a legend: its colour's number, what it is, and a figure of it."""

    colour: int
    name: Message | str
    value: str = ""

    @property
    def sample(self) -> Markup:
        """A piece of the line."""
        line = element("path", d="M0 6L26 6", class_=f"line s{self.colour}")
        return element("svg", line, width="26", height="12", aria_hidden="true")


@dataclass(frozen=True)
class Figure:
    """See the module."""

    title: Message | str
    drawing: Markup
    caption: Message | str
    legend: tuple[Key, ...] = ()
