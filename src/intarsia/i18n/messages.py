"""The messages of a package: they stand in its `messages.toml`, by key, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from intarsia.i18n.formatting import FILLING
from intarsia.i18n.message import Message

FILE = "messages.toml"


class Messages:
    """The messages of one package: `say("section.name", value=...)`. Nothing is read before the first.

    Args:
        package: dotted name of the package; a `messages.toml` lies in its folder.
        shared: packages whose messages it tells too; its own go first.
    """

    def __init__(self, package: str, *shared: str) -> None:
        self.package = package
        self.shared = shared

    def __call__(self, key: str, /, **values: object) -> Message:
        """The message of that key with its values filled in; a value may itself be a message, or an error that has one.

        Raises:
            LookupError: no such message, or one that needs a value that is not given.
        """
        template = self._template(key)
        texts = {language: filling.filled(template.in_(language), values) for language, filling in FILLING.items()}
        return Message(texts["en"], texts["zh"], template.key)

    def __contains__(self, key: str) -> bool:
        return any(key in catalogue(package) for package in (self.package, *self.shared))

    def _template(self, key: str) -> Message:
        for package in (self.package, *self.shared):
            found = catalogue(package).get(key)
            if found is not None:
                return found
        import difflib  # what only a mistake needs

        known = [each for package in (self.package, *self.shared) for each in catalogue(package)]
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise LookupError(f"{self.package} has no message {key!r}{hint}")


@cache
def messages(package: str, *shared: str) -> Messages:
    """The messages of a package, called `say` where they are told: `say = messages(__package__)`."""
    return Messages(package, *shared)


@cache
def catalogue(package: str) -> Mapping[str, Message]:
    """Every message of a package with its values still in braces, by "section.name"; none where it has no file."""
    # With these two, `import intarsia` would take half as long again; most programs tell no message.
    import tomllib
    from importlib.resources import files

    file = files(package) / FILE
    if not file.is_file():
        return {}
    prefix = package.removeprefix("intarsia").removeprefix(".")
    return {
        f"{section}.{name}": Message(pair["en"], pair["zh"], ".".join(filter(None, (prefix, section, name))))
        for section, found in tomllib.loads(file.read_text("utf-8")).items()
        for name, pair in found.items()
    }
