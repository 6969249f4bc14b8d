"""What users import: complete, sorted, and nothing in its way."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

import intarsia
from cases import over

PACKAGES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(intarsia.__path__, "intarsia.")
    if module.ispkg
]


def test_the_names_are_sorted_and_all_there() -> None:
    assert intarsia.__all__ == sorted(intarsia.__all__)
    assert dir(intarsia) == intarsia.__all__
    for name in intarsia.__all__:
        assert getattr(intarsia, name).__doc__


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(str(intarsia.__file__)).read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    told = {alias.name: node.module for node in imports for alias in node.names}
    assert told == intarsia._HOME
    assert sorted(told) == intarsia.__all__


def test_no_module_is_called_like_a_public_name() -> None:
    # Importing the module `intarsia.x` binds `intarsia.x`, and the function of that name would be gone.
    assert {module.name for module in pkgutil.iter_modules(intarsia.__path__)} & set(intarsia.__all__) == set()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'intarsia' has no attribute 'comparee'"):
        intarsia.comparee  # noqa: B018


@over("package", PACKAGES)
def test_packages_name_what_they_offer(package: ModuleType) -> None:
    offered = getattr(package, "__all__", [])
    assert len(offered) == len(set(offered))  # their order is the linter's
    made = [name for name, each in vars(package).items() if getattr(each, "__module__", "") == package.__name__]
    assert [name for name in offered if not hasattr(package, name)] == []
    if offered:
        assert [name for name in made if not name.startswith("_") and name not in offered] == []
