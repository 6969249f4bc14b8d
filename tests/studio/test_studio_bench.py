"""What is kept of whoever compares and asks goes when they do, and at once where it comes to nothing."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path

import gradio as gr
import pytest

from intarsia.errors import IntarsiaError
from intarsia.studio.ask.tab import AskTab
from intarsia.studio.compare.process import Contest
from intarsia.studio.compare.session import Bench
from intarsia.studio.compare.tab import CompareTab
from intarsia.studio.context import Desk
from intarsia.studio.labels import Labels
from intarsia.studio.told import Told
from intarsia.studio.workspace import Private


@pytest.fixture
def tabs(private: Private) -> tuple[CompareTab, AskTab]:
    async def built() -> tuple[CompareTab, AskTab]:  # elsewhere Gradio makes event loops, and leaves them open
        with gr.Blocks(analytics_enabled=False):
            comparing = CompareTab(Desk(private), Labels("en"), gr.State("en"))
            return comparing, AskTab(Desk(private), Labels("en"), gr.State("en"), comparing.bench)

    return asyncio.run(built())


def given(private: Private, name: str, content: bytes) -> gr.EventData:
    (private.uploads / name).write_bytes(content)
    return gr.EventData(None, {"files": [{"path": str(private.uploads / name)}]})


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name != "uploads"]


def test_a_table_that_cannot_be_read_leaves_nothing(private: Private, tabs: tuple[CompareTab, AskTab]) -> None:
    with pytest.raises(IntarsiaError, match="two columns are named 'a'"):
        tabs[0]._uploaded(None, given(private, "t.csv", b"a,a\n1,2\n"))
    assert left(private.root) == []
    bench = Bench(private.visit())
    with pytest.raises(IntarsiaError, match="two columns are named 'a'"):
        tabs[0]._uploaded(bench, given(private, "t.csv", b"a,a\n1,2\n"))
    assert left(private.root) == [bench.folder]


def test_a_model_that_is_none_leaves_nothing(private: Private, tabs: tuple[CompareTab, AskTab], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as packed:
        packed.writestr("a.txt", "no model")
    with pytest.raises(Told, match=r"m.zip holds no saved model"):
        tabs[1]._given(None, given(private, "m.zip", (tmp_path / "m.zip").read_bytes()))
    assert left(private.root) == []


def test_a_row_of_which_one_file_did_not_arrive_leaves_nothing(
    private: Private, tabs: tuple[CompareTab, AskTab]
) -> None:
    tabs[1]._broken(given(private, "a.jpg", b"a picture"))
    assert left(private.root) == []


def test_what_is_handed_out_goes_with_its_visitor(private: Private) -> None:
    bench = Bench(private.visit())
    (bench.folder / "model").mkdir()
    (bench.folder / "model" / "config.json").write_text("{}")
    (bench.folder / "report.html").write_text("<p>")
    contest = Contest(bench.folder)
    first, _, _ = bench.finished(contest, private)
    second, report, model = first.finished(contest, private)
    assert report.read_text() == "<p>"
    with zipfile.ZipFile(model) as packed:
        assert packed.namelist() == ["config.json"]
    assert model.is_relative_to(private.uploads)
    assert list(private.uploads.iterdir()) == [second.out]
    second.leave()
    assert left(private.root) == []
