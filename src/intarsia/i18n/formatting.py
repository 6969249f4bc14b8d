"""How values stand in a message: lists, plurals, and messages within messages, in each language."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.i18n.message import Message

COMMA = {"en": ", ", "zh": "、"}
LAST = {"en": {"and": " and ", "or": " or "}, "zh": {"and": "和", "or": "或"}}
_OBEYED = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
NOTHING = {"en": "none", "zh": "无"}
_SENTENCE = "\ue000"
"""Stands, while a message is filled in, behind a value that is a sentence; from the range for private use."""
_STOPPED_TWICE = re.compile(rf"[.。]{_SENTENCE}(?=[.。,，;；:：)）])")
"""The full stop of a sentence that the message around it goes on after, or closes itself."""


class Filling(string.Formatter):
    """Fills in the values of a message, as `str.format` does, and knows three things more.

    `{count:row|rows}` is "row" for 1 and "rows" for other numbers. A list is divided as the language divides, its
    items quoted for `{names:quoted}`, the last one after a word for `{names:or}` and `{names:and}`; an empty one is
    "none". `{value!r}` is for what a user gave, whatever it is.
    A message, and an error that has one, is put in its language; where the text goes on behind it with a mark of its
    own, its full stop is left out.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def filled(self, template: str, values: Mapping[str, object]) -> str:
        """The template with its values. Raises `KeyError` for one that is not given."""
        return _STOPPED_TWICE.sub("", self.vformat(template, (), values)).replace(_SENTENCE, "")

    def convert_field(self, value: Any, conversion: Any) -> Any:
        """Convert the value as `!r` or `!s` says."""
        return value if conversion is None else super().convert_field(self._text(value), conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        """Format the value as its part after the colon says."""
        if "|" in format_spec:
            one, _, many = format_spec.partition("|")
            return one if value == 1 else many
        if isinstance(value, list):
            quoted = format_spec == "quoted"
            return self._listed(
                [repr(self._text(each)) if quoted else str(self._said(each)) for each in value], format_spec
            )
        return str(super().format_field(self._said(value), format_spec))

    def _listed(self, items: Sequence[str], word: str) -> str:
        if not items:
            return NOTHING[self.language]
        if word not in LAST[self.language] or len(items) == 1:
            return COMMA[self.language].join(items)
        return COMMA[self.language].join(items[:-1]) + LAST[self.language][word] + items[-1]

    def _said(self, value: Any) -> Any:
        """Return the same as `_text`, marked where it is a sentence."""
        found = self._text(value)
        sentence = found is not value and isinstance(found, str) and re.search(r"(?<![.。])[.。]$", found)
        return f"{found}{_SENTENCE}" if sentence else found

    def _text(self, value: Any) -> Any:
        """A message, or the message of an error, in this language; any other value as it is."""
        found = getattr(value, "message", None) if isinstance(value, BaseException) else value
        return found.in_(self.language) if isinstance(found, Message) else value


FILLING = {"en": Filling("en"), "zh": Filling("zh")}


def legible(text: str) -> str:
    """Return a text of strangers on one line, without what a terminal would obey, or cannot be written: a file's name
    that is not UTF-8 holds half surrogate pairs."""
    return _OBEYED.sub("\ufffd", text)
