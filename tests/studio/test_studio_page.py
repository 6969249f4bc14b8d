"""The page as it is built: both languages on every component, nothing from outside, errors in one line."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr
import pytest

import intarsia.studio
from intarsia.errors import DataError, RefusedPhoto
from intarsia.i18n.phrases import Both
from intarsia.studio.context import Desk
from intarsia.studio.download import parcel
from intarsia.studio.errors import guarded
from intarsia.studio.labels import Labels
from intarsia.studio.notice import alert, status
from intarsia.studio.page import build, options
from intarsia.studio.page_text import tell
from intarsia.studio.theme import theme
from intarsia.studio.told import Told
from intarsia.studio.upload import drop, dropped
from intarsia.studio.workspace import Private

SOURCE = Path(intarsia.studio.__path__[0])


T = TypeVar("T")


def made(build: Callable[[], T]) -> T:
    """What is built where an event loop runs: elsewhere Gradio makes loops, and leaves them open."""

    async def build_it() -> T:
        return build()

    return asyncio.run(build_it())


@pytest.fixture
def page(private: Private, monkeypatch: pytest.MonkeyPatch) -> gr.Blocks:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(private.uploads))
    return made(lambda: build(Desk(private), "zh"))


def test_every_word_on_gradios_own_components_is_chinese_when_asked_for(page: gr.Blocks) -> None:
    english = []
    for block in page.blocks.values():
        for name in ("label", "placeholder", "info"):
            said = getattr(block, name, None)
            if isinstance(said, str) and said and not re.search("[一-鿿]", said) and type(block) is not gr.State:
                english.append((type(block).__name__, name, said))
        if isinstance(block, gr.Button) and not re.search("[一-鿿]", str(block.value)):
            english.append(("Button", "value", block.value))
    assert english == []


def test_a_switch_speaks_for_every_component() -> None:
    labels = Labels("en")
    said = {"label": Both("Fruit", "水果"), "choices": [(Both("ripe", "熟"), "r")]}
    radio = labels.make(gr.Radio, said, value="r")
    assert (radio.label, radio.choices) == ("Fruit", [("ripe", "r")])
    (update,) = labels.switched("zh")
    assert (update["label"], update["choices"]) == ("水果", [("熟", "r")])
    assert labels.components == [radio]


def test_nothing_on_the_page_names_another_host() -> None:
    given = options("en")
    shipped = [path.read_text("utf-8") for path in SOURCE.rglob("*") if path.suffix in (".css", ".js", ".html")]
    for text in (given["css"], given["js"], theme()._get_theme_css(), *shipped):
        assert not re.search(r"https?://(?!www\.w3\.org/)|@import", text)
    assert theme()._stylesheets == []


def test_gradio_sends_nothing_to_its_makers(page: gr.Blocks) -> None:
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert not page.analytics_enabled
    assert not page.share


def test_handlers_are_for_the_page_alone(page: gr.Blocks) -> None:
    assert {fn.api_visibility for fn in page.fns.values()} == {"private"}


def test_an_error_is_one_line_in_both_languages() -> None:
    assert alert(Told("no_look")) == (
        '<p class="notice alert" role="alert"><span class="en" lang="en">there are no looks yet: show the looks first'
        '</span><span class="zh" lang="zh-Hans">还没有搭配：请先显示搭配。</span></p>'
    )
    assert "太暗" in alert(RefusedPhoto("too dark", "it is too dark", "太暗"))
    assert "无法完成：no &lt;b&gt; here" in alert(DataError("no <b>\n here"))
    assert 'role="status"' in status(tell("compare.stopped"))


def test_handlers_turn_errors_into_alerts() -> None:
    guard = guarded("notice")

    def once(good: bool) -> dict[str, Any]:
        if not good:
            raise Told("no_photo")
        return {"other": 1}

    def stream(good: bool) -> Iterator[dict[str, Any]]:
        yield {"other": 1}
        yield from [once(good)]

    assert guard(once)(True) == {"other": 1}
    assert guard(once)(False) == {"notice": alert(Told("no_photo"))}
    assert list(guard(stream)(False)) == [{"other": 1}, {"notice": alert(Told("no_photo"))}]


def test_a_fault_of_ours_is_told_in_both_languages_and_logged(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ZeroDivisionError("of a visitor's words")

    def stream() -> Iterator[dict[str, Any]]:
        yield {"other": 1}
        broken()

    for told in (guarded("notice")(broken)(), list(guarded("notice")(stream)())[-1]):
        assert told == {"notice": alert(Told("fault"))}
    logged = capsys.readouterr().err
    assert logged.count("ZeroDivisionError") == 2
    assert "test_studio_page.py" in logged
    assert "visitor" not in logged


def test_uploads_are_deleted_whatever_became_of_them(private: Private) -> None:
    path = private.uploads / "me.jpg"
    path.write_bytes(b"a face")
    event = gr.EventData(None, {"files": [{"path": str(path), "name": "me.jpg"}]})

    def used() -> None:
        with dropped(private, event) as (found,):
            assert found.read_bytes() == b"a face"
            raise Told("no_photo")

    with pytest.raises(Told):
        used()
    assert not path.exists()


def test_uploads_are_deleted_where_one_of_them_is_gone(private: Private) -> None:
    for name in ("a.jpg", "c.jpg"):
        (private.uploads / name).write_bytes(b"a face")
    event = gr.EventData(None, {"files": [{"path": str(private.uploads / f"{name}.jpg")} for name in "abc"]})
    with pytest.raises(Told, match=r"“b\.jpg” is not an uploaded file"), dropped(private, event):
        pass
    assert [path for path in private.root.rglob("*") if path.is_file()] == []


def test_a_page_that_is_closed_leaves_nothing(page: gr.Blocks, private: Private) -> None:
    (private.uploads / "a.jpg").write_bytes(b"a face")
    page.close()
    assert not private.root.exists()


def test_a_place_to_drop_files_says_what_to_drop() -> None:
    value = drop("photo", camera=True).value
    assert "A photo of you" in value
    assert "您的照片" in value
    assert "data-camera" in value
    assert 'accept="image/*">' in value


def test_a_page_can_be_saved_twice() -> None:
    assert parcel("looks.html", "<p>") != parcel("looks.html", "<p>")
    assert "&lt;p&gt;" in parcel("looks.html", "<p>")
