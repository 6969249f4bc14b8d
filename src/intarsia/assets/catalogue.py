"""What assets there are: the entries of `catalogue.toml`, and of the user's own ($INTARSIA_CATALOGUE)."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PureWindowsPath
from types import MappingProxyType
from typing import Any

from intarsia.errors import AssetError
from intarsia.files import expanded
from intarsia.i18n import Message, messages

say = messages(__package__)


KINDS = ("weights", "data")


@dataclass(frozen=True)
class File:
    """One file of an asset or, where `path` has a "*", all files that match.

    Attributes:
        path: where it lies in the asset's folder.
        sha256: of the file; for a pattern, of the `listing` of its files.
        size: bytes; for a pattern, of all its files together.
        members: source → the file's name there, with the same pattern after the last "/" before its first "*".
        count: how many files match.
    """

    path: str
    sha256: str
    size: int
    members: Mapping[str, str]
    count: int = 1

    @property
    def is_pattern(self) -> bool:
        """True when this stands for many files."""
        return "*" in self.path

    def destination(self, member: str, origin: str) -> str | None:
        """Where a member goes in the asset's folder; None when it is not (one of) this file."""
        pattern = self.members.get(origin) if origin else self.path
        if pattern is None or not self.is_pattern:
            return self.path if member == pattern else None
        return _head(self.path) + member[len(_head(pattern)) :] if fnmatchcase(member, pattern) else None


@dataclass(frozen=True)
class Asset:
    """An asset: weights, or a data set.

    Attributes:
        name: what users call it.
        kind: "weights" or "data".
        licence: SPDX name of the licence of its contents.
        about: what it is, in a line.
        sources: source → what to ask there, in that tool's own spelling (`package==version`, `owner/repository`).
        files: what it consists of.
    """

    name: str
    kind: str
    licence: str
    about: Message
    sources: Mapping[str, str]
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        """Return the number of bytes of all files, unpacked."""
        return sum(file.size for file in self.files)

    @property
    def slug(self) -> str:
        """The name of its folder in the cache: changes with any of its files."""
        listed = listing((file.path, file.sha256) for file in self.files)
        return f"{self.name}-{hashlib.sha256(listed).hexdigest()[:8]}"

    def needs(self, file: File, origin: str = "") -> bool:
        """Whether a source must have the file; without a source, whether all must.

        Some files come from one source only, such as the licence of a package around the weights.
        """
        return origin in file.members if origin else self.sources.keys() <= file.members.keys()


def listing(hashes: Iterable[tuple[str, str]]) -> bytes:
    """(path, sha256) pairs as `sha256sum` prints them, in the order of the paths."""
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes)).encode()


def catalogue() -> Mapping[str, Asset]:
    """Every asset by name. Entries of the user's catalogue win. Raises `AssetError` for one that cannot be read."""
    own = os.environ.get("INTARSIA_CATALOGUE")
    return {**_delivered(), **read_catalogue(expanded(own))} if own else _delivered()


@cache
def _delivered() -> Mapping[str, Asset]:
    # It does not change, and every answer asks for it: encoders are known by the hashes of their weights.
    return MappingProxyType(read_catalogue(Path(__file__).with_name("catalogue.toml")))


def read_catalogue(path: Path) -> dict[str, Asset]:
    """The assets of one TOML file. Raises `AssetError` naming the file, the asset and what is wrong with it."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise AssetError(say("catalogue.no_file"))
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise AssetError(say("catalogue.unreadable", path=path, why=error)) from error
    assets = {}
    for name, entry in entries.items():
        try:
            assets[name] = _asset(name, entry)
        except (AssetError, KeyError, TypeError, ValueError) as error:
            why = say("entry.lacks", name=error) if isinstance(error, KeyError) else error
            raise AssetError(say("catalogue.bad_entry", path=path, name=name, why=why)) from error
    return assets


def _asset(name: str, entry: Any) -> Asset:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", name):
        raise AssetError(say("entry.bad_name"))
    if entry["kind"] not in KINDS:
        raise AssetError(say("entry.bad_kind", kind=entry["kind"], known=list(KINDS)))
    files = tuple(_file(dict(file), entry["sources"]) for file in entry["files"])
    return Asset(name, entry["kind"], str(entry["licence"]), _about(entry["about"]), dict(entry["sources"]), files)


def _about(entry: Any) -> Message:
    if not isinstance(entry, dict):
        return Message.plain(str(entry))
    english = str(entry["en"])
    return Message(english, str(entry.get("zh", english)))


def _file(entry: dict[str, Any], sources: Mapping[str, str]) -> File:
    path = entry.pop("path")
    count = entry.pop("count", 1)
    file = File(path, entry.pop("sha256"), entry.pop("size"), members=entry, count=count)
    if not is_safe(path):
        raise AssetError(say("entry.outside", path=path))
    if not re.fullmatch(r"[0-9a-f]{64}", file.sha256) or not isinstance(file.size, int):
        raise AssetError(say("entry.bad_hash", path=path))
    for origin, member in entry.items():
        if origin not in sources:
            raise AssetError(say("entry.other_source", path=path, origin=origin, known=list(sources)))
        if file.is_pattern and _tail(member) != _tail(path):
            raise AssetError(say("entry.other_pattern", path=path, member=member, tail=_tail(path)))
    return file


def _head(pattern: str) -> str:
    return pattern[: pattern.rfind("/", 0, pattern.index("*")) + 1] if "*" in pattern else pattern


def _tail(pattern: str) -> str:
    return pattern[len(_head(pattern)) :]


def is_safe(name: str) -> bool:
    """True when `name`, joined to any folder on any system, stays below that folder.

    Read as Windows reads it, which is the strictest: both slashes separate, drives and roots lead away, and a part
    of dots and spaces may mean the folder above.
    """
    path = PureWindowsPath(name)
    return bool(path.parts) and not path.anchor and "\0" not in name and all(part.strip(" .") for part in path.parts)
