"""The whole way through the page, as a browser sees it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest
from browsing import Served, drawn, give, heard, hurts, opened, press, served, tab, until
from playwright.sync_api import expect

from cases import over
from intarsia.studio.workspace import START

pytestmark = pytest.mark.slow


def test_the_fitting_room_from_a_photo_to_forgetting(
    studio: Served, browser: Any, me: Path, photos: list[Path], tmp_path: Path
) -> None:
    kept = set(studio.kept)
    page = opened(browser, studio.url)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff and nothing")
    give(page, "#drop-photo", tmp_path / "broken.jpg")
    expect(page.locator("#photo-notice [role=alert]")).to_contain_text("'broken.jpg' cannot be read")

    give(page, "#drop-photo", me)
    page.wait_for_selector("#look1 article")
    page.wait_for_selector("#look1 .worn img")
    assert page.locator("#mirror .joint").count() == 13  # the joints and the waist
    assert [path.name for path in studio.kept if path.suffix in (".jpg", ".png", ".webp")] == []

    wrist = page.locator("[data-joint='left wrist']")
    before = float(wrist.get_attribute("data-y"))
    page.evaluate("document.querySelector('#mirror svg').dataset.old = 'yes'")
    wrist.focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_function(
        "document.querySelector('#mirror svg') && !document.querySelector('#mirror svg').dataset.old"
    )
    assert float(wrist.get_attribute("data-y")) < before  # also as the studio draws it
    set_colour = "each => { each.value = '#aa3311'; each.dispatchEvent(new Event('change', { bubbles: true })); }"
    page.locator("input[data-tone=hair]").evaluate(set_colour)
    expect(page.locator("#mirror .tones")).to_contain_text("as you said")

    give(page, "#drop-likes", photos[:1])
    page.wait_for_selector("#liked li")
    drawn(page, 2)
    page.evaluate("document.querySelector('#look1 article').dataset.old = 'yes'")
    page.fill("#wish textarea", "something red")
    page.click("#show")
    page.wait_for_selector("#look1 article:not([data-old])")
    drawn(page, 2)
    expect(page.locator("#fitting-notice [role=status]")).to_contain_text("from 6 garments")
    press(page, ".rating button", "Not for me")  # looks that are written anew disable it, sooner than a mouse clicks
    expect(page.locator("#fitting-notice [role=status]")).to_contain_text("Learned from your ratings (1)")

    page.wait_for_selector("#look2 .worn img")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a page").click()
    content = Path(saved.value.path()).read_text("utf-8")
    assert saved.value.suggested_filename == "looks.html"
    assert "<!doctype html>" in content
    assert set(studio.kept) - kept
    expect(page.locator("#parcel [data-name]")).to_have_count(1)
    page.get_by_role("button", name="Forget everything").click()
    expect(page.locator("#fitting-notice [role=status]")).to_contain_text("Forgotten")
    expect(page.locator("article.look:visible")).to_have_count(0)
    expect(page.locator("#parcel [data-name]")).to_have_count(0)
    assert set(studio.kept) <= kept
    assert page.outside == []
    assert page.faults == []


def test_what_did_not_arrive_takes_nothing_along_and_nobody_elses_file_is_taken(
    studio: Served, browser: Any, photos: list[Path]
) -> None:
    kept = set(studio.kept)
    first, second = opened(browser, studio.url), opened(browser, studio.url)
    uploads = 0

    def second_fails(route: Any) -> None:
        nonlocal uploads
        uploads += 1
        route.abort() if uploads == 2 else route.continue_()

    first.route(re.compile("gradio_api/upload"), second_fails)
    give(first, "#drop-likes", photos[:3])
    expect(first.locator("#liked li")).to_have_count(2)
    expect(first.locator("#drop-likes [data-failed]")).to_be_visible()
    assert {path for path in set(studio.kept) - kept if path.suffix == ".jpg"} == set()

    held: list[Any] = []
    late = True
    second.route(re.compile("queue/join"), lambda route: held.append(route) if late else route.continue_())
    give(second, "#drop-likes", photos[3])
    until(second, lambda: held)  # the second visitor's file has arrived, and waits
    give(first, "#drop-likes", photos[3])
    expect(first.locator("#liked li")).to_have_count(3)
    late = False
    for route in held:
        route.continue_()
    expect(second.locator("#liked li")).to_have_count(1)


def test_whatever_is_clicked_while_previews_are_drawn_is_no_fault(studio: Served, browser: Any, me: Path) -> None:
    page = opened(browser, studio.url)

    def late(route: Any) -> None:
        time.sleep(0.15)  # the next click comes before this event is known by its name
        route.continue_()

    def asked(count: int) -> None:
        until(page, lambda: len(page.asked) >= count)

    page.route(re.compile("queue/join"), late)
    give(page, "#drop-photo", me)
    page.wait_for_selector("#look1 .worn img")
    for count, name in ((0, "I like"), (1, "Not for me"), (1, "I like")):
        before = len(page.asked)
        press(page, ".rating button", name)
        asked(before + count)
    for count, wish in ((0, "red"), (1, "blue"), (2, "warm"), (1, "dark"), (0, "something red")):
        before = len(page.asked)
        page.fill("#wish textarea", wish)
        page.click("#show")
        asked(before + count)  # of two: that of the click, and then that which shows the looks
    expect(page.locator("#fitting-notice [role=status]")).to_contain_text("Learned from your ratings (")
    page.wait_for_selector("#look3 .worn img")
    page.get_by_role("button", name="Forget everything").click()
    expect(page.locator("#fitting-notice [role=status]")).to_contain_text("Forgotten")
    heard(page)  # what was being drawn is not shown any more
    expect(page.locator("article.look:visible")).to_have_count(0)
    assert page.faults == []


def test_two_visitors_do_not_see_each_other(studio: Served, browser: Any, me: Path) -> None:
    one, other = opened(browser, studio.url), opened(browser, studio.url)
    give(one, "#drop-photo", me)
    one.wait_for_selector("#look1 article")
    other.click("#show")
    other.wait_for_selector("#look1 article")
    assert other.locator("#mirror svg").count() == 0
    assert other.locator(".worn img").count() == 0
    assert other.locator("#drop-photo").is_visible()


def test_chinese_on_a_telephone(studio: Served, browser: Any, me: Path) -> None:
    page = opened(browser, studio.url, viewport={"width": 390, "height": 844}, has_touch=True)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#show")).to_have_text("显示搭配")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    give(page, "#drop-photo", me)
    page.wait_for_selector("#look1 .worn img")
    names = ["智能试穿", "比较模型", "询问模型"]
    expect(page.get_by_role("tab")).to_have_text(names)
    for name in names:
        tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        seen = page.locator(".tabitem:visible").inner_text()
        words = [word for word in ("Show looks", "Compare", "Stop", "Your wish", "Drop", "measured") if word in seen]
        assert words == [], name
    page.get_by_role("button", name="English").click()
    expect(page.locator("#show")).to_have_text("Show looks")
    assert page.outside == []


def test_a_table_is_compared_and_its_model_asked(studio: Served, browser: Any, tmp_path: Path) -> None:
    frame = pd.DataFrame({"size": [row / 2 for row in range(60)], "shop": ["hill", "river", "mill"] * 20})
    frame["dear"] = ["yes" if size > 14 else "no" for size in frame["size"]]
    frame.to_csv(tmp_path / "fruit.csv", index=False)
    page = opened(browser, studio.url)
    tab(page, "Compare")
    page.click("#run")
    expect(page.locator("#compare-notice [role=alert]")).to_contain_text("there is no table yet")
    give(page, "#drop-table", tmp_path / "fruit.csv")
    page.wait_for_selector("#columns select")
    page.get_by_label("Kind of shop").select_option("text")
    expect(page.locator("#columns")).to_contain_text("as you said")
    page.click("#run")  # every fusion, five folds: much is left when it is stopped
    page.wait_for_selector("#progress li")
    page.click("#stop")
    expect(page.locator("#progress")).to_contain_text("Stopped.")
    expect(page.locator("#run")).to_be_enabled()
    for box in page.locator("#fusions input").all():
        box.uncheck()
    page.get_by_label("concat").check()
    page.locator("#folds").get_by_label("2", exact=True).check()
    page.click("#run")
    page.wait_for_selector("#standings .best")
    report = page.frame_locator("#report iframe")
    expect(report.locator("h1")).to_contain_text("dear")
    with page.expect_download() as saved:
        page.get_by_text("Save the model").click()
    assert saved.value.suggested_filename == "model.zip"

    tab(page, "Ask the model")
    page.get_by_label("The one just compared").check()
    page.fill("#form input[inputmode=decimal]", "25")
    page.click("#form .go")
    expect(page.locator("#ask-notice [role=status]")).to_contain_text("dear: yes")
    expect(page.frame_locator("#answer iframe").locator("h1")).to_contain_text("Why this answer?")
    kept = tmp_path / "model.zip"
    saved.value.save_as(kept)
    give(page, "#drop-model", kept)
    expect(page.locator("#form")).to_contain_text("the model answers “dear”")
    assert page.outside == []
    assert page.faults == []


@over(
    "headers",
    [
        *({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "[["}),
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
    ],
)
def test_web_pages_of_others_are_refused(studio: Served, headers: dict[str, str]) -> None:
    parts = urlsplit(studio.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
    connection.request("GET", "/config", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 421
    assert answer.read().startswith(b"the studio is for this machine: open it by localhost or 127.0.0.1")
    connection.close()


def test_bodies_that_are_too_large_are_refused_before_they_arrive(studio: Served) -> None:
    parts = urlsplit(studio.url)
    for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/cancel"):
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        connection.putrequest("POST", path)
        connection.putheader("Content-Length", str(10**9))
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(studio: Served, browser: Any, me: Path, photos: list[Path], scheme: str) -> None:
    page = opened(browser, studio.url, color_scheme=scheme)
    found = {"start": hurts(page)}
    give(page, "#drop-likes", photos[:1])
    page.wait_for_selector("#liked li")
    give(page, "#drop-photo", me)
    drawn(page, 2)
    found["looks"] = hurts(page)
    tab(page, "Compare")
    page.get_by_label("Fruit:").check()
    page.wait_for_selector("#columns select")
    found["compare"] = hurts(page)
    tab(page, "Ask the model")
    found["ask"] = hurts(page)
    assert {where: what for where, what in found.items() if what} == {}


def test_a_killed_studio_leaves_nothing_to_the_next(wardrobe: Path, browser: Any, me: Path, tmp_path: Path) -> None:
    with served(tmp_path / "cache", "--wardrobe", str(wardrobe)) as first:
        page = opened(browser, first.url)
        give(page, "#drop-likes", me)
        page.wait_for_selector("#likes-notice p, #liked li")
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait()
    home = tmp_path / "cache" / "studio"
    left = {path.name for path in home.iterdir()} - {START}
    assert left
    with served(tmp_path / "cache", "--wardrobe", str(wardrobe)) as second:
        assert not left & {path.name for path in home.iterdir()}
        page = opened(browser, second.url)
        page.click("#show")
        page.wait_for_selector("#look1 article")
    assert {path.name for path in home.iterdir()} <= {START}
