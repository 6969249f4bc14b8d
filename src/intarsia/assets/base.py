"""The seam of the sources: a place that may have an asset's files."""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from intarsia.assets.catalogue import Asset
from intarsia.errors import OptionError, SourceFailed
from intarsia.i18n import Message, messages
from intarsia.registry import Registry

say = messages(__package__)


@dataclasses.dataclass(frozen=True)
class Member:
    """One file that a source offers. Nothing about it is trusted.

    Attributes:
        name: where it lies in the source, parts separated by "/".
        open: gives the stream; None for what is not a regular file (a link, a device). Members of one parcel are
            opened in their order, and read before the next is asked for.
    """

    name: str
    open: Callable[[], IO[bytes]] | None


@dataclasses.dataclass(frozen=True)
class Parcel:
    """What a source has for an asset.

    Attributes:
        place: where it was found, as it reads in a message.
        origin: whose member names these are: the name of a source, or "" when they are the asset's own paths.
        members: read once.
    """

    place: str
    origin: str
    members: Iterable[Member]


class Source(abc.ABC):
    """A place that may have an asset's files. Leaves are frozen dataclasses, final, registered in `sources`."""

    def __str__(self) -> str:
        return sources.name_of(self)

    @property
    def title(self) -> Message:
        """What a message calls this place."""
        return Message.plain(self)

    @abc.abstractmethod
    def parcel(self, asset: Asset, scratch: Path) -> Parcel:
        """The asset's files, unchecked. Downloads go into `scratch`, an empty folder that is removed afterwards.

        Raises `SourceFailed` with the reason in one line.
        """

    def archives(self, specification: str) -> str | None:
        """Shell pattern, in lower case, of the names of the archives that this source downloads."""
        return None

    def specification(self, asset: Asset) -> str:
        """What the catalogue says of this asset and this source. Raises `SourceFailed` when it says nothing."""
        if str(self) not in asset.sources:
            raise SourceFailed(say("source.not_named", asset=asset.name))
        return asset.sources[str(self)]


sources: Registry[Source] = Registry("source", package="intarsia.assets")


def source(text: str) -> Source:
    """The source that a user wrote: "pypi", "hub", "npm", "debian" or "folder:/path". Raises `OptionError`."""
    name, _, option = text.strip().partition(":")
    leaf: Callable[..., Source] = sources.get(name)
    options = [option] if option else []
    if len(options) != len(dataclasses.fields(leaf)):  # type: ignore[arg-type]
        raise OptionError(say("source.bad_option", text=text.strip()))
    return leaf(*options)
