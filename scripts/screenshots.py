"""Makes docs/pictures: the studio as a browser shows it, with a rendered person, rendered garments and drawn fruit.

Run: python scripts/screenshots.py [FOLDER]. Needs Chromium, and the extras studio, tryon and dev.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import PIL.Image
from playwright.sync_api import sync_playwright

from intarsia.apps import examples, tabs
from intarsia.apps.tryon.cli.demo import PERSON, WISH
from intarsia.apps.tryon.synthetic import render_person
from intarsia.examples import fruit
from intarsia.studio import Studio

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
LARGEST = 450_000
"""Bytes of a picture."""
WAIT = 180_000


def main(folder: Path) -> None:
    """Open a studio and a browser, walk through the tabs, and take a picture of each."""
    folder.mkdir(parents=True, exist_ok=True)
    studio = Studio(port=0, browser=False, tabs=tabs(), examples=examples()).open()
    with sync_playwright() as play, tempfile.TemporaryDirectory() as scratch:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        me = Path(scratch) / "me.png"
        photo = Path(scratch) / "fruit.png"
        PIL.Image.fromarray(render_person(PERSON).pixels).save(me)
        photo.write_bytes(fruit(5).cells("photo")[3])
        page = opened(browser, studio.local_url)
        fitting(page, me, "en", folder / "studio-fitting.png")
        compare(page, folder / "studio-compare.png")
        ask(page, photo, folder / "studio-ask.png")
        chinese = opened(browser, studio.local_url)
        fitting(chinese, me, "zh", folder / "studio-fitting-zh.png")
        compare(chinese, folder / "studio-compare-zh.png")
        ask(chinese, photo, folder / "studio-ask-zh.png")
        small = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "color_scheme": "dark"}
        fitting(opened(browser, studio.local_url, **small), me, "zh", folder / "studio-telephone.png", "#look1")
        browser.close()
    studio.close()


def opened(browser: Any, url: str, **options: Any) -> Any:
    """A page of its own."""
    page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}).new_page()
    page.set_default_timeout(WAIT)
    page.goto(url)
    page.wait_for_selector("#drop-photo input", state="attached")
    page.wait_for_timeout(1000)
    return page


def fitting(page: Any, me: Path, language: str, path: Path, at: str = "") -> None:
    """A photo, a wish, and the first looks."""
    page.click(f"button[data-language={language}]")
    page.set_input_files("#drop-photo input", me)
    page.wait_for_selector("#look1 .worn img")
    page.fill("#wish textarea", WISH.in_(language))
    page.click("#show")
    page.wait_for_timeout(2000)
    page.wait_for_selector("#look2 .worn img")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    if at:
        page.locator(at).scroll_into_view_if_needed()
        page.evaluate(f"document.querySelector('{at}').scrollIntoView()")
    taken(page, path)


def compare(page: Any, path: Path) -> None:
    """The drawn fruit, compared by one fusion."""
    page.get_by_role("tab").nth(1).click()
    page.locator("#demo input").first.check()
    page.wait_for_selector("#columns select")
    for box in page.locator("#fusions input").all():
        box.uncheck()
    for name in ("concat", "sum"):
        page.get_by_label(name, exact=True).check()
    page.click("#run")
    page.wait_for_selector("#standings .best")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    taken(page, path)


def ask(page: Any, photo: Path, path: Path) -> None:
    """One fruit."""
    page.get_by_role("tab").nth(2).click()
    page.locator("#which input").last.check()
    page.wait_for_selector("#form form")
    page.set_input_files("#form input[type=file]", photo)
    page.fill("#form textarea", "very soft, in a box of 12 from the hill farm")
    page.fill("#form input[inputmode=decimal]", "7")
    page.click("#form .go")
    page.wait_for_selector("#answer iframe")
    page.wait_for_timeout(1000)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    taken(page, path)


def taken(page: Any, path: Path) -> None:
    """What is seen; with fewer colours where the file would be too large."""
    picture = PIL.Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.save(path, optimize=True)
    for colours in (256, 128, 64):
        if path.stat().st_size <= LARGEST:
            break
        picture.quantize(colours, dither=PIL.Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
