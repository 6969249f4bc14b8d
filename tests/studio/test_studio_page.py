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

import intarsia.apps.tryon.studio
import intarsia.studio
from intarsia.apps import examples, tabs
from intarsia.apps.tryon.studio import tell as fitting
from intarsia.assets import cache_root
from intarsia.errors import DataError, RefusedPhoto
from intarsia.i18n import Message
from intarsia.studio.errors import PageError, alert, guarded, inside, status
from intarsia.studio.page import build, options
from intarsia.studio.page_text import Labels, tell
from intarsia.studio.tab import Context
from intarsia.studio.theme import theme
from intarsia.studio.transfer import drop, dropped, parcel
from intarsia.studio.workspace import Workspace

SOURCES = [Path(intarsia.studio.__path__[0]), Path(intarsia.apps.tryon.studio.__path__[0])]


T = TypeVar("T")


def made(build: Callable[[], T]) -> T:
    """What is built where an event loop runs: elsewhere Gradio makes loops, and leaves them open."""

    async def build_it() -> T:
        return build()

    return asyncio.run(build_it())


@pytest.fixture
def page(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> gr.Blocks:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(workspace.uploads))
    return made(lambda: build(Context(workspace, examples=examples()), "zh", tabs()))


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
    said = {"label": Message("Fruit", "水果"), "choices": [(Message("ripe", "熟"), "r")]}
    radio = labels.make(gr.Radio, said, value="r")
    assert (radio.label, radio.choices) == ("Fruit", [("ripe", "r")])
    (update,) = labels.switched("zh")
    assert (update["label"], update["choices"]) == ("水果", [("熟", "r")])
    assert labels.components == [radio]


def test_nothing_on_the_page_names_another_host() -> None:
    given = options("en", tabs())
    files = [path for source in SOURCES for path in source.rglob("*")]
    shipped = [path.read_text("utf-8") for path in files if path.suffix in (".css", ".js", ".html")]
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
    assert alert(PageError(fitting("error.no_look"))) == (
        '<p class="notice alert" role="alert"><span class="en" lang="en">there are no looks yet: show the looks first'
        '</span><span class="zh" lang="zh-Hans">还没有搭配：请先显示搭配</span></p>'
    )
    assert "太暗" in alert(RefusedPhoto("too dark", Message("it is too dark", "太暗")))
    assert "no &lt;b&gt; here" in alert(DataError("no <b>\n here"))
    assert 'role="status"' in status(tell("compare.stopped"))


def test_handlers_turn_errors_into_alerts() -> None:
    guard = guarded("notice")

    def once(good: bool) -> dict[str, Any]:
        if not good:
            raise PageError(fitting("error.no_photo"))
        return {"other": 1}

    def stream(good: bool) -> Iterator[dict[str, Any]]:
        yield {"other": 1}
        yield from [once(good)]

    assert guard(once)(True) == {"other": 1}
    assert guard(once)(False) == {"notice": alert(PageError(fitting("error.no_photo")))}
    assert list(guard(stream)(False)) == [{"other": 1}, {"notice": alert(PageError(fitting("error.no_photo")))}]


def test_a_fault_of_ours_is_told_in_both_languages_and_logged(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ZeroDivisionError("of a visitor's words")

    def stream() -> Iterator[dict[str, Any]]:
        yield {"other": 1}
        broken()

    for told in (guarded("notice")(broken)(), list(guarded("notice")(stream)())[-1]):
        assert told == {"notice": alert(PageError(tell("error.fault")))}
    logged = capsys.readouterr().err
    assert logged.count("ZeroDivisionError") == 2
    assert "test_studio_page.py" in logged
    assert "visitor" not in logged


def test_uploads_are_deleted_whatever_became_of_them(workspace: Workspace) -> None:
    path = workspace.uploads / "me.jpg"
    path.write_bytes(b"a face")
    event = gr.EventData(None, {"files": [{"path": str(path), "name": "me.jpg"}]})

    def used() -> None:
        with dropped(workspace, event) as (found,):
            assert found.read_bytes() == b"a face"
            raise PageError(fitting("error.no_photo"))

    with pytest.raises(PageError):
        used()
    assert not path.exists()


def test_uploads_are_deleted_where_one_of_them_is_gone(workspace: Workspace) -> None:
    for name in ("a.jpg", "c.jpg"):
        (workspace.uploads / name).write_bytes(b"a face")
    event = gr.EventData(None, {"files": [{"path": str(workspace.uploads / f"{name}.jpg")} for name in "abc"]})
    with pytest.raises(PageError, match=r"“b\.jpg” is not an uploaded file"), dropped(workspace, event):
        pass
    assert [path for path in workspace.root.rglob("*") if path.is_file()] == []


def test_a_page_that_is_closed_leaves_nothing(page: gr.Blocks, workspace: Workspace) -> None:
    (workspace.uploads / "a.jpg").write_bytes(b"a face")
    page.close()
    assert not workspace.root.exists()


def test_a_place_to_drop_files_says_what_to_drop() -> None:
    value = drop("photo", fitting("drop.photo"), fitting("drop.photo_hint"), camera=True).value
    assert "A photo of you" in value
    assert "您的照片" in value
    assert "data-camera" in value
    assert 'accept="image/*,.heic,.heif">' in value


def test_a_page_can_be_saved_twice() -> None:
    assert parcel("looks.html", "<p>") != parcel("looks.html", "<p>")
    assert "&lt;p&gt;" in parcel("looks.html", "<p>")


def test_an_error_shows_visitors_no_folder_of_this_machine(tmp_path: Path) -> None:
    for folder in (tmp_path / "a b", Path("/srv/models/of"), cache_root() / "studio" / "running-x"):
        shown = alert(DataError(f"{folder}/model/config.json cannot be read (no file 'x' in {folder}/model)"))
        assert "config.json cannot be read (no file" in shown
        assert str(folder.parent) not in shown
    packed = inside(tmp_path, DataError(f"{tmp_path}/m/config.json cannot be read"))
    assert str(packed) == "m/config.json cannot be read"
    assert "https://host/a/b/c" in alert(DataError("see https://host/a/b/c, or a/b"))
