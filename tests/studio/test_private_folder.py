"""Uploads lie in a folder of their own, and are gone when they should be."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from cases import over
from intarsia.studio.told import Told
from intarsia.studio.workspace import Private

RUNNING = """
import sys, time
from pathlib import Path
from intarsia.studio.workspace import Private
private = Private(Path(sys.argv[1]))
(private.uploads / "photo.jpg").write_bytes(b"a face")
print(private.root, flush=True)
time.sleep(600)
"""


def test_only_its_user_may_read_it(private: Private) -> None:
    for folder in (private.root, private.visit()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_upload_is_taken_and_dropped(private: Private) -> None:
    folder = private.uploads / "0a1b"
    folder.mkdir()
    path = folder / "me.jpg"
    path.write_bytes(b"a face")
    taken = private.taken(str(path))
    assert taken.name == "me.jpg"
    assert taken.read_bytes() == b"a face"
    assert not folder.exists()
    with pytest.raises(Told, match=r"“me.jpg” is not an uploaded file"):
        private.taken(str(path))
    private.drop(taken)
    assert list(private.root.iterdir()) == [private.uploads]
    assert list(private.uploads.iterdir()) == []


def test_what_the_page_puts_before_a_name_is_not_told(private: Private) -> None:
    folder = private.uploads / "0a1b"
    folder.mkdir()
    for own in ("0" * 32, "1" * 32):
        (folder / f"{own}-我 me.jpg").write_bytes(b"a face")
    first, second = (private.taken(path) for path in sorted(folder.iterdir()))
    assert first.name == second.name == "我 me.jpg"
    private.drop(first)
    assert second.read_bytes() == b"a face"


def test_a_studio_that_starts_is_not_taken_for_one_that_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: list[threading.Thread] = []
    others: list[Private] = []

    class Slow(FileLock):  # type: ignore[misc]
        def acquire(self, *given: Any, **options: Any) -> Any:
            if "running-" in self.lock_file and not beside:
                beside.append(threading.Thread(target=lambda: others.append(Private(tmp_path))))
                beside[0].start()
                beside[0].join(1)
            return super().acquire(*given, **options)

    monkeypatch.setattr("intarsia.studio.workspace.FileLock", Slow)
    first = Private(tmp_path)
    beside[0].join()
    for each in (first, *others):
        assert each.root.exists()
        each.close()
    assert len(others) == 1


@over("name", ["../../secret.txt", "/etc/hostname", "visit-1/preference.json", "gone.jpg", ""])
def test_a_page_may_name_its_uploads_only(private: Private, name: str) -> None:
    (private.root.parent / "secret.txt").write_text("not an upload")
    with pytest.raises(Told, match="is not an uploaded file: choose it again"):
        private.taken(private.uploads / name)


def test_a_link_out_of_the_folder_is_not_followed(private: Private, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not an upload")
    (private.uploads / "photo.jpg").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(Told, match="is not an uploaded file"):
        private.taken(private.uploads / "photo.jpg")


def test_closing_leaves_nothing(tmp_path: Path) -> None:
    private = Private(tmp_path)
    (private.visit() / "preference.json").write_text("{}")
    private.close()
    assert [path.name for path in tmp_path.iterdir()] == ["starting.lock"]


def test_what_a_killed_studio_left_is_deleted_by_the_next_one(tmp_path: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", RUNNING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    left = Path(killed.stdout.readline().strip())
    beside = Private(tmp_path)
    assert (left / "uploads" / "photo.jpg").exists()  # a living studio is left alone
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    after = Private(tmp_path)
    assert not left.exists()
    assert beside.root.exists()
    for each in (beside, after):
        each.close()
    assert [path.name for path in tmp_path.iterdir()] == ["starting.lock"]
