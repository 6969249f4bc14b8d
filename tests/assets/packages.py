"""Small real packages, and hostile names for their members."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

FILES = {"model.bin": b"weights" * 1000, "sub/config.json": b'{"width": 4}'}
WHEEL = {"model.bin": "small_weights/data/model.bin", "sub/config.json": "small_weights/data/config.json"}
NPM = {path: f"package/{path}" for path in FILES}
DEBIAN = {path: f"usr/share/small/{path}" for path in FILES}

LINK = b"(a symbolic link)"
"""Content that `tarred` writes as a link to a file outside."""

PARTS = st.one_of(
    st.sampled_from(["..", ".", "", " ..", "...", "C:", "C:x", "a", "\0", "~", "con"]), st.text(max_size=3)
)
NAMES = st.lists(st.tuples(PARTS, st.sampled_from(["/", "\\", "//", ""])), max_size=5).map(
    lambda pairs: "".join(part + slash for part, slash in pairs)
)
"""Names of members, many of which lead away from their folder."""


@dataclass(frozen=True)
class Shelf:
    """Makes packages in `root`; `declare` makes the catalogue know the asset "small"."""

    root: Path

    def declare(self, sources: Mapping[str, str], files: Mapping[str, bytes] = FILES) -> None:
        """Asset "small" with these files, at the places of WHEEL, NPM and DEBIAN."""
        places = {"pypi": WHEEL, "npm": NPM, "debian": DEBIAN, "hub": {path: path for path in files}}
        lines = ["[small]", 'kind = "weights"', 'licence = "MIT"', 'about = "numbers"']
        lines += [f"sources.{name} = {json.dumps(text)}" for name, text in sources.items()]
        for path, content in files.items():
            sha256 = hashlib.sha256(content).hexdigest()
            lines += ["[[small.files]]", f"path = {json.dumps(path)}", f'sha256 = "{sha256}"', f"size = {len(content)}"]
            lines += [f"{name} = {json.dumps(places[name][path])}" for name in sources]
        self.catalogue("\n".join(lines))

    def catalogue(self, text: str) -> None:
        """The user's own catalogue."""
        path = self.root / "own.toml"
        path.write_text(text, encoding="utf-8")
        os.environ["INTARSIA_CATALOGUE"] = str(path)

    def wheel(self, files: Mapping[str, bytes] = FILES, extra: Mapping[str, bytes] | None = None) -> Path:
        """small_weights-1.0-py3-none-any.whl, complete enough for pip."""
        info = "small_weights-1.0.dist-info"
        members = {WHEEL[path]: content for path, content in files.items()} | dict(extra or {})
        members |= {
            f"{info}/METADATA": b"Metadata-Version: 2.1\nName: small-weights\nVersion: 1.0\n",
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": b"",
        }
        return zipped(self.root / "small_weights-1.0-py3-none-any.whl", members)

    def leftovers(self) -> list[str]:
        """What lies in the cache besides whole assets and locks."""
        found = sorted(path.name for path in (self.root / "cache" / "assets").glob("*"))
        return [name for name in found if not name.startswith("small-") and not name.endswith(".lock")]

    def visible(self) -> list[str]:
        """Folders of assets in the cache."""
        return sorted(path.name for path in (self.root / "cache" / "assets").glob("small-*"))


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(members: Mapping[str, bytes], compression: str) -> bytes:
    """A tar archive; a member whose content is `LINK` becomes a symbolic link."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=f"w:{compression}") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            if content is LINK:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            else:
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def deb(members: Mapping[str, bytes], compression: str = "xz") -> bytes:
    """A Debian package: an `ar` archive of a version, (here nonsense) control data, and the files."""
    parts = {
        "debian-binary": b"2.0\n",
        "control.tar.gz": b"odd",  # of odd length: the next header lies one byte further
        f"data.tar.{compression}": tarred({f"./{name}": content for name, content in members.items()}, compression),
    }
    packed = b"!<arch>\n"
    for name, content in parts.items():
        packed += f"{name:16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode() + content
        packed += b"\n" * (len(content) % 2)
    return packed
