"""How the help is laid out: argparse's own words in the language that is spoken, and lines as wide as they are seen."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from unicodedata import east_asian_width

from intarsia.i18n import messages

say = messages(__package__)

HEADINGS = {"positional arguments": "parser.positionals", "options": "parser.options"}
"""Title that argparse gives a group of its own → the message that stands in its place."""

WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60"
"""Range of the characters between which a line of Chinese may end."""
OPENING = "（《「『【"
"""Punctuation that no line ends with."""
CLOSING = "，。、：；！？）》」』】"
"""Punctuation that no line begins with."""
ATOM = re.compile(rf"\s*[{OPENING}]*(?:`[^`]*`|[^\s{WIDE}]+|[{WIDE}])[{CLOSING}]*")
"""What is never broken: a word, an option, a command in backticks, a Chinese character; each with its punctuation."""
TITLE = re.compile(rf"^(\S.*[{WIDE}]):$", re.MULTILINE)
"""The title of a group, which argparse ends with a colon of English."""


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Lays out the help in English or Chinese. Descriptions stand as they are written."""

    def start_section(self, heading: str | None) -> None:
        """Begin a group of arguments; those that argparse makes by itself are titled in the language."""
        own = HEADINGS.get(heading or "")
        super().start_section(heading if own is None else say(own).told)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Add the usage after its word in the language; other parsers ask for it without any."""
        super().add_usage(usage, actions, groups, say("parser.usage").told if prefix is None else prefix)

    def format_help(self) -> str:
        """The whole text; a Chinese title has a Chinese colon."""
        return TITLE.sub("\\1：", super().format_help())

    def _format_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None,
    ) -> str:
        # argparse indents by the number of characters, so it is given as many of them as there are columns.
        word = prefix or ""
        stand_in = "." * columns(word)
        return super()._format_usage(usage, actions, groups, stand_in).replace(stand_in, word, 1)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than `width` columns unless a single word is: options are never broken."""
    lines = [""]
    for atom in ATOM.findall(" ".join(text.split())):
        if lines[-1] and columns(lines[-1] + atom) > width:
            lines.append(atom.lstrip())
        else:
            lines[-1] += atom
    return lines


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters, such as Chinese ones, take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
