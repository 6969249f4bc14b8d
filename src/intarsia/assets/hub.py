"""The Hugging Face hub as a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import FileIO
from pathlib import Path

from intarsia.assets._base import Member, Parcel, Source, sources
from intarsia.assets.catalogue import Asset
from intarsia.errors import SourceFailed


@sources.register("hub")
@dataclass(frozen=True)
class Hub(Source):
    """`owner/repository` or `owner/repository@revision` on the hub, or in the hub's own cache on this machine."""

    def parcel(self, asset: Asset, scratch: Path) -> Parcel:
        """The asset's files one by one."""
        wanted = self.specification(asset)
        names = [file.members[str(self)] for file in asset.files if str(self) in file.members]
        return Parcel(f"{self} {wanted}", str(self), _download(wanted, names))


def _download(wanted: str, names: list[str]) -> Iterator[Member]:
    from huggingface_hub import hf_hub_download

    repository, _, revision = wanted.partition("@")
    for name in names:
        try:
            # Into the hub's own cache: what transformers has fetched before needs no network.
            path = Path(hf_hub_download(repository, name, revision=revision or None))
        except Exception as error:  # the hub's client lets errors of several HTTP libraries through
            why = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise SourceFailed(f"{wanted}, {name}: {why}") from error
        yield Member(name, partial(FileIO, path))
