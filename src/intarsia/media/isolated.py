"""Decoders in processes of their own: what they are told, what they answer, and how they are stopped.

A decoder is native code that reads what strangers have written. It may take minutes, gigabytes, or break. So it runs
where none of this matters: each order has a budget of seconds and of memory, a process that exceeds one is ended, and
the next order gets a new one. An order costs some tenths of a millisecond beside the decoding itself.
"""

from __future__ import annotations

import atexit
import json
import os
import shlex
import signal
import struct
import subprocess
import sys
import sysconfig
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import CellError, DecoderFailed
from intarsia.i18n import Message, messages
from intarsia.media.decoding import TooManyPixels

say = messages(__package__)

WORKER = "intarsia.media.worker"
"""The module that such a process runs."""

PATIENCE = 60.0
"""Seconds of the clock after which an order is ended, however few of the processor it has had."""

READY = b"intarsia is ready to decode\n"
"""A process says so, in a line of its own, before its first answer. What stands above it is no answer: a Python may be
set up to print something whenever it starts."""

HEAD = struct.Struct("<IQ")
"""Before each order and answer: the bytes of its JSON, and those of what follows."""


@dataclass(frozen=True)
class Order:
    """What a decoder is to do.

    Attributes:
        what: "pixels", "bits", "decoded" or "whole", a method of `decoding.Decoder`.
        bounds: of the decoder, by name.
        seconds: of the processor that it may take, and one more.
        path: of a file; empty where the file's content comes with the order.
    """

    what: str
    bounds: Mapping[str, int | None]
    seconds: int
    path: str = ""


@dataclass(frozen=True)
class Answer:
    """What a decoder has found.

    Attributes:
        count: pixels that decoding would give, or bits.
        pixels: (H, W, 3) uint8; (H, W, 4) with the opacity, where the whole was asked for and not all is opaque.
        moving: see `decoding.Decoded`.
    """

    count: int
    pixels: npt.NDArray[np.uint8]
    moving: bool = False


def answered(order: Order, content: bytes) -> Answer:
    """Have an order carried out, in a process of its own.

    Raises:
        CellError: the file cannot be decoded within its bounds.
        DecoderFailed: there is no process to decode it, or it stood still.
    """
    return _decoders(os.getpid()).answer(order, content)


class _Ended(Exception):
    """The process has ended without an answer."""


class _Process:
    """One process, which carries out one order at a time."""

    def __init__(self) -> None:
        library = sysconfig.get_path("stdlib")
        # Python's own first: a resource.py beside the user's script would take the bounds away.
        first = [library, os.path.join(library, "lib-dynload")]
        path = os.pathsep.join([*first, *(each or os.getcwd() for each in sys.path if isinstance(each, str))])
        single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            _command(), env=os.environ | single | {"PYTHONPATH": path},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for whoever gave the order
        )  # fmt: skip
        self.hung = False

    def begin(self) -> None:
        """Wait until it is ready. Raises `DecoderFailed` when it never is."""
        try:
            with self._watched():
                is_ready = READY in iter(self._stdout.readline, b"")
                status = None if is_ready else self._process.wait()
        except BaseException:  # Ctrl-C
            self.end()
            raise
        if not is_ready:
            self.end()
            hung = say("picture.hung", seconds=PATIENCE)
            command = shlex.join(_command())
            raise DecoderFailed(hung if self.hung else say("picture.no_start", status=status, command=command))

    def answer(self, order: Order, content: bytes) -> tuple[dict[str, Any], bytes]:
        """Carry out an order. Raises `_Ended`."""
        try:
            with self._watched():
                send(self._stdin, asdict(order), content)
                found = receive(self._stdout)
        except OSError:
            found = None
        if found is None:
            raise _Ended
        return found

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """What lasts too long inside is ended with the process; afterwards it is certain whether it was."""
        watch = threading.Timer(PATIENCE, self._end_hung)
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            watch.join()

    @property
    def is_late(self) -> bool:
        """Whether the system has ended the process since it took too long."""
        return self._process.wait() == -getattr(signal, "SIGXCPU", 0)

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for stream in (self._stdin, self._stdout):
            with suppress(OSError):  # what it was still to be told
                stream.close()

    def _end_hung(self) -> None:
        self.hung = True
        try:
            os.killpg(self._process.pid, signal.SIGKILL)  # what it has started may hold its pipes
        except (AttributeError, OSError):  # Windows has no groups
            self._process.kill()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout


def _command() -> list[str]:
    return [sys.executable, "-P", "-m", WORKER]


def _started() -> _Process:
    try:
        process = _Process()
    except OSError as error:
        raise DecoderFailed(say("picture.no_process", why=error)) from error
    process.begin()
    return process


class _Decoders:
    """As many processes as there are processors, each started when it is needed."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._turns = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._idle: deque[_Process] = deque()
        atexit.register(self.close)

    def answer(self, order: Order, content: bytes) -> Answer:
        """Carry out an order. Raises `CellError`, and `DecoderFailed` for what is no fault of the picture."""
        with self._turns:
            try:
                waiting = self._idle.pop()
            except IndexError:
                waiting = None
            try:
                found, rest = self._carried_out(waiting or _started(), order, content)
            except _Ended:
                if waiting is None:
                    raise CellError(say("picture.ended")) from None
                # Somebody may have ended it while it waited, for want of memory: it is the picture's fault if it
                # happens again.
                return self._again(order, content)
        return _read(found, rest)

    def _again(self, order: Order, content: bytes) -> Answer:
        try:
            return _read(*self._carried_out(_started(), order, content))
        except _Ended:
            raise CellError(say("picture.ended")) from None

    def _carried_out(self, process: _Process, order: Order, content: bytes) -> tuple[dict[str, Any], bytes]:
        """Have one process carry out an order, and keep it for the next. Raises `_Ended` when it broke off."""
        try:
            answer = process.answer(order, content)
        except _Ended:
            late = process.is_late
            process.end()
            if process.hung:
                raise DecoderFailed(say("picture.hung", seconds=PATIENCE)) from None
            if late:
                raise CellError(say("picture.late", seconds=order.seconds)) from None
            raise
        except BaseException:  # Ctrl-C: its answer would be taken for that to another order
            process.end()
            raise
        if process.hung:  # it was ended when it had just answered
            process.end()
        else:
            self._idle.append(process)
        return answer

    def close(self) -> None:
        """End all processes. In a forked child there are none: they are its parent's."""
        while self._idle and self._owner == os.getpid():
            self._idle.pop().end()


_OF_PROCESSES: dict[int, _Decoders] = {}


def _decoders(pid: int) -> _Decoders:
    """Those of a process: a forked child must not answer for its parent."""
    return _OF_PROCESSES.get(pid) or _OF_PROCESSES.setdefault(pid, _Decoders())


def _read(found: dict[str, Any], rest: bytes) -> Answer:
    """What a process has answered. Raises `CellError` when it has refused a file."""
    if "error" in found:
        raise (TooManyPixels if found["large"] else CellError)(Message(*found["error"]))
    pixels = np.frombuffer(bytearray(rest), np.uint8).reshape(found["shape"])
    return Answer(found["count"], pixels, found.get("moving", False))


def send(stream: IO[bytes], told: Any, content: bytes) -> None:
    """Write a JSON value, and bytes that belong to it. Raises `OSError` when nobody reads them."""
    text = json.dumps(told).encode()
    stream.write(HEAD.pack(len(text), len(content)))
    stream.write(text)
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read what `send` has written; None at the end of the stream, also amid it."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    text, size = HEAD.unpack(head)
    told = stream.read(text)
    content = stream.read(size)
    return (json.loads(told), content) if len(told) == text and len(content) == size else None
