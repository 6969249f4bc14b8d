"""What is loaded when it is first used: the names that a package offers, and the packages that only one part needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from intarsia.errors import MissingExtra
from intarsia.i18n import Message


@dataclass(frozen=True)
class Extra:
    """Packages that only one part of the library needs, installed by `pip install 'intarsia[name]'`.

    Attributes:
        name: the extra in pyproject.toml.
        part: tells what needs the packages, as it reads in a message ("the service").
        packages: module → the package on the index that has it, where their names differ.
    """

    name: str
    part: Callable[[], Message]
    packages: Mapping[str, str]

    def check(self) -> None:
        """Raise `MissingExtra` with the pip command when one of the packages is not installed. None is loaded."""
        for module in self.packages:
            if find_spec(module) is None:
                raise self._missing(module)

    def module(self, name: str) -> ModuleType:
        """The module of that dotted name, imported. Raises `MissingExtra` when its package is not installed."""
        try:
            return import_module(name)
        except ImportError as error:
            raise self._missing(name.partition(".")[0]) from error

    def _missing(self, module: str) -> MissingExtra:
        return MissingExtra(self.part(), self.packages.get(module, module), self.name)


def names(package: str, homes: Mapping[str, str], extra: Extra | None = None) -> Callable[[str], Any]:
    """A package's `__getattr__`: a name is imported from its home when it is first asked for.

    Args:
        package: the package that offers the names.
        homes: name → the module that holds it, or the package that it is a module of.
        extra: packages that must be installed for any of them; checked first.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if extra is not None:
            extra.check()
        home = import_module(homes[name])
        return getattr(home, name) if hasattr(home, name) else import_module(f"{homes[name]}.{name}")

    return find
