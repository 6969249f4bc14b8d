"""Packages of other people, as far as tests need them: on the path while a test runs, found by their entry points."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from intarsia.registry import Registry

HERE = Path(__file__).parent
CONTRACTS = HERE.parent / "contract"


@contextmanager
def plugged(name: str, *registries: Registry[Any]) -> Iterator[Path]:
    """The package in this folder of that name is installed; the registries that it adds to look for it anew."""
    folder = HERE / name
    for registry in registries:
        registry.names()  # that of the tree is there before the package is
    before = [(registry, dict(registry._classes), dict(registry._names)) for registry in registries]
    sys.path.insert(0, str(folder))
    for registry in registries:
        registry._scanned = False
    try:
        yield folder
    finally:
        sys.path.remove(str(folder))
        for registry, classes, names in before:
            registry._classes = classes
            registry._names = names
        for module in [name for name, each in sys.modules.items() if _lies_in(folder, each)]:
            del sys.modules[module]


def kept(file: str, component: Any, parameter: str = "name") -> Iterator[str]:
    """The tests of a contract that a component passes; those that do not concern it are left out.

    Args:
        file: of the contract.
        component: its name, or whatever else the tests of that contract are given.
        parameter: what they call it.
    """
    spec = importlib.util.spec_from_file_location(f"{file}_of_a_plugin", CONTRACTS / f"{file}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for key, test in vars(module).items():
        if key.startswith("test_") and list(inspect.signature(test).parameters) == [parameter]:
            try:
                test(component)
            except pytest.skip.Exception:
                continue
            yield key


def _lies_in(folder: Path, module: Any) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).is_relative_to(folder)
