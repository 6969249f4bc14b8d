"""The process that decodes: `python -m intarsia.media.worker`, see `isolated`. It ends when its orders do."""

from __future__ import annotations

import io
import os
import time
from contextlib import suppress
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.errors import CellError
from intarsia.i18n import messages
from intarsia.media.decoding import Decoder, TooManyPixels
from intarsia.media.isolated import READY, receive, send

say = messages(__package__)

SPARE = 256 * 2**20
"""Bytes that opening a file may take beside its content: enough for the metadata of any camera."""
CANVAS = 8
"""Bytes that opening may reserve for each pixel that a picture may have, as libwebp does."""
PER_PIXEL = 32
"""Bytes that decoding may take for each pixel: OpenJPEG takes 16 and Pillow 4, and each conversion as much again."""
NOTHING = np.zeros((0, 0, 3), np.uint8)
"""The pixels of an answer that has none."""


def main() -> None:
    """Carry out orders from the standard input until it ends."""
    PIL.Image.init()  # else some formats are known by name only
    orders = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    answers.write(b"\n" + READY)
    answers.flush()
    while (found := receive(orders)) is not None:
        order, content = found
        try:
            told, pixels = carried_out(order, content)
        except MemoryError:
            pixels = None  # what took the memory goes with the exception, and only then there is some for the answer
        if pixels is None:
            told = refusal(CellError(say("picture.memory")))
            pixels = NOTHING
        unbind_memory()  # the next order may be larger than this one
        send(answers, told, pixels.tobytes())


def carried_out(order: Any, content: bytes) -> tuple[dict[str, Any], npt.NDArray[np.uint8]]:
    """The answer to an order: a count, the pixels (H, W, 3 or 4) uint8, or what is wrong with the file."""
    own = addresses()
    decoder = Decoder(**order["bounds"], admitted=lambda pixels: bound_memory(own + SPARE + PER_PIXEL * pixels))
    bound_time(order["seconds"])
    bound_memory(own + SPARE + CANVAS * decoder.max_pixels)
    try:
        with opened(order["path"], content) as stream:
            if order["what"] in ("pixels", "bits"):
                return {"count": getattr(decoder, order["what"])(stream), "shape": NOTHING.shape}, NOTHING
            found = decoder.whole(stream)
    except CellError as error:
        return refusal(error), NOTHING
    pixels = np.ascontiguousarray(found.pixels)
    if order["what"] == "whole" and found.alpha is not None:
        pixels = np.dstack([pixels, found.alpha])
    return {"count": pixels.shape[0] * pixels.shape[1], "shape": pixels.shape, "moving": found.moving}, pixels


def refusal(error: CellError) -> dict[str, Any]:
    """Why a file cannot be read, as the answer has it."""
    text = error.message
    return {"error": [text.en, text.zh, text.key], "large": isinstance(error, TooManyPixels)}


def opened(path: str, content: bytes) -> BinaryIO:
    """The file at a path, or else the content of one. Raises `CellError` when it cannot be read."""
    if not path:
        return io.BytesIO(content)
    try:
        return open(path, "rb")
    except (OSError, ValueError) as error:  # a name with a zero in it is none
        raise CellError(say("picture.damaged", why=error)) from error


def addresses() -> int:
    """Bytes of addresses that this process has now; infinitely many where the system does not say."""
    try:
        with open("/proc/self/statm") as told:
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 2**62


def bound_time(seconds: int) -> None:
    """Have the system, where it can, end this process when it takes more processor seconds from now on."""
    bound("RLIMIT_CORE", 0)
    bound("RLIMIT_CPU", int(time.process_time()) + 1 + seconds)


def bound_memory(size: int) -> None:
    """Have the system, where it can, refuse this process more bytes of addresses than that."""
    bound("RLIMIT_AS", size)


def unbind_memory() -> None:
    """Let this process have as much memory as before."""
    bound("RLIMIT_AS", 2**62)


def bound(name: str, most: int) -> None:
    """Set the soft limit of that name, no higher than the hard one, which stays as whoever started us has set it."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        endless = hard == resource.RLIM_INFINITY
        soft = min(most, 2**62) if endless else min(most, hard)
        resource.setrlimit(kind, (soft, hard))


if __name__ == "__main__":
    main()
