"""Files appear whole or not at all, whoever else writes them, and what is no file is written to as it is."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from intarsia.assets import cache_root
from intarsia.errors import OptionError
from intarsia.files import whole


def test_a_file_that_could_not_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "told.txt"
    with whole(path) as part:
        part.write_text("first")

    def fail() -> None:
        with whole(path) as part:
            part.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "first"
    assert list(path.parent.iterdir()) == [path]


def test_threads_may_write_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "told.txt"
    start = threading.Barrier(2)
    wrong = []

    def write(letter: str) -> None:
        start.wait()
        for _ in range(100):
            try:
                with whole(path) as part:
                    part.write_text(1000 * letter)
            except OSError as error:
                wrong.append(error)

    threads = [threading.Thread(target=write, args=(letter,)) for letter in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert path.read_text() in (1000 * "a", 1000 * "b")


def test_a_link_keeps_leading_where_it_does(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("before")
    link = tmp_path / "link.txt"
    link.symlink_to(kept)
    with whole(link) as part:
        part.write_text("after")
    assert link.is_symlink()
    assert kept.read_text() == "after"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    with whole(pipe) as part:
        part.write_text("hello")
    reader.join()
    assert heard == ["hello"]
    assert pipe.is_fifo()


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", classmethod(lambda cls: Path("~nobody-of-that-name").expanduser()))
    for name in ("INTARSIA_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(OptionError, match=r"Could not determine home directory.*: set INTARSIA_CACHE to a folder"):
        cache_root()
    monkeypatch.setenv("INTARSIA_CACHE", "~nobody-of-that-name/cache")
    with pytest.raises(OptionError, match=r"Could not determine home directory.*; write the path in full"):
        cache_root()
