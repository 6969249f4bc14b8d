"""A studio in a process of its own, and a browser that looks at it and records every request."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from intarsia.assets import cache_root
from waiting import PATIENCE

OPEN = """
import sys
from intarsia.cli import main
raise SystemExit(main(["studio", "--no-open", "--port", "0", *sys.argv[1:]]))
"""
LOCAL = ("127.0.0.1", "localhost", "::1")
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SERIOUS = ("serious", "critical")
WAIT = 1000 * PATIENCE
"""Milliseconds for anything that is computed: the machine may be busy."""
BOUND = """where => {
  const drop = document.querySelector(where)?.querySelector(".drop");
  if (!drop) return false;
  drop.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true }));
  const bound = drop.classList.contains("over");
  drop.dispatchEvent(new DragEvent("dragleave", { bubbles: true, cancelable: true }));
  return bound;
}"""
"""Does a place for files listen? It does not yet when it is painted, and what is given to it before that is lost."""
STILL = """() => !document.querySelector(".slot.stale") && document.getAnimations().every((each) =>
  each.playState !== "running" || each.effect.getTiming().iterations === Infinity)"""
"""Are all looks those that were asked for last, and has every change of colours and places come to its end?

What moves as long as something is computed does not count."""
PRESS = """([where, words]) => {
  const fits = (each) => !each.disabled && each.offsetParent && each.textContent.includes(words);
  const found = [...document.querySelectorAll(where)].find(fits);
  found?.click();
  return Boolean(found);
}"""
"""Find a button and press it in one step, in which the page cannot disable it."""

expect.set_options(timeout=WAIT)


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
    try:
        found = re.search(r"http://\S+(?=;)", process.stdout.readline())
        assert found, "the studio did not start"
        yield Served(found[0], cache, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=WAIT / 1000)
        finally:
            process.kill()
            process.stdout.close()


def chromium() -> str:
    """Path of Debian's Chromium; skips the test where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine: install the package chromium to run the browser's tests")
    return found


def opened(browser: Any, url: str, **options: Any) -> Any:
    """A page in a context of its own.

    `page.outside` lists requests that would leave the machine, `page.faults` errors of scripts and of the console,
    `page.asked` every event that the page has sent to the studio.
    """
    page = browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **options}
    ).new_page()
    page.set_default_timeout(WAIT)
    page.outside, page.faults, page.asked = [], [], []
    page.on("request", lambda request: _recorded(page, request.url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda told: page.faults.append(told.text) if told.type == "error" else None)
    page.goto(url)
    page.wait_for_function(BOUND, arg="#drop-photo")
    page.wait_for_function(BOUND, arg="#drop-likes")
    return page


def give(page: Any, where: str, files: Path | Sequence[Path]) -> None:
    """Choose files at a place for them, once it listens."""
    page.wait_for_function(BOUND, arg=where)
    page.set_input_files(f"{where} input", files)


def press(page: Any, where: str, words: str) -> None:
    """Press the first button that can be pressed and says these words, as soon as there is one."""
    page.wait_for_function(PRESS, arg=[where, words])


def tab(page: Any, name: str) -> None:
    """Turn to a tab, until it is the one that is seen."""
    chosen = page.get_by_role("tab", name=name)
    chosen.click()
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(page.locator(".tabitem:visible")).to_have_count(1)


def drawn(page: Any, count: int = 1) -> None:
    """Until at least `count` looks are there, each written anew and with its preview."""
    page.wait_for_selector(f"#look{count} .worn img")
    expect(page.locator(".slot.stale:visible")).to_have_count(0)
    expect(page.locator(".worn.waiting:visible")).to_have_count(0)


def until(page: Any, come: Callable[[], object]) -> None:
    """Until something has come about that the browser tells of, such as requests."""
    end = time.monotonic() + WAIT / 1000
    while not come():
        assert time.monotonic() < end, "what was waited for did not come"
        page.wait_for_timeout(20)  # in which Playwright hears of what happened


def heard(page: Any) -> None:
    """Until the page shows all that the studio had sent it by now: answers come through one stream, in order."""
    for name, words in (("中文", "显示搭配"), ("English", "Show looks")):
        page.get_by_role("button", name=name).click()
        expect(page.locator("#show")).to_have_text(words)


def hurts(page: Any) -> list[str]:
    """What axe finds that keeps somebody out, of a page that stands still."""
    page.wait_for_function(STILL)
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in SERIOUS]


def _recorded(page: Any, url: str) -> None:
    if _leaves(url):
        page.outside.append(url)
    if "queue/join" in url:
        page.asked.append(url)


def _leaves(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname not in LOCAL
