"""A source that is a local folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from io import FileIO
from pathlib import Path

from intarsia.assets.archive import members
from intarsia.assets.base import Member, Parcel, Source, sources
from intarsia.assets.catalogue import Asset
from intarsia.errors import SourceFailed
from intarsia.files import expanded
from intarsia.i18n import Message, messages

say = messages(__package__)


@sources.register("folder")
@dataclass(frozen=True)
class Folder(Source):
    """Holds assets as folders (called as in the catalogue, or as in the cache) or as the packages they come in."""

    path: str

    def __str__(self) -> str:
        return f"folder {self.path}"

    @property
    def title(self) -> Message:
        """What a message calls this folder."""
        return say("folder.title", path=self.path)

    def parcel(self, asset: Asset, scratch: Path) -> Parcel:
        """The asset's folder if there is one, else the first package that has it."""
        root = expanded(self.path)
        if not root.is_dir():
            raise SourceFailed(say("folder.missing"))
        for home in (root / asset.name, root / asset.slug):
            if home.is_dir():
                return Parcel(str(home), "", _walk(home))
        for origin, specification in asset.sources.items():
            pattern = sources.get(origin)().archives(specification)
            for path in sorted(root.iterdir()) if pattern else ():
                if fnmatchcase(path.name.lower(), str(pattern)):
                    return Parcel(str(path), origin, members(path))
        raise SourceFailed(say("folder.not_there", asset=asset.name))


def _walk(home: Path) -> Iterator[Member]:
    for path in sorted(home.rglob("*")):
        if path.is_file():
            yield Member(path.relative_to(home).as_posix(), partial(FileIO, path))
