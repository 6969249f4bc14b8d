"""The words on Gradio's own components, which have one language at a time: what to say when it is switched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import gradio as gr

from intarsia.i18n.phrases import Both

Said = Both | Sequence[tuple[Both, Any]]
"""A text, or choices with their values."""
T = TypeVar("T")


class Labels:
    """Components, and what they say.

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
        """All of them, in order."""
        return [component for component, _ in self._said]

    def switched(self, language: str) -> list[Any]:
        """An update for each of them."""
        return [gr.update(**_spoken(said, language)) for _, said in self._said]


def _spoken(said: Mapping[str, Said], language: str) -> dict[str, Any]:
    return {name: _in(words, language) for name, words in said.items()}


def _in(words: Said, language: str) -> Any:
    if isinstance(words, Both):
        return getattr(words, language)
    return [(getattr(each, language), value) for each, value in words]
