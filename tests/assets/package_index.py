"""A package index on this machine whose connections can be cut or held, to see what half a download leaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from waiting import PATIENCE


class Index:
    """Serves one wheel.

    Attributes:
        cut: send only half of it.
        held: send half of it, set `half_sent`, and the rest once `go_on` is set.
        downloads: how often the wheel was asked for.
    """

    def __init__(self, wheel: Path) -> None:
        self.wheel, self.downloads = wheel, 0
        self.cut = self.held = False
        self.half_sent, self.go_on = threading.Event(), threading.Event()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        page = f'<a href="/{self.wheel.name}">{self.wheel.name}</a>'.encode()
        content = self.wheel.read_bytes() if request.path.endswith(".whl") else page
        request.send_response(200)
        request.send_header("Content-Type", "text/html" if content is page else "application/zip")
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if content is not page:
            self.downloads += 1
            content = self._rest(request, content)
        request.wfile.write(content)

    def _rest(self, request: BaseHTTPRequestHandler, content: bytes) -> bytes:
        half = content[: len(content) // 2]
        if self.cut:
            return half
        if self.held:
            request.wfile.write(half)
            self.half_sent.set()
            self.go_on.wait(PATIENCE)
            return content[len(half) :]
        return content


@contextmanager
def serving(index: Index) -> Iterator[str]:
    """The address of the running index."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple"
    finally:
        index.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()
