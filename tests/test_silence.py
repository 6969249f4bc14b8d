"""Nothing is asked of any other host, whatever is done, and whatever a user has imported before."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

import intarsia as ia
from intarsia import cli
from intarsia.assets import cache_root
from network_watch import can_trace, watched

GOLDEN = Path(__file__).parent / "golden"
SECONDS = 30
"""How long each process is watched when it has done its work: telemetry is gathered for some time before it is sent."""

# Libraries that have something to tell are there before Intarsia could tell them not to.
LINGER = """
import sys, time
import onnxruntime, huggingface_hub, transformers
from intarsia.cli import main
assert main(sys.argv[1:]) == 0
print("it is done", flush=True)
time.sleep(600)
"""
STUDIO = """
import threading, time
import gradio
from intarsia.apps import tabs
from intarsia.studio import Studio
from intarsia.studio.server import _warm
studio = Studio(port=0, browser=False, tabs=tabs({}))
studio.open()
for thread in threading.enumerate():
    if thread._target is _warm:
        thread.join()
print("it is done", flush=True)
time.sleep(600)
"""
SERVE = """
import http.client, json, sys, threading
from intarsia.cli import main
from intarsia.serving import log

def ask(url):
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    body = json.dumps({"rows": [{"note": "soft"}]})
    connection.request("POST", "/predict", body, {"content-type": "application/json"})
    assert connection.getresponse().status == 200
    print("it is done", flush=True)

def info(event, extra=None, told=log.LOGGER.info):
    told(event, extra=extra)
    if event == "serving":
        threading.Thread(target=ask, args=[extra["facts"]["url"]]).start()

log.LOGGER.info = info
main(["serve", sys.argv[1], "--port", "0"])
"""
MARK = "it is done"
LOOKED_UP = """
import socket
try:
    socket.getaddrinfo("intarsia.invalid", 443)
except OSError:
    pass
print("it is done", flush=True)
"""
CONNECTED = """
import socket, time
one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
one.connect(("127.0.0.1", 53))
time.sleep(1)
print("it is done", flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose encoders are the usual ones: those that ONNX Runtime runs."""
    learner = ia.Learner("state").fit(ia.example("fruit").take(range(60)))
    return learner.save_pretrained(tmp_path_factory.mktemp("silence") / "model")


@pytest.mark.slow
def test_no_other_host_is_asked_by_any_command(model: Path, tmp_path: Path) -> None:
    assert cli.main(["example", "fruit", "--out", str(tmp_path / "fruit")]) == 0
    shutil.copytree(GOLDEN / "wardrobe", tmp_path / "wardrobe")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "assets").symlink_to(cache_root() / "assets")
    commands = {
        "predict": (LINGER, "predict", str(model), "fruit/test.csv", "--out", "answers.csv"),
        "compare": (LINGER, "compare", "fruit/test.csv", "--label", "state", "--folds", "2", "--out", "made"),
        "recommend": (LINGER, "tryon", "recommend", "--wish", "a red dress", "--wardrobe", "wardrobe"),
        "studio": (STUDIO,),
        "serve": (SERVE, str(model)),
    }
    with ThreadPoolExecutor() as threads:
        asked = list(threads.map(partial(run, tmp_path), commands, commands.values()))
    assert asked == [set()] * len(commands)


def test_who_watches_sees_a_look_up_and_a_connection(tmp_path: Path) -> None:
    assert ("127.0.0.1", 53) in watched([sys.executable, "-c", CONNECTED], tmp_path / "one.log", MARK, 1, os.environ)
    if can_trace(tmp_path) and name_servers():
        assert watched([sys.executable, "-c", LOOKED_UP], tmp_path / "other.log", MARK, 1, os.environ)


def test_without_strace_the_kernels_list_shows_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("network_watch.STRACE", None)
    assert ("127.0.0.1", 53) in watched([sys.executable, "-c", CONNECTED], tmp_path / "one.log", MARK, 1, os.environ)


def run(folder: Path, name: str, command: Sequence[str]) -> set[tuple[str, int]]:
    """What one command turns to. The settings of this test run that keep libraries quiet are not handed on, and there
    is a proxy which is not there, so that whatever would ask through one is seen, and finds no answer."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "ORT_", "GRADIO_"))}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://192.0.2.1:9")
    environment = kept | proxies | {"INTARSIA_CACHE": str(folder / "cache")}
    return watched([sys.executable, "-c", *command], folder / f"{name}.log", MARK, SECONDS, environment)


def name_servers() -> bool:
    """Whether this machine has any to ask: without them, a look-up ends before it turns to one."""
    try:
        return "nameserver" in Path("/etc/resolv.conf").read_text()
    except OSError:
        return False
