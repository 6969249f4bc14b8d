"""The real thing: a process with a socket, asked by real clients, stopped, killed and started again."""

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
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from orchard import asked

import intarsia as ia
from cases import over
from intarsia import cli
from intarsia.cli.verbs.serve import size
from intarsia.i18n import legible
from waiting import PATIENCE, until

RUN = "import sys; from intarsia.cli import main; sys.exit(main(sys.argv[1:]))"
SERVING = re.compile(r'"event": "serving", "url": "([^"]+)"')


@pytest.fixture(scope="module")
def model(ripeness: ia.Learner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ripeness.save_pretrained(tmp_path_factory.mktemp("serving") / "model")


@dataclass
class Server:
    """A running server, and what it logged."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def ask(self, path: str = "/predict", rows: Sequence[Any] = ({},)) -> httpx2.Response:
        return httpx2.post(self.url + path, json={"rows": list(rows)}, timeout=PATIENCE)

    def wait(self, metric: str) -> None:
        """Until that line is in the metrics."""
        until(lambda: metric in httpx2.get(f"{self.url}/metrics", timeout=PATIENCE).text, metric)

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextlib.contextmanager
def serving(model: Path, *options: str, port: int = 0) -> Iterator[Server]:
    log = model.parent / f"{time.monotonic_ns()}.log"
    command = [sys.executable, "-c", RUN, "serve", str(model), "--port", str(port), *options]
    environment = os.environ | {"INTARSIA_CACHE": str(model.parent / "cache"), "OMP_NUM_THREADS": "1"}
    environment.pop("INTARSIA_API_KEY", None)
    with log.open("w") as stream, subprocess.Popen(command, stderr=stream, env=environment, text=True) as process:
        try:
            until(lambda: SERVING.search(log.read_text()), "it serves", lambda: process.poll() is None)
            yield Server(process, SERVING.findall(log.read_text())[0], log)
        finally:
            process.kill()


def test_it_serves_is_stopped_killed_and_started_again(model: Path) -> None:
    with serving(model) as server:
        assert server.ask(rows=asked(2)).json()["answers"][0]["answer"] in ("ripe", "unripe")
        port = server.port
        with socket.create_connection(("127.0.0.1", port)):  # an idle client keeps no server from stopping
            assert server.stop(signal.SIGTERM) == 0
        lines = [json.loads(line) for line in server.log.read_text().splitlines()]
        assert lines[-1]["event"] == "stopped"
        assert {"time", "level", "event"} <= set.intersection(*(set(each) for each in lines))
    with serving(model, port=port) as server:
        before = server.ask(rows=asked(3)).json()
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    with serving(model, port=port) as server:
        assert server.ask(rows=asked(3)).json() == before
        assert server.stop(signal.SIGINT) == 0
        assert "what --out holds" not in server.log.read_text()


def head(length: int) -> bytes:
    lines = ("POST /predict HTTP/1.1", "Host: localhost", "Content-Type: application/json", f"Content-Length: {length}")
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return True
    return False


def test_what_is_under_way_is_finished_when_it_is_stopped(model: Path) -> None:
    start = b" " * 100_000  # enough that it may rest for a while, however busy the machine is
    body = json.dumps({"rows": asked(1)}).encode()
    with serving(model) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(head(len(start + body)) + start)
        server.wait("intarsia_requests_under_way 1.0")
        server.process.send_signal(signal.SIGTERM)
        until(lambda: refuses(server.port), "it takes no new clients")
        assert server.process.poll() is None
        client.sendall(body)
        assert client.recv(100_000).startswith(b"HTTP/1.1 200 OK")
        assert server.process.wait(PATIENCE) == 0


def resident(server: Server) -> float:
    """MiB."""
    told = httpx2.get(f"{server.url}/metrics", timeout=PATIENCE).text
    return float(re.findall(r"^process_resident_memory_bytes (\S+)", told, re.MULTILINE)[0]) / 2**20


def test_eight_clients_with_two_hundred_requests(model: Path) -> None:
    rows = asked(40)

    def ask(number: int) -> int:
        path = ("/predict", "/predict", "/explain", "/embed")[number % 4]
        return server.ask(path, rows[number % 37 : number % 37 + 1 + number % 3]).status_code

    with serving(model) as server, ThreadPoolExecutor(8) as clients:
        assert set(clients.map(ask, range(200))) == {200}
        before = resident(server)
        assert set(clients.map(ask, range(200))) == {200}
        assert resident(server) - before < 20


def test_slow_and_broken_clients_keep_nobody_out(model: Path) -> None:
    with serving(model, "--timeout", "5", "--queue", "8") as server, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(5)]
        for client in clients[:3]:
            client.sendall(head(1000))
        clients[0].sendall(b'{"rows"')
        clients[3].sendall(b"POST /pre")
        clients[4].sendall(b"\x16\x03\x01 no HTTP at all\r\n\r\n")
        clients[1].close()  # in the middle of its body
        assert server.ask().status_code == 200
        assert clients[0].recv(1000).startswith(b"HTTP/1.1 408 ")
        assert clients[3].recv(1000) == b""
        assert clients[4].recv(1000).startswith(b"HTTP/1.1 400 ")
        assert server.ask().status_code == 200
        server.wait("under_way 0.0")
        events = [json.loads(line) for line in server.log.read_text().splitlines()]
        assert "fault" not in {each["event"] for each in events}
        assert server.stop(signal.SIGTERM) == 0


def test_nothing_is_computed_for_clients_that_have_left(model: Path) -> None:
    body = json.dumps({"rows": asked(1) * 200}).encode()
    with serving(model, "--timeout", "20") as server:
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                client.sendall(head(len(body)) + body)
        assert server.ask().status_code == 200
        server.wait("under_way 0.0")
        told = httpx2.get(f"{server.url}/metrics", timeout=PATIENCE).text
        left = re.findall(r'^intarsia_requests_total{route="/predict",status="400"} (\S+)', told, re.MULTILINE)
        assert left
        assert float(left[0]) > 0
        assert server.stop(signal.SIGTERM) == 0


def test_the_log_holds_nothing_of_what_was_asked(model: Path) -> None:
    with serving(model) as server:
        server.ask(rows=[{"note": "squeamish ossifrage", "farm": "xyzzy"}])
        server.ask(rows=[{"days": "ossifrage", "ossifrage": 1}])
        httpx2.get(f"{server.url}/ossifrage?ossifrage=xyzzy")
        httpx2.post(f"{server.url}/predict", files={"photo": ("ossifrage.png", b"xyzzy")})
        server.stop(signal.SIGTERM)
        told = server.log.read_text()
        assert [each.get("status") for each in map(json.loads, told.splitlines()) if each["event"] == "request"] == [
            200, 422, 404, 422,
        ]  # fmt: skip
        assert "ossifrage" not in told
        assert "xyzzy" not in told
        assert "127.0.0.1" not in told.partition("\n")[2]


HOSTS = ("nowhere.invalid", ".", "x" * 1000, "é" * 300, "a\0b")
"""Names at which nothing can listen. Python has three errors for them."""


@over(
    ("options", "message"),
    [
        (["--max-request", "much"], "--max-request much: write it as 16MB, 512kB or a number of bytes"),
        (["--queue", "0"], "the service's limit 'queue' is 0"),
        (["--timeout", "inf"], "the service's limit 'timeout' has no end: give a number"),
        (["--timeout", "1e999"], "the service's limit 'timeout' has no end: give a number"),
        (["--timeout", "nan"], "the service's limit 'timeout' is nan"),
        (["--port", "99999"], "--port 99999: give a number from 0, which takes any free port, to 65535"),
        *((["--host", host], f"cannot listen at {legible(host)}, port") for host in HOSTS),
        (["--api-key-file", "nowhere"], "--api-key-file nowhere cannot be read"),
    ],
)
def test_options_that_cannot_work_are_one_line(
    model: Path, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", str(model), *options]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].startswith(f"intarsia: {message}")


def test_a_taken_port_is_told(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert cli.main(["serve", str(model), "--port", str(taken.getsockname()[1])]) == 2
    told = capsys.readouterr().err
    assert told.startswith("intarsia: cannot listen at 127.0.0.1, port ")
    assert "Address already in use" in told
    assert told.endswith("): give another --host or --port\n")


def test_sizes_are_written_in_several_ways() -> None:
    assert [size(each) for each in ("16MB", "16 MiB", "16m", "16777216", "16777216B")] == [2**24] * 5


def test_the_missing_extra_is_one_line(model: Path) -> None:
    code = f"""
import sys
from importlib.machinery import PathFinder
class Without:
    def find_spec(self, name, path=None, target=None):
        return None if name == "uvicorn" else PathFinder.find_spec(name, path, target)
sys.meta_path[:] = [Without() if each is PathFinder else each for each in sys.meta_path]
from intarsia.cli import main
sys.exit(main(["serve", {str(model)!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "intarsia: the service needs uvicorn: pip install 'intarsia[serve]'\n"
