"""A studio in a process of its own, and a browser that looks at it and records every request."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from intarsia.assets import cache_root

OPEN = """
import sys
from intarsia.cli import main
raise SystemExit(main(["studio", "--no-open", "--port", "0", *sys.argv[1:]]))
"""
LOCAL = ("127.0.0.1", "localhost", "::1")
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SERIOUS = ("serious", "critical")
WAIT = 90_000
"""Milliseconds for anything that is computed: the machine may be busy."""


@dataclass
class Served:
    """A running studio."""

    url: str
    cache: Path
    process: subprocess.Popen[str] = field(repr=False)

    @property
    def kept(self) -> list[Path]:
        """Every file that it keeps of visitors."""
        return [path for path in (self.cache / "studio").rglob("*") if path.is_file() and path.suffix != ".lock"]


@contextmanager
def served(cache: Path, *options: str) -> Iterator[Served]:
    """A studio on a cache of its own, which has the weights of the machine's."""
    cache.mkdir(exist_ok=True)
    if not (cache / "assets").exists():
        (cache_root() / "assets").mkdir(parents=True, exist_ok=True)
        (cache / "assets").symlink_to(cache_root() / "assets")
    environment = os.environ | {"INTARSIA_CACHE": str(cache)}
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN, *options], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        env=environment,
    )  # fmt: skip
    assert process.stdout is not None
    found = re.search(r"http://\S+(?=;)", process.stdout.readline())
    assert found, "the studio did not start"
    try:
        yield Served(found[0], cache, process)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


def chromium() -> str:
    """Path of Debian's Chromium; skips the test where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine: install the package chromium to run the browser's tests")
    return found


def opened(browser: Any, url: str, **options: Any) -> Any:
    """A page in a context of its own.

    `page.outside` lists requests that would leave the machine, `page.faults` errors of scripts and of the console.
    """
    page = browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **options}
    ).new_page()
    page.set_default_timeout(WAIT)
    page.outside, page.faults = [], []
    page.on("request", lambda request: page.outside.append(request.url) if _leaves(request.url) else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda told: page.faults.append(told.text) if told.type == "error" else None)
    page.goto(url)
    page.wait_for_selector("#drop-photo input", state="attached")
    page.wait_for_timeout(500)  # Gradio binds its listeners after the first paint
    return page


def hurts(page: Any) -> list[str]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in SERIOUS]


def _leaves(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname not in LOCAL
