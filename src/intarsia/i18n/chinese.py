"""What errors, warnings and notes say, in Chinese. Code says them in English; those who see a page may read Chinese."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from intarsia.i18n.message import Message as Message

MOST = 600
"""Characters of a line that is looked up: matching takes the longer the longer it is."""
DEPTH = 4
"""How deep messages stand within messages."""
HOLES = {"where": r"[A-Za-z_][\w.-]*", "count": r"\d[\d,.]*"}
"""Values that are not anything: a field, dotted; a number."""


def both(text: str) -> Message:
    """An English message in both languages; twice the same where there is no Chinese for it."""
    return Message(text, chinese(text) or text)


def chinese(text: str) -> str | None:
    """An English message in Chinese, line by line; None where its first line is not known."""
    first, *others = text.strip().splitlines() or [""]
    found = _line(first.strip(), DEPTH)
    if found is None:
        return None
    return "\n".join([found, *(_line(each.strip(), DEPTH) or each.strip() for each in others)])


def _line(text: str, depth: int) -> str | None:
    if not depth or len(text) > MOST:
        return None
    for pattern, words in _known():
        match = pattern.fullmatch(text)
        if match is None:
            continue
        values = {name: _line(value, depth - 1) for name, value in match.groupdict().items()}
        if all(value is not None for name, value in values.items() if name.startswith("told")):
            return words.format(**{name: value or match[name] for name, value in values.items()})
    return None


@cache
def _known() -> Sequence[tuple[re.Pattern[str], str]]:
    """Pattern of an English message → the Chinese one, in the order of the file."""
    told = tomllib.loads(files("intarsia.i18n").joinpath("chinese.toml").read_text("utf-8"))
    return [(_pattern(each["en"]), each["zh"]) for each in told["said"]]


def _pattern(english: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", english)
    written = [re.escape(part) if place % 2 == 0 else _hole(part) for place, part in enumerate(parts)]
    return re.compile("".join(written))


def _hole(name: str) -> str:
    return f"(?P<{name}>{HOLES.get(name, '.+?')})"
