"""What the page says and is made of: phrases in both languages, words on Gradio's components, HTML, scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from importlib.resources import files
from typing import Any, TypeVar

import gradio as gr

from intarsia.i18n import Message, messages

Said = Message | Sequence[tuple[Message, Any]]
"""A text, or choices with their values."""
T = TypeVar("T")

html = partial(gr.HTML, apply_default_css=False)
"""An HTML component without Gradio's styles for prose: lines around every table, and the like."""
HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Options of every event: the page says itself what is under way, and nobody is to call handlers from outside."""


tell = messages(__package__)
"""The studio's own messages; an application's tab has its own."""


def script(*names: str, package: str = "intarsia.studio") -> str:
    """The text of scripts and styles in a package, by their paths below it, one after the other."""
    return "".join(files(package).joinpath(name).read_text("utf-8") for name in names)


class Labels:
    """The words on Gradio's own components, which have one language at a time: what to say when it is switched.

    Args:
        language: in which they are made.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._said: list[tuple[Any, Mapping[str, Said]]] = []

    def make(self, kind: type[T], said: Mapping[str, Said], **options: Any) -> T:
        """A component of Gradio that says something: options by name → words."""
        made = kind(**_spoken(said, self.language), **options)
        self._said.append((made, said))
        return made

    @property
    def components(self) -> list[Any]:
        """Return all components that were made, in order."""
        return [component for component, _ in self._said]

    def switched(self, language: str) -> list[Any]:
        """Return an update for each component."""
        return [gr.update(**_spoken(said, language)) for _, said in self._said]


def _spoken(said: Mapping[str, Said], language: str) -> dict[str, Any]:
    return {name: _in(words, language) for name, words in said.items()}


def _in(words: Said, language: str) -> Any:
    if isinstance(words, Message):
        return getattr(words, language)
    return [(getattr(each, language), value) for each, value in words]
