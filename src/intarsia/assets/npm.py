"""A published npm package as a source. It is read as a tar file; none of its scripts run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intarsia.assets.archive import members
from intarsia.assets.base import Parcel, Source, sources
from intarsia.assets.catalogue import Asset
from intarsia.assets.tool import run_tool
from intarsia.errors import SourceFailed
from intarsia.i18n import messages

say = messages(__package__)


@sources.register("npm")
@dataclass(frozen=True)
class Npm(Source):
    """`package@version` on the registry that the user's npm is configured for. Members begin with "package/"."""

    def parcel(self, asset: Asset, scratch: Path) -> Parcel:
        """The members of the archive that `npm pack` fetches."""
        wanted = self.specification(asset)
        run_tool(["npm", "pack", "--ignore-scripts", "--", wanted], scratch)
        archives = sorted(scratch.glob("*.tgz"))
        if not archives:
            raise SourceFailed(say("tool.no_archive", tool="npm", wanted=wanted))
        return Parcel(f"{self} {wanted}", str(self), members(archives[0]))

    def archives(self, specification: str) -> str:
        """`@scope/package@1.0` is downloaded as `scope-package-1.0.tgz`."""
        package, _, version = specification.rpartition("@")
        return f"{package.lstrip('@').replace('/', '-')}-{version}.tgz".lower()
