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
from intarsia.studio.errors import PageError
from intarsia.studio.workspace import Workspace

RUNNING = """
import sys, time
from pathlib import Path
from intarsia.studio.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
(workspace.uploads / "photo.jpg").write_bytes(b"a face")
print(workspace.root, flush=True)
time.sleep(600)
"""


def test_only_its_user_may_read_it(workspace: Workspace) -> None:
    for folder in (workspace.root, workspace.visit()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_upload_is_taken_and_dropped(workspace: Workspace) -> None:
    folder = workspace.uploads / "0a1b"
    folder.mkdir()
    path = folder / "me.jpg"
    path.write_bytes(b"a face")
    taken = workspace.taken(str(path))
    assert taken.name == "me.jpg"
    assert taken.read_bytes() == b"a face"
    assert not folder.exists()
    with pytest.raises(PageError, match=r"“me.jpg” is not an uploaded file"):
        workspace.taken(str(path))
    workspace.drop(taken)
    assert list(workspace.root.iterdir()) == [workspace.uploads]
    assert list(workspace.uploads.iterdir()) == []


def test_what_the_page_puts_before_a_name_is_not_told(workspace: Workspace) -> None:
    folder = workspace.uploads / "0a1b"
    folder.mkdir()
    for own in ("0" * 32, "1" * 32):
        (folder / f"{own}-我 me.jpg").write_bytes(b"a face")
    first, second = (workspace.taken(path) for path in sorted(folder.iterdir()))
    assert first.name == second.name == "我 me.jpg"
    workspace.drop(first)
    assert second.read_bytes() == b"a face"


def test_a_studio_that_starts_is_not_taken_for_one_that_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: list[threading.Thread] = []
    others: list[Workspace] = []

    class Slow(FileLock):  # type: ignore[misc]
        def acquire(self, *given: Any, **options: Any) -> Any:
            if "running-" in self.lock_file and not beside:
                beside.append(threading.Thread(target=lambda: others.append(Workspace(tmp_path))))
                beside[0].start()
                beside[0].join(1)
            return super().acquire(*given, **options)

    monkeypatch.setattr("intarsia.studio.workspace.FileLock", Slow)
    first = Workspace(tmp_path)
    beside[0].join()
    for each in (first, *others):
        assert each.root.exists()
        each.close()
    assert len(others) == 1


@over("name", ["../../secret.txt", "/etc/hostname", "visit-1/preference.json", "gone.jpg", ""])
def test_a_page_may_name_its_uploads_only(workspace: Workspace, name: str) -> None:
    (workspace.root.parent / "secret.txt").write_text("not an upload")
    with pytest.raises(PageError, match="is not an uploaded file: choose it again"):
        workspace.taken(workspace.uploads / name)


def test_a_link_out_of_the_folder_is_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not an upload")
    (workspace.uploads / "photo.jpg").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(PageError, match="is not an uploaded file"):
        workspace.taken(workspace.uploads / "photo.jpg")


def test_closing_leaves_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    (workspace.visit() / "preference.json").write_text("{}")
    workspace.close()
    assert [path.name for path in tmp_path.iterdir()] == ["starting.lock"]


def test_what_a_killed_studio_left_is_deleted_by_the_next_one(tmp_path: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", RUNNING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    left = Path(killed.stdout.readline().strip())
    beside = Workspace(tmp_path)
    assert (left / "uploads" / "photo.jpg").exists()  # a living studio is left alone
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    after = Workspace(tmp_path)
    assert not left.exists()
    assert beside.root.exists()
    for each in (beside, after):
        each.close()
    assert [path.name for path in tmp_path.iterdir()] == ["starting.lock"]
