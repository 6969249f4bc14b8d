"""What fails is told in one line, wherever it fails: no stack trace is how a user learns of anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from intarsia import cli
from intarsia.files import writable

module = import_module("intarsia.cli.main")  # the package has a function of that name

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (600 * 2**20, 600 * 2**20))
from intarsia.cli import main
sys.exit(main(sys.argv[1:]))
"""


def told(capsys: pytest.CaptureFixture[str]) -> str:
    err = capsys.readouterr().err
    assert "Traceback" not in err
    return err.splitlines()[-1]


def test_a_fault_of_ours_is_one_line_unless_more_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(given: object) -> None:
        raise ZeroDivisionError("this should not have\nhappened")

    monkeypatch.setattr(module, "_run", broken)
    assert cli.main([]) == 1
    fault = r"intarsia: a fault of Intarsia's own: ZeroDivisionError at test_faults.py:\d+: this should not have; .*"
    assert re.fullmatch(fault, told(capsys))
    monkeypatch.setenv("INTARSIA_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main([])


def test_too_little_memory_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(given: object) -> None:
        raise MemoryError

    monkeypatch.setattr(module, "_run", full)
    assert cli.main([]) == 2
    assert told(capsys) == "intarsia: there is not enough memory: close other programs, or give a smaller table"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound addresses")
def test_a_library_that_gets_no_memory_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2\n" * 9)
    command = [
        sys.executable,
        "-c",
        LIMITED,
        "compare",
        str(tmp_path / "table.csv"),
        "--label",
        "b",
        "--out",
        str(tmp_path / "made"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"INTARSIA_CACHE": str(tmp_path)})
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("intarsia: ")


def test_a_message_quotes_no_line_without_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["describe", "x" * 200_000]) == 2
    assert len(told(capsys)) < 2100


def test_options_that_nest_too_deeply_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "table.csv").write_text("note,state\na,b\nb,c\n")
    given = ["compare", str(tmp_path / "table.csv"), "--label", "state", "--out", str(tmp_path / "made"), "--encoder"]
    assert cli.main([*given, f"note=tfidf:x={'[' * 100_000}"]) == 2
    assert len(told(capsys)) < 2100


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such shell")
def test_closed_streams_are_no_fault(tmp_path: Path) -> None:
    told = f"{sys.executable} -c 'import sys; from intarsia.cli import main; sys.exit(main(sys.argv[1:]))'"
    closed = subprocess.run(f"{told} --version >&-", shell=True, capture_output=True, text=True)
    assert (closed.returncode, closed.stderr) == (0, "")
    silent = subprocess.run(f"{told} describe nowhere.csv 2>&-", shell=True, capture_output=True, text=True)
    assert (silent.returncode, silent.stdout) == (2, "")


def test_names_of_strangers_do_nothing_to_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\x1b]0;pwned\x07name,other\n" + "".join(f"{row},{row % 7}\n" for row in range(50)))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert cli.main(["describe", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "pwned" in shown
    assert "\x1b" not in shown
    assert cli.main(["describe", str(path), "--label", "\x1b[2J"]) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_opened_before_there_is_something_to_write(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writable("--out", tmp_path, tmp_path / "pipe")  # which waits for a reader when it is opened


PIPE = """
import sys

from intarsia.cli import main

def broken(given):
    raise BrokenPipeError(32, "Broken pipe")

main.__globals__["_run"] = broken
sys.exit(main(["describe", "x"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such pipes")
def test_a_broken_pipe_is_no_error_only_where_our_reader_has_gone() -> None:
    kept = subprocess.run([sys.executable, "-c", PIPE], capture_output=True, text=True)
    assert (kept.returncode, kept.stderr) == (2, "intarsia: [Errno 32] Broken pipe\n")
    reading, writing = os.pipe()
    os.close(reading)
    gone = subprocess.run([sys.executable, "-c", PIPE], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert (gone.returncode, gone.stderr) == (0, "")
