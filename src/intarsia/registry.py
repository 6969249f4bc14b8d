"""Name → class. A registry fills itself: it imports the modules of its folder, then the entry points.

Names exist for JSON, the command line and tests; from Python a component is imported and called.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
import re
import sys
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Generic, TypeVar

from intarsia.errors import IntarsiaError, IntarsiaWarning, OptionError, UnknownName
from intarsia.forked import Turn
from intarsia.i18n import Message, messages

say = messages(__package__)


PLUGINS = "intarsia.plugins"
"""Entry-point group under which other packages name modules that register components."""
APPLICATIONS = "intarsia.apps"
"""The same for applications and recipes. Every command looks for them, so their modules must be cheap to import."""

TAKES: Mapping[type, tuple[type, ...]] = {bool: (bool,), int: (int,), float: (int, float), tuple: (list,)}
"""Type of an option's default → types of the JSON values that it takes."""

T = TypeVar("T")


class Registry(Generic[T]):
    """The components of one kind, by name.

    Args:
        kind: what the components are ("fusion"); the package's message "registry.fusion", or "registry.kind", says it.
        package: dotted name of the folder that is scanned on first use.
        plugins: entry-point group under which other packages add to it.
    """

    def __init__(self, kind: str, package: str, plugins: str = PLUGINS) -> None:
        self.kind = kind
        self.package = package
        self.plugins = plugins
        self._say = messages(package)
        self._classes: dict[str, type[T]] = {}
        self._names: dict[type[T], str] = {}
        self._scanned = False
        self._scanning = False
        self._lock = Turn()

    def register(self, name: str) -> Callable[[type[T]], type[T]]:
        """Class decorator: make the (frozen dataclass) leaf known as `name`."""

        def add(cls: type[T]) -> type[T]:
            if name in self._classes and _home(self._classes[name]) != _home(cls):
                raise OptionError(
                    say("registry.two", kind=self.title, name=name, one=_told(self._classes[name]), other=_told(cls))
                )
            self._classes[name] = cls
            self._names[cls] = name
            return cls

        return add

    @property
    def title(self) -> Message:
        """What the components are, as it reads in a message."""
        known = [key for key in (f"registry.{self.kind}", "registry.kind") if key in self._say]
        return self._say(known[0]) if known else Message.plain(self.kind)

    def names(self) -> list[str]:
        """Return every known name, sorted."""
        self._scan()
        return sorted(self._classes)

    def is_ours(self, name: str) -> bool:
        """Whether the component is of this package, not of a plug-in. Raises `UnknownName`."""
        return self.get(name).__module__.startswith(f"{__package__}.")

    def get(self, name: str) -> type[T]:
        """The class of that name. Raises `UnknownName`."""
        self._scan()
        if name not in self._classes:
            raise UnknownName(self.title, name, self._classes)
        return self._classes[name]

    def name_of(self, component: T) -> str:
        """The name under which the component's class is registered."""
        self._scan()
        return self._names[type(component)]

    def make(self, given: str | Mapping[str, Any] | T) -> T:
        """A component from its name, from its dump, or from itself."""
        if isinstance(given, str):
            return self.get(given)()
        return self.load(given) if isinstance(given, Mapping) else given

    def parse(self, text: str) -> T:
        """A component as it is written on a command line: "vision", or "vision:weights=FOLDER,train=lora,rank=4".

        Raises:
            UnknownName: no such component or option.
            OptionError: an option without value, or one whose value is of the wrong sort.
        """
        name, _, told = text.partition(":")
        known = {field.name: field.default for field in dataclasses.fields(self.get(name))}  # type: ignore[arg-type]
        options = {}
        for each in re.split(r",(?=\w+=)", told) if told else ():
            option, given, value = each.partition("=")
            if not given:
                raise OptionError(say("registry.option_form", kind=self.title, text=text, name=name))
            options[option] = _value(value, known.get(option))
            if not _takes(known.get(option), options[option]):
                raise OptionError(
                    say(
                        "registry.option_value",
                        kind=self.title,
                        name=name,
                        option=option,
                        value=value,
                        example=json.dumps(known[option]),
                    )
                )
        return self.load({"type": name} | options)

    def vary(self, given: str | Mapping[str, Any] | T, option: str, value: Any) -> T:
        """The component (see `make`) with another value of one option. Raises `UnknownName`."""
        component = self.make(given)
        known = [field.name for field in dataclasses.fields(component)]  # type: ignore[arg-type]
        if option not in known:
            raise UnknownName(say("registry.option_of", kind=self.title, name=self.name_of(component)), option, known)
        return dataclasses.replace(component, **{option: value})  # type: ignore[type-var]

    def dump(self, component: T) -> dict[str, Any]:
        """`{"type": name, option: value, ...}`, JSON-able.

        Fields marked `transient` in their metadata are left out; a field whose values JSON does not know names in
        its metadata how to `dump` and how to `load` them.
        """
        assert dataclasses.is_dataclass(component)
        kept = [field for field in dataclasses.fields(component) if not field.metadata.get("transient")]
        values = {field.name: field.metadata.get("dump", _same)(getattr(component, field.name)) for field in kept}
        return {"type": self.name_of(component)} | values

    def load(self, dumped: Mapping[str, Any]) -> T:
        """The component that `dump` described. Lists come back as tuples, since declarations are hashable."""
        cls = self.get(dumped.get("type", ""))
        known = {field.name: field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
        options = {key: value for key, value in dumped.items() if key != "type"}
        for key in options.keys() - known.keys():
            raise UnknownName(say("registry.option_of", kind=self.title, name=dumped["type"]), key, known)
        return cls(**{key: known[key].metadata.get("load", _frozen)(value) for key, value in options.items()})

    def _scan(self) -> None:
        """Fill the registry. Other threads wait until it is full; what is imported meanwhile may ask, and does not."""
        if self._scanned:
            return
        with self._lock:
            if self._scanned or self._scanning:
                return
            self._scanning = True
            try:
                self._import()
                self._scanned = True
            finally:
                self._scanning = False

    def _import(self) -> None:
        package = importlib.import_module(self.package)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{self.package}.{module.name}")
        for point in _plugins(self.plugins, tuple(sys.path)):
            try:
                point.load()
            except Exception as error:
                leave_out(point.value, error)


def leave_out(name: str, error: Exception) -> None:
    """Warn that something of another package is left out: its fault must not stop what does not need it."""
    why = error if isinstance(error, IntarsiaError) else f"{type(error).__name__}: {error}"
    warnings.warn(IntarsiaWarning(say("registry.left_out", name=name, why=why)), stacklevel=2)


@cache
def _plugins(group: str, path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """The entry points of other packages on that `sys.path`: to find them takes some 15 ms, and every registry asks."""
    return tuple(entry_points(group=group))


def _home(cls: type) -> tuple[str, str]:
    """Where a class is defined; a module that is run is the same as when it is imported."""
    module = sys.modules.get(cls.__module__)
    spec = getattr(module, "__spec__", None)
    return cls.__module__ if spec is None else spec.name, cls.__qualname__


def _told(cls: type) -> str:
    return ".".join(_home(cls))


def _takes(default: Any, value: Any) -> bool:
    """An option with that default takes the value: one of its type, and True is no number."""
    if isinstance(value, bool):
        return default is None or isinstance(default, bool)
    return isinstance(value, TAKES.get(type(default), object))


def _value(text: str, default: Any) -> Any:
    """JSON where it is some; the text itself where it is none, or where text is wanted. One value stands for a list of
    it, where lists are wanted."""
    if isinstance(default, str) and not text.startswith("["):
        return text
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = text
    if not isinstance(default, tuple) or isinstance(found, list):
        return found
    return [found] if not default or _takes(default[0], found) else found


def _same(value: Any) -> Any:
    return value


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
