"""Every error is raised somewhere; what they say is tested in tests/i18n."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from intarsia import errors

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "intarsia").rglob("*.py"))
TREE = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, errors.IntarsiaError)]
NAMES = {each.__name__ for each in TREE}


def calls(path: Path) -> Iterator[ast.Call]:
    """Where the file makes one of our errors."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
            yield node


def test_every_error_is_raised_somewhere() -> None:
    raised = {call.func.id for path in SOURCES for call in calls(path) if isinstance(call.func, ast.Name)}
    assert NAMES - raised == {"IntarsiaError"}


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"([A-Z]\w+)(?: \((\w+)\))?  ", f"{errors.__doc__}".replace("\n", "  "))
    assert {name for name, _ in drawn if name in NAMES} == NAMES
    for name, builtin in drawn:
        if builtin:
            assert builtin in [each.__name__ for each in getattr(errors, name).__mro__]
