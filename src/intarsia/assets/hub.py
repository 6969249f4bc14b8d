"""A source that is the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import FileIO
from pathlib import Path

from intarsia.assets.base import Member, Parcel, Source, sources
from intarsia.assets.catalogue import Asset
from intarsia.errors import SourceFailed
from intarsia.i18n import messages

say = messages(__package__)


@sources.register("hub")
@dataclass(frozen=True)
class Hub(Source):
    """`owner/repository` or `owner/repository@revision` on the hub, or in the hub's own cache on this machine."""

    def parcel(self, asset: Asset, scratch: Path) -> Parcel:
        """The asset's files one by one."""
        wanted = self.specification(asset)
        names = [file.members[str(self)] for file in asset.files if str(self) in file.members]
        return Parcel(f"{self} {wanted}", str(self), _members(wanted, names))


def _members(wanted: str, names: list[str]) -> Iterator[Member]:
    repository, _, revision = wanted.partition("@")
    for name in names:
        try:
            path = _download(repository, name, revision or None)
        except Exception as error:  # the hub's client lets errors of several HTTP libraries through
            why = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise SourceFailed(say("hub.failed", wanted=wanted, name=name, why=why)) from error
        yield Member(name, partial(FileIO, path))


def _download(repository: str, name: str, revision: str | None) -> Path:
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(hf_hub_download(repository, name, revision=revision, local_files_only=True))
    except LocalEntryNotFoundError:
        # Asked first because it answers at once where there is no network; the download tries for half a minute.
        get_hf_file_metadata(hf_hub_url(repository, name, revision=revision))
        return Path(hf_hub_download(repository, name, revision=revision))
