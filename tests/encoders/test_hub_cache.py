"""Files in the hub's cache are what was fetched: it names them by their hashes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from intarsia.encoders import _pretrained
from intarsia.errors import AssetError


def cached(home: Path, contents: dict[str, bytes]) -> Path:
    """A snapshot as the hub's client lays it out: links to files named by SHA-256, or by git's SHA-1."""
    (home / "blobs").mkdir()
    (home / "snapshots" / "main").mkdir(parents=True)
    for name, content in contents.items():
        git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        blob = home / "blobs" / (hashlib.sha256(content).hexdigest() if name.endswith(".safetensors") else git)
        blob.write_bytes(content)
        (home / "snapshots" / "main" / name).symlink_to(blob)
    return home / "snapshots" / "main"


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_a_changed_byte_is_told_before_anything_is_learned_of_it(name: str, tmp_path: Path) -> None:
    snapshot = cached(tmp_path, {"config.json": b"{}", "model.safetensors": b"weights"})
    _pretrained._check(snapshot)
    (snapshot / name).resolve().write_bytes(b"?" * len((snapshot / name).read_bytes()))
    with pytest.raises(AssetError, match="in the hub's cache is not what was fetched; delete it"):
        _pretrained._check(snapshot)
