"""Ways through the page that only a browser can go: camera, mouse, drops, ranks; and all of it in Chinese."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from browsing import BOUND, Served, drawn, give, hurts, opened, tab
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DROP = """(element, files) => {
  const dropped = new DataTransfer();
  for (const [name, content] of files)
    dropped.items.add(new File([Uint8Array.from(atob(content), (each) => each.charCodeAt(0))], name));
  element.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: dropped }));
}"""
LOOKS = """() => [...document.querySelectorAll("article.look")].filter((each) => each.offsetParent).map((each) => ({
  outfit: [...each.querySelectorAll(".piece img")].map((piece) => piece.src).sort().join(),
  rank: each.querySelector(".rank b")?.textContent ?? "",
  score: Number(each.querySelector(".score b").textContent),
}))"""


def dropped(page: Any, where: str, paths: list[Path]) -> None:
    """Let files fall onto a part of the page."""
    files = [(path.name, base64.b64encode(path.read_bytes()).decode()) for path in paths]
    page.wait_for_function(BOUND, arg=where)
    page.locator(f"{where} .drop").evaluate(DROP, files)


def seen(page: Any, count: int) -> list[dict[str, Any]]:
    """The looks, when all of them are there and written anew."""
    expect(page.locator("article.look:visible")).to_have_count(count)
    expect(page.locator(".slot.stale:visible")).to_have_count(0)
    return page.evaluate(LOOKS)


def chinese(browser: Any, url: str) -> Any:
    """The page in Chinese on a telephone."""
    page = opened(browser, url, **PHONE)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#show")).to_have_text("显示搭配")
    return page


def test_a_photo_from_the_camera_that_shows_nobody_is_refused(studio: Served, browser: Any) -> None:
    page = opened(browser, studio.url)
    video = page.locator("#drop-photo video")
    expect(video).to_be_hidden()
    page.get_by_role("button", name="Use the camera").click()
    page.wait_for_function("() => document.querySelector('#drop-photo video').videoWidth > 0")
    page.get_by_role("button", name="Close the camera").click()
    expect(video).to_be_hidden()
    page.get_by_role("button", name="Use the camera").click()
    page.wait_for_function("() => document.querySelector('#drop-photo video').videoWidth > 0")
    page.get_by_role("button", name="Take the photo").click()
    expect(video).to_be_hidden()
    expect(page.locator("#photo-notice [role=alert]")).to_contain_text("no person is seen in the photo")
    expect(page.locator("#mirror svg")).to_have_count(0)
    assert page.faults == []


def test_a_joint_that_is_dragged_changes_what_is_worn(studio: Served, browser: Any, me: Path) -> None:
    page = opened(browser, studio.url)
    give(page, "#drop-photo", me)
    drawn(page)
    worn = page.locator("#look1 .worn img")
    before = worn.get_attribute("src")
    joint = page.locator("[data-joint='left shoulder']")
    x, y = float(joint.get_attribute("data-x")), float(joint.get_attribute("data-y"))
    joint.scroll_into_view_if_needed()
    box = joint.locator(".dot").bounding_box()
    scale = page.locator("#mirror svg").evaluate("svg => svg.getScreenCTM().a")
    page.evaluate("document.querySelector('#mirror svg').dataset.old = 'yes'")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 15, box["y"] + box["height"] / 2 - 20, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "document.querySelector('#mirror svg') && !document.querySelector('#mirror svg').dataset.old"
    )
    assert float(joint.get_attribute("data-x")) == pytest.approx(x + 15 / scale, abs=2 / scale)
    assert float(joint.get_attribute("data-y")) == pytest.approx(y - 20 / scale, abs=2 / scale)
    page.wait_for_function(
        "old => { const now = document.querySelector('#look1 .worn img'); return now && now.src !== old; }", arg=before
    )
    assert page.faults == []


def test_ratings_and_a_change_move_the_looks_as_the_page_says(studio: Served, browser: Any) -> None:
    page = opened(browser, studio.url)
    page.click("#show")
    said = page.locator("#fitting-notice [role=status]")
    expect(said).to_contain_text("looks from 6 garments")
    count = int(said.inner_text().split()[0])
    seen(page, 3)
    page.click("[data-more]")
    before = seen(page, count)  # and so they stay, whatever is said of them
    page.get_by_role("button", name=f"I like look {count}", exact=True).click()
    expect(said).to_contain_text("Learned from your ratings (1)")
    expect(page.locator(".look .rated:visible")).to_have_count(1)  # told by the new looks, not by those of before
    after = seen(page, count)
    places = {look["outfit"]: place for place, look in enumerate(before)}
    moves = [places[look["outfit"]] - place for place, look in enumerate(after)]
    assert [look["rank"] for look in after] == [f"{'↑' if up > 0 else '↓'}{abs(up)}" if up else "" for up in moves]
    moved = sum(up != 0 for up in moves)
    assert moved, "a like moves the ranking"
    expect(said).to_contain_text(f"Looks that moved: {moved}; new ones: 0")

    page.get_by_role("button", name="Make the change to look 1", exact=True).click()
    expect(page.locator("#look1 .rank")).to_contain_text("new here")
    changed = seen(page, count)
    assert changed[0]["score"] > after[0]["score"]
    assert [look["outfit"] for look in changed[1:]] == [look["outfit"] for look in after[1:]]
    assert page.faults == []


def test_of_likes_the_good_one_stays_and_the_bad_one_is_told_beside_it(
    studio: Served, browser: Any, photos: list[Path], tmp_path: Path
) -> None:
    page = opened(browser, studio.url)
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8\xff and nothing")
    give(page, "#drop-likes", [photos[0], tmp_path / "holiday.jpg", photos[1]])
    expect(page.locator("#liked li")).to_have_count(2)
    expect(page.locator("#likes-notice [role=alert]")).to_have_count(1)
    expect(page.locator("#likes-notice [role=alert]")).to_contain_text("'holiday.jpg' cannot be read")
    expect(page.locator("#fitting-notice [role=status]")).to_contain_text("looks from")  # with those that stayed
    give(page, "#drop-likes", photos[2])
    expect(page.locator("#liked li")).to_have_count(3)
    expect(page.locator("#likes-notice [role=alert]")).to_have_count(0)
    assert page.faults == []


def test_three_looks_are_seen_and_a_key_shows_the_others(studio: Served, browser: Any) -> None:
    page = opened(browser, studio.url)
    page.click("#show")
    said = page.locator("#fitting-notice [role=status]")
    expect(said).to_contain_text("looks from 6 garments")
    count = int(said.inner_text().split()[0])
    assert count > 3
    seen(page, 3)
    more = page.locator("[data-more]")
    expect(more).to_have_attribute("aria-expanded", "false")
    expect(more).to_have_text(f"Show {count - 3} more looks", use_inner_text=True)
    page.wait_for_selector(f"#look{count} article", state="attached")  # before that there is nothing to go to
    more.focus()
    page.keyboard.press("Enter")
    seen(page, count)
    expect(more).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.activeElement.querySelector('[id^=look]').id") == "look4"
    page.click("#show")
    expect(page.locator(".slot.stale:visible")).to_have_count(0)
    seen(page, count)
    expect(more).to_have_attribute("aria-expanded", "true")
    more.press("Enter")
    seen(page, 3)
    assert page.faults == []


def test_a_wardrobe_of_ones_own_in_chinese_on_a_telephone(
    studio: Served, browser: Any, photos: list[Path], tmp_path: Path
) -> None:
    page = chinese(browser, studio.url)
    expect(page.locator("#drop-own")).to_be_hidden()
    page.get_by_label("由我的照片建立的衣橱").check()
    expect(page.locator("#drop-own")).to_be_visible()
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff and nothing")
    dropped(page, "#drop-own", [photos[0], photos[1], photos[3], tmp_path / "broken.jpg"])
    expect(page.locator("#fitting-notice [role=status]")).to_contain_text("从 3 件衣物中选出 2 套搭配。")
    expect(page.locator("#own-notice [role=status]")).to_contain_text("您的衣橱中有 3 件衣物。")
    expect(page.locator("#own-notice [role=alert]")).to_contain_text("无法读取 'broken.jpg'")
    seen(page, 2)
    trousers = page.locator("#hung li", has=page.locator("option:checked", has_text="长裤"))
    expect(trousers).to_have_count(1)
    trousers.locator("select").select_option("半身裙")
    expect(page.locator("#look1")).to_contain_text("半身裙")
    expect(page.locator("#hung select option:checked")).to_contain_text(["识别为：衬衫", "识别为：T恤", "半身裙"])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    assert hurts(page) == []
    assert page.faults == []


def test_compare_and_ask_in_chinese_on_a_telephone(studio: Served, browser: Any, tmp_path: Path) -> None:
    frame = pd.DataFrame({"价格": [row / 2 for row in range(40)], "商店": ["山", "河", "镇", "桥"] * 10})
    frame["贵"] = ["是" if price > 9 else "否" for price in frame["价格"]]
    frame.to_csv(tmp_path / "水果.csv", index=False)
    page = chinese(browser, studio.url)
    tab(page, "比较模型")
    page.click("#run")
    expect(page.locator("#compare-notice [role=alert]")).to_contain_text("还没有数据表")
    give(page, "#drop-table", tmp_path / "水果.csv")
    page.get_by_label("商店 的类型").select_option("text")
    expect(page.locator("#columns")).to_contain_text("由您指定")
    for box in page.locator("#fusions input").all():
        box.uncheck()
    page.get_by_label("concat").check()
    page.locator("#folds").get_by_label("2", exact=True).check()
    page.click("#run")
    expect(page.locator("#compare-notice [role=status]")).to_contain_text("完成：选用")
    page.wait_for_selector("#standings .best")
    found = {"compare": hurts(page)}
    assert_downloads(page)

    tab(page, "询问模型")
    page.get_by_label("刚刚比较得到的模型").check()
    page.fill("#form input[inputmode=decimal]", "18")
    page.click("#form .go")
    expect(page.locator("#ask-notice [role=status]")).to_contain_text("贵：是，概率")
    expect(page.frame_locator("#answer iframe").locator("h1")).to_contain_text("为什么这样回答？")
    found["ask"] = hurts(page)
    assert {where: what for where, what in found.items() if what} == {}
    assert page.outside == []
    assert page.faults == []


def assert_downloads(page: Any) -> None:
    """What is saved after a comparison is a report in the page's language, and a model."""
    with page.expect_download() as report:
        page.get_by_text("保存报告").click()
    assert report.value.suggested_filename == "report.html"
    assert 'data-language="zh"' in Path(report.value.path()).read_text("utf-8")
    with page.expect_download() as model:
        page.get_by_text("保存模型").click()
    assert model.value.suggested_filename == "model.zip"
    assert set(zipfile.ZipFile(model.value.path()).namelist()) >= {"config.json", "model.safetensors"}
