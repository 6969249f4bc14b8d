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
    before = [(registry, registry.names(), dict(registry._classes), dict(registry._names)) for registry in registries]
    sys.path.insert(0, str(folder))
    for registry in registries:
        registry._scanned = False
    try:
        yield folder
    finally:
        sys.path.remove(str(folder))
        for registry, _, classes, names in before:
            registry._classes = classes
            registry._names = names
        for module in [name for name, each in sys.modules.items() if _lies_in(folder, each)]:
            del sys.modules[module]


def kept(file: str, name: str) -> Iterator[str]:
    """The tests of a contract that the component of that name passes; those that do not concern it are left out."""
    spec = importlib.util.spec_from_file_location(f"{file}_of_{name}", CONTRACTS / f"{file}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for key, test in vars(module).items():
        if key.startswith("test_") and list(inspect.signature(test).parameters) == ["name"]:
            try:
                test(name)
            except pytest.skip.Exception:
                continue
            yield key


def _lies_in(folder: Path, module: Any) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).is_relative_to(folder)
