"""The fitting room in a process of its own: asked by clients that break off, killed, begun anew, stopped."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from shops import Shop

from intarsia import cli
from waiting import PATIENCE, until

pytestmark = pytest.mark.slow

RUN = "import sys; from intarsia.cli import main; sys.exit(main(sys.argv[1:]))"
SERVING = re.compile(r'"event": "serving", "url": "([^"]+)"')
WISH = "squeamish ossifrage"


@dataclass
class Server:
    process: subprocess.Popen[str]
    url: str
    log: Path

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", int(self.url.rpartition(":")[2])), timeout=PATIENCE)

    def wait(self, come: Callable[[float], bool]) -> None:
        """Until as many requests are under way."""
        until(lambda: come(self.metric("intarsia_requests_under_way")), "so many requests are under way")

    def metric(self, name: str) -> float:
        told = httpx2.get(f"{self.url}/metrics", timeout=PATIENCE).text
        return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)", told, re.MULTILINE))


@contextlib.contextmanager
def serving(shop: Shop, folder: Path, *options: str) -> Iterator[Server]:
    log = folder / f"{time.monotonic_ns()}.log"
    command = [sys.executable, "-c", RUN, "tryon", "serve", str(shop.wardrobe), "--port", "0", *options]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    environment.pop("INTARSIA_API_KEY", None)
    with log.open("w") as stream, subprocess.Popen(command, stderr=stream, env=environment, text=True) as process:
        try:
            until(lambda: SERVING.search(log.read_text()), "it serves", lambda: process.poll() is None)
            yield Server(process, SERVING.findall(log.read_text())[0], log)
        finally:
            process.kill()


def posted(path: str, body: bytes, kind: str = "application/json") -> bytes:
    lines = (f"POST /tryon/{path} HTTP/1.1", "Host: localhost", f"Content-Type: {kind}", f"Content-Length: {len(body)}")
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode() + body


def test_it_serves_is_killed_begins_anew_and_finishes_when_it_is_stopped(shop: Shop, tmp_path: Path, me: bytes) -> None:
    wish = json.dumps({"wish": WISH, "top": 2}).encode()
    with serving(shop, tmp_path, "--timeout", str(PATIENCE)) as server, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(server.connected()) for _ in range(4)]
        clients[0].sendall(posted("recommend", wish)[:-5])  # slow: the rest does not come while others are answered
        clients[1].sendall(posted("recommend", wish))
        clients[1].shutdown(socket.SHUT_WR)  # half closed
        clients[2].sendall(posted("measure", me, "multipart/form-data; boundary=b")[:3000])
        clients[2].close()  # broken off in the middle of its upload
        clients[3].sendall(posted("recommend", wish))
        clients[3].close()  # gone before its answer
        form = {"data": {"wish": WISH}, "files": {"photo": ("ossifrage.jpg", me)}}
        answer = httpx2.post(f"{server.url}/tryon/recommend", timeout=PATIENCE, **form)
        assert answer.status_code == 200
        clients[0].close()
        server.wait(lambda under_way: under_way == 0)
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    with serving(shop, tmp_path) as again:
        assert httpx2.post(f"{again.url}/tryon/recommend", timeout=PATIENCE, **form).json() == answer.json()
        with again.connected() as client:
            asked = posted("recommend", json.dumps({"wish": WISH, "top": 50, "changes": True}).encode())
            client.sendall(asked[:-5])
            again.wait(lambda under_way: under_way > 0)
            client.sendall(asked[-5:])
            assert again.stop(signal.SIGTERM) == 0
            assert client.recv(100_000).startswith(b"HTTP/1.1 200 OK")  # what is computed is finished first
    for told in (server.log.read_text(), again.log.read_text()):
        assert "ossifrage" not in told
        assert "fault" not in {json.loads(line)["event"] for line in told.splitlines()}


def test_a_request_whose_rest_never_comes_is_told_so_in_time(shop: Shop, tmp_path: Path) -> None:
    with serving(shop, tmp_path, "--timeout", "1") as server, server.connected() as client:
        client.sendall(posted("recommend", json.dumps({"wish": WISH}).encode())[:-5])
        assert client.recv(1000).startswith(b"HTTP/1.1 408 ")
        server.wait(lambda under_way: under_way == 0)


def test_a_wardrobe_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tryon", "serve", str(tmp_path / "nowhere")]) == 2
    told = capsys.readouterr().err
    assert re.fullmatch(r"intarsia: there is no wardrobe in \S+: intarsia tryon add \S+ PHOTOS makes one\n", told)
