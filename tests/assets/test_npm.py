import shutil

import pytest
from packages import FILES, NPM, tarred

from intarsia.assets import pull
from intarsia.errors import SourceFailed


def test_without_npm_the_answer_says_so(shelf, monkeypatch):
    shelf.declare({"npm": "small@1.0.0"})
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceFailed, match=r"  npm: npm is not installed\nWithout a network.* or small-1\.0\.0\.tgz"):
        pull("small")


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_npm_packs_a_package(shelf, monkeypatch):
    manifest = b'{"name": "small", "version": "1.0.0", "scripts": {"prepack": "exit 1"}}'
    packed = tarred({NPM[path]: content for path, content in FILES.items()} | {"package/package.json": manifest}, "gz")
    (shelf.root / "published.tgz").write_bytes(packed)
    shelf.declare({"npm": f"file:{shelf.root}/published.tgz"})
    monkeypatch.setenv("npm_config_cache", str(shelf.root / "npm"))
    monkeypatch.setenv("npm_config_offline", "true")
    assert (pull("small") / "model.bin").read_bytes() == FILES["model.bin"]
    assert shelf.leftovers() == []
