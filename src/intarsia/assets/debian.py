"""A Debian package as a source. It is read as an archive, never installed."""

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


@sources.register("debian")
@dataclass(frozen=True)
class Debian(Source):
    """`package=version` in the archives that the machine's apt is configured for. Members begin with "usr/"."""

    def parcel(self, asset: Asset, scratch: Path) -> Parcel:
        """The members of the package that `apt-get download` fetches."""
        wanted = self.specification(asset)
        run_tool(["apt-get", "download", "--", wanted], scratch)
        archives = sorted(scratch.glob("*.deb"))
        if not archives:
            raise SourceFailed(say("tool.no_archive", tool="apt-get", wanted=wanted))
        return Parcel(f"{self} {wanted}", str(self), members(archives[0]))

    def archives(self, specification: str) -> str:
        """`package=2:1.0` is downloaded as `package_2%3a1.0_....deb`."""
        package, _, version = specification.partition("=")
        return f"{package}_{version.replace(':', '%3a')}_*.deb".lower()
