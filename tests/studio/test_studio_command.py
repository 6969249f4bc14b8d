"""`intarsia studio`: what is wrong with its options is told before anything is loaded or served."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import intarsia.studio
from cases import over
from intarsia import lazy
from intarsia.apps import tabs
from intarsia.errors import DataError, MissingExtra, OptionError, UnknownName
from intarsia.studio import Studio


def test_without_gradio_the_pip_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"the studio needs gradio: pip install 'intarsia\[studio\]'"):
        intarsia.studio.Context  # noqa: B018


def test_options_that_cannot_work_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="--port 70000: give a number from 0, which takes any free port, to 65535"):
        Studio(port=70000)
    with pytest.raises(UnknownName, match="no language of the studio named 'fr'"):
        Studio(language="fr")
    with pytest.raises(DataError, match=r"--model .*: there is no such folder"):
        Studio(model=tmp_path / "model")
    with pytest.raises(DataError, match=r"--wardrobe .*: there is no such folder"):
        tabs({"tryon": tmp_path / "wardrobe"})


@pytest.mark.slow
def test_the_studio_needs_nothing_of_the_service() -> None:
    code = "import sys; sys.modules['prometheus_client'] = None; import intarsia.studio.server"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code = f"from intarsia.cli import main; raise SystemExit(main(['studio', '--no-open', '--port', '{port}']))"
        environment = os.environ | {"INTARSIA_CACHE": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
        )
    assert done.returncode == 2
    assert f"cannot listen at 127.0.0.1, port {port} (" in done.stderr
    assert not (tmp_path / "studio").exists()


@over("host", ["nowhere.invalid", ".", "x" * 1000, "é" * 300, "a\0b"])
def test_a_host_that_can_be_none_is_told(host: str) -> None:
    with pytest.raises(OptionError, match=r"cannot listen at .*: give another --host or --port"):
        Studio(host=host, browser=False).open()


IMPATIENT = """
from gradio import networking
from intarsia.studio import Studio
networking.url_ok = lambda url: False
page = Studio(port=0, browser=False).open()
print(page.local_url)
page.close()
"""


@pytest.mark.slow
def test_a_machine_too_busy_to_answer_within_seconds_stops_no_studio(tmp_path: Path) -> None:
    environment = os.environ | {"INTARSIA_CACHE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", IMPATIENT], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("http://127.0.0.1:")


def test_the_package_names_what_it_has() -> None:
    assert intarsia.studio.__all__ == ["Context", "Studio", "Tab"]
    with pytest.raises(AttributeError, match=r"module 'intarsia.studio' has no attribute 'Stduio'"):
        intarsia.studio.Stduio  # noqa: B018
