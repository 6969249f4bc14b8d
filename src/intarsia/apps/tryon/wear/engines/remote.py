"""An engine on the user's own HTTP server. It is the only part of the fitting room that sends a photo anywhere.

The protocol: one POST of multipart/form-data with the PNG files "person" (H, W), "garment" on white, "mask" (H, W),
white where cloth is to be drawn, and "draft" (H, W), the default engine's preview; and "about", JSON: category,
pattern, sleeve, neck, length. The answer is a picture (PNG, JPEG or WebP) of the person's size with status 200.
"""

from __future__ import annotations

import http.client
import io
import json
import re
import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

import numpy as np
import PIL.Image

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.wear.engines.base import TryOnEngine, engines
from intarsia.apps.tryon.wear.engines.draft import Draft, Pixels
from intarsia.apps.tryon.wear.paint.preview import Preview
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.errors import EngineFailed, OptionError
from intarsia.i18n import Message, messages

say = messages(__package__)


LARGEST = 32 * 2**20
"""Bytes of an answer."""
FORMATS = ("PNG", "JPEG", "WEBP")
SHOWN = 200
"""Letters of a server's own words that a message repeats."""


@engines.register("remote")
@dataclass(frozen=True)
class Remote(TryOnEngine):
    """A server that draws cloth. It is asked directly: no proxy, no redirect, nothing but this address.

    Args:
        url: where it listens: http:// or https://.
        timeout: seconds until it must have answered.
        face: send the face too; without, face and hair are grey in what is sent.
    """

    url: str = ""
    timeout: float = 120.0
    face: bool = False

    licence: ClassVar[str] = "the server's"
    memory: ClassVar[float] = 0.5
    device: ClassVar[str] = "network"

    def __post_init__(self) -> None:
        _split(self.url)
        if not 0 < self.timeout <= 3600:
            raise OptionError(say("remote.timeout", timeout=self.timeout))

    @property
    def host(self) -> str:
        """The host to which photos are sent."""
        return _split(self.url).netloc

    @property
    def encrypted(self) -> bool:
        """Whether others on the way cannot look at them; on this machine there is no way."""
        address = _split(self.url)
        return address.scheme == "https" or address.hostname in ("localhost", "127.0.0.1", "::1")

    def wear(self, body: Body, garment: Garment) -> Preview:
        """See `TryOnEngine.wear`. Raises `EngineFailed` when the server does not answer as agreed."""
        draft = Draft.of(body, garment)
        files = {"person": draft.photo, "draft": draft.preview.picture}
        if not self.face:
            files = {name: draft.faceless(pixels) for name, pixels in files.items()}
        files |= {"garment": draft.garment, "mask": draft.mask}
        about = {name: getattr(garment, name) for name in ("category", "pattern", "sleeve", "neck", "length")}
        cloth = self._read(self._answer(*_form(files, about)), draft.photo.shape)
        told = {"name": "remote", "host": self.host, "licence": self.licence, "device": self.device, "face": self.face}
        return draft.drawn(cloth, told)

    def _answer(self, kind: str, body: bytes) -> bytes:
        """Return what the server sends back."""
        status, reason, found = self._asked(kind, body)
        if status != 200:
            raise self._failed(say("remote.status", status=status, reason=reason, quoted=_quoted(found)))
        if len(found) > LARGEST:
            raise self._failed(say("remote.too_large", megabytes=LARGEST >> 20))
        return found

    def _asked(self, kind: str, body: bytes) -> tuple[int, str, bytes]:
        """Return the status, its name, and what was sent."""
        address = _split(self.url)
        make = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        connection = make(str(address.hostname), address.port, timeout=self.timeout)
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        try:
            connection.connect()
            with _within(self.timeout, connection.sock):
                connection.request("POST", target, body, {"Content-Type": kind, "Accept": "image/png, image/jpeg"})
                response = connection.getresponse()
                return response.status, response.reason, response.read(LARGEST + 1)
        except TimeoutError as error:
            raise self._failed(say("remote.slow", timeout=self.timeout)) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._failed(say("remote.unreachable", why=error)) from error
        finally:
            connection.close()

    def _read(self, answer: bytes, shape: tuple[int, ...]) -> Pixels:
        """Return the picture in an answer; its size is looked at before it is decoded."""
        try:
            with PIL.Image.open(io.BytesIO(answer), formats=FORMATS) as picture:
                if (size := picture.size) == (shape[1], shape[0]):
                    return np.array(picture.convert("RGB"))
        except (OSError, ValueError, SyntaxError, PIL.Image.DecompressionBombError) as error:
            raise self._failed(say("remote.no_picture", quoted=_quoted(answer))) from error
        sizes = {"width": size[0], "height": size[1], "wanted_width": shape[1], "wanted_height": shape[0]}
        raise self._failed(say("remote.other_size", **sizes))

    def _failed(self, why: Message) -> EngineFailed:
        return EngineFailed(say("remote.failed", host=self.host, why=why))


def _split(url: str) -> SplitResult:
    """Split an address. Raises `OptionError` for what is no http or https address."""
    try:
        address = urlsplit(url)
        port = address.port
    except ValueError as error:
        raise OptionError(say("remote.bad_address", url=url, why=error)) from None
    if address.scheme not in ("http", "https") or not address.hostname or port == 0 or re.search(r"[^!-~]", url):
        raise OptionError(say("remote.no_address", url=url))
    if address.username is not None or address.password is not None:
        raise OptionError(say("remote.password"))
    return address


def _form(files: Mapping[str, Pixels], about: Mapping[str, object]) -> tuple[str, bytes]:
    """Write multipart/form-data: its content type, with the boundary, and its bytes."""
    boundary = secrets.token_hex(16)
    parts = [("about", "", "application/json", json.dumps(about).encode())]
    parts += [(name, f'; filename="{name}.png"', "image/png", _png(pixels)) for name, pixels in files.items()]
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\nContent-Type: {kind}\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for name, file, kind, content in parts
    )
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


def _png(pixels: Pixels) -> bytes:
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


@contextmanager
def _within(seconds: float, line: socket.socket) -> Iterator[None]:
    """Cut a connection when the time is over, however many bytes come now and then. Raises `TimeoutError`."""
    over = threading.Event()
    watch = threading.Timer(seconds, _cut, (line, over))
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        if over.is_set():
            raise TimeoutError


def _cut(line: socket.socket, over: threading.Event) -> None:
    over.set()
    with suppress(OSError):  # it may just have been closed
        line.shutdown(socket.SHUT_RDWR)


def _quoted(said: bytes) -> str:
    """Return a server's own words, where they are some."""
    text = " ".join(said[: 4 * SHOWN].decode("utf-8", errors="ignore").split())
    return f" ({text[:SHOWN]!r})" if text and text.isprintable() else ""
