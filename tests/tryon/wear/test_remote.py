"""The engine on a server: a real one on the loopback, which answers well, badly, slowly or never."""

from __future__ import annotations

import email
import email.policy
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import numpy as np
import PIL.Image
import pytest
from dressed import STRIPED, drawn, garment, person

from intarsia.apps.tryon.synthetic import PersonSpec
from intarsia.apps.tryon.wear import Body, Preview, engines, wear
from intarsia.apps.tryon.wear.engines.draft import HIDDEN
from intarsia.apps.tryon.wear.engines.remote import LARGEST, Remote
from intarsia.errors import EngineFailed, OptionError

SPEC = PersonSpec(7, pose="relaxed", frame="half")
RED = (200, 20, 30)


class Shop(BaseHTTPRequestHandler):
    """Paints everything red, or does what its path says."""

    asked: ClassVar[list[dict[str, Any]]] = []
    released: ClassVar[threading.Event] = threading.Event()

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        form = email.message_from_bytes(
            b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + sent, policy=email.policy.HTTP
        )
        parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
        Shop.asked.append({str(name): part.get_payload(decode=True) for name, part in parts.items()})
        getattr(self, self.path.strip("/").partition("?")[0])(picture(Shop.asked[-1]["person"]).size)

    def red(self, size: tuple[int, int]) -> None:
        self.answer(200, png(size))

    def jpeg(self, size: tuple[int, int]) -> None:
        self.answer(200, png(size, "JPEG"))

    def small(self, size: tuple[int, int]) -> None:
        self.answer(200, png((size[0] // 2, size[1])))

    def text(self, size: tuple[int, int]) -> None:
        self.answer(200, b"no idea")

    def busy(self, size: tuple[int, int]) -> None:
        self.answer(503, b"come back later")

    def elsewhere(self, size: tuple[int, int]) -> None:
        self.send_response(302)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/red")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def much(self, size: tuple[int, int]) -> None:
        self.answer(200, bytes(LARGEST + 1))

    def never(self, size: tuple[int, int]) -> None:
        """A byte now and then: each wait is short, all together are not."""
        self.send_response(200)
        self.end_headers()
        while not Shop.released.wait(0.05):
            self.wfile.write(b"x")

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given: object) -> None:
        """Silent."""


def png(size: tuple[int, int], kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    PIL.Image.new("RGB", size, RED).save(file, kind)
    return file.getvalue()


def picture(content: bytes) -> PIL.Image.Image:
    return PIL.Image.open(io.BytesIO(content), formats=["PNG"])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    found = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    found.handle_error = lambda *given: None  # type: ignore[method-assign]  # a client that left is no error here
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{found.server_address[1]}"
    Shop.released.set()
    found.shutdown()
    found.server_close()
    thread.join()


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of(person(drawn(SPEC)))


def asked(body: Body, engine: Remote) -> Preview:
    Shop.asked.clear()
    return wear(body, garment(STRIPED), engine=engine)


@pytest.mark.parametrize("path", ["red", "jpeg"])
def test_cloth_is_the_servers_and_the_rest_the_photos(body: Body, server: str, path: str) -> None:
    look, truth = asked(body, Remote(f"{server}/{path}")), drawn(SPEC)
    untouched = look.alpha == 0
    assert np.array_equal(look.picture[untouched], truth.pixels[untouched])
    sure = look.layers["garment"] > 0.999
    assert np.abs(look.picture[sure].astype(int) - RED).max() <= 3
    assert look.sidecar["engine"] == {
        "name": "remote",
        "host": server.partition("//")[2],
        "licence": "the server's",
        "device": "network",
        "face": False,
    }


def test_a_server_gets_what_the_protocol_says_and_no_face(body: Body, server: str) -> None:
    look = asked(body, engines.parse(f"remote:url={server}/red?v=1,timeout=30"))  # type: ignore[arg-type]
    (form,) = Shop.asked
    assert set(form) == {"about", "person", "garment", "mask", "draft"}
    assert json.loads(form["about"])["category"] == "t-shirt"
    person_, mask, draft = (np.asarray(picture(form[name])) for name in ("person", "mask", "draft"))
    truth = drawn(SPEC)
    assert np.array_equal(mask > 0, look.layers["garment"] > 0)
    for hidden in (truth.masks["face"], truth.masks["hair"] & (mask == 0)):
        for sent in (person_, draft):
            assert (sent[hidden] == HIDDEN).all(axis=-1).mean() > 0.99
    below = np.arange(len(mask))[:, None] > np.flatnonzero(truth.masks["face"].any(axis=1))[-1] + 60
    rest = below & ~truth.masks["hair"] & (mask == 0)
    assert np.array_equal(person_[rest], truth.pixels[rest])
    assert np.array_equal(draft[mask > 0], wear(body, garment(STRIPED)).picture[mask > 0])


def test_the_face_is_sent_only_when_asked(body: Body, server: str) -> None:
    asked(body, Remote(f"{server}/red", face=True))
    assert np.array_equal(np.asarray(picture(Shop.asked[0]["person"])), drawn(SPEC).pixels)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("small", r"at 127\.0\.0\.1:\d+ sent a picture of \d+ x \d+ pixels, not \d+ x \d+ as the photo; keep the size"),
        ("text", r"sent no picture that can be read \('no idea'\); it should be a PNG"),
        ("busy", r"answered 503 Service Unavailable \('come back later'\); see its log"),
        ("elsewhere", r"answered 302 Found; see its log"),
        ("much", r"sent more than 32 MB; it should send one picture of the photo's size"),
    ],
)
def test_answers_that_cannot_be_used(body: Body, server: str, path: str, message: str) -> None:
    with pytest.raises(EngineFailed, match=f"the try-on server .*{message}"):
        asked(body, Remote(f"{server}/{path}"))
    assert len(Shop.asked) == 1


def test_a_server_that_never_ends_is_left(body: Body, server: str) -> None:
    with pytest.raises(EngineFailed, match=r"did not answer within 0\.5 s; give it more with timeout="):
        asked(body, Remote(f"{server}/never", timeout=0.5))


def test_no_server(body: Body) -> None:
    with pytest.raises(EngineFailed, match=r"at 127\.0\.0\.1:9 cannot be asked .*; is it running, and is the address"):
        asked(body, Remote("http://127.0.0.1:9/tryon", timeout=5))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "url is ''; write the address of your server like http://127.0.0.1:8000/tryon"),
        ("file:///etc/hosts", "write the address of your server"),
        ("ftp://a/b", "write the address of your server"),
        ("http:///x", "write the address of your server"),
        ("http://a/b c", "write the address of your server"),
        ("http://a/\r\nX: y", "write the address of your server"),
        ("http://a:99999/", "is no address"),
        ("http://[::1/", "is no address"),
        ("http://me:secret@a/", "the address holds a password, which ends in logs"),
    ],
)
def test_addresses_that_are_none(url: str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Remote(url)


def test_a_timeout_is_some_seconds() -> None:
    with pytest.raises(OptionError, match="timeout is 0; give seconds, from above 0 to 3600"):
        Remote("http://a/", timeout=0)


@pytest.mark.parametrize(
    ("url", "encrypted"),
    [("https://a/", True), ("http://localhost:1/", True), ("http://127.0.0.1/", True), ("http://192.0.2.1/", False)],
)
def test_it_knows_whether_others_may_look(url: str, encrypted: bool) -> None:
    assert Remote(url).encrypted is encrypted
