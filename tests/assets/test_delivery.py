import os
import subprocess
import sys
from pathlib import Path

import pytest
from packages import FILES

from intarsia.assets import locate, pull
from intarsia.assets.folder import Folder
from intarsia.errors import AssetError, OptionError, SourceFailed, UnknownName


@pytest.fixture
def small(shelf):
    """The wheel lies in a folder "full"; another folder, "empty", has nothing."""
    shelf.declare({"pypi": "small-weights==1.0"})
    for name in ("full", "empty"):
        (shelf.root / name).mkdir()
    shelf.wheel().rename(shelf.root / "full" / "small_weights-1.0-py3-none-any.whl")
    return shelf


def test_a_path_that_exists_is_its_own_location(shelf):
    assert locate(str(shelf.root)) == shelf.root
    assert locate(shelf.root) == shelf.root
    assert locate("~") == Path.home()


def test_a_path_that_does_not_exist_is_named(shelf):
    with pytest.raises(AssetError, match="my/model does not exist; give a path that does, or one of the assets"):
        locate("my/model")


def test_an_unknown_name_suggests_the_nearest(shelf):
    with pytest.raises(UnknownName, match="no asset named 'minilmm'; did you mean 'minilm'"):
        locate("minilmm")
    with pytest.raises(UnknownName, match="no asset named 'e5'"):
        pull("e5")


def test_the_next_source_is_asked_when_one_has_nothing(small):
    home = pull("small", [f"folder:{small.root}/empty", Folder(f"{small.root}/full")])
    assert (home / "model.bin").read_bytes() == FILES["model.bin"]


def test_all_answers_are_told(small):
    message = (
        r"could not be had:\n  folder .*/empty: neither.*\n  folder .*/none: .*\n  npm: the catalogue names no such"
    )
    with pytest.raises(SourceFailed, match=message):
        pull("small", f"folder:{small.root}/empty,folder:{small.root}/none, npm")


def test_the_users_folders_come_first_and_the_users_order_replaces_the_catalogues(small, monkeypatch):
    monkeypatch.setenv("INTARSIA_SOURCES", "hub, npm")
    monkeypatch.setenv("INTARSIA_ASSETS", str(small.root / "empty"))
    with pytest.raises(SourceFailed, match=r"folder .*/empty: .*\n  hub: .*\n  npm: "):
        pull("small")
    monkeypatch.setenv("INTARSIA_ASSETS", os.pathsep.join([str(small.root / "empty"), str(small.root / "full")]))
    assert (pull("small") / "model.bin").read_bytes() == FILES["model.bin"]


@pytest.mark.parametrize("text", ["folder", "pypi:elsewhere"])
def test_a_source_is_written_in_one_way(small, text):
    with pytest.raises(OptionError, match=f"source '{text}': write folder:/path, or the bare name"):
        pull("small", text)


def test_an_unknown_source_suggests_the_nearest(small):
    with pytest.raises(UnknownName, match="no source named 'pypy'; did you mean 'pypi'"):
        pull("small", "pypy")


PULL = [sys.executable, "-c", "from intarsia.assets import pull; pull('small')"]


def test_a_pipe_sees_no_progress(small, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", f"{small.root}/full")
    done = subprocess.run(PULL, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_terminal_sees_progress_on_stderr(small, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", f"{small.root}/full")
    ours, theirs = os.openpty()
    done = subprocess.run(PULL, stdout=subprocess.PIPE, stderr=theirs, check=True)
    seen = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert done.stdout == b""
    assert "small: fetching 0.0 MB from pypi" in seen
    assert "small_weights-1.0-py3-none-any.whl" in seen, "pip's own progress"
