"""SVG as small pure functions. Whatever stands in a text or an attribute is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from intarsia.i18n import Message

Attribute = str | float | Message


def element(name: str, *children: Markup, **attributes: Attribute) -> Markup:
    """`<name a="…">children</name>`. In names of attributes `_` becomes `-`, and a last `_` is dropped (`class_`)."""
    told = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _short(value)) for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), told, Markup("").join(children))


def text(x: Attribute, y: Attribute, words: Message | str, **attributes: Attribute) -> Markup:
    """Return a text at a position."""
    return element("text", _set(words), x=x, y=y, **attributes)


def titled(name: str, words: Message | str, **attributes: Attribute) -> Markup:
    """Return a shape with a tooltip."""
    return element(name, title(words), **attributes)


def title(words: Message | str) -> Markup:
    """Return a `<title>`, which screen readers read and browsers show as a tooltip."""
    return element("title", Markup.escape(str(words)))


def path(points: Iterable[tuple[float, float]]) -> str:
    """Return the `d` attribute of straight lines through points in pixels."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _set(words: Message | str) -> Markup:
    return words.tspans() if isinstance(words, Message) else Markup.escape(words)


def _short(value: Attribute) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
