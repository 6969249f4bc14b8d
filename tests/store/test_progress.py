import pytest

from intarsia import progress as progress_module
from intarsia.progress import Progress


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("encoding 'title'", 3) as progress:
        progress.advance(3)
    assert capsys.readouterr() == ("", "")


def test_long_work_writes_lines_into_a_log(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "PAUSE", 0.0)
    with Progress("encoding 'title'", 4) as progress:
        progress.advance(1)
    assert "encoding 'title': 1/4 rows" in capsys.readouterr().err


def test_a_line_gives_rate_and_time_left() -> None:
    progress = Progress("encoding 'title'", 300)
    progress.done = 100
    assert progress.line(50.0) == "encoding 'title': 100/300 rows, 2 rows/s, 100 s left"


def test_a_terminal_gets_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Progress("encoding 'title'", 2) as progress:
        progress.advance(2)
    assert "encoding 'title'" in capsys.readouterr().err
