"""What is kept of whoever compares and asks goes when they do, and at once where it comes to nothing."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path

import gradio as gr
import pytest

from intarsia.errors import IntarsiaError
from intarsia.studio.ask.tab import AskTab
from intarsia.studio.compare.process import ComparisonProcess
from intarsia.studio.compare.session import Session
from intarsia.studio.compare.tab import CompareTab
from intarsia.studio.errors import PageError
from intarsia.studio.page_text import Labels
from intarsia.studio.tab import Context
from intarsia.studio.workspace import Workspace


@pytest.fixture
def tabs(workspace: Workspace) -> tuple[CompareTab, AskTab]:
    async def built() -> tuple[CompareTab, AskTab]:  # elsewhere Gradio makes event loops, and leaves them open
        with gr.Blocks(analytics_enabled=False):
            comparing = CompareTab(Context(workspace), Labels("en"), gr.State("en"))
            return comparing, AskTab(Context(workspace), Labels("en"), gr.State("en"), comparing.session)

    return asyncio.run(built())


def given(workspace: Workspace, name: str, content: bytes) -> gr.EventData:
    (workspace.uploads / name).write_bytes(content)
    return gr.EventData(None, {"files": [{"path": str(workspace.uploads / name)}]})


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name != "uploads"]


def test_a_table_that_cannot_be_read_leaves_nothing(workspace: Workspace, tabs: tuple[CompareTab, AskTab]) -> None:
    with pytest.raises(IntarsiaError, match="two columns are named 'a'"):
        tabs[0]._uploaded(None, given(workspace, "t.csv", b"a,a\n1,2\n"))
    assert left(workspace.root) == []
    session = Session(workspace.visit())
    with pytest.raises(IntarsiaError, match="two columns are named 'a'"):
        tabs[0]._uploaded(session, given(workspace, "t.csv", b"a,a\n1,2\n"))
    assert left(workspace.root) == [session.folder]


def test_a_model_that_is_none_leaves_nothing(
    workspace: Workspace, tabs: tuple[CompareTab, AskTab], tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as packed:
        packed.writestr("a.txt", "no model")
    with pytest.raises(PageError, match=r"m.zip holds no saved model"):
        tabs[1]._given(None, given(workspace, "m.zip", (tmp_path / "m.zip").read_bytes()))
    assert left(workspace.root) == []


def test_a_row_of_which_one_file_did_not_arrive_leaves_nothing(
    workspace: Workspace, tabs: tuple[CompareTab, AskTab]
) -> None:
    tabs[1]._broken(given(workspace, "a.jpg", b"a picture"))
    assert left(workspace.root) == []


def test_what_is_handed_out_goes_with_its_visitor(workspace: Workspace) -> None:
    session = Session(workspace.visit())
    (session.folder / "model").mkdir()
    (session.folder / "model" / "config.json").write_text("{}")
    (session.folder / "report.html").write_text("<p>")
    process = ComparisonProcess(session.folder)
    first, _, _ = session.finished(process, workspace)
    second, report, model = first.finished(process, workspace)
    assert report.read_text() == "<p>"
    with zipfile.ZipFile(model) as packed:
        assert packed.namelist() == ["config.json"]
    assert model.is_relative_to(workspace.uploads)
    assert list(workspace.uploads.iterdir()) == [second.out]
    second.leave()
    assert left(workspace.root) == []
