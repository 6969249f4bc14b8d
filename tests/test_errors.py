"""Every error is raised somewhere, and every message is read by some test."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cases import over
from intarsia import errors

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "intarsia").rglob("*.py"))
TREE = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, errors.IntarsiaError)]
NAMES = {each.__name__ for each in TREE}
RUN = 10
"""Letters in a row that a test must quote of a message: fewer would be found by chance."""


def calls(path: Path) -> Iterator[ast.Call]:
    """Where the file makes one of our errors."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
            yield node


def phrases(node: ast.AST) -> list[str]:
    """The parts of an expression that are written out, f-strings included."""
    texts = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))
    return [plain(text) for text in texts]


def plain(text: str) -> str:
    """Without the marks that a pattern puts before signs of its own."""
    return re.sub(r"\\(?=\W)", "", text)


@cache
def quoted() -> frozenset[str]:
    """Every run of letters in a string of a test."""
    texts = [text for path in (ROOT / "tests").rglob("*.py") for text in phrases(ast.parse(path.read_text("utf-8")))]
    return frozenset(text[at : at + RUN] for text in texts for at in range(len(text) - RUN + 1))


def test_every_error_is_raised_somewhere() -> None:
    raised = {call.func.id for path in SOURCES for call in calls(path) if isinstance(call.func, ast.Name)}
    assert NAMES - raised == {"IntarsiaError"}


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"([A-Z]\w+)(?: \((\w+)\))?  ", f"{errors.__doc__}".replace("\n", "  "))
    assert {name for name, _ in drawn if name in NAMES} == NAMES
    for name, builtin in drawn:
        if builtin:
            assert builtin in [each.__name__ for each in getattr(errors, name).__mro__]


@over("path", SOURCES)
def test_every_message_is_read_by_a_test(path: Path) -> None:
    unread = []
    for call in calls(path):
        parts = [part for argument in call.args for part in phrases(argument) if len(part) >= RUN]
        runs = {part[at : at + RUN] for part in parts for at in range(len(part) - RUN + 1)}
        if runs and not runs & quoted():
            unread.append(f"line {call.lineno}: {' … '.join(parts)}")
    assert unread == []
