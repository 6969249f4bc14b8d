import json

import pytest

from intarsia import progress as progress_module
from intarsia.i18n import Message
from intarsia.progress import Event, Progress, Stopped, announce, check_stopped, line, listening, stopping, throttled


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("encoding", "encoding 'title'", 3) as progress:
        progress.advance(3)
    assert capsys.readouterr() == ("", "")


def test_long_work_writes_lines_into_a_log(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "PAUSE", 0.0)
    with Progress("encoding", "encoding 'title'", 4) as progress:
        progress.advance(1)
    assert "encoding 'title': 1/4" in capsys.readouterr().err


def test_a_line_gives_rate_and_time_left() -> None:
    event = Event("encoding", Message.plain("encoding 'title'"), done=100, of=300, since=50.0)
    assert line(event).en == "encoding 'title': 100/300, 2 a second, 100 s left"


def test_whoever_listens_is_told_in_place_of_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[Event] = []
    with listening(heard.append):
        with Progress("training", "training 3 models", 10, done=4) as progress:
            progress.advance(6)
        announce(Event("strategy", Message.plain("1/2 concat"), 1, 2, step=True, values={"mean": 0.5}))
    begun, going, ended, finished = heard
    assert (begun.done, begun.of) == (0, 6)  # what was done before took no time here
    assert (going.done, going.left) == (6, 0.0)
    assert ended.ended
    assert finished.values["mean"] == 0.5
    assert [Event.load(json.loads(json.dumps(event.dump()))) for event in heard] == heard
    assert capsys.readouterr() == ("", "")


def test_a_throttled_listener_misses_no_step_and_no_end() -> None:
    heard: list[Event] = []
    with listening(throttled(heard.append, 3600.0)), Progress("training", "training", 100) as progress:
        for _ in range(100):
            progress.advance(1)
        announce(Event("strategy", Message.plain("done"), step=True))
    assert [(event.step, event.ended) for event in heard] == [(False, False), (True, False), (False, True)]


def test_a_terminal_gets_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Progress("encoding", "encoding 'title'", 2) as progress:
        progress.advance(2)
    assert "encoding 'title'" in capsys.readouterr().err


def test_the_terminal_prints_a_guess_once_and_every_other_step(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        announce(Event("guess", Message.plain("a guess of this test"), step=True))
        announce(Event("strategy", Message.plain("a strategy"), step=True))
    assert capsys.readouterr().err.splitlines() == ["a guess of this test", "a strategy", "a strategy"]


def test_work_is_stopped_at_the_step_after_it_was_enough() -> None:
    heard: list[Event] = []
    check_stopped()  # nobody has said when

    def work() -> None:
        with Progress("training", "training 3 models", 10) as progress:
            for _ in range(10):
                progress.advance(1)

    with listening(heard.append), pytest.raises(Stopped), stopping(lambda: len(heard) > 2):
        work()
    assert [(event.done, event.ended) for event in heard] == [(0, False), (1, False), (2, False), (2, True)]
    check_stopped()
