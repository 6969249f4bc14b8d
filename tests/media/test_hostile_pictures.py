"""No picture holds up, blows up or breaks the process that asks for it, and none is decoded before it is measured."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from hostile import icon, scanned, solid, tagged

from intarsia.errors import CellError, DecoderFailed
from intarsia.media import image, isolated
from intarsia.media.decoding import FORMATS, HEIF, SCANS, TooManyPixels
from intarsia.media.image import Opener
from waiting import until

OPENER = Opener(512, 64_000_000)
GOOD = solid("PNG", 64)


@pytest.fixture
def decoders(monkeypatch: pytest.MonkeyPatch) -> Iterator[isolated._Decoders]:
    """Processes of this test alone, one at a time."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    own = isolated._Decoders()
    monkeypatch.setattr(isolated, "_decoders", lambda pid: own)
    yield own
    own.close()


def highest(decoders: isolated._Decoders) -> int:
    """The greatest memory, in bytes, that the process that is idle now has had."""
    status = Path(f"/proc/{decoders._idle[0]._process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def test_a_jpeg_of_many_scans_is_refused(decoders: isolated._Decoders) -> None:
    with pytest.raises(CellError, match=f"a JPEG of more than {SCANS} scans; save it anew"):
        OPENER.decoded(scanned(1000, 40_000))
    assert OPENER.decoded(scanned(200, SCANS // 2)).shape == (200, 200, 3)


def test_a_picture_that_takes_too_long_is_given_up_and_the_next_is_decoded(
    decoders: isolated._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "SECONDS", 0)  # and the one second that is always there
    with pytest.raises(CellError, match="decoding it takes more than 0 seconds; save it anew as JPEG or PNG"):
        OPENER.decoded(scanned(8000, SCANS - 10))
    monkeypatch.undo()
    assert OPENER.decoded(GOOD).shape == (64, 64, 3)


def test_a_process_that_hangs_is_ended_and_says_nothing_of_the_picture(
    decoders: isolated._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    OPENER.decoded(GOOD)
    os.kill(decoders._idle[0]._process.pid, signal.SIGSTOP)
    monkeypatch.setattr(isolated, "PATIENCE", 0.2)
    with pytest.raises(DecoderFailed, match="the process that decodes pictures stood still"):
        OPENER.decoded(GOOD)
    monkeypatch.setattr(isolated, "PATIENCE", 300)
    assert OPENER.decoded(GOOD).shape == (64, 64, 3)


def test_a_process_that_was_ended_while_it_waited_costs_nothing(decoders: isolated._Decoders) -> None:
    OPENER.decoded(GOOD)
    os.kill(decoders._idle[0]._process.pid, signal.SIGKILL)
    assert OPENER.decoded(GOOD).shape == (64, 64, 3)


def test_a_picture_that_breaks_the_decoder_again_is_refused(
    decoders: isolated._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(stream: object) -> None:
        for process in started:
            process._process.kill()

    started: list[isolated._Process] = []
    new = isolated._Process

    def process() -> isolated._Process:
        started.append(new())
        return started[-1]

    OPENER.decoded(GOOD)
    monkeypatch.setattr(isolated, "_Process", process)
    started += decoders._idle
    with monkeypatch.context() as patch:
        patch.setattr(isolated, "receive", broken)
        with pytest.raises(CellError, match="the decoder broke off; save it anew as JPEG or PNG"):
            OPENER.decoded(GOOD)
    assert len(started) == 2
    assert OPENER.decoded(GOOD).shape == (64, 64, 3)


def test_without_a_process_nothing_is_said_of_the_picture(
    decoders: isolated._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolated.sys, "executable", "/nowhere/python")
    with pytest.raises(DecoderFailed, match="the process that decodes pictures cannot be started"):
        OPENER.decoded(GOOD)


def test_a_process_that_cannot_begin_says_nothing_of_the_picture(
    decoders: isolated._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolated, "WORKER", "intarsia.media.nowhere")
    with pytest.raises(DecoderFailed, match=r"ended with status 1 before it began: run \S+ -P -m intarsia.media.nowh"):
        OPENER.decoded(GOOD)
    monkeypatch.undo()
    monkeypatch.setattr(isolated, "PATIENCE", 0)
    with pytest.raises(DecoderFailed, match="stood still for 0 seconds"):
        isolated._Decoders().answer(isolated.Order("pixels", {"max_side": 9, "max_pixels": 9}, 1), GOOD)


def test_what_python_prints_when_it_starts_is_no_answer(
    decoders: isolated._Decoders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('welcome', end='')")
    monkeypatch.syspath_prepend(tmp_path)
    assert OPENER.decoded(GOOD).shape == (64, 64, 3)


def test_an_answer_at_the_last_moment_counts_and_the_process_is_not_asked_again(
    decoders: isolated._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(stream: IO[bytes]) -> object:
        found = receive(stream)
        decoders_seen[0]._end_hung()
        return found

    OPENER.decoded(GOOD)
    decoders_seen = list(decoders._idle)
    receive = isolated.receive
    with monkeypatch.context() as patch:
        patch.setattr(isolated, "receive", late)
        assert OPENER.decoded(GOOD).shape == (64, 64, 3)
    assert not decoders._idle
    assert OPENER.decoded(GOOD).shape == (64, 64, 3)


def test_a_name_with_a_zero_in_it_is_refused(decoders: isolated._Decoders) -> None:
    OPENER.decoded(GOOD)
    first = decoders._idle[0]
    with pytest.raises(CellError, match="null"):
        OPENER.decoded(Path("a\0b.png"))
    assert decoders._idle[0] is first


def test_a_large_file_is_received_after_a_small_one(decoders: isolated._Decoders) -> None:
    OPENER.decoded(GOOD)
    with pytest.raises(CellError, match="not a picture"):
        OPENER.decoded(bytes(400 * 2**20))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to measure and bound the memory")
def test_metadata_that_ask_for_gigabytes_get_none(decoders: isolated._Decoders) -> None:
    assert OPENER.decoded(tagged("PNG", 20_000, 1_000_000)).shape == (64, 64, 3)
    with pytest.raises(CellError, match="decoding it takes too much memory"):
        OPENER.pixels(tagged("TIFF", 20_000, 1_000_000))
    assert highest(decoders) < 1.2 * 2**30


def test_an_icon_is_not_even_opened(decoders: isolated._Decoders) -> None:
    with pytest.raises(CellError, match="not a picture in a format that is read"):
        OPENER.pixels(icon(13_000))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to measure the memory")
@pytest.mark.parametrize("form", [*FORMATS, HEIF])
def test_the_size_is_known_before_anything_is_decoded(form: str, decoders: isolated._Decoders) -> None:
    side = 6000
    content = solid(form, side)
    OPENER.pixels(GOOD)
    before = highest(decoders)
    assert OPENER.pixels(content) in (side * side, side * side // 16)  # a JPEG is reduced while it is decoded
    with pytest.raises(TooManyPixels, match="6000 x 6000 is larger than max_pixels = 35,999,999 pixels allows"):
        Opener(512, side * side - 1).decoded(content)
    assert highest(decoders) - before < 2 * len(content) + side * side / 4


def test_threads_take_turns_and_each_gets_its_own_answer(decoders: isolated._Decoders) -> None:
    contents = {side: solid("PNG", side) for side in range(20, 60)}
    found: dict[int, tuple[int, ...]] = {}
    threads = [
        threading.Thread(target=lambda side=side: found.update({side: OPENER.decoded(contents[side]).shape}))
        for side in contents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {side: (side, side, 3) for side in contents}
    assert len(decoders._idle) == 1


def test_whoever_is_stopped_while_waiting_leaves_no_answer_behind(
    decoders: isolated._Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(stream: object) -> None:
        raise KeyboardInterrupt

    OPENER.decoded(GOOD)
    with monkeypatch.context() as patch:
        patch.setattr(isolated, "receive", stopped)
        with pytest.raises(KeyboardInterrupt):
            OPENER.decoded(GOOD)
    assert OPENER.decoded(solid("PNG", 32)).shape == (32, 32, 3)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_forked_child_has_decoders_of_its_own() -> None:
    assert OPENER.decoded(GOOD).shape == (64, 64, 3)
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if OPENER.decoded(solid("PNG", 32)).shape == (32, 32, 3) else 1)
        finally:
            os._exit(2)  # a child that went on would run the other tests too
    assert os.waitpid(child, 0)[1] == 0
    np.testing.assert_equal(OPENER.decoded(GOOD), 128)


def test_decoders_end_with_the_process_that_asked(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    child = os.spawnv(os.P_NOWAIT, os.sys.executable, [os.sys.executable, "-c", ASKING, str(told)])
    until(lambda: told.exists() and told.read_text(), "a picture is decoded")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    until(lambda: not is_running(int(told.read_text())), "the decoder ends")


ASKING = """
import os, sys, time
from intarsia.media import isolated
from intarsia.media.image import Opener
import numpy as np, PIL.Image, io
content = io.BytesIO()
PIL.Image.new("L", (8, 8)).save(content, "PNG")
Opener(8, 64).decoded(content.getvalue())
open(sys.argv[1], "w").write(str(isolated._decoders(os.getpid())._idle[0]._process.pid))
time.sleep(600)
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc/self/stat").exists() else True
